#include "config/problem.hpp"

#include <algorithm>
#include <tuple>

namespace garden::config {

std::string Position::text() const {
  if (line == 0) return file;
  return file + ':' + std::to_string(line) + ':' + std::to_string(column);
}

std::string Problem::text() const {
  std::string line = position.text();
  if (!line.empty()) line += ": ";
  line += severity == Severity::error ? "error: " : "warning: ";
  line += message;
  if (!advice.empty()) line += ", " + advice;
  return line;
}

bool has_errors(const Problems& problems) {
  return std::ranges::any_of(problems, [](const Problem& p) { return p.severity == Severity::error; });
}

void arrange(Problems& problems) {
  auto place = [](const Problem& p) {
    return std::tie(p.position.file, p.position.line, p.position.column, p.message);
  };
  std::ranges::stable_sort(problems,
                           [&place](const Problem& a, const Problem& b) { return place(a) < place(b); });
  auto twice = std::ranges::unique(
      problems, [&place](const Problem& a, const Problem& b) { return place(a) == place(b); });
  problems.erase(twice.begin(), twice.end());
}

std::string text_of(const Problems& problems) {
  auto arranged = problems;
  arrange(arranged);
  std::string text;
  for (const auto& problem : arranged) text += problem.text() + '\n';
  return text;
}

base::Error error_of(const Problems& problems) {
  auto text = text_of(problems);
  if (!text.empty()) text.pop_back();
  return {base::Code::invalid, std::move(text), {}};
}

}  // namespace garden::config
