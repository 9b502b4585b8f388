// Taking in a table of the ledger from CSV: header to columns, rows to values, products to their ids.
#include <map>
#include <optional>
#include <unordered_map>

#include "garden/ascii.hpp"
#include "ledger/cells.hpp"
#include "ledger/own_tables.hpp"
#include "ledger/snapshots.hpp"
#include "shop_data/clean.hpp"
#include "shop_data/csv.hpp"

namespace garden::ledger {
namespace {
using base::Code;
using base::fail;

constexpr std::size_t refused_max = 1000;  // reported; the others are counted

// The models of the shop, each with its product; one that two products have stands for none.
base::Result<std::unordered_map<std::string, std::int64_t>> products_by_model(sqlite::Database& database) {
  std::unordered_map<std::string, std::int64_t> products;
  auto rows = database.prepare("SELECT model, products_id FROM product_now WHERE model <> ''");
  if (!rows) return std::unexpected(std::move(rows.error()));
  for (;;) {
    auto there = rows->step();
    if (!there) return std::unexpected(std::move(there.error()));
    if (!*there) return products;
    auto [place, is_new] = products.emplace(shop_data::folded(rows->text(0)), rows->integer(1));
    if (!is_new) place->second = -1;
  }
}

class Import {
 public:
  Import(sqlite::Database& database, const TableShape& shape, const ImportOptions& options)
      : database_(database), shape_(shape), options_(options) {}

  base::Result<ImportReport> run(std::string_view text) {
    shop_data::CsvReader reader(text, shop_data::guess_delimiter(text));
    if (auto fits = read_header(reader); !fits) return std::unexpected(std::move(fits.error()));
    auto models = products_by_model(database_);
    if (!models) return std::unexpected(std::move(models.error()));
    models_ = std::move(*models);
    auto transaction = sqlite::Transaction::begin(database_);
    if (!transaction) return std::unexpected(std::move(transaction.error()));
    if (auto ready = prepare(); !ready) return std::unexpected(std::move(ready.error()));
    while (auto row = reader.next()) {
      ++report_.rows_read;
      if (!*row) {
        refuse(row->error().line, row->error().reason);
        continue;
      }
      if (auto taken = take(**row); !taken) return std::unexpected(std::move(taken.error()));
    }
    if (options_.strict && !report_.refused.empty())
      return fail(Code::invalid, "nothing was taken: line " + std::to_string(report_.refused[0].line) + ": " +
                                     report_.refused[0].reason);
    write_.reset();
    if (auto done = transaction->commit(); !done) return std::unexpected(std::move(done.error()));
    return std::move(report_);
  }

 private:
  base::Result<> read_header(shop_data::CsvReader& reader) {
    auto header = reader.next();
    if (!header || !*header) return fail(Code::invalid, "the file has no header");
    for (std::size_t place = 0; place < (*header)->fields.size(); ++place) {
      auto word = shop_data::folded((*header)->fields[place]);
      if (word.empty()) continue;
      if (word == "sku" || word == "model") {
        sku_ = place;
        continue;
      }
      auto column = column_of(word);
      if (!column)
        return fail(Code::invalid, "\"" + word + "\" is no column of " + shape_.name + "; it has " + words());
      places_[*column] = place;
    }
    for (std::size_t i = 0; i < shape_.columns.size(); ++i)
      if (const auto& column = shape_.columns[i];
          column.required && !places_.contains(i) && !(column.kind == Kind::id && sku_))
        return fail(Code::invalid, "the column " + column.word + " is missing" +
                                       (column.kind == Kind::id ? " (or name products by sku)" : ""));
    return {};
  }
  std::optional<std::size_t> column_of(const std::string& word) const {
    for (std::size_t i = 0; i < shape_.columns.size(); ++i)
      if (shop_data::folded(shape_.columns[i].word) == word ||
          shop_data::folded(shape_.columns[i].name) == word)
        return i;
    return {};
  }
  std::string words() const {
    std::string text;
    for (const auto& column : shape_.columns) text += (text.empty() ? "" : ", ") + column.word;
    return text;
  }

