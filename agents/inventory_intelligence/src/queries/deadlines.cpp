// get_seasonal_deadlines: until when a season's goods must be ordered, and how many.
// Columns beside those of shop_of: m0 .. m24, units sold in each calendar month, m0 this one so far; or the
// ledger's `months`, all of them in one text.
#include <algorithm>
#include <array>
#include <tuple>

#include "queries/day_text.hpp"
#include "queries/season_rules.hpp"
#include "queries/steps.hpp"

namespace garden::inventory::steps {
namespace {

constexpr int months_known = 25;

struct Event {
  Season season;
  Deadline deadline;
  MonthsAgo months;
  bool due = false;
};

struct Good {
  const Product* product = nullptr;
  Quantity sold = 0, incoming = 0, wanted = 0;
};

std::string month_text(Day today, int months_ago) {
  static constexpr std::array<const char*, 12> names{"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
  const auto now = civil_of(today);
  const int month = now.year * 12 + now.month - 1 - months_ago;
  return names.at(static_cast<std::size_t>(month % 12)) + (" " + std::to_string(month / 12));
}

std::vector<Event> events_of(const Question& question) {
  const auto setting = question.text_set("seasons");
  const auto within = question.integer_given("within", 60);
  std::vector<Event> events;
  for (auto& season : seasons_of(setting)) {
    Event event{std::move(season), {}, {}, false};
    std::optional<Day> done;
    if (event.season.ordered_year) done = event_day(event.season.rule.event, *event.season.ordered_year);
    event.deadline = next_deadline(event.season.rule, question.today, done);
    event.months = last_season(event.season, civil_of(question.today).month);
    event.due = event.deadline.state != DeadlineState::quiet || event.deadline.days_left <= within;
    events.push_back(std::move(event));
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.deadline.days_left < b.deadline.days_left;
  });
  return events;
}

class Sheet {
 public:
  explicit Sheet(const Question& question)
      : question_(question),
        shop_(shop_of(question)),
        answer_(question,
                {"event", "order_by", "days_left", "state", "products_id", "model", "name", "available",
                 "incoming", "last_season_units", "suggested_qty", "season", "remark", "manufacturer"}) {
    if (shop_.products.empty()) return;
    if (question.facts.has("months"))
      months_text_ = question.facts.column("months");
    else
      for (int month = 0; month < months_known; ++month)
        months_.push_back(question.facts.column("m" + std::to_string(month)));
  }

  void add(const Event& event) {
    if (!event.due) return write(event, {}, "not due yet");
    auto goods = goods_of(event);
    if (goods.empty()) write(event, {}, "no active product fits: see the setting seasons");
    for (const auto& good : goods) {
      ++products_;
      wanted_ += good.wanted;
      const bool younger = good.product->age_days && *good.product->age_days < 30 * event.months.last;
      write(event, good, younger ? "was not there last season" : "");
    }
  }
  bool knows_orders() const { return shop_.own.has_orders; }
  std::int64_t products() const { return products_; }
  Quantity wanted() const { return saturated(wanted_); }
  Answer& answer() { return answer_; }

 private:
  Quantity sold_in(std::size_t row, const MonthsAgo& season) const {
    const auto& facts = question_.facts;
    std::vector<Quantity> listed;
    if (months_text_) listed = facts.list(row, *months_text_, months_known);
    Wide sold = 0;
    for (int ago = season.last; ago <= season.first && ago < months_known; ++ago) {
      const auto month = static_cast<std::size_t>(ago);
      sold += months_text_ ? listed[month] : facts.count(row, months_[month]);
    }
    return saturated(sold);
  }
  std::vector<Good> goods_of(const Event& event) const {
    std::vector<Good> goods;
    for (std::size_t row = 0; row < shop_.products.size(); ++row) {
      const auto& product = shop_.products[row];
      if (!product.active || !event.season.means(product)) continue;
      Good good{&product, sold_in(row, event.months), 0};
      for (const auto& order : shop_.own.orders_of(product.id)) good.incoming += order.quantity;
      const auto position = saturated(Wide{product.available} + good.incoming);
      good.wanted = packed_up(season_need(good.sold, event.season.growth, position), unit);
      goods.push_back(good);
    }
    std::sort(goods.begin(), goods.end(), [](const Good& a, const Good& b) {
      return std::tuple(-a.wanted, -a.sold, a.product->id) < std::tuple(-b.wanted, -b.sold, b.product->id);
    });
    return goods;
  }

  void write(const Event& event, const Good& good, std::string_view remark) {
    const auto* product = good.product;
    answer_.row().text(event.season.name).text(day_text(event.deadline.order_by));
    answer_.exact(event.deadline.days_left).text(name_of(event.deadline.state));
    if (product != nullptr) {
      answer_.exact(product->id).text_or_null(product->model).text_or_null(product->name);
      answer_.exact(product->available).exact(good.incoming).exact(good.sold).exact(good.wanted);
    } else {
      answer_.exact({}).text_or_null({}).text_or_null({}).exact({}).exact({}).exact({}).exact({});
    }
    answer_.text(month_text(question_.today, event.months.first) + " to " +
                 month_text(question_.today, event.months.last));
    answer_.text_or_null(remark).text_or_null(product != nullptr ? product->maker : "");
  }

  const Question& question_;
  Shop shop_;
  std::vector<std::size_t> months_;         // a column each, from the shop
  std::optional<std::size_t> months_text_;  // or all in one, from the ledger
  Answer answer_;
  std::int64_t products_ = 0;
  Wide wanted_ = 0;
};

}  // namespace

Answer deadlines_step(const Question& question) {
  Sheet sheet(question);
  std::int64_t due = 0;
  const auto events = events_of(question);
  for (const auto& event : events) {
    due += event.due;
    sheet.add(event);
  }
  auto& answer = sheet.answer();
  answer.total("events", static_cast<std::int64_t>(events.size()));
  answer.total("due", due);
  answer.total("products", sheet.products());
  answer.total("wanted", sheet.wanted());
  if (sheet.products() > 0) answer.warn("Assumed: last season was never out of stock.");
  if (sheet.products() > 0 && !sheet.knows_orders()) answer.warn("Assumed: nothing is on order.");
  return std::move(answer);
}

}  // namespace garden::inventory::steps
