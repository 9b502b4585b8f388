#include "cutting/recipes.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace garden::inventory::cutting {
namespace {
// Words of the text, one after the other; "->" and "+" are words of their own.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) { skip(); }
  bool done() const { return rest_.empty(); }
  std::string_view next() {
    std::size_t length = 1;
    if (rest_.starts_with("->")) {
      length = 2;
    } else if (rest_[0] != '+') {
      while (length < rest_.size() && rest_[length] != ' ' && rest_[length] != '\t' && rest_[length] != '+' &&
             !rest_.substr(length).starts_with("->"))
        ++length;
    }
    auto word = rest_.substr(0, length);
    rest_.remove_prefix(length);
    skip();
    return word;
  }
  bool take(std::string_view word) {
    auto before = rest_;
    if (!done() && next() == word) return true;
    rest_ = before;
    return false;
  }
  std::optional<std::int64_t> number() {
    auto before = rest_;
    if (done()) return std::nullopt;
    auto word = next();
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error == std::errc() && end == word.data() + word.size()) return value;
    rest_ = before;
    return std::nullopt;
  }
  // A size in its one spelling: 24x20 is 20x24; a word that is none stays as it is ("half").
  std::string size() {
    if (done()) return {};
    auto word = next();
    if (word == "->" || word == "+") return {};
    auto sheet = size_in(word);
    return sheet ? text_of(*sheet) : std::string(word);
  }

 private:
  void skip() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) rest_.remove_prefix(1);
  }
  std::string_view rest_;
};

constexpr std::string_view form =
    "expected [THICKNESS:] [COUNT] [uncut] SIZE -> COUNT of SIZE [+ COUNT of SIZE ...]";

std::string parse_into(std::string_view text, RecipeRule& rule) {
  if (auto colon = text.find(':'); colon != std::string_view::npos) {
    rule.thickness = thickness_in(text.substr(0, colon));
    if (rule.thickness.empty()) return "no thickness such as 3mm before the colon";
    text.remove_prefix(colon + 1);
  }
  Words words(text);
  rule.takes = words.number().value_or(1);
  rule.uncut = words.take("uncut");
  rule.from = words.size();
  if (rule.from.empty()) return "no source";
  if (!words.take("->")) return "no arrow after the source";
  do {
    auto count = words.number();
    if (!count) return "no count of an output";
    words.take("of");
    auto size = words.size();
    if (size.empty()) return "no size of an output";
    rule.outputs.push_back({size, *count});
  } while (words.take("+"));
  if (!words.done()) return "more words than a recipe has";
  if (rule.takes < 1 || rule.takes > 1000) return "a source is taken 1 to 1000 times";
  if (rule.uncut && rule.takes != 2) return "an uncut sheet is booked as 2 pieces";
  for (const auto& output : rule.outputs)
    if (output.count < 1 || output.count > 1000) return "an output is made 1 to 1000 times";
  return {};
}

// A rectangle of glass that is left, and the pieces laid on it in rows and columns.
struct Area {
  double width = 0, height = 0;
};

std::int64_t along(double length, double piece, double kerf) {
  return static_cast<std::int64_t>(std::floor((length + kerf) / (piece + kerf) + 1e-9));
}

class Layout {
 public:
  Layout(const std::vector<SheetSize>& sizes, double kerf)
      : sizes_(sizes), kerf_(kerf), made_(sizes.size()) {}

  // Lays as many of `size` as fit, the better way round, and sizes after it on the two strips that remain.
  bool lay(Area area, std::size_t size) {
    const auto& piece = sizes_[size];
    auto upright = grid(area, piece.short_inches, piece.long_inches);
    auto across = grid(area, piece.long_inches, piece.short_inches);
    const auto& best = across.columns * across.rows > upright.columns * upright.rows ? across : upright;
    auto count = best.columns * best.rows;
    if (count == 0) return false;
    made_[size] += count;
    for (const auto& strip : {best.beside, best.above})
      for (auto next = size + 1; next < sizes_.size(); ++next)
        if (lay(strip, next)) break;
    return true;
  }
  const std::vector<std::int64_t>& made() const { return made_; }

 private:
  struct Grid {
    std::int64_t columns = 0, rows = 0;
    Area beside, above;
  };
  Grid grid(Area area, double width, double height) const {
    Grid laid;
    laid.columns = along(area.width, width, kerf_);
    laid.rows = along(area.height, height, kerf_);
    if (laid.columns <= 0 || laid.rows <= 0) return {};
    double used_width = static_cast<double>(laid.columns) * (width + kerf_);
    double used_height = static_cast<double>(laid.rows) * (height + kerf_);
    laid.beside = {area.width - used_width, area.height};
    laid.above = {used_width - kerf_, area.height - used_height};
    return laid;
  }

