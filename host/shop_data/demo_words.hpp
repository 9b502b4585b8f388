// The words of the demo shop: its colours, products, places and people, all invented, in four languages.
// Threads: constants [any].
#pragma once
#include <array>
#include <span>
#include <string_view>

namespace garden::shop_data::words {

// One thing in English, German, French and Spanish, by language id - 1.
using Word = std::array<std::string_view, 4>;

extern const std::span<const std::string_view>
    colour_moods;  // names of a colour's mood: "Harbor"; not translated
extern const std::span<const Word> colours;
extern const std::span<const Word> opacities;
extern const std::span<const Word> grains;         // of frit, finest first
extern const std::span<const Word> rods;           // stringers, noodles ...
extern const std::span<const Word> mold_subjects;  // what a mold casts
extern const std::span<const Word> mold_kinds;

struct Article {
  Word name;
  double price;
  double weight;
  bool by_weight;  // sold in fractions of a pound
};
extern const std::span<const Article> tools;
extern const std::span<const Article> supplies;
extern const Word size, frit, weight, by_the_pound;

// Where customers are and how they are called there.
struct Country {
  std::string_view name;
  double share;  // of all customers; they add up to 1
  std::string_view currency;
  double currency_value;  // of one unit of the store's currency
  std::span<const std::string_view> first_names, last_names;
  std::span<const std::array<std::string_view, 3>> cities;  // city, postcode, state
  std::string_view street;                                  // {n} is the number
  std::string_view telephone;                               // {n} is the customer
};
extern const std::span<const Country> countries;

}  // namespace garden::shop_data::words
