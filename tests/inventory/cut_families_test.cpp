// Goal: sizes, recipes and families come out of names and texts as shops write them, and what is left out
// says why. Method: spellings seen in real exports, the yields of the shop's domain page, section 3.
#include <catch2/catch.hpp>

#include "cutting/families.hpp"

using namespace garden::inventory::cutting;

namespace {
std::string size_text(const char* name) {
  auto size = size_in(name);
  return size ? text_of(*size) : "none";
}

std::vector<std::string> texts(const std::vector<RecipeRule>& rules) {
  std::vector<std::string> all;
  for (const auto& rule : rules) all.push_back(text_of(rule));
  return all;
}

ProductRow row(std::string family, std::string name, std::int64_t stock = 1, std::int64_t sold = 1) {
  ProductRow made;
  made.family = std::move(family);
  made.name = std::move(name);
  made.sku = made.name;
  made.stock_m = stock * 1000;
  made.sold_m = sold * 1000;
  return made;
}

bool left_out(const FamilyList& list, const std::string& why) {
  for (const auto& out : list.left_out)
    if (out.why.find(why) != std::string::npos) return true;
  return false;
}
}  // namespace

TEST_CASE("cut families: sizes in names") {
  CHECK(size_text("Amber COE96 - Size 12\"x12\"") == "12x12");
  CHECK(size_text("Amber 3mm COE96 - Size 6x6\"") == "6x6");
  CHECK(size_text("Water - Size 5.5\"x6\"") == "5.5x6");
  CHECK(size_text("Water - Size 24\"x22\"") == "22x24");
  CHECK(size_text("Water - Size 22\"x24\"") == "22x24");
  CHECK(size_text("Maker&#39s Amber - Size 6&quot; x 12&quot;") == "6x12");
  CHECK(size_text("Amber 17\u2033\u00d720\u2033") == "17x20");
  CHECK(size_text("Amber 10 in. x 10") == "none");  // an abbreviation with a point is not known
  CHECK(size_text("Amber 10 in x 10 in") == "10x10");
  CHECK(size_text("2x2 grid, 5 X 10 sheet") == "5x10");
  CHECK(size_text("Amber 3mm COE96 - Half Sheet") == "none");
  CHECK(size_text("Pack of 12, 6 oz") == "none");
  CHECK(size_text("0x4") == "none");
  CHECK(size_text("") == "none");
  CHECK(thickness_in("Amber 3mm COE96") == "3mm");
  CHECK(thickness_in("Amber 1.6 mm") == "1.6mm");
  CHECK(thickness_in("Amber 12x12") == "");
  CHECK(thickness_in("12 mmx") == "");
}

TEST_CASE("cut families: recipes are read from text") {
  for (const char* text : {"24x24 -> 4 of 12x12", "12x12 -> 1 of 6x12 + 2 of 6x6",
                           "3mm: 2 uncut 17x20 -> 6 of 10x10 + 2 of 5x10", "2 5x5 -> 1 of trivet"}) {
    auto parsed = parse_recipe(text);
    CHECK(parsed.fault == "");
    CHECK(text_of(parsed.rule) == text);
  }
  auto loose = parse_recipe(" 12\"x6\"->2 6x6 ");
  CHECK(loose.fault == "");
  CHECK(text_of(loose.rule) == "6x12 -> 2 of 6x6");
  for (const char* text :
       {"", "24x24", "-> 2 of 6x6", "24x24 -> of 6x6", "24x24 -> 4 of", "24x24 -> 4 of 6x6 more",
        "24x24 -> 4 of 6x6 +", "thin: 24x24 -> 4 of 6x6", "uncut 17x20 -> 2 of 10x10", "24x24 -> 0 of 6x6",
        "24x24 -> -4 of 6x6", "0 24x24 -> 4 of 6x6", "24x24 -> + of 6x6",
        "24x24 -> 99999999999999999999 of 6x6"})
    CHECK_FALSE(parse_recipe(text).fault.empty());
}

