// Goal: an export becomes a shop that every named query can read, every row that could not be taken is named,
// and an import that does not end leaves nothing behind. Method: small exports written out here, one defect
// each; imports that are cancelled, killed and starved of disk space over an older import.
#include "shop_data/import.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "config/configuration.hpp"
#include "interrupted.hpp"
#include "scratch.hpp"
#include "shop_data/import_shop.hpp"
#include "shop_data/local_time.hpp"
#include "shop_data/shop_file.hpp"

using namespace garden::shop_data;
using garden::base::Code;
namespace fs = std::filesystem;

namespace {
const std::string header =
    "No.,Manufacturer,Product_Name,Product_ID,Products_Parent_Id,Purchased,Quantity_in_Stock,Years_in_Stock,"
    "Reorder,Reorder_Quantity,Vendor SKU,Products Status,\n";

// A row of the family export; `stock`, `sold` and so on as they stand in the file.
std::string row(const std::string& id, const std::string& name = "Red Opal COE96",
                const std::string& parent = "0", const std::string& sold = "12",
                const std::string& stock = "3", const std::string& sku = "K",
                const std::string& status = "Active") {
  return "1,Maker," + name + "," + id + "," + parent + "," + sold + "," + stock + ",0.25,Y,3.0000," + sku +
         "," + status + ",\n";
}

ImportOptions options_for(const Scratch& scratch, const std::string& text) {
  ImportOptions options;
  options.file = scratch.write("export.csv", text);
  options.database = scratch / "shop.db";
  options.as_of = "2025-10-31 18:00:00";
  return options;
}

ImportReport import(const ImportOptions& options) {
  auto done = import_inventory(options);
  INFO((done ? "" : done.error().text()));
  REQUIRE(done.has_value());
  return *done;
}

Code code_of(const ImportOptions& options) {
  auto done = import_inventory(options);
  if (!done) CHECK_FALSE(done.error().message.empty());
  return done ? Code::ok : done.error().code;
}
}  // namespace

TEST_CASE("import: families sizes and singles become products and categories") {
  Scratch scratch;
  auto report = import(options_for(
      scratch, header + row("11", "Artist&#39s  Red COE96 - Size 12\"x12\"", "10", "24", "5", "RED") +
                   row("12", "Artist&#39s Red COE96 - Size 6x6\"", "10", "7", "-2", "RED", "InActive") +
                   row("13", "Artists Red COE96 - Size 24\"x22\"", "10", "0", "0", "RED") +
                   row("21", "Red Opal Frit COE96 - Fine Grain", "20", "1", "2.5", "F1") +
                   row("30", "Oval Mold", "0", "0", "4", "F1") + row("31", "Loose glass", "", "0", "1", "")));
  CHECK(report.mapping == "families");
  CHECK(report.rows_read == 6);
  CHECK(report.rows_taken == 6);
  CHECK(report.products == 6);
  CHECK(report.products_inactive == 1);
  CHECK(report.families == 2);
  CHECK(report.parents == 0);
  CHECK(report.rejected.empty());
  CHECK(report.units_sold == "32");
  Reader shop(report.database);
  CHECK(shop.one("PRAGMA integrity_check") == "ok");
  CHECK(shop.rows(
            "SELECT p.products_id, products_model, products_name, products_quantity, products_status FROM "
            "products p JOIN products_description USING (products_id) ORDER BY 1") ==
        std::vector<std::string>{"11|RED-12x12|Artist's Red COE96 - Size 12\"x12\"|5.0|1",
                                 "12|RED-6x6|Artist's Red COE96 - Size 6\"x6\"|-2.0|0",
                                 "13|RED-22x24|Artists Red COE96 - Size 22\"x24\"|0.0|1",
                                 "21|F1-21|Red Opal Frit COE96 - Fine Grain|2.5|1",
                                 "30|F1-30|Oval Mold|4.0|1", "31|31|Loose glass|1.0|1"});
  CHECK(shop.rows("SELECT p.products_id, m.categories_name, k.categories_name FROM products p JOIN "
                  "categories_description "
                  "m ON m.categories_id = p.master_categories_id JOIN categories c ON c.categories_id = "
                  "p.master_categories_id LEFT JOIN categories_description k ON k.categories_id = "
                  "c.parent_id ORDER BY 1") ==
        std::vector<std::string>{"11|Artist's Red COE96|Sheet glass", "12|Artist's Red COE96|Sheet glass",
                                 "13|Artist's Red COE96|Sheet glass",
                                 "21|Red Opal Frit COE96|Frit and powder", "30|Molds|NULL", "31|Other|NULL"});
  CHECK(shop.one("SELECT manufacturers_name FROM manufacturers") == "Maker");
  CHECK(shop.number(
            "SELECT COUNT(*) FROM products WHERE products_price IS NOT NULL OR products_cost IS NOT NULL") ==
        0);
  CHECK(shop.number("SELECT COUNT(*) FROM products_to_categories WHERE products_id = 11") == 2);
  auto origin = shop_origin(report.database);
  REQUIRE(origin.has_value());
  CHECK(origin->kind == "import");
  CHECK(origin->as_of == "2025-10-31 18:00:00");
}

