// Goal: a mapping means what its YAML says, and every mistake in it, or between it and a header, is reported
// at its place. Method: mapping texts with one mistake each and the position that must be named.
#include "shop_data/mapping.hpp"

#include <catch2/catch.hpp>

#include "scratch.hpp"

using namespace garden::shop_data;

namespace {
const std::string least =
    "name: mine\n"
    "columns:\n"
    "  id: Number\n"
    "  name: Title\n"
    "  stock: On hand\n";

// The positions of all problems, as text.
std::string positions(const garden::config::Problems& problems) {
  std::string text;
  for (const auto& problem : problems) {
    CHECK_FALSE(problem.message.empty());
    text += (text.empty() ? "" : " ") + problem.position.text();
  }
  return text;
}

std::string faults_of(const std::string& text) {
  auto loaded = load_mapping_text(text, "m.yaml");
  return loaded ? "none" : positions(loaded.error());
}

std::string faults_with(const std::string& text, const std::vector<std::string>& header) {
  auto loaded = load_mapping_text(text, "m.yaml");
  REQUIRE(loaded.has_value());
  auto columns = find_columns(*loaded, header);
  return columns ? "none" : positions(columns.error());
}
}  // namespace

TEST_CASE("mapping: the least mapping has sensible defaults") {
  auto mapping = load_mapping_text(least, "m.yaml");
  REQUIRE(mapping.has_value());
  CHECK(mapping->name == "mine");
  CHECK(mapping->sold_days == 365);
  CHECK(mapping->active_words == std::vector<std::string>{"Active"});
  CHECK(mapping->inactive_words == std::vector<std::string>{"Inactive"});
  CHECK(mapping->numbers.decimal == '.');
  CHECK(mapping->numbers.thousands == ',');
  CHECK(mapping->entities);
  CHECK(mapping->sizes == SizeStyle::small_first);
  CHECK(mapping->family_separator == " - ");
  CHECK(mapping->header_stock_m == 75'000'000);
  REQUIRE(mapping->categories.size() == 1);
  CHECK_FALSE(mapping->column(Fact::parent).given());
}

TEST_CASE("mapping: all of its keys arrive") {
  auto mapping = load_mapping_text(
      "name: full\ntitle: T\n"
      "columns: {id: [A, B], name: N, stock: S, sold: 4, parent: P, maker: M, sku: K, status: Z, ordered: "
      "9}\n"
      "ignored: [X, Y]\nsold_days: 90\nstatus: {active: [ja], inactive: [nein]}\n"
      "numbers: {decimal: \",\", thousands: \"\"}\n"
      "names: {entities: false, replace: [{from: a, to: b}], sizes: untouched}\n"
      "families: {none: none, separator: \"/\", header_stock: 5}\n"
      "categories: [{name: C1, when: [w]}, {name: C2, sized: true}, {name: C3}]\n",
      "m.yaml");
  REQUIRE(mapping.has_value());
  CHECK(mapping->column(Fact::id).names == std::vector<std::string>{"A", "B"});
  CHECK(mapping->column(Fact::sold).position == 4);
  CHECK(mapping->column(Fact::ordered).position == 9);
  CHECK(mapping->ignored.size() == 2);
  CHECK(mapping->sold_days == 90);
  CHECK(mapping->active_words == std::vector<std::string>{"ja"});
  CHECK(mapping->numbers.decimal == ',');
  CHECK(mapping->numbers.thousands == '\0');
  CHECK_FALSE(mapping->entities);
  CHECK(mapping->replacements.size() == 1);
  CHECK(mapping->sizes == SizeStyle::untouched);
  CHECK(mapping->no_parent == "none");
  CHECK(mapping->header_stock_m == 5000);
  CHECK(mapping->categories[1].sized == true);
}