  // Columns that the file does not have keep what they hold.
  base::Result<> prepare() {
    if (shape_.name == "stock_snapshot") return {};
    if (options_.replace || shape_.key.empty())
      if (auto emptied = database_.run("DELETE FROM " + shape_.name); !emptied) return emptied;
    std::string names, marks, changes;
    for (std::size_t i = 0; i < shape_.columns.size(); ++i) {
      const auto& column = shape_.columns[i];
      if (!places_.contains(i) && column.kind != Kind::id) continue;
      written_.push_back(i);
      names += (names.empty() ? "" : ", ") + column.name;
      marks += marks.empty() ? "?" : ", ?";
      if (column.name != shape_.key)
        changes += (changes.empty() ? "" : ", ") + column.name + "=excluded." + column.name;
    }
    auto sql = "INSERT INTO " + shape_.name + "(" + names + ") VALUES(" + marks + ")";
    if (!shape_.key.empty())
      sql += " ON CONFLICT(" + shape_.key + ") DO " + (changes.empty() ? "NOTHING" : "UPDATE SET " + changes);
    auto statement = database_.prepare(sql);
    if (!statement) return std::unexpected(std::move(statement.error()));
    write_ = std::move(*statement);
    return {};
  }

  std::string field(const shop_data::CsvRow& row, std::size_t place) const {
    return place < row.fields.size() ? row.fields[place] : std::string();
  }
  std::expected<Cell, std::string> product(const shop_data::CsvRow& row, std::size_t column) const {
    if (auto place = places_.find(column); place != places_.end())
      if (auto text = field(row, place->second); !trimmed(text).empty() || !sku_)
        return parse_cell(shape_.columns[column], text);
    auto sku = field(row, *sku_);
    auto found = models_.find(shop_data::folded(sku));
    if (found == models_.end())
      return std::unexpected("no product has the sku \"" + sku.substr(0, 60) + "\"");
    if (found->second < 0)
      return std::unexpected("several products have the sku \"" + sku.substr(0, 60) + "\"; use products_id");
    return found->second;
  }

  base::Result<> take(const shop_data::CsvRow& row) {
    std::vector<Cell> cells(shape_.columns.size(), Cell(nullptr));
    for (std::size_t i = 0; i < shape_.columns.size(); ++i) {
      const auto& column = shape_.columns[i];
      if (column.kind != Kind::id && !places_.contains(i)) continue;
      auto cell = column.kind == Kind::id ? product(row, i) : parse_cell(column, field(row, places_.at(i)));
      if (!cell) {
        refuse(row.line, column.word + ": " + cell.error());
        return {};
      }
      cells[i] = std::move(*cell);
    }
    ++report_.rows_taken;
    if (!write_)  // stock of a past day: a row of what changed
      return put_stock(database_, std::get<std::int64_t>(cells[0]), std::get<std::int64_t>(cells[1]),
                       std::get<std::int64_t>(cells[2]));
    int index = 0;
    for (auto column : written_) bind_cell(*write_, ++index, cells[column]);
    auto stepped = write_->step();
    if (!stepped) return std::unexpected(std::move(stepped.error()));
    return {};
  }

  void refuse(std::size_t line, std::string reason) {
    if (report_.refused.size() < refused_max) report_.refused.push_back({line, std::move(reason)});
  }

  sqlite::Database& database_;
  const TableShape& shape_;
  const ImportOptions& options_;
  std::map<std::size_t, std::size_t> places_;  // column -> field
  std::optional<std::size_t> sku_;
  std::unordered_map<std::string, std::int64_t> models_;
  std::vector<std::size_t> written_;
  std::optional<sqlite::Statement> write_;
  ImportReport report_;
};

}  // namespace

base::Result<ImportReport> import_table(sqlite::Database& database, std::string_view table,
                                        std::string_view text, const ImportOptions& options) {
  auto shape = own_table(table);
  if (!shape) return std::unexpected(std::move(shape.error()));
  if (!(*shape)->imported)
    return fail(Code::invalid, (*shape)->name + " is made from the shop's database and cannot be imported");
  return Import(database, **shape, options).run(text);
}

}  // namespace garden::ledger