TEST_CASE("import: units sold become marked monthly totals inside the last year") {
  Scratch scratch;
  auto report = import(options_for(scratch, header + row("1", "A", "0", "100") + row("2", "B", "0", "1") +
                                                row("3", "C", "0", "0") + row("4", "D", "0", "2.5")));
  CHECK(report.orders == 12);
  Reader shop(report.database);
  CHECK(shop.rows("SELECT products_id, SUM(CAST(ROUND(1e3 * products_quantity) AS INTEGER)) FROM "
                  "orders_products GROUP BY 1") == std::vector<std::string>{"1|100000", "2|1000", "4|2500"});
  CHECK(shop.number("SELECT COUNT(*) FROM orders_products") == static_cast<std::int64_t>(report.order_lines));
  CHECK(shop.rows("SELECT DISTINCT customers_name, orders_status, order_total FROM orders") ==
        std::vector<std::string>{"Imported sales total|3|NULL"});
  CHECK(shop.number("SELECT COUNT(*) FROM orders_products WHERE final_price IS NOT NULL") == 0);
  CHECK(shop.one("SELECT MIN(date_purchased) FROM orders") > "2024-10-31 18:00:00");
  CHECK(shop.one("SELECT MAX(date_purchased) FROM orders") < "2025-10-31 00:00:00");
  // Windows that queries use hold their share of the year: 30 days one month, 90 days three.
  for (auto [days, orders] : {std::pair{30, 1}, {60, 2}, {90, 3}, {180, 6}, {365, 12}})
    CHECK(shop.number("SELECT COUNT(*) FROM orders WHERE date_purchased >= '" +
                      local_text(*parse_local("2025-10-31 00:00:00") - days * day_s) + "'") == orders);
}