TEST_CASE("mapping: mistakes are found at their place and all at once") {
  CHECK(faults_of(least) == "none");
  CHECK(faults_of("name: x\n") == "m.yaml:1:1");  // no columns
  CHECK(faults_of("name: x\ncolumns: {id: A, name: B}\n").starts_with("m.yaml:2:"));
  CHECK(faults_of(least + "colour: red\n") == "m.yaml:6:1");
  CHECK(faults_of(least + "  sotck: X\n") == "m.yaml:6:3");
  CHECK(faults_of(least + "sold_days: many\n") == "m.yaml:6:12");
  CHECK(faults_of(least + "sold_days: 5\n") == "m.yaml:6:12");
  CHECK(faults_of(least + "  sold: Number\n") == "m.yaml:6:9");   // the same column twice
  CHECK(faults_of(least + "  sold: number_\n") == "m.yaml:6:9");  // also when spelt otherwise
  CHECK(faults_of(least + "  sold: 7\n  ordered: 7\n") == "m.yaml:7:12");
  CHECK(faults_of(least + "numbers: {decimal: \",\"}\n") == "m.yaml:6:10");  // thousands is ',' as well
  CHECK(faults_of(least + "categories: [{name: A, when: [b]}]\n") == "m.yaml:6:14");
  CHECK(faults_of(least + "names: {sizes: large}\n") == "m.yaml:6:16");
  CHECK(faults_of(least + "numbers: {decimal: \";\"}\nsold_days: 5\n") == "m.yaml:6:20 m.yaml:7:12");
  CHECK(faults_of(least + "  id: Again\n").starts_with("m.yaml:6:3"));
  CHECK(faults_of("columns: [\n") != "none");
  CHECK(faults_of("") != "none");
  Scratch scratch;
  CHECK_FALSE(load_mapping(scratch / "nowhere.yaml").has_value());
  CHECK(load_mapping(scratch.write("m.yaml", least)).has_value());
}

TEST_CASE("mapping: columns are found whatever their capitals and blanks") {
  auto mapping = load_mapping_text(least, "m.yaml");
  auto columns = find_columns(*mapping, {"", " on_hand", "x", "NUMBER", "title "});
  REQUIRE(columns.has_value());
  CHECK(columns->place(Fact::id) == 3);
  CHECK(columns->place(Fact::name) == 4);
  CHECK(columns->place(Fact::stock) == 1);
  CHECK_FALSE(columns->place(Fact::sold).has_value());
  CHECK(columns->unnamed == std::vector<std::size_t>{1});
  CHECK(columns->not_used == std::vector<std::string>{"x"});
}

TEST_CASE("mapping: a header that does not fit is reported at the mapping's line") {
  CHECK(faults_with(least, {"Number", "Title", "On hand"}) == "none");
  CHECK(faults_with(least, {"Title", "On hand"}) == "m.yaml:3:7");
  CHECK(faults_with(least, {"x"}) == "m.yaml:3:7 m.yaml:4:9 m.yaml:5:10");
  CHECK(faults_with(least, {"Number", "Title", "On hand", "on-hand"}) == "m.yaml:5:10");
  auto unnamed = least + "  ordered: 4\n";
  CHECK(faults_with(unnamed, {"Number", "Title", "On hand", ""}) == "none");
  CHECK(faults_with(unnamed, {"Number", "Title", "On hand", "named"}) == "m.yaml:6:12");
  CHECK(faults_with(unnamed, {"Number", "Title", "On hand"}) == "m.yaml:6:12");
  // Of several names the first that is there is taken.
  auto several = least + "  sku: [SKU, Model]\n";
  auto mapping = load_mapping_text(several, "m.yaml");
  CHECK(find_columns(*mapping, {"Number", "Title", "On hand", "Model", "SKU"})->place(Fact::sku) == 4);
  CHECK(find_columns(*mapping, {"Number", "Title", "On hand", "Model"})->place(Fact::sku) == 3);
}

TEST_CASE("mapping: the built-in ones load and are chosen by the header") {
  auto built_in = built_in_mappings();
  REQUIRE(built_in.size() == 2);
  std::vector<std::string> families{"No.",
                                    "Manufacturer",
                                    "Product_Name",
                                    "Product_ID",
                                    "Products_Parent_Id",
                                    "Purchased",
                                    "Quantity_in_Stock",
                                    "Years_in_Stock",
                                    "Reorder",
                                    "Reorder_Quantity",
                                    "Vendor SKU",
                                    "Products Status",
                                    ""};
  CHECK(choose_mapping(families)->name == "families");
  std::vector<std::string> sheet{"No.",
                                 "",
                                 "Manufacturer",
                                 "Product_Name",
                                 "Product_ID",
                                 "Products_Parent_Id",
                                 "Purchased",
                                 "Quantity_in_Stock",
                                 "Years_in_Stock",
                                 "Reorder",
                                 "Reorder_Quantity",
                                 "",
                                 "Vendor SKU",
                                 "Products Status"};
  CHECK(choose_mapping(sheet)->name == "order_sheet");
  for (const auto& mapping : built_in) {
    auto columns = find_columns(mapping, mapping.name == "families" ? families : sheet);
    REQUIRE(columns.has_value());
    CHECK(columns->not_used.empty());
  }
  auto none = choose_mapping({"SKU", "Qty"});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().code == garden::base::Code::invalid);
}