TEST_CASE("cut families: recipes by geometry are the yields that the shop measured") {
  using Texts = std::vector<std::string>;
  CHECK(texts(derive_recipes({{24, 24}, {12, 12}, {6, 12}, {6, 6}})) ==
        Texts{"24x24 -> 4 of 12x12", "24x24 -> 8 of 6x12", "24x24 -> 16 of 6x6", "12x12 -> 2 of 6x12",
              "12x12 -> 4 of 6x6", "6x12 -> 2 of 6x6", "12x12 -> 1 of 6x12 + 2 of 6x6"});
  CHECK(texts(derive_recipes({{5.5, 6}, {11, 12}, {22, 24}, {6, 11}})) ==
        Texts{"22x24 -> 4 of 11x12", "22x24 -> 8 of 6x11", "22x24 -> 16 of 5.5x6", "11x12 -> 2 of 6x11",
              "11x12 -> 4 of 5.5x6", "6x11 -> 2 of 5.5x6", "11x12 -> 1 of 6x11 + 2 of 5.5x6"});
  auto full = derive_recipes({{20, 35}, {10, 10}, {5, 10}});
  CHECK(text_of(full.at(0)) == "20x35 -> 6 of 10x10 + 2 of 5x10");
  auto half = derive_recipes({{17, 20}, {10, 10}, {5, 10}});
  CHECK(text_of(half.at(0)) == "17x20 -> 2 of 10x10 + 2 of 5x10");
  // A saw of an eighth of an inch loses a row and a column.
  CHECK(text_of(derive_recipes({{24, 24}, {6, 6}}, .125).at(0)) == "24x24 -> 9 of 6x6");
  CHECK(derive_recipes({{6, 6}, {6, 6}}).size() == 1);
  CHECK(derive_recipes({}).empty());
}

TEST_CASE("cut families: products become families, and the rest says why not") {
  FamilyRules rules;
  NamedSizeRule every, full, thin_half;
  every.rule.minimum_days = 73;
  full.size = "24x24";
  full.rule.may_be_emptied = true;
  thin_half.size = "17x20";
  thin_half.thickness = "3mm";
  thin_half.booked_in_pairs = true;
  rules.sizes = {every, full, thin_half};
  for (const char* text : {"24x24 -> 4 of 12x12", "3mm: 2 uncut 17x20 -> 6 of 10x10 + 2 of 5x10",
                           "17x20 -> 2 of 10x10 + 2 of 5x10"})
    rules.recipes.push_back(parse_recipe(text).rule);
  rules.no_sheet_words = {"frit"};
  auto inactive = row("1", "Amber - Size 12\"x12\"", 7, 9);
  inactive.active = false;
  auto list = group_families(
      {inactive, row("1", "Amber - Size 24\"x24\""), row("1", "Amber - Size 24x24"), row("", "Mold 4x4"),
       row("2", "Teal 3mm - 10x10"), row("2", "Teal 3mm - 17x20"), row("2", "Teal 3mm - 5x10"),
       row("3", "Rose 2mm - 17x20"), row("3", "Rose 2mm - 10x10"), row("3", "Rose 2mm - 5x10"),
       row("4", "Blue frit 6x6"), row("4", "Blue 6x6", 75'000), row("4", "Blue 6x6"), row("5", "Sand sheet"),
       row("6", "Sea - 22x24"), row("6", "Sea - 11x12"), row("7", "Sky - 3x5"), row("7", "Sky - 4x4")},
      rules);
  REQUIRE(list.families.size() == 4);
  const auto& amber = list.families[0];
  CHECK(amber.name == "Amber");
  REQUIRE(amber.sizes.size() == 2);
  CHECK(amber.sizes[0].name == "24x24");
  CHECK(amber.sizes[0].rule.may_be_emptied);
  CHECK(amber.sizes[1].rule.minimum_days == 73);
  CHECK(amber.sizes[1].sold_m == 0);
  CHECK(amber.sizes[1].stock_m == 7'000);
  CHECK(amber.recipes.size() == 1);
  CHECK(list.families[1].recipes.size() == 2);
  CHECK(list.families[1].sizes[0].booked_in_pairs);
  CHECK(list.families[2].recipes.size() == 1);
  CHECK_FALSE(list.families[2].sizes[0].booked_in_pairs);
  CHECK(list.families[3].recipes.at(0).name == "22x24 -> 4 of 11x12");  // no declared one fits: by geometry
  for (const char* why : {"has the size 24x24", "no family", "'frit'", "marks a parent", "one size only",
                          "no size is in its name", "no recipe fits"})
    CHECK(left_out(list, why));
}

TEST_CASE("cut families: a recipe that makes what is not sold is left out, with a word") {
  Family family;
  family.sizes.resize(2);
  family.sizes[0].name = "17x20";
  family.sizes[1].name = "10x10";
  auto why =
      bind_recipes(family, {parse_recipe("17x20 -> 2 of 10x10 + 2 of 5x10").rule,
                            parse_recipe("2 uncut 17x20 -> 6 of 10x10").rule,
                            parse_recipe("17x20 -> 2 of 10x10").rule, parse_recipe("9x9 -> 1 of 8x8").rule});
  CHECK(family.recipes.size() == 1);
  REQUIRE(why.size() == 2);
  CHECK(why[0].find("has no 5x10") != std::string::npos);
  CHECK(why[1].find("not booked in pairs") != std::string::npos);
}