TEST_CASE("import: slices add up and no window shows a trend") {
  auto as_of_s = *parse_local("2025-10-31 18:00:00"), today_s = *parse_local("2025-10-31 00:00:00");
  for (int sold_days : {28, 30, 59, 60, 91, 365, 1100}) {
    auto slices = sales_slices(as_of_s, sold_days);
    CHECK(slices.size() == std::max<std::size_t>(1, static_cast<std::size_t>(sold_days) / 30));
    CHECK(slices.front().end_day == sold_days);
    CHECK(slices.back().first_day == 0);
    for (std::size_t i = 0; i < slices.size(); ++i) {
      INFO("slice " << i << " of " << sold_days << " days");
      CHECK(slices[i].at_s >= today_s - slices[i].end_day * day_s);
      CHECK(slices[i].at_s < today_s - slices[i].first_day * day_s);
      if (i > 0) CHECK(slices[i].end_day == slices[i - 1].first_day);
    }
    for (std::int64_t sold_m : {0LL, 1LL, 1000LL, 2500LL, 227'000LL, 1'000'000'000'000LL}) {
      std::int64_t sum = 0;
      for (auto slice = slices.rbegin(); slice != slices.rend(); ++slice) {
        sum += slice_units_m(sold_m, *slice, sold_days);
        // Up to here exactly the share of so many days, rounded down to a thousandth.
        CHECK(sum == sold_m * slice->end_day / sold_days);
      }
      CHECK(sum == sold_m);
    }
  }
}

TEST_CASE("import: rows that head a family are no products and are reported") {
  Scratch scratch;
  auto report = import(options_for(scratch, header + row("10", "Red Family", "0", "4", "0", "R") +
                                                row("11", "Red COE96 - Size 6\"x6\"", "10", "1", "1", "R1") +
                                                row("12", "Old header", "0", "0", "75000", "H")));
  CHECK(report.products == 1);
  CHECK(report.parents == 2);
  CHECK(report.units_sold == "1");
  Reader shop(report.database);
  CHECK(shop.rows("SELECT products_id FROM products") == std::vector<std::string>{"11"});
  CHECK(shop.number("SELECT COUNT(*) FROM categories_description WHERE categories_name = 'Red Family'") == 1);
  CHECK(report.notes.size() >= 2);
  CHECK(report.assumptions.size() >= 5);
}

TEST_CASE("import: every bad row is reported with its line and the good ones are taken") {
  struct {
    const char* defect;
    std::string text;
    const char* mentions;  // what the reason must name
  } cases[] = {
      {"unclosed quote", "1,Maker,\"Open,7,0,1,1,0,Y,0,K,Active,\n", "quote"},
      {"text behind a quote", "1,\"Maker\"x,Name,7,0,1,1,0,Y,0,K,Active,\n", "quote"},
      {"bytes that are not UTF-8", row("7", "Gr\xFCn"), "UTF-8"},
      {"too many fields", "1,Maker,Name,7,0,1,1,0,Y,0,K,Active,,more\n", "fields"},
      {"a comma in a name", "1,Maker,Red, Blue,7,0,1,1,0,Y,0,K,Active\n", "Product_ID"},
      {"too few fields", "1,Maker,Name,7,0,1\n", "Quantity_in_Stock"},
      {"id is a word", row("seven"), "Product_ID"},
      {"id is zero", row("0"), "Product_ID"},
      {"id is too large", row("2147483648"), "Product_ID"},
      {"id is there twice", row("1"), "line 2"},
      {"parent is a word", row("7", "Name", "none"), "Products_Parent_Id"},
      {"own parent", row("7", "Name", "7"), "Products_Parent_Id"},
      {"no name", row("7", "  "), "Product_Name"},
      {"a name of a page", row("7", std::string(2000, 'x')), "Product_Name"},
      {"stock is empty", row("7", "Name", "0", "1", ""), "Quantity_in_Stock"},
      {"stock is a word", row("7", "Name", "0", "1", "lots"), "Quantity_in_Stock"},
      {"sold is empty", row("7", "Name", "0", ""), "Purchased"},
      {"sold is negative", row("7", "Name", "0", "-1"), "Purchased"},
      {"sold is too exact", row("7", "Name", "0", "1.23456"), "Purchased"},
      {"sold is too large", row("7", "Name", "0", "10000000000"), "Purchased"},
      {"unknown status", row("7", "Name", "0", "1", "1", "K", "Maybe"), "Products Status"},
  };
  Scratch scratch;
  for (const auto& one : cases) {
    INFO(one.defect);
    auto options = options_for(scratch, header + row("1") + one.text + row("2"));
    auto report = import(options);
    CHECK(report.rows_read == 3);
    CHECK(report.rows_taken == 2);
    REQUIRE(report.rejected.size() == 1);
    CHECK(report.rejected[0].line == 3);
    CHECK(report.rejected[0].reason.find(one.mentions) != std::string::npos);
    CHECK_FALSE(report.rejected[0].advice.empty());
    CHECK(Reader(report.database).number("SELECT COUNT(*) FROM products") == 2);
    bool said = std::any_of(report.assumptions.begin(), report.assumptions.end(),
                            [](const auto& sentence) { return sentence.starts_with("1 row"); });
    CHECK(said);
    // Strict: the same row fails the import and the older one stays.
    auto before = text_of(options.database);
    options.strict = true;
    CHECK(code_of(options) == Code::invalid);
    CHECK(text_of(options.database) == before);
  }
}

TEST_CASE("import: files without a row to take change nothing") {
  Scratch scratch;
  auto good = import(options_for(scratch, header + row("1")));
  auto before = text_of(good.database), yaml_before = text_of(good.store_yaml);
  for (const auto& text : {std::string(), header, header + row("x") + row("y"), std::string("a,b\n1,2\n"),
                           std::string("\"open\n"), std::string("\xFF\xFEx"), std::string("x\0y", 3)}) {
    INFO(text);
    CHECK(code_of(options_for(scratch, text)) == Code::invalid);
  }
  auto options = options_for(scratch, header + row("1"));
  options.file = scratch / "nowhere.csv";
  CHECK(code_of(options) == Code::not_found);
  options.file = scratch.folder();
  CHECK(code_of(options) == Code::denied);
  options = options_for(scratch, header + row("1"));
  fs::resize_file(options.file, 65 * 1024 * 1024);
  CHECK(code_of(options) == Code::invalid);
  CHECK(text_of(good.database) == before);
  CHECK(text_of(good.store_yaml) == yaml_before);
  CHECK(scratch.names() == std::vector<std::string>{"export.csv", "shop.db", "shop.yaml"});
}

TEST_CASE("import: wrong options are refused before anything is read") {
  Scratch scratch;
  auto text = header + row("1");
  auto options = options_for(scratch, text);
  options.as_of = "yesterday";
  CHECK(code_of(options) == Code::invalid);
  options = options_for(scratch, text);
  options.timezone = "Mars/Olympus";
  CHECK(code_of(options) == Code::invalid);
  options = options_for(scratch, text);
  options.currency = "dollars";
  CHECK(code_of(options) == Code::invalid);
  options = options_for(scratch, text);
  options.database.clear();
  CHECK(code_of(options) == Code::invalid);
  options = options_for(scratch, text);
  options.store_yaml = options.database;
  CHECK(code_of(options) == Code::invalid);
  CHECK(scratch.names() == std::vector<std::string>{"export.csv"});
}

TEST_CASE("import: a mapping of one's own reads another shop's export") {
  Scratch scratch;
  auto options = options_for(scratch,
                             "\xEF\xBB\xBF"
                             "Artikel;Bezeichnung;Bestand;Verkauft;Lager\r\n"
                             "1;\"Glas; rot\";1.234,5;10;A\r\n2;Glas blau;-1;0;B\r\n");
  options.mapping =
      scratch.write("mine.yaml",
                    "name: mine\ncolumns: {id: Artikel, name: Bezeichnung, stock: Bestand, sold: Verkauft}\n"
                    "sold_days: 91\nnumbers: {decimal: \",\", thousands: \".\"}\n");
  options.currency = "EUR";
  auto report = import(options);
  CHECK(report.mapping == "mine");
  CHECK(report.orders == 3);
  Reader shop(report.database);
  CHECK(shop.rows(
            "SELECT products_name, products_quantity, products_model FROM products JOIN products_description "
            "USING (products_id) ORDER BY products_id") ==
        std::vector<std::string>{"Glas; rot|1234.5|1", "Glas blau|-1.0|2"});
  CHECK(shop.number("SELECT COUNT(*) FROM orders WHERE currency = 'EUR'") == 3);
  CHECK(shop.number("SELECT COUNT(*) FROM products WHERE manufacturers_id IS NULL") == 2);
  REQUIRE(report.notes.size() == 1);
  CHECK(report.notes[0].find("Lager") != std::string::npos);
  // A mistake in the mapping is reported at its line, and nothing is imported.
  auto before = text_of(options.database);
  options.mapping = scratch.write(
      "wrong.yaml", "name: wrong\ncolumns:\n  id: Artikle\n  name: Bezeichnung\n  stock: Bestand\n");
  auto failed = import_inventory(options);
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().text().find("wrong.yaml:3:7") != std::string::npos);
  CHECK(text_of(options.database) == before);
}

