// Families out of a list of products: one glass in several sizes, ready to be planned.
//
// Products of a family share a parent (the key the caller gives: a parent product, a category); each names
// its size. What is no sheet is left out by words (frit, packs, samplers, ...), a parent by its fictitious
// stock, and everything left out says why, because a size that is silently missing makes a wrong plan. Rules
// come from the store's configuration; this file has none. Threads: pure functions.
#pragma once
#include <string>
#include <vector>

#include "cutting/model.hpp"
#include "cutting/recipes.hpp"

namespace garden::inventory::cutting {

struct ProductRow {
  std::string family;  // what products of a family share; empty: a single product
  std::string sku, name;
  std::string size;  // "12x12" where the store keeps it; empty: read from the name
  std::int64_t stock_m = 0, sold_m = 0;
  int window_days = 365;
  bool active = true;  // an inactive product has no demand, but its stock may be cut
  std::optional<std::int64_t> price_e4;
};

// A rule for the sizes it names; of several that fit the last one holds.
struct NamedSizeRule {
  std::string size;       // empty: every size
  std::string thickness;  // empty: every thickness
  SizeRule rule;
  bool booked_in_pairs = false;
};

struct FamilyRules {
  std::vector<NamedSizeRule> sizes;
  std::vector<RecipeRule> recipes;
  bool derive_missing = true;  // recipes by geometry for families that no declared one fits
  double kerf_inches = 0;
  std::vector<std::string> no_sheet_words;   // lower case; a product whose name has one is no sheet
  std::int64_t parent_stock_m = 75'000'000;  // so much or more marks a parent, which is no stock; 0: none
};

struct LeftOut {
  std::string family, sku, why;
};

struct FamilyList {
  std::vector<Family>
      families;  // by family key; two sizes or more, one recipe or more, sizes from the largest
  std::vector<LeftOut> left_out;
};

FamilyList group_families(const std::vector<ProductRow>& rows, const FamilyRules& rules);

}  // namespace garden::inventory::cutting
