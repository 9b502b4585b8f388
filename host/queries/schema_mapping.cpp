#include "queries/schema_mapping.hpp"

#include <algorithm>
#include <memory>

#include "config/agent_config.hpp"
#include "config/pointer.hpp"
#include "config/suggest.hpp"
#include "queries/definition_parts.hpp"

namespace garden::queries {
namespace {

constexpr std::string_view placeholder = "{prefix}";
constexpr std::string_view stand_in =
    "prefix__";  // as long, so that offsets stay, and a word to the tokenizer
static_assert(placeholder.size() == stand_in.size());

bool is_prefix(std::string_view text) {
  return text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

std::vector<std::string> texts_of(const base::Json& list) {
  std::vector<std::string> texts;
  for (const auto& item : list) texts.push_back(item.get<std::string>());
  return texts;
}

std::string with_stand_ins(std::string_view sql) {
  std::string text(sql);
  for (auto at = text.find(placeholder); at != text.npos; at = text.find(placeholder, at))
    text.replace(at, placeholder.size(), stand_in);
  return text;
}

// The statement without comments and superfluous blanks, its stand-ins replaced where `written` has the
// placeholder.
std::string squeezed(const std::vector<Token>& tokens, std::string_view written, std::string_view prefix) {
  std::string text;
  std::size_t end_of_last = 0;
  for (const auto& token : tokens) {
    if (!text.empty() && token.offset > end_of_last) text += ' ';
    end_of_last = token.offset + token.text.size();
    std::string piece(written.substr(token.offset, token.text.size()));
    for (auto at = piece.find(placeholder); at != piece.npos;
         at = piece.find(placeholder, at + prefix.size()))
      piece.replace(at, placeholder.size(), prefix);
    text += piece;
  }
  return text;
}

std::expected<std::vector<Token>, SqlError> checked(std::string_view sql, const PersonalData& personal) {
  auto tokens = tokenize(sql);
  if (!tokens) return tokens;
  if (auto fine = check_read_only(*tokens); !fine) return std::unexpected(fine.error());
  if (auto fine = check_portable(*tokens); !fine) return std::unexpected(fine.error());
  for (const auto& token : *tokens) {
    if (token.kind == TokenKind::parameter)
      return std::unexpected(SqlError{token.offset, "a mapping has no parameters"});
    if (token.text == "WITH" || token.text == "with")
      return std::unexpected(SqlError{token.offset, "write a SELECT; a WITH may be a SELECT in parentheses"});
    if (personal.is_named_by(token))
      return std::unexpected(
          SqlError{token.offset, std::string(token.text) + " is personal data: no mapping may name it"});
  }
  return tokens;
}

}  // namespace

// Reads one file, and collects what the schema of its YAML cannot see.
class SchemaMapping::Reader {
 public:
  Reader(const config::CheckedDocument& loaded, std::string_view prefix, PersonalData personal)
      : document_(*loaded.document), value_(loaded.value), prefix_(prefix), personal_(std::move(personal)) {}

  SchemaMapping read(config::Problems& problems) {
    SchemaMapping made;
    made.title_ = base::text_at(value_, "title");
    made.file_ = document_.file();
    made.settings_ = base::member(value_, "settings");
    made.without_ = texts_of(base::member(value_, "without"));
    made.assumptions_ = texts_of(base::member(value_, "assumptions"));
    made.questions_ = texts_of(base::member(value_, "questions"));
    if (prefix_.empty()) prefix_ = base::text_at(value_, "prefix");
    if (!is_prefix(prefix_))
      problems.push_back(document_.at("/prefix", "the prefix \"" + prefix_ + "\" of tables is none",
                                      "up to 32 letters, digits and underscores"));
    for (const auto& name : base::member(value_, "personal_data")) personal_.deny(name.get<std::string>());
    for (const auto& [name, select] : base::member(value_, "tables").items()) {
      auto pointer = config::child("/tables", name);
      auto written = select.get<std::string>();
      if (!is_sql_name(name))
        problems.push_back(
            document_.at_key(pointer, "a table's name is lower case letters, digits and underscores"));
      auto table = table_of(written);
      if (table)
        made.tables_.emplace(name, std::move(*table));
      else
        problems.push_back(problem_in_text(document_, pointer, written, table.error()));
    }
    return made;
  }

 private:
  std::expected<Table, SqlError> table_of(const std::string& written) const {
    auto sql = with_stand_ins(written);
    auto tokens = checked(sql, personal_);
    if (!tokens) return std::unexpected(std::move(tokens.error()));
    if (auto reads = reads_of(*tokens); !reads) return std::unexpected(std::move(reads.error()));
    auto columns = columns_given(*tokens);
    if (!columns) return std::unexpected(std::move(columns.error()));
    return Table{squeezed(*tokens, written, prefix_), std::move(*columns)};
  }

  const config::Document& document_;
  const base::Json& value_;
  std::string prefix_;
  PersonalData personal_;
};

std::expected<SchemaMapping, config::Problems> SchemaMapping::load(const std::filesystem::path& file,
                                                                   std::string_view prefix,
                                                                   const PersonalData& personal) {
  config::LoadOptions plain;
  plain.substitute = false;
  plain.extends = false;
  auto loaded = config::load_checked(file, "schema_mapping.schema.json", plain);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  auto problems = std::move(loaded->warnings);
  auto made = Reader(*loaded, prefix, personal).read(problems);
  if (config::has_errors(problems)) {
    config::arrange(problems);
    return std::unexpected(std::move(problems));
  }
  made.document_ = loaded->document;
  return made;
}

config::Problem SchemaMapping::problem(std::string_view pointer, std::string message,
                                       std::string advice) const {
  return document_->at(pointer, std::move(message), std::move(advice));
}

std::expected<void, SqlError> SchemaMapping::check_columns(const Reads& reads) const {
  for (const auto& read : reads.columns) {
    std::vector<std::string> known;
    for (auto name : read.tables)
      for (const auto& column : tables_.find(name)->second.columns) known.push_back(column);
    if (std::find(known.begin(), known.end(), read.column) != known.end()) continue;
    auto advice = config::suggestion(read.column, known);
    return std::unexpected(SqlError{
        read.offset, "the mapping " + file_ + " gives no column " + std::string(read.column) + " in " +
                         std::string(read.tables.front()) + (advice.empty() ? "" : "; " + advice)});
  }
  return {};
}

std::expected<std::string, SqlError> SchemaMapping::over(std::string_view sql) const {
  auto tokens = tokenize(sql);
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  auto reads = reads_of(*tokens);
  if (!reads) return std::unexpected(std::move(reads.error()));
  for (const auto& table : reads->tables)
    if (!tables_.contains(table.name))
      return std::unexpected(
          SqlError{table.offset, "the mapping " + file_ + " gives no table " + std::string(table.name)});
  if (auto fine = check_columns(*reads); !fine) return std::unexpected(std::move(fine.error()));
  std::string text;
  std::size_t end_of_last = 0;
  for (const auto& table : reads->tables) {
    text += sql.substr(end_of_last, table.offset - end_of_last);
    text += "(" + tables_.find(table.name)->second.select + ")";
    if (!table.aliased) text += " " + std::string(table.name);
    end_of_last = table.offset + table.size;
  }
  text += sql.substr(end_of_last);
  if (text.size() > sql_bytes_max)
    return std::unexpected(SqlError{0, "over the tables of " + file_ + " this statement has " +
                                           std::to_string(text.size()) + " bytes; at most " +
                                           std::to_string(sql_bytes_max) + " are read"});
  return text;
}

}  // namespace garden::queries