TEST_CASE("import: without sales or status the assumptions say so") {
  Scratch scratch;
  auto options = options_for(scratch, "id,name,stock\n1,Glass,5\n");
  options.mapping = scratch.write("m.yaml", "name: m\ncolumns: {id: id, name: name, stock: stock}\n");
  auto report = import(options);
  CHECK(report.orders == 0);
  CHECK(report.units_sold == "0");
  auto said = [&report](std::string_view words) {
    return std::any_of(report.assumptions.begin(), report.assumptions.end(),
                       [words](const auto& sentence) { return sentence.find(words) != std::string::npos; });
  };
  CHECK(said("sold"));
  CHECK(said("offered"));
  CHECK(said("Prices"));
}

TEST_CASE("import: the store YAML beside the database is a configuration that loads") {
  Scratch scratch;
  auto options = options_for(scratch, header + row("1") + row("bad"));
  options.database = scratch / "1st $HOME.db";
  options.timezone = "America/Los_Angeles";
  auto report = import(options);
  CHECK(report.store_yaml == scratch / "1st $HOME.yaml");
  auto loaded = garden::config::load_configuration(report.store_yaml, {});
  INFO((loaded ? "" : garden::config::text_of(loaded.error())));
  REQUIRE(loaded.has_value());
  REQUIRE(loaded->stores.size() == 1);
  const auto& store = loaded->stores[0];
  CHECK(store.name == "shop1st__HOME");
  CHECK(store.timezone == "America/Los_Angeles");
  CHECK(store.assumptions == report.assumptions);
  REQUIRE(store.as_of.has_value());
  CHECK(garden::base::TimeZone::load(store.timezone)->local_text(*store.as_of) == "2025-10-31 18:00:00");
  REQUIRE(store.plugin("shop") != nullptr);
  CHECK(store.plugin("shop")->config["path"] == report.database.string());
  REQUIRE(store.agent("inventory_intelligence") != nullptr);
  CHECK(store.agent("inventory_intelligence")->data == "shop");
  CHECK(store.state_file == scratch / "1st $HOME-state.db");
}

