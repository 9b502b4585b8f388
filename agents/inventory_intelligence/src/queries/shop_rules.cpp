#include "queries/shop_rules.hpp"

#include <cmath>

#include "cutting/sheet_size.hpp"
#include "garden/ascii.hpp"
#include "garden/number.hpp"

namespace garden::inventory::steps {
namespace {
using cutting::NamedSizeRule;

constexpr double days_a_year = 365;

[[noreturn]] void refuse(std::string_view setting, std::string_view words, std::string_view why) {
  throw Unusable("the setting " + std::string(setting) + " says '" + std::string(words) +
                 "': " + std::string(why));
}

double need_number(std::string_view setting, const Clause::Word& word) {
  if (!word.number || !(*word.number >= 0) || *word.number > 1e6)
    refuse(setting, word.name, "a number from 0 to a million must follow");
  return *word.number;
}

void set(NamedSizeRule& named, const Clause::Word& word) {
  auto& rule = named.rule;
  auto days = [&word] { return need_number("size_rules", word) * days_a_year; };
  if (word.name == "minimum") {
    rule.minimum_days = days();
  } else if (word.name == "target") {
    rule.target_days = days();
  } else if (word.name == "over") {
    rule.overstock_days = days();
  } else if (word.name == "free") {
    rule.free_days = days();
  } else if (word.name == "reserve") {
    rule.reserve_m = std::llround(need_number("size_rules", word) * 1000);
  } else if (word.name == "popular") {
    rule.popular = true;
  } else if (word.name == "may be emptied") {
    rule.may_be_emptied = true;
  } else if (word.name == "booked in pairs") {
    named.booked_in_pairs = true;
  } else {
    refuse("size_rules", word.name,
           "known are minimum, target, over, free, reserve, popular, may be emptied, booked in pairs");
  }
}

NamedSizeRule size_rule_of(const Clause& clause, const NamedSizeRule& every) {
  NamedSizeRule named = every;
  if (clause.key != "every") {
    const auto blank = std::min(clause.key.find(' '), clause.key.size());
    const auto size = cutting::size_in(clause.key.substr(0, blank));
    if (!size) refuse("size_rules", clause.key, "it begins with neither `every` nor a size such as 24x24");
    named.size = cutting::text_of(*size);
    named.thickness = trimmed(clause.key.substr(blank));
  }
  for (const auto& word : clause.words) set(named, word);
  return named;
}

VendorRules vendor_rules_of(const Clause& clause) {
  VendorRules rules;
  for (const auto& word : clause.words) {
    const auto amount = std::llround(need_number("vendor_rules", word) * 1000);
    if (word.name == "pack")
      rules.pack = amount;
    else if (word.name == "minimum")
      rules.minimum = amount;
    else if (word.name == "add at zero")
      rules.add_when_empty = amount;
    else if (word.name == "always")
      rules.fixed = amount;
    else
      refuse("vendor_rules", word.name, "known are pack, minimum, add at zero, always");
  }
  return rules;
}

}  // namespace

std::vector<std::string_view> split_text(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (const auto part = trimmed(text.substr(0, end)); !part.empty()) parts.push_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::string name_key(std::string_view text) {
  std::string key = to_lower(text);
  for (auto at = key.find("&amp;"); at != key.npos; at = key.find("&amp;", at + 1)) key.erase(at + 1, 4);
  return key;
}

std::vector<Clause> clauses_of(std::string_view setting, std::string_view text) {
  std::vector<Clause> clauses;
  for (const auto part : split_text(text, ';')) {
    const auto colon = part.find(':');
    if (colon == part.npos || trimmed(part.substr(0, colon)).empty())
      refuse(setting, part, "a clause is KEY: word number, word number");
    Clause clause{std::string(trimmed(part.substr(0, colon))), {}};
    for (const auto word : split_text(part.substr(colon + 1), ',')) {
      const auto blank = word.rfind(' ');
      const auto number = blank == word.npos ? std::nullopt : parse_double(word.substr(blank + 1));
      clause.words.push_back({std::string(number ? trimmed(word.substr(0, blank)) : word), number});
    }
    if (clause.words.empty()) refuse(setting, part, "nothing follows the colon");
    clauses.push_back(std::move(clause));
  }
  return clauses;
}

cutting::FamilyRules family_rules_of(const Question& question) {
  cutting::FamilyRules rules;
  NamedSizeRule every;
  const auto sizes = question.text_set("size_rules");
  for (const auto& clause : clauses_of("size_rules", sizes)) {
    auto named = size_rule_of(clause, every);
    if (clause.key == "every") every = named;
    rules.sizes.push_back(std::move(named));
  }
  auto recipes = question.text_set("cut_recipes");
  rules.derive_missing = trimmed(recipes) != "none";
  if (!rules.derive_missing) recipes.clear();
  for (const auto text : split_text(recipes, ';')) {
    auto parsed = cutting::parse_recipe(text);
    if (!parsed.fault.empty()) refuse("cut_recipes", text, parsed.fault);
    rules.recipes.push_back(std::move(parsed.rule));
  }
  const auto words = question.text_set("no_sheet_words");
  for (const auto word : split_text(words, ',')) rules.no_sheet_words.push_back(to_lower(word));
  rules.parent_stock_m = static_cast<std::int64_t>(1000 * question.number_set("parent_stock_min"));
  return rules;
}

VendorBook::VendorBook(const Question& question) {
  const auto text = question.text_set("vendor_rules");
  for (const auto& clause : clauses_of("vendor_rules", text))
    rules_.insert_or_assign(name_key(clause.key), vendor_rules_of(clause));
}

std::optional<VendorRules> VendorBook::rules_for(const std::string& maker, const std::string& model) const {
  for (const auto* name : {&model, &maker})
    if (const auto found = rules_.find(name_key(*name)); !name->empty() && found != rules_.end())
      return found->second;
  return {};
}

}  // namespace garden::inventory::steps
