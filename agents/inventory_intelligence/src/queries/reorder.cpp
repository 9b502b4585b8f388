// get_reorder_suggestions: what is below its reorder point, with every number that led to the quantity.
// get_purchase_plan: the same orders as a paper to buy by, by rank until the budget ends.
#include "queries/buy_desk.hpp"
#include "queries/steps.hpp"

namespace garden::inventory::steps {
namespace {

std::optional<Quantity> unless_zero(Quantity quantity) {
  return quantity != 0 ? std::optional(quantity) : std::nullopt;
}

void write_suggestion(Answer& answer, const BuyDesk& desk, const BuyLine& line) {
  if (answer.full()) return static_cast<void>(answer.row());
  const auto place = static_cast<std::size_t>(line.id);
  const auto& product = desk.shop.products[place];
  const auto& outlook = desk.outlooks[place];
  const auto& reason = line.reason;
  const bool by_point = reason.policy == BuyPolicy::reorder_point;
  answer.row().exact(product.id).text_or_null(product.model).text_or_null(product.name);
  answer.exact(line.quantity).exact(line.value).exact(reason.position);
  answer.number(reason.policy == BuyPolicy::family ? std::nullopt : std::optional(units_of(reason.trigger)));
  answer.number(by_point ? std::optional(reason.safety_stock) : std::nullopt);
  answer.number(units_of(reason.level))
      .exact(reason.available)
      .exact(reason.incoming)
      .exact(unless_zero(reason.cut));
  answer.number(reason.per_day).number(reason.lead.days).text(sentence_of(line));
  answer.text(confidence_of(outlook, product, line.flags.lead_assumed || line.flags.rules_assumed));
  answer.text(by_point ? outlook.demand : "years in stock").text_or_null(flags_text(line.flags));
  answer.text_or_null(product.supplier);
}

void write_purchase(Answer& answer, const BuyDesk& desk, const BuyItem& item, const BuyLine& line) {
  if (answer.full()) return static_cast<void>(answer.row());
  const auto& product = desk.shop.products[static_cast<std::size_t>(line.id)];
  answer.row().exact(product.id).text_or_null(product.model).text_or_null(product.name);
  answer.exact(line.quantity).exact(item.cost ? item.cost : item.price).exact(line.value);
  answer.exact(line.value ? line.value_so_far : std::nullopt).exact(line.money_at_risk);
  answer.number(line.units_at_risk).text_or_null(product.supplier).text(sentence_of(line));
  answer.text_or_null(flags_text(line.flags)).exact(line.suggested);
  answer.text_or_null(line.value ? (line.flags.cost_unknown ? "price" : "cost") : "");
}

}  // namespace

Answer reorder_step(const Question& question) {
  const auto desk = buy_desk(question);
  Answer answer(question, {"products_id", "model", "name", "order_qty", "order_value", "ip", "rop", "ss",
                           "level", "available", "incoming", "from_cutting", "per_day", "lead_days", "reason",
                           "confidence", "demand", "flags", "supplier"});
  for (const auto& line : desk.list.lines)
    if (!line.deferred) write_suggestion(answer, desk, line);
  answer.total("orders", static_cast<std::int64_t>(desk.list.lines.size()) - desk.list.deferred);
  answer.total("total_value", desk.list.value);
  for (const auto& sentence : desk.assumed) answer.warn(sentence);
  return answer;
}

Answer purchase_plan_step(const Question& question) {
  const auto desk = buy_desk(question);
  Answer answer(question,
                {"products_id", "model", "name", "order_qty", "unit_value", "value", "cum_value",
                 "at_risk_value", "at_risk", "supplier", "reason", "flags", "half_year", "valued_at"});
  for (const auto& line : desk.list.lines)
    if (!line.deferred) write_purchase(answer, desk, desk.items[static_cast<std::size_t>(line.id)], line);
  answer.total("orders", static_cast<std::int64_t>(desk.list.lines.size()) - desk.list.deferred);
  answer.total("total_value", desk.list.value);
  answer.total("deferred", desk.list.deferred);
  answer.total("budget_left", desk.list.left);
  for (const auto& sentence : desk.assumed) answer.warn(sentence);
  return answer;
}

}  // namespace garden::inventory::steps
