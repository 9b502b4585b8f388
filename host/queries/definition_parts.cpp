#include "queries/definition_parts.hpp"

#include <algorithm>
#include <fstream>

#include "config/pointer.hpp"
#include "garden/ascii.hpp"

namespace garden::queries {
namespace {

// `*` stands for any letters; patterns are short and hold one or two of them.
bool fits(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() != '*')
    return !name.empty() && to_lower(pattern.front()) == to_lower(name.front()) &&
           fits(pattern.substr(1), name.substr(1));
  for (std::size_t skip = 0; skip <= name.size(); ++skip)
    if (fits(pattern.substr(1), name.substr(skip))) return true;
  return false;
}

std::string line_of(const std::string& file, std::size_t number) {
  std::ifstream stream(file);
  std::string line;
  for (std::size_t i = 0; i < number; ++i)
    if (!std::getline(stream, line)) return {};
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

Parameter parameter_of(const std::string& name, const base::Json& value) {
  Parameter made{.name = name, .description = base::text_at(value, "description")};
  made.type = parameter_type(base::text_at(value, "type")).value_or(ParameterType::text);
  if (const auto& bound = base::member(value, "min"); bound.is_number()) made.minimum = bound.get<double>();
  if (const auto& bound = base::member(value, "max"); bound.is_number()) made.maximum = bound.get<double>();
  made.length_max = static_cast<std::size_t>(base::integer_at(value, "maxLength", 200));
  for (const auto& choice : base::member(value, "choices")) made.choices.push_back(choice.get<std::string>());
  made.default_value = base::member(value, "default");
  made.required = made.default_value.is_null() && !base::boolean_at(value, "optional", false);
  return made;
}

}  // namespace

bool is_sql_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() < 'a' || name.front() > 'z') return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::vector<Parameter> parameters_of(const config::Document& document, const base::Json& value,
                                     const std::string& pointer, config::Problems& problems) {
  std::vector<Parameter> made;
  for (const auto& [name, one] : value.items()) {
    auto here = config::child(pointer, name);
    auto parameter = parameter_of(name, one);
    if (!is_sql_name(name))
      problems.push_back(document.at_key(here, "a name is lower case letters, digits and underscores"));
    if (parameter.type == ParameterType::choice && parameter.choices.empty())
      problems.push_back(document.at(here, "an enum needs `choices`"));
    if (parameter.minimum && parameter.maximum && *parameter.minimum > *parameter.maximum)
      problems.push_back(document.at(here, "min is more than max"));
    if (!parameter.default_value.is_null()) {
      auto taken = check_value(parameter, parameter.default_value);
      if (taken)
        parameter.default_value = std::move(*taken);
      else
        problems.push_back(document.at(here + "/default", "the default does not fit: " + taken.error()));
    }
    made.push_back(std::move(parameter));
  }
  return made;
}

bool is_personal(std::string_view name, const std::vector<std::string>& patterns) {
  if (name.starts_with('`')) name = name.substr(1, name.size() - 2);
  return std::any_of(patterns.begin(), patterns.end(),
                     [name](const std::string& pattern) { return fits(pattern, name); });
}

std::filesystem::path shared_facts_file(const std::filesystem::path& query_file, const std::string& name) {
  return query_file.parent_path() / "facts" / (name + ".sql");
}

std::optional<std::string> read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return {};
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

config::Problem problem_in_file(const std::filesystem::path& file, std::string_view text,
                                const SqlError& error) {
  const auto before = text.substr(0, error.offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0
  return {.position = {file.string(), static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column)},
          .message = error.message};
}

config::Problem problem_in_text(const config::Document& document, std::string_view pointer,
                                std::string_view text, const SqlError& error) {
  auto problem = document.at(pointer, error.message);
  auto offset = std::min(error.offset, text.size());
  auto lines_before = static_cast<std::size_t>(
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
  auto line_start = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;  // npos + 1 is 0
  auto line_end = std::min(text.find('\n', offset), text.size());
  auto& position = problem.position;
  auto first = line_of(position.file, position.line);
  if (position.column == 0 ||
      first.substr(std::min<std::size_t>(position.column - 1, first.size())).substr(0, 1) != "|")
    return problem;
  auto line = position.line + 1 + lines_before;
  auto in_file = line_of(position.file, line);
  auto size = line_end - line_start;
  if (in_file.size() < size) return problem;
  position.line = static_cast<std::uint32_t>(line);
  position.column = static_cast<std::uint32_t>(in_file.size() - size + offset - line_start + 1);
  return problem;
}

}  // namespace garden::queries
