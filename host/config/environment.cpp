#include "config/environment.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/limits.hpp"
#include "config/text_file.hpp"
#include "garden/ascii.hpp"

namespace garden::config {
namespace {

bool name_begins(char c) { return is_upper(c) || is_lower(c) || c == '_'; }
bool name_goes_on(char c) { return name_begins(c) || is_digit(c); }
// Reads the value after '='. An empty result of `wrong` means it was understood.
std::string env_value(std::string_view text, std::string& wrong) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
    // A comment begins at a '#' that has a blank before it: '#' is common inside passwords.
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '#' && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t')) text = text.substr(0, i);
    return std::string(trimmed(text));
  }
  char quote = text.front();
  std::string value;
  std::size_t i = 1;
  for (; i < text.size() && text[i] != quote; ++i) {
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
      char c = text[++i];
      if (c == 'n')
        value += '\n';
      else if (c == 't')
        value += '\t';
      else if (c == '"' || c == '\\' || c == '$')
        value += c;
      else
        (value += '\\') += c;
    } else {
      value += text[i];
    }
  }
  if (i >= text.size()) {
    wrong = "the quotes are not closed on this line";
    return {};
  }
  auto rest = trimmed(text.substr(i + 1));
  if (!rest.empty() && rest.front() != '#') wrong = "something follows the closing quotes";
  return value;
}

}  // namespace

Environment no_environment() {
  return [](std::string_view) { return std::optional<std::string>(); };
}

Environment environment_of(Variables variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    auto found = variables.find(name);
    if (found == variables.end() || found->second.empty()) return std::nullopt;
    return found->second;
  };
}

Environment process_environment() {
  Variables variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    std::string_view text(*entry);
    if (auto equals = text.find('='); equals != std::string_view::npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment_of(std::move(variables));
}

Environment layered(Environment upper, Environment lower) {
  return [upper = std::move(upper), lower = std::move(lower)](std::string_view name) {
    auto value = upper(name);
    return value ? value : lower(name);
  };
}

std::expected<Variables, Problems> parse_env_text(std::string_view text, const std::string& file) {
  Variables variables;
  Problems problems;
  std::uint32_t line = 0;
  auto wrong_at = [&problems, &file, &line](std::size_t column, std::string message, std::string advice) {
    problems.push_back({.position = {file, line, static_cast<std::uint32_t>(column + 1)},
                        .message = std::move(message),
                        .advice = std::move(advice),
                        .pointer = {}});
  };
  while (!text.empty()) {
    ++line;
    auto end = std::min(text.find('\n'), text.size());
    auto raw = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    auto entry = trimmed(raw);
    if (entry.empty() || entry.front() == '#') continue;
    if (entry.starts_with("export ")) entry = trimmed(entry.substr(7));
    auto column = static_cast<std::size_t>(entry.data() - raw.data());
    std::size_t size = 0;
    while (size < entry.size() && (size == 0 ? name_begins(entry[0]) : name_goes_on(entry[size]))) ++size;
    auto after = trimmed(entry.substr(size));
    if (size == 0 || after.empty() || after.front() != '=') {
      wrong_at(column, "this line is not NAME=VALUE", "write one variable a line, or put # before a comment");
      continue;
    }
    auto value = trimmed(after.substr(1));
    std::string wrong;
    auto parsed = env_value(value, wrong);
    if (!wrong.empty()) {
      wrong_at(static_cast<std::size_t>(after.data() - raw.data()) + 1, wrong,
               "put the whole value into one pair of quotes");
      continue;
    }
    variables.insert_or_assign(std::string(entry.substr(0, size)), std::move(parsed));
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return variables;
}

std::expected<Variables, Problems> load_env_file(const std::filesystem::path& path) {
  auto text = read_text_file(path, base::limits::config_file_bytes_max);
  if (!text) {
    if (text.error().code == base::Code::not_found) return Variables();
    return std::unexpected(Problems{
        {.position = {path.string()}, .message = text.error().message, .advice = {}, .pointer = {}}});
  }
  return parse_env_text(*text, path.string());
}

}  // namespace garden::config
