#include "config/yaml_words.hpp"

#include <array>

namespace garden::config {
namespace {

struct Row {
  std::string_view begins, message, advice;
  YamlWords::Opened opened = YamlWords::Opened::nothing;
};

using enum YamlWords::Opened;

constexpr std::string_view indent_advice = "check the indentation: keys of one map begin in the same column";
constexpr std::array<Row, 24> rows{{
    {"end of map flow not found", "a { is not closed", "add the } or check the commas", bracket},
    {"end of sequence flow not found", "a [ is not closed", "add the ] or check the commas", bracket},
    {"end of map not found", "this line does not fit the map it stands in", indent_advice},
    {"end of sequence not found", "this line does not fit the list it stands in",
     "check the indentation: the dashes of one list stand in the same column"},
    {"illegal map value", "a value cannot begin here",
     "check the indentation, and put text that holds \": \" into quotes"},
    {"illegal map key", "a key cannot begin here", indent_advice},
    {"illegal block entry", "a list entry (-) cannot begin here",
     "put it on a line of its own, below its key; put text that begins with \"- \" into quotes"},
    {"illegal flow end", "this bracket closes nothing", "remove it, or put the text into quotes"},
    {"illegal tab when looking for indentation", "a tab is used to indent", "use blanks"},
    {"illegal EOF in scalar", "quotes are not closed in what follows", "add the closing quote", quote},
    {"illegal document indicator in scalar", "quotes are not closed in what follows", "add the closing quote",
     quote},
    {"illegal character in scalar", "a character is not allowed here", "put the text into quotes"},
    {"unknown escape character", "unknown escape in double quotes",
     "write \\\\ for a backslash, or use single quotes"},
    {"bad character found while scanning hex number", "an escape needs hexadecimal digits",
     "write \\\\ for a backslash, or use single quotes"},
    {"invalid unicode", "an escape names no character", "check its digits"},
    {"unknown token", "text cannot begin with this character", "put the text into quotes"},
    {"unexpected character in block scalar", "something stands behind | or >",
     "begin the text on the next line"},
    {"cannot set zero indentation", "the indentation after | or > must be 1 to 9", "remove the number"},
    {"alias not found", "a * begins an alias, which is not taken", "put the text into quotes"},
    {"illegal character found while scanning alias", "a * begins an alias, which is not taken",
     "put the text into quotes"},
    {"the referenced anchor is not defined", "an alias (*name) is not taken",
     "put text that begins with * into quotes, or write the value out"},
    {"anchor not found", "an & begins an anchor, which is not taken", "put the text into quotes"},
    {"illegal character found while scanning anchor", "an & begins an anchor, which is not taken",
     "put the text into quotes"},
    {"illegal character found while scanning tag", "a ! begins a tag, which is not taken",
     "put the text into quotes"},
}};

bool indented_by_tab(std::string_view line) {
  for (char c : line) {
    if (c == '\t') return true;
    if (c != ' ') return false;
  }
  return false;
}

}  // namespace

YamlWords yaml_words(std::string_view complaint, std::string_view line) {
  if (indented_by_tab(line)) return {"a tab is used to indent", "use blanks"};
  for (const auto& row : rows)
    if (complaint.starts_with(row.begins))
      return {std::string(row.message), std::string(row.advice), row.opened};
  return {"this is not valid YAML: " + std::string(complaint), "check this line and the one before"};
}

}  // namespace garden::config
