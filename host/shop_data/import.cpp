#include "shop_data/import.hpp"

#include <algorithm>

#include "base/civil_time.hpp"
#include "shop_data/csv.hpp"
#include "shop_data/import_rows.hpp"
#include "shop_data/import_shop.hpp"
#include "shop_data/local_time.hpp"
#include "shop_data/mapping.hpp"
#include "shop_data/shop_file.hpp"
#include "shop_data/store_yaml.hpp"

namespace garden::shop_data {
namespace {
using base::Code;
using base::fail;

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

class Import {
 public:
  explicit Import(const ImportOptions& options) : options_(options) {}

  base::Result<ImportReport> run() {
    if (auto done = check_options(); !done) return std::unexpected(done.error());
    if (auto done = read_export(); !done) return std::unexpected(done.error());
    auto shop = arrange_shop(std::move(rows_), mapping_);
    describe(shop);
    if (auto done = write(shop); !done) return std::unexpected(done.error());
    if (options_.progress) options_.progress(1, "done");
    return std::move(report_);
  }

 private:
  base::Result<> check_options() {
    if (options_.database.empty())
      return fail(Code::invalid, "say where the imported shop shall be, such as var/shop.db");
    report_.database = options_.database;
    report_.store_yaml = options_.store_yaml;
    if (report_.store_yaml.empty()) (report_.store_yaml = report_.database).replace_extension(".yaml");
    if (report_.store_yaml == report_.database)
      return fail(Code::invalid, "the database and the store YAML cannot be the same file",
                  report_.database.string());
    auto as_of = parse_local(options_.as_of);
    if (!as_of) return std::unexpected(as_of.error());
    as_of_s_ = *as_of;
    report_.as_of = local_text(as_of_s_);
    if (auto zone = base::TimeZone::load(options_.timezone); !zone) return std::unexpected(zone.error());
    bool letters = std::ranges::all_of(options_.currency, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (options_.currency.size() != 3 || !letters)
      return fail(Code::invalid, "the currency must be three capital letters, such as USD");
    if (auto may = may_replace(report_.database, "import", options_.force); !may) return may;
    return may_replace_yaml(report_.store_yaml, options_.force);
  }

  base::Result<> read_export() {
    auto text = read_csv_file(options_.file);
    if (!text) return std::unexpected(text.error());
    CsvReader reader(*text, guess_delimiter(*text));
    auto header = reader.next();
    if (!header) return fail(Code::invalid, "the file is empty; export the inventory again", where(1));
    if (!*header)
      return fail(Code::invalid, header->error().reason + "; " + header->error().advice, where(1));
    if (auto done = choose_columns((*header)->fields, (*header)->line); !done) return done;
    RowTaker taker(mapping_, columns_);
    for (auto row = reader.next(); row; row = reader.next()) {
      if (++report_.rows_read % 512 == 1 &&
          !tell(.4 * static_cast<double>(reader.offset()) / static_cast<double>(text->size()), "rows"))
        return cancelled();
      if (*row)
        taker.take(**row);
      else
        taker.reject(row->error());
    }
    rows_ = std::move(taker.rows());
    report_.rows_taken = rows_.size();
    report_.rejected = std::move(taker.rejected());
    return judge_rejected();
  }

  base::Result<> choose_columns(const std::vector<std::string>& header, std::size_t line) {
    if (options_.mapping.empty()) {
      auto chosen = choose_mapping(header);
      if (!chosen) return fail(chosen.error().code, chosen.error().message, where(line));
      mapping_ = std::move(*chosen);
    } else {
      auto loaded = load_mapping(options_.mapping);
      if (!loaded) return std::unexpected(config::error_of(loaded.error()));
      mapping_ = std::move(*loaded);
    }
    auto columns = find_columns(mapping_, header);
    if (!columns) return std::unexpected(config::error_of(columns.error()));
    columns_ = std::move(*columns);
    report_.mapping = mapping_.name;
    return {};
  }

  base::Result<> judge_rejected() {
    const auto& rejected = report_.rejected;
    bool none_taken = rows_.empty();
    if (!none_taken && (rejected.empty() || !options_.strict)) return {};
    std::string text = none_taken ? "no row could be taken"
                                  : counted(rejected.size(), "row", "rows") + " could not be taken";
    constexpr std::size_t shown_max = 20;
    for (std::size_t i = 0; i < std::min(shown_max, rejected.size()); ++i)
      text += "\n" + where(rejected[i].line) + ": " + rejected[i].reason + "; " + rejected[i].advice;
    if (rejected.size() > shown_max) text += "\nand " + std::to_string(rejected.size() - shown_max) + " more";
    return fail(Code::invalid, text, options_.file.string());
  }

  // What the person at the terminal and the reader of an answer must know.
  void describe(const ImportedShop& shop) {
    report_.products = shop.products.size();
    report_.products_inactive = static_cast<std::size_t>(
        std::ranges::count_if(shop.products, [](const auto& product) { return !product.row.active; }));
    report_.families = shop.families.size();
    report_.parents = shop.headers.size();
    report_.units_sold = thousandths_text(shop.sold_m);
    note_columns();
    if (shop.models_changed > 0)
      note("a vendor SKU that several products share is made distinct by the size or the product number (" +
           counted(shop.models_changed, "product", "products") + ")");
    if (shop.names_differed > 0)
      note("the sizes of " + counted(shop.names_differed, "family", "families") +
           " are not all called the same; the name most of them have was taken");
    note_headers(shop);
    assume(shop);
  }

  void note_columns() {
    std::string unnamed, named;
    for (auto position : columns_.unnamed)
      unnamed += (unnamed.empty() ? "" : ", ") + std::to_string(position);
    for (const auto& name : columns_.not_used) named += (named.empty() ? "\"" : ", \"") + name + "\"";
    if (!unnamed.empty()) note("ignored because they have no name: column " + unnamed);
    if (!named.empty())
      note("ignored because the mapping " + mapping_.name + " does not know them: " + named);
  }

  void note_headers(const ImportedShop& shop) {
    if (shop.headers.empty()) return;
    std::int64_t sold_m = 0;
    for (const auto& header : shop.headers) sold_m += header.sold_m;
    std::string text = counted(shop.headers.size(), "row heads a family and is no product",
                               "rows head families and are no products");
    if (sold_m > 0) text += "; the " + thousandths_text(sold_m) + " units sold on them are not counted";
    note(text);
  }

  void assume(const ImportedShop& shop) {
    auto say = [this](std::string sentence) { report_.assumptions.push_back(std::move(sentence)); };
    say("The data is an inventory export of " + report_.as_of.substr(0, 10) +
        "; nothing after that day is known.");
    if (columns_.place(Fact::sold))
      say("Units sold are known only as one total for the " + std::to_string(mapping_.sold_days) +
          " days before; they are spread evenly over those days, so seasons, trends and the sales of single "
          "days or "
          "weeks cannot be read from them, and the totals of 30 days are not orders of customers.");
    else
      say("The export does not say what was sold, so every product looks unsold.");
    say("Prices and costs are not in the export, so money values are unknown.");
    say("Since when a product is on sale is not in the export; all are taken to be older than a year.");
    if (!columns_.place(Fact::status))
      say("The export does not say which products are offered; all are taken to be.");
    std::int64_t ordered_m = 0;
    for (const auto& product : shop.products) ordered_m += product.row.ordered_m;
    if (ordered_m > 0)
      say("The sheet's ordered quantities (" + thousandths_text(ordered_m) +
          " units in all) are counted neither as stock nor as on their way.");
    if (!report_.rejected.empty())
      say(counted(report_.rejected.size(), "row", "rows") + " of the export could not be taken and " +
          (report_.rejected.size() == 1 ? "is" : "are") + " missing here.");
    if (!shop.headers.empty())
      say(counted(shop.headers.size(), "row", "rows") + " that only head a family of sizes are left out.");
  }

  base::Result<> write(const ImportedShop& shop) {
    auto database = FreshFile::create(report_.database);
    if (!database) return std::unexpected(database.error());
    auto yaml = FreshFile::create(report_.store_yaml);
    if (!yaml) return std::unexpected(yaml.error());
    if (!tell(.4, "products")) return cancelled();
    if (auto done = write_database(shop, database->partial()); !done) return done;
    auto text = store_yaml_text({.title = options_.file.stem().string() + " (imported)",
                                 .timezone = options_.timezone,
                                 .currency = options_.currency,
                                 .as_of = report_.as_of,
                                 .database = report_.database,
                                 .assumptions = report_.assumptions});
    if (auto done = yaml->write(text); !done) return done;
    if (!tell(.95, "files")) return cancelled();
    return FreshFile::commit(std::move(*database), std::move(*yaml));
  }

  base::Result<> write_database(const ImportedShop& shop, const std::filesystem::path& file) {
    auto writer = ShopWriter::begin(file.string());
    if (!writer) return std::unexpected(writer.error());
    auto written = write_shop(shop, mapping_, as_of_s_, options_.currency, **writer);
    report_.orders = written.orders;
    report_.order_lines = written.order_lines;
    (*writer)->origin("kind", "import");
    (*writer)->origin("made_by", "agent-garden " GARDEN_VERSION);
    (*writer)->origin("as_of", report_.as_of);
    (*writer)->origin("mapping", mapping_.name);
    (*writer)->origin("source", options_.file.filename().string());
    if (!tell(.8, "indexes")) return cancelled();
    return (*writer)->finish();
  }

  std::string where(std::size_t line) const { return options_.file.string() + ":" + std::to_string(line); }
  void note(std::string sentence) { report_.notes.push_back(std::move(sentence)); }
  bool tell(double fraction, std::string_view what) const {
    return !options_.progress || options_.progress(fraction, what);
  }
  static std::unexpected<base::Error> cancelled() {
    return fail(Code::cancelled, "nothing was imported: somebody cancelled it");
  }

  const ImportOptions& options_;
  std::int64_t as_of_s_ = 0;
  Mapping mapping_;
  Columns columns_;
  std::vector<ExportRow> rows_;
  ImportReport report_;
};
}  // namespace

base::Result<ImportReport> import_inventory(const ImportOptions& options) { return Import(options).run(); }

}  // namespace garden::shop_data
