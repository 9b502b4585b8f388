// Shop rules: what a store sets as text for its sheets and its vendors.
//
// A shop's rules are exceptions upon exceptions (this size may be cut to nothing, that maker sells by fives),
// so they are sentences rather than keys: clauses `KEY: word number, word number` with `;` between them.
//   size_rules    every: minimum 0.20, target 0.35, over 0.40; 24x24: may be emptied; 17x20 3mm: target 0.40
//                 KEY is `every`, a size, or a size and a thickness; numbers are years of stock; also
//                 `popular`, `free` (a popular size with more years than this is cut without asking),
//                 `booked in pairs`, `reserve` (pieces). The last clause that fits a size holds, and begins
//                 with what `every` says.
//   cut_recipes   24x24 -> 4 of 12x12; 3mm: 2 uncut 17x20 -> 6 of 10x10 + 2 of 5x10   (cutting/recipes.hpp);
//                 `none`: the shop cuts nothing, and no family is one
//   vendor_rules  Ember & Clay: pack 5, add at zero 10; EC-305: always 100; also `minimum`
//                 KEY is a maker or a model; a model's clause wins.
// A clause that cannot be read is Unusable, with the words of the setting: an answer by half a rule would be
// wrong and look right. Threads: pure functions.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cutting/families.hpp"
#include "queries/facts.hpp"
#include "stock/reorder.hpp"

namespace garden::inventory::steps {

struct Clause {
  struct Word {
    std::string name;
    std::optional<double> number;
  };
  std::string key;
  std::vector<Word> words;
};
std::vector<Clause> clauses_of(std::string_view setting, std::string_view text);

cutting::FamilyRules family_rules_of(const Question& question);

class VendorBook {
 public:
  explicit VendorBook(const Question& question);
  // Empty: the vendor's rules are not known.
  std::optional<VendorRules> rules_for(const std::string& maker, const std::string& model) const;

 private:
  std::map<std::string, VendorRules> rules_;  // by maker or model in lower case
};

// The parts between separators, without blanks at their ends; empty ones are left out.
std::vector<std::string_view> split_text(std::string_view text, char separator);
// A maker's or product's name as a person writes it: lower case, "&amp;" as "&".
std::string name_key(std::string_view text);

}  // namespace garden::inventory::steps
