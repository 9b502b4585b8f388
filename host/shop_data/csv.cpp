#include "shop_data/csv.hpp"

#include <algorithm>

#include "config/text_file.hpp"

namespace garden::shop_data {
namespace {
using base::Code;
using base::fail;

bool is_blank(const CsvRow& row) {
  return row.fields.size() == 1 && row.fields[0].find_first_not_of(" \t") == std::string::npos;
}
}  // namespace

CsvReader::CsvReader(std::string_view text, char delimiter, const CsvLimits& limits)
    : text_(text), delimiter_(delimiter), limits_(limits) {}

std::optional<std::expected<CsvRow, CsvFault>> CsvReader::next() {
  while (at_ < text_.size()) {
    CsvRow row{line_, {}};
    auto start = at_;
    for (auto end = End::field; end == End::field;) {
      std::string field;
      end = row.fields.size() < limits_.fields_max
                ? read_field(field)
                : fault("the row has more than " + std::to_string(limits_.fields_max) + " fields",
                        "check that the file is a CSV and which separator it uses");
      if (end == End::fault) {
        at_ = start;
        line_ = row.line;
        skip_line();
        fault_.line = row.line;
        return std::unexpected(fault_);
      }
      row.fields.push_back(std::move(field));
    }
    if (is_blank(row)) continue;
    if (std::any_of(row.fields.begin(), row.fields.end(),
                    [](const auto& field) { return config::utf8_fault(field).has_value(); }))
      return std::unexpected(
          CsvFault{row.line, "the row holds bytes that are not UTF-8", "save the file as \"CSV UTF-8\""});
    return row;
  }
  return std::nullopt;
}

CsvReader::End CsvReader::read_field(std::string& field) {
  if (at_ < text_.size() && text_[at_] == '"') return read_quoted(field);
  auto end = at_;
  while (end < text_.size() && text_[end] != delimiter_ && text_[end] != '\n' && text_[end] != '\r') ++end;
  if (end - at_ > limits_.field_bytes_max)
    return fault("a field is longer than " + std::to_string(limits_.field_bytes_max) + " bytes",
                 "check that the file is a CSV and which separator it uses");
  field.assign(text_.substr(at_, end - at_));
  at_ = end;
  return finish_field();
}

CsvReader::End CsvReader::read_quoted(std::string& field) {
  auto opened_on = line_;
  for (++at_; at_ < text_.size(); ++at_) {
    char c = text_[at_];
    if (c == '"') {
      bool doubled = at_ + 1 < text_.size() && text_[at_ + 1] == '"';
      ++at_;
      if (!doubled) return finish_field();
    }
    if (field.size() >= limits_.field_bytes_max) break;
    if (c == '\n' || (c == '\r' && text_.substr(at_ + 1, 1) != "\n")) ++line_;
    field += c;
  }
  return fault("a quote opened on line " + std::to_string(opened_on) + " is never closed",
               "close it, or double the quotes inside the field");
}

CsvReader::End CsvReader::finish_field() {
  if (at_ < text_.size() && text_[at_] == delimiter_) {
    ++at_;
    return End::field;
  }
  if (at_ == text_.size() || take_line_end()) return End::row;
  return fault("there is text behind a closing quote", "double the quotes inside a quoted field");
}

CsvReader::End CsvReader::fault(std::string reason, std::string advice) {
  fault_ = {0, std::move(reason), std::move(advice)};
  return End::fault;
}

bool CsvReader::take_line_end() {
  auto rest = text_.substr(at_, 2);
  if (!rest.starts_with('\n') && !rest.starts_with('\r')) return false;
  at_ += rest == "\r\n" ? 2 : 1;
  ++line_;
  return true;
}

void CsvReader::skip_line() {
  while (at_ < text_.size() && !take_line_end()) ++at_;
}

base::Result<std::string> read_csv_file(const std::filesystem::path& file, const CsvLimits& limits) {
  auto text = config::read_text_file(file, limits.file_bytes_max);
  if (!text) return fail(text.error().code, text.error().message, file.string());
  if (text->starts_with("\xFF\xFE") || text->starts_with("\xFE\xFF"))
    return fail(Code::invalid, "the file is UTF-16; save it as \"CSV UTF-8\"", file.string());
  if (text->find('\0') != text->npos)
    return fail(Code::invalid, "the file is not a text file; save the sheet as CSV", file.string());
  if (text->starts_with("\xEF\xBB\xBF")) text->erase(0, 3);
  return text;
}

char guess_delimiter(std::string_view text) {
  std::ptrdiff_t best_count = 0;
  char best = ',';
  auto line = text.substr(0, text.find_first_of("\r\n"));
  for (char candidate : {',', ';', '\t'}) {
    bool quoted = false;
    std::ptrdiff_t count = 0;
    for (char c : line) {
      if (c == '"') quoted = !quoted;
      if (c == candidate && !quoted) ++count;
    }
    if (count > best_count) {
      best_count = count;
      best = candidate;
    }
  }
  return best;
}

}  // namespace garden::shop_data
