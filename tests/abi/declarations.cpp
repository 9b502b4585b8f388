#include "abi/declarations.hpp"

#include <algorithm>
#include <regex>

namespace garden::testing {
namespace {

std::string without_comments(std::string_view header) {
  std::string out;
  for (std::size_t at = 0; at < header.size();) {
    const auto begin = header.find("/*", at);
    out += header.substr(at, begin - at);
    if (begin == header.npos) break;
    const auto end = header.find("*/", begin + 2);
    at = end == header.npos ? header.size() : end + 2;
  }
  return out;
}

std::string on_one_line(const std::string& text) {
  auto line = std::regex_replace(text, std::regex(R"(\s+)"), " ");
  line = std::regex_replace(line, std::regex(R"(\( )"), "(");
  return std::regex_replace(line, std::regex("^ | $"), "");
}

// The parts of `text` between `separator`s, without empty ones.
std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(separator, at), text.size());
    if (auto part = on_one_line(text.substr(at, end - at)); !part.empty()) parts.push_back(std::move(part));
    at = end + 1;
  }
  return parts;
}

template <class Add>
void each_match(const std::string& text, const char* pattern, Add add) {
  const std::regex expression(pattern);
  for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end; ++match)
    add(*match);
}

}  // namespace

std::vector<std::string> declarations_of(std::string_view header) {
  const auto text = without_comments(header);
  std::vector<std::string> lines;
  each_match(text, R"(#define (GARDEN_\w+) ("[^"]*"|\d+u))", [&](const std::smatch& match) {
    if (match[1] != "GARDEN_ABI_MINOR") lines.push_back("define " + match[1].str() + " " + match[2].str());
  });
  each_match(text, R"(typedef (?!struct)([^;{]*?)(\w+);)", [&](const std::smatch& match) {
    lines.push_back("typedef " + match[2].str() + ": " + on_one_line(match[1]));
  });
  each_match(text, R"(typedef (void) \(\*(garden_work)\)([^;]*);)", [&](const std::smatch& match) {
    lines.push_back("typedef " + match[2].str() + ": " +
                    on_one_line(match[1].str() + " (*)" + match[3].str()));
  });
  each_match(text, R"(enum \{([^}]*)\})", [&](const std::smatch& match) {
    for (const auto& value : split(match[1], ',')) lines.push_back("enum " + value);
  });
  each_match(text, R"(struct (garden_\w+) \{([^}]*)\})", [&](const std::smatch& match) {
    std::size_t number = 0;
    for (const auto& field : split(match[2], ';'))
      lines.push_back("struct " + match[1].str() + " " + std::to_string(number++) + ": " + field);
  });
  each_match(text, R"(\nGARDEN_EXPORT (\w[^;#]*\));)",
             [&](const std::smatch& match) { lines.push_back("function " + on_one_line(match[1])); });
  return lines;
}

std::vector<std::string> broken_promises(const std::vector<std::string>& released,
                                         const std::vector<std::string>& current, bool* grown) {
  std::vector<std::string> broken;
  for (const auto& line : released)
    if (std::ranges::find(current, line) == current.end())
      broken.push_back("released, and now changed or gone: " + line);
  *grown = current.size() > released.size();
  return broken;
}

}  // namespace garden::testing
