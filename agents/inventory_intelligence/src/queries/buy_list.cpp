// get_buy_list: what to order, first what costs most not to have.
#include "queries/buy_desk.hpp"
#include "queries/steps.hpp"

namespace garden::inventory::steps {
namespace {

struct Writer {
  const BuyDesk& desk;
  Answer answer;

  void begin(std::int64_t place) {
    const auto& product = desk.shop.products[static_cast<std::size_t>(place)];
    answer.row().exact(product.id).text_or_null(product.model).text_or_null(product.name);
  }
  void end(std::int64_t place, const char* kind) {
    const auto& product = desk.shop.products[static_cast<std::size_t>(place)];
    answer.text(kind).text(desk.outlooks[static_cast<std::size_t>(place)].demand).text_or_null(product.maker);
  }
  void order(const BuyLine& line) {
    if (answer.full()) return static_cast<void>(answer.row());
    const auto& reason = line.reason;
    begin(line.id);
    answer.exact(line.quantity).exact(line.value).exact(line.money_at_risk).number(line.units_at_risk);
    answer.exact(reason.available).exact(reason.sold_12_months).exact(reason.cut);
    answer.number(reason.cover_before_days).number(reason.cover_after_days);
    answer.text(sentence_of(line)).text_or_null(flags_text(line.flags)).exact(line.suggested);
    end(line.id, "order");
  }
  void question(const BuyDoubt& doubt) {
    const auto& product = desk.shop.products[static_cast<std::size_t>(doubt.id)];
    begin(doubt.id);
    answer.exact({}).exact({}).exact({}).number({});
    answer.exact(product.available).exact(product.sold_12_months).exact(0).number({}).number({});
    answer.text(text_of(doubt.question)).text_or_null({}).exact({});
    end(doubt.id, "question");
  }
};

}  // namespace

Answer buy_list_step(const Question& question) {
  const auto desk = buy_desk(question);
  const auto show = question.text_given("show");
  Writer writer{desk, Answer(question, {"products_id", "model", "name", "order_qty", "value", "at_risk_value",
                                        "at_risk", "available", "units_sold", "from_cutting", "cover_before",
                                        "cover_after", "reason", "flags", "half_year", "kind", "demand",
                                        "manufacturer"})};
  std::int64_t orders = 0;
  for (const auto& line : desk.list.lines) {
    if (line.deferred) continue;
    ++orders;
    if (show != "questions") writer.order(line);
  }
  if (show != "orders")
    for (const auto& doubt : desk.list.doubts) writer.question(doubt);
  writer.answer.total("orders", orders);
  writer.answer.total("total_value", desk.list.value);
  writer.answer.total("deferred", desk.list.deferred);
  writer.answer.total("budget_left", desk.list.left);
  writer.answer.total("questions", static_cast<std::int64_t>(desk.list.doubts.size()));
  for (const auto& sentence : desk.assumed) writer.answer.warn(sentence);
  return std::move(writer.answer);
}

}  // namespace garden::inventory::steps
