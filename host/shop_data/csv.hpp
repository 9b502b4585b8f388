// CsvReader: rows out of a CSV file as people and programs really write them.
//
// RFC 4180 with what exports do in practice: a byte order mark, LF, CRLF or CR, quotes inside a field that is
// not quoted (Size 12"x12" is no mistake in a shop of glass), newlines inside quotes, empty lines, rows of
// different lengths. What cannot be read in only one way (a quote that never closes, text behind a closing
// quote, bytes that are not UTF-8) is a fault of its row: it carries the line and what to do, and reading
// goes on behind the row's first line, so that one bad quote does not eat the file. Everything has a limit,
// and no input makes it throw, but for memory. Threads: one owner; the text is borrowed and must stay.
#pragma once
#include <cstddef>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace garden::shop_data {

struct CsvLimits {
  std::size_t file_bytes_max = 64 * 1024 * 1024;  // 100,000 products are about 15 MB
  std::size_t field_bytes_max = 64 * 1024;        // a longer one is an unclosed quote
  std::size_t fields_max = 512;                   // of one row
};

struct CsvRow {
  std::size_t line = 0;  // where it begins, from 1
  std::vector<std::string> fields;
};

// A row that cannot be read.
struct CsvFault {
  std::size_t line = 0;
  std::string reason, advice;
};

class CsvReader {
 public:
  CsvReader(std::string_view text, char delimiter, const CsvLimits& limits = {});

  // The next row that is not empty, or why it cannot be read; nothing at the end.
  std::optional<std::expected<CsvRow, CsvFault>> next();

  // How much of the text has been read, in bytes; a row's end is behind its line end.
  std::size_t offset() const { return at_; }

 private:
  enum class End { field, row, fault };

  End read_field(std::string& field);
  End read_quoted(std::string& field);
  End finish_field();
  End fault(std::string reason, std::string advice);
  void skip_line();
  bool take_line_end();

  std::string_view text_;
  char delimiter_;
  CsvLimits limits_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;  // of at_
  CsvFault fault_;
};

// The text of a file, without byte order mark. Errors: not_found, denied, invalid (too large, UTF-16,
// not a text file).
base::Result<std::string> read_csv_file(const std::filesystem::path& file, const CsvLimits& limits = {});

// The comma, semicolon or tab that the first line uses most; a comma when it uses none.
char guess_delimiter(std::string_view text);

}  // namespace garden::shop_data