  const std::vector<SheetSize>& sizes_;
  double kerf_;
  std::vector<std::int64_t> made_;
};

void add_unlike(std::vector<RecipeRule>& rules, const RecipeRule& rule) {
  if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
}

const RecipeRule* plain_rule(const std::vector<RecipeRule>& rules, const std::string& from) {
  for (const auto& rule : rules)
    if (rule.from == from && rule.outputs.size() == 1) return &rule;
  return nullptr;
}
}  // namespace

ParsedRecipe parse_recipe(std::string_view text) {
  ParsedRecipe parsed;
  auto fault = parse_into(text, parsed.rule);
  if (!fault.empty())
    parsed.fault = "recipe '" + std::string(text) + "': " + fault + "; " + std::string(form);
  return parsed;
}

std::string text_of(const RecipeRule& rule) {
  std::string text = rule.thickness.empty() ? "" : rule.thickness + ": ";
  if (rule.takes != 1) text += std::to_string(rule.takes) + " ";
  if (rule.uncut) text += "uncut ";
  text += rule.from + " ->";
  for (std::size_t i = 0; i < rule.outputs.size(); ++i)
    text += (i == 0 ? " " : " + ") + std::to_string(rule.outputs[i].count) + " of " + rule.outputs[i].size;
  return text;
}

std::vector<RecipeRule> derive_recipes(const std::vector<SheetSize>& sizes, double kerf_inches) {
  auto sorted = sizes;
  std::stable_sort(sorted.begin(), sorted.end(), [](const SheetSize& a, const SheetSize& b) {
    return a.short_inches * a.long_inches > b.short_inches * b.long_inches;
  });
  std::vector<RecipeRule> rules;
  for (std::size_t source = 0; source < sorted.size(); ++source)
    for (auto first = source + 1; first < sorted.size(); ++first) {
      Layout layout(sorted, kerf_inches);
      if (!layout.lay({sorted[source].short_inches, sorted[source].long_inches}, first)) continue;
      RecipeRule rule;
      rule.from = text_of(sorted[source]);
      for (std::size_t made = 0; made < sorted.size(); ++made)
        if (layout.made()[made] > 0) rule.outputs.push_back({text_of(sorted[made]), layout.made()[made]});
      add_unlike(rules, rule);
    }
  // Halves: where a source becomes two of one size, one half may stay whole and the other be cut on.
  auto plain = rules;
  for (const auto& rule : plain) {
    if (rule.outputs.size() != 1 || rule.outputs[0].count != 2) continue;
    const auto* further = plain_rule(plain, rule.outputs[0].size);
    if (further == nullptr) continue;
    auto mixed = rule;
    mixed.outputs = {{rule.outputs[0].size, 1}, further->outputs[0]};
    add_unlike(rules, mixed);
  }
  return rules;
}

std::vector<std::string> bind_recipes(Family& family, const std::vector<RecipeRule>& rules) {
  std::vector<std::string> left_out;
  auto place_of = [&family](const std::string& name) {
    auto found =
        std::find_if(family.sizes.begin(), family.sizes.end(), [&](const Size& s) { return s.name == name; });
    return static_cast<std::size_t>(found - family.sizes.begin());
  };
  for (const auto& rule : rules) {
    auto from = place_of(rule.from);
    if (from == family.sizes.size()) continue;
    if (!rule.thickness.empty() && rule.thickness != family.thickness) continue;
    Recipe recipe;
    recipe.name = text_of(rule);
    recipe.from = from;
    recipe.takes = rule.takes;
    recipe.uncut = rule.uncut;
    std::string missing;
    for (const auto& output : rule.outputs) {
      auto place = place_of(output.size);
      if (place == family.sizes.size()) missing = output.size;
      recipe.outputs.push_back({place, output.count});
    }
    if (!missing.empty()) {
      left_out.push_back("recipe " + recipe.name + " is left out: the family has no " + missing);
    } else if (rule.uncut && !family.sizes[from].booked_in_pairs) {
      left_out.push_back("recipe " + recipe.name + " is left out: " + rule.from + " is not booked in pairs");
    } else {
      family.recipes.push_back(std::move(recipe));
    }
  }
  return left_out;
}

}  // namespace garden::inventory::cutting
