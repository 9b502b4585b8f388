// What a cut plan is made from: one glass in several sizes, and the recipes that turn a size into smaller
// ones.
//
// Problem: a shop that sells sheets sells one glass in three to six sizes; a shortage of a small size is met
// by cutting a larger one before anything is bought. Which, and how many, is arithmetic over a handful of
// counts. Idea: a Family is a plain value with everything that the answer depends on, stock, sales and rules,
// and nothing of how it came here: no row of a database, no clock, no default of one shop. Units: quantities
// are thousandths of a piece (`_m`), since shops book fractions; money is 1e-4 of the shop's currency
// (`_e4`); covers are days. Threads: plain values.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace garden::inventory::cutting {

constexpr std::size_t sizes_max = 8;     // of a family; shops have 3 to 6
constexpr std::size_t recipes_max = 40;  // of a family; shops have at most 10, geometry finds up to 35
constexpr std::int64_t quantity_m_max =
    1'000'000'000;  // a million pieces: what 64 bits multiply without care
constexpr std::int64_t price_e4_max = 1'000'000'000;
constexpr int window_days_max = 3660;

// How a size is to be kept. Years of stock times 365 are days.
struct SizeRule {
  double minimum_days = 0;    // a source is not cut below it; the first thing a size in need gets
  double target_days = 0;     // what the plan would like every size to have; never under minimum_days
  double overstock_days = 0;  // above it a size is overstocked: the source to take first; 0: as target_days
  double free_days = 365;     // a popular size with more than this is cut without asking
  bool popular = false;  // cut down only for a more popular size, from above free_days, or as a last resort
  // The minimum does not protect it, and its own shortage is no aim of the plan (largest sheets, sold
  // rarely).
  bool may_be_emptied = false;
  std::int64_t reserve_m = 0;  // never cut below this, whatever sells: display pieces, held orders
};

// One size: a product.
struct Size {
  std::string name;          // as recipes name it: "12x12"
  std::string sku;           // for people; may be empty
  std::int64_t stock_m = 0;  // what can be sold now; below zero is owed to customers
  std::int64_t sold_m = 0;   // sold in the window, net; demand is sold_m > 0
  int window_days = 365;     // velocity = sold / window_days
  SizeRule rule;
  std::optional<std::int64_t> price_e4;  // of one piece
  // Two booked pieces may be one uncut sheet (a full sheet booked as two halves). With q booked pieces q / 2
  // sheets are uncut and q mod 2 pieces loose, unless loose_pieces says otherwise.
  bool booked_in_pairs = false;
  std::optional<std::int64_t> loose_pieces;
};

struct RecipeOutput {
  std::size_t size = 0;  // place in Family::sizes
  std::int64_t count = 0;
};

// One cut of a source: all outputs come at once, byproducts included. What is lost is not listed: a yield is
// a count that the shop has measured, kerf and scrap are in it.
struct Recipe {
  std::string name;      // "24x24 -> 4 of 12x12"
  std::size_t from = 0;  // place in Family::sizes
  std::int64_t takes = 1;
  bool uncut = false;  // the two pieces it takes are one uncut sheet; `from` is booked in pairs, takes is 2
  std::vector<RecipeOutput> outputs;
};

struct Family {
  std::string id, name, thickness;
  std::vector<Size> sizes;
  std::vector<Recipe>
      recipes;  // from larger to smaller only: no size is made from itself, however indirectly
};

// How often a recipe is done.
struct Step {
  std::size_t recipe = 0;  // place in Family::recipes
  std::int64_t count = 0;
  bool operator==(const Step&) const = default;
};

// What is wrong with a family that no plan can be made for it; empty when it is sound. Names the size or
// recipe.
std::string fault_of(const Family& family);

}  // namespace garden::inventory::cutting