TEST_CASE("import: the same export gives the same shop and another replaces it") {
  Scratch scratch;
  auto options = options_for(scratch, header + row("1") + row("2", "B", "0", "5"));
  import(options);
  auto first = Reader(options.database).everything();
  import(options);
  CHECK(Reader(options.database).everything() == first);
  import(options_for(scratch, header + row("9")));
  CHECK(Reader(options.database).one("SELECT products_id FROM products") == "9");
}

TEST_CASE("import: files that are not an import's are left alone") {
  Scratch scratch;
  auto options = options_for(scratch, header + row("1"));
  scratch.write("shop.db", "somebody's file");
  CHECK(code_of(options) == Code::invalid);
  CHECK(text_of(options.database) == "somebody's file");
  options.force = true;
  import(options);
  options.force = false;
  import(options);
  // An edited YAML is somebody's work.
  auto yaml = text_of(scratch / "shop.yaml");
  scratch.write("shop.yaml", yaml + "# mine\n");
  auto before = text_of(options.database);
  CHECK(code_of(options) == Code::invalid);
  CHECK(text_of(scratch / "shop.yaml") == yaml + "# mine\n");
  CHECK(text_of(options.database) == before);
  options.force = true;
  import(options);
  CHECK(text_of(scratch / "shop.yaml") == yaml);
}

TEST_CASE("import: cancelled killed and starved imports leave the older one whole") {
  Scratch scratch;
  auto options = options_for(scratch, header + row("1"));
  import(options);
  auto database = text_of(options.database), yaml = text_of(scratch / "shop.yaml");
  std::string large = header;
  for (int id = 1; id < 3000; ++id) large += row(std::to_string(id), "Glass " + std::to_string(id));
  options = options_for(scratch, large);
  auto unchanged = [&] {
    return text_of(options.database) == database && text_of(scratch / "shop.yaml") == yaml;
  };
  std::vector<double> moments;
  options.progress = [&moments](double fraction, std::string_view) {
    moments.push_back(fraction);
    return fraction < .95;  // the last moment at which an import can be cancelled
  };
  CHECK(code_of(options) == Code::cancelled);
  CHECK(std::is_sorted(moments.begin(), moments.end()));
  CHECK(moments.size() > 5);
  CHECK(unchanged());
  for (double moment : moments) {
    INFO("killed at " << moment);
    int status = in_child([&options, moment] {
      options.progress = [moment](double fraction, std::string_view) {
        if (fraction >= moment) raise(SIGKILL);
        return true;
      };
      return import_inventory(options) ? 0 : 1;
    });
    CHECK(WIFSIGNALED(status));
    CHECK(unchanged());
  }
  options.progress = {};
  for (rlim_t bytes : {100u, 20'000u, 400'000u}) {
    INFO("files limited to " << bytes);
    int status = in_child([&options, bytes] {
      limit_files_to(bytes);
      auto done = import_inventory(options);
      return !done && done.error().code == Code::unavailable ? 7 : 1;
    });
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 7));
    CHECK(unchanged());
  }
  import(options);
  CHECK(Reader(options.database).number("SELECT COUNT(*) FROM products") == 2999);
  CHECK(scratch.names() == std::vector<std::string>{"export.csv", "shop.db", "shop.yaml"});
}
