// Recipes by the names of sizes: read from a line of text, or worked out from the sizes themselves.
//
// A store declares its recipes as text, one a line: `24x24 -> 4 of 12x12`, `12x12 -> 1 of 6x12 + 2 of 6x6`,
// `3mm: 2 uncut 17x20 -> 6 of 10x10 + 2 of 5x10` (only for glass of that thickness; the two taken pieces are
// one uncut sheet). Where it declares none that fit, derive_recipes lays the smaller sizes on the larger in
// rows and columns, fills the two strips that remain, and adds the cut that leaves one half whole; kerf, the
// width that a saw takes, is 0 for scored glass. Declared yields always win: they were measured. Threads:
// pure functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cutting/model.hpp"
#include "cutting/sheet_size.hpp"

namespace garden::inventory::cutting {

struct RecipeRule {
  struct Output {
    std::string size;
    std::int64_t count = 0;
    bool operator==(const Output&) const = default;
  };
  std::string thickness;  // empty: any
  std::string from;
  std::int64_t takes = 1;
  bool uncut = false;
  std::vector<Output> outputs;
  bool operator==(const RecipeRule&) const = default;
};

struct ParsedRecipe {
  RecipeRule rule;
  std::string fault;  // what is wrong with the text and what was expected; empty: none
};
ParsedRecipe parse_recipe(std::string_view text);
std::string text_of(const RecipeRule& rule);

std::vector<RecipeRule> derive_recipes(const std::vector<SheetSize>& sizes, double kerf_inches = 0);

// Gives the family the recipes whose sizes it has, by name. Returns one sentence for each recipe whose source
// it has and that cannot be used, because a size it makes is not sold.
std::vector<std::string> bind_recipes(Family& family, const std::vector<RecipeRule>& rules);

}  // namespace garden::inventory::cutting
