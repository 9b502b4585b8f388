// Goal: CSV is read the way it is meant, and what cannot be read is a fault of its row alone. Method: texts
// and the rows they must give, written out; a fault is checked by its line and by what is read after it.
#include "shop_data/csv.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "scratch.hpp"

using namespace garden::shop_data;
using garden::base::Code;

namespace {
using Rows = std::vector<std::vector<std::string>>;

struct Outcome {
  Rows rows;
  std::vector<std::size_t> lines;   // of the rows
  std::vector<std::size_t> faults;  // lines of rows that could not be read
};

Outcome read(std::string_view text, char delimiter = ',', const CsvLimits& limits = {}) {
  Outcome outcome;
  CsvReader reader(text, delimiter, limits);
  for (auto row = reader.next(); row; row = reader.next()) {
    if (*row) {
      outcome.rows.push_back((*row)->fields);
      outcome.lines.push_back((*row)->line);
    } else {
      CHECK_FALSE(row->error().reason.empty());
      CHECK_FALSE(row->error().advice.empty());
      outcome.faults.push_back(row->error().line);
    }
  }
  CHECK(reader.offset() == text.size());
  return outcome;
}
}  // namespace

TEST_CASE("csv: fields rows and every kind of line end") {
  CHECK(read("").rows.empty());
  CHECK(read("a,b\nc,d").rows == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(read("a,b\r\nc,d\r\n").rows == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(read("a,b\rc,d\r").rows == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(read(",\n,,\n").rows == Rows{{"", ""}, {"", "", ""}});
  CHECK(read("a,").rows == Rows{{"a", ""}});
  CHECK(read("a;b,c\n", ';').rows == Rows{{"a", "b,c"}});
  CHECK(read("a\tb\n", '\t').rows == Rows{{"a", "b"}});
  CHECK(read("a,b\n\n  \n\r\nc").lines == std::vector<std::size_t>{1, 5});
}

TEST_CASE("csv: quotes around fields and inside of them") {
  CHECK(read("\"a,b\",\"c\"\"d\",\"\"\n").rows == Rows{{"a,b", "c\"d", ""}});
  CHECK(read("\"two\nlines\",x\ny").rows == Rows{{"two\nlines", "x"}, {"y"}});
  CHECK(read("\"two\r\nlines\"\r\ny").lines == std::vector<std::size_t>{1, 3});
  CHECK(read("\"old\rmac\"\ry").lines == std::vector<std::size_t>{1, 3});
  // A shop of glass writes inches, and a field that does not begin with a quote is not quoted.
  CHECK(read("Red - Size 12\"x12\",5\n").rows == Rows{{"Red - Size 12\"x12\"", "5"}});
  CHECK(read(" \"a\" ,b").rows == Rows{{" \"a\" ", "b"}});
  CHECK(read("\"\"\"\"").rows == Rows{{"\""}});
}

TEST_CASE("csv: an unclosed quote costs its row and not the file") {
  auto outcome = read("a,b\n1,\"open\n2,two\n3,three\n");
  CHECK(outcome.faults == std::vector<std::size_t>{2});
  CHECK(outcome.rows == Rows{{"a", "b"}, {"2", "two"}, {"3", "three"}});
  CHECK(outcome.lines == std::vector<std::size_t>{1, 3, 4});
  CHECK(read("\"").faults == std::vector<std::size_t>{1});
  CHECK(read("\"a\"\"").faults == std::vector<std::size_t>{1});
}

TEST_CASE("csv: text behind a closing quote and bytes that are not UTF-8 are faults") {
  auto outcome = read("1,\"a\"b,c\n2,\xE4\n3,ä\n4,\xED\xA0\x80\n5,\"x\" \n6,f\n");
  CHECK(outcome.faults == std::vector<std::size_t>{1, 2, 4, 5});
  CHECK(outcome.rows == Rows{{"3", "ä"}, {"6", "f"}});
}

TEST_CASE("csv: fields and rows have limits and reading goes on behind them") {
  CsvLimits limits{.field_bytes_max = 10, .fields_max = 3};
  CHECK(read("0123456789,\"0123456789\"\n", ',', limits).rows.size() == 1);
  CHECK(read("0123456789X\nok\n", ',', limits).rows == Rows{{"ok"}});
  CHECK(read("\"0123456789X\"\nok\n", ',', limits).rows == Rows{{"ok"}});
  CHECK(read("a,b,c\n", ',', limits).rows.size() == 1);
  CHECK(read("a,b,c,d\nok\n", ',', limits).faults == std::vector<std::size_t>{1});
  // A quote that is never closed is not looked for through the whole file again and again.
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "1,\"x\"\"\n";
  CHECK(read(many).rows.size() + read(many).faults.size() <= 20'000);
}

TEST_CASE("csv: the separator is guessed from the first line") {
  CHECK(guess_delimiter("a,b,c\n1;2;3;4;5") == ',');
  CHECK(guess_delimiter("a;b,5;c\n") == ';');
  CHECK(guess_delimiter("a\tb\tc") == '\t');
  CHECK(guess_delimiter("\"a;b;c;d\",e") == ',');
  CHECK(guess_delimiter("alone") == ',');
  CHECK(guess_delimiter("") == ',');
}

TEST_CASE("csv: files that are no CSV are refused as a whole") {
  Scratch scratch;
  auto code = [](const std::filesystem::path& file, const CsvLimits& limits = {}) {
    auto text = read_csv_file(file, limits);
    return text ? Code::ok : text.error().code;
  };
  CHECK(*read_csv_file(scratch.write("bom.csv",
                                     "\xEF\xBB\xBF"
                                     "a,b\n")) == "a,b\n");
  CHECK(read_csv_file(scratch.write("empty.csv", ""))->empty());
  CHECK(code(scratch / "nowhere.csv") == Code::not_found);
  CHECK(code(scratch.folder()) == Code::denied);
  CHECK(code(scratch.write("utf16.csv",
                           "\xFF\xFE"
                           "a")) == Code::invalid);
  CHECK(code(scratch.write("binary.csv", std::string("PK\0\3", 4))) == Code::invalid);
  CHECK(code(scratch.write("large.csv", std::string(101, 'a')), {.file_bytes_max = 100}) == Code::invalid);
}
