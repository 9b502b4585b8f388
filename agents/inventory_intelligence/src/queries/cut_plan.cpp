// get_cut_plan: what to cut today, family by family; what_if_cut: what a person's own cut would do.
#include <algorithm>
#include <tuple>

#include "cutting/plan.hpp"
#include "cutting/sheet_size.hpp"
#include "cutting/work_order.hpp"
#include "garden/ascii.hpp"
#include "queries/buy_desk.hpp"
#include "queries/shop.hpp"
#include "queries/shop_rules.hpp"
#include "queries/steps.hpp"

namespace garden::inventory::steps {
namespace {
using cutting::CutPlan;
using cutting::Family;

struct Planned {
  const Family* family = nullptr;
  CutPlan plan;
  // Sizes that are at zero or below, with sales, before and not after.
  std::int64_t mended() const { return plan.before.sizes_at_zero - plan.after.sizes_at_zero; }
};

// Most products off zero first, then most money relieved, then the fewest cuts, then the family's key.
bool comes_before(const Planned& a, const Planned& b) {
  auto key = [](const Planned& one) {
    return std::tuple(-one.mended(), -one.plan.relieved_e4.value_or(0), one.plan.after.labour.cuts,
                      one.family->id);
  };
  return key(a) < key(b);
}

bool is_meant(const Family& family, const Shop& shop, const std::string& words) {
  return words.empty() || std::any_of(family.sizes.begin(), family.sizes.end(), [&](const auto& size) {
           return is_named(shop.products[product_of(size)], words);
         });
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const auto& sentence : sentences) text += (text.empty() ? "" : "; ") + sentence;
  return text;
}

class Sheet {
 public:
  Sheet(const Question& question, const Shop& shop)
      : shop_(shop),
        answer_(question, {"step", "family", "op", "times", "from_model", "from_before", "from_left",
                           "from_cover_before", "from_cover", "to_model", "to_size", "made", "to_before",
                           "to_after", "cover_before", "cover_after", "why", "quality", "remarks"}) {}

  void add(const Planned& planned, const std::string& remarks) {
    const auto& family = *planned.family;
    for (const auto& line : planned.plan.lines) {
      if (!line.recipe) continue;  // a split changes no count
      cuts_ += line.count;
      ++steps_;
      for (const auto& made : line.made) {
        answer_.row()
            .exact(steps_)
            .text(family.name)
            .text(family.recipes[*line.recipe].name)
            .exact(line.count);
        answer_.text_or_null(product(family, line.source.size).model);
        answer_.exact(line.source.before_m).exact(line.source.after_m);
        answer_.number(line.source.before_days)
            .number(line.source.after_days)
            .text_or_null(product(family, made.size).model);
        answer_.text(family.sizes[made.size].name).exact(made.pieces * unit);
        answer_.exact(made.before_m).exact(made.after_m).number(made.before_days).number(made.after_days);
        answer_.text(cutting::text_of(made.why)).text(cutting::text_of(planned.plan.quality));
        answer_.text_or_null(remarks);
      }
    }
  }
  std::int64_t cuts() const { return cuts_; }
  Answer& answer() { return answer_; }

 private:
  const Product& product(const Family& family, std::size_t size) const {
    return shop_.products[product_of(family.sizes[size])];
  }
  const Shop& shop_;
  Answer answer_;
  std::int64_t cuts_ = 0, steps_ = 0;
};

// The recipe of `from` that makes `into`, or its first.
std::size_t recipe_of(const Family& family, std::size_t from, const std::string& into) {
  const auto size = cutting::size_in(into);
  for (std::size_t i = 0; i < family.recipes.size(); ++i) {
    const auto& recipe = family.recipes[i];
    if (recipe.from != from) continue;
    const auto& first = family.sizes[recipe.outputs.front().size];
    if (into.empty() || (size && first.name == cutting::text_of(*size))) return i;
  }
  throw Unusable("no recipe cuts " + family.sizes[from].name + (into.empty() ? "" : " into " + into) +
                 "; the setting cut_recipes has them");
}

}  // namespace

Answer cut_plan_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto families = families_of(shop, family_rules_of(question));
  auto limits = plan_limits();
  if (const auto most = question.number_given("labour_max"))
    limits.cuts_max = static_cast<std::int64_t>(*most);
  const auto words = question.text_given("family");
  std::vector<Planned> plans;
  for (const auto& family : families.families) {
    if (!is_meant(family, shop, words)) continue;
    Planned planned{&family, cutting::plan_cuts(family, limits)};
    if (!planned.plan.steps.empty()) plans.push_back(std::move(planned));
  }
  std::sort(plans.begin(), plans.end(), comes_before);
  Sheet sheet(question, shop);
  std::int64_t mended = 0;
  for (const auto& planned : plans) {
    mended += planned.mended();
    sheet.add(planned, joined(planned.plan.notes));
  }
  sheet.answer().total("families", static_cast<std::int64_t>(plans.size()));
  sheet.answer().total("cuts", sheet.cuts());
  sheet.answer().total("off_zero", mended);
  return std::move(sheet.answer());
}

Answer what_if_cut_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto families = families_of(shop, family_rules_of(question));
  const auto model = to_lower(question.text_given("model"));
  for (const auto& family : families.families)
    for (std::size_t i = 0; i < family.sizes.size(); ++i) {
      if (to_lower(shop.products[product_of(family.sizes[i])].model) != model) continue;
      const auto recipe = recipe_of(family, i, question.text_given("into"));
      Planned planned{&family, cutting::what_if_cut(family, {{recipe, question.integer_given("times", 1)}},
                                                    plan_limits())};
      std::vector<std::string> said;
      for (const auto& violation : planned.plan.violations) said.push_back(violation.text);
      for (const auto& note : planned.plan.notes) said.push_back(note);
      Sheet sheet(question, shop);
      sheet.add(planned, joined(said));
      sheet.answer().total("broken", static_cast<std::int64_t>(planned.plan.violations.size()));
      sheet.answer().total("off_zero", planned.mended());
      return std::move(sheet.answer());
    }
  throw Unusable("no sheet that can be cut has the model " + question.text_given("model") +
                 "; get_products_by_category shows the sizes of a family");
}

}  // namespace garden::inventory::steps
