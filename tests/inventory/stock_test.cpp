// Goal: classes, idle stock, ageing, service, returns and deadlines follow their definitions at their edges.
// Method: hand-made cases whose results fit in the head.
#include <catch2/catch.hpp>
#include <chrono>

#include "stock/classes.hpp"
#include "stock/deadlines.hpp"
#include "stock/idle.hpp"
#include "stock/returns.hpp"
#include "stock/service.hpp"

using namespace garden::inventory;

namespace {
std::string letters(const std::vector<AbcLine>& lines) {
  std::string text;
  for (const auto& line : lines) text += line.letter;
  return text;
}
}  // namespace

TEST_CASE("abc: the one that crosses 80 % is A") {
  const auto lines =
      abc_of({{1, 10, {}}, {2, 50, {}}, {3, 29, {}}, {4, 6, {}}, {5, 5, {}}, {6, 0, {}}, {7, -3, {}}});
  // They begin at 0, 50, 79, 89 and 95 %: the third crosses 80 and is A, the fifth begins at 95 and is C.
  CHECK(letters(lines) == "AAABCUU");
  CHECK(lines[0].id == 2);
  CHECK(lines[0].cum_percent == Approx(50));
  CHECK(lines[1].cum_percent == Approx(79));
}

TEST_CASE("abc: ties by id, new products, nothing sold at all") {
  const auto lines = abc_of({{9, 20, {}}, {3, 20, {}}, {5, 20, {}}, {1, 20, {}}, {2, 20, {}}});
  CHECK(letters(lines) == "AAAAB");  // the fifth begins at exactly 80 %
  CHECK((lines[0].id == 1 && lines[4].id == 9));
  CHECK(letters(abc_of({{1, 99, 10}, {2, 1, 10}, {3, 0, 59}, {4, 0, 60}})) == "ANNU");
  CHECK(letters(abc_of({{1, 0, {}}, {2, 0, {}}})) == "UU");
  CHECK(abc_of({}).empty());
}

TEST_CASE("idle: dead, slow, fresh and none") {
  CHECK(idle_of(unit, 179, 1000).kind == Idleness::slow);
  CHECK(idle_of(unit, 180, 1000).kind == Idleness::dead);
  CHECK(idle_of(unit, 89, 1000).kind == Idleness::selling);
  CHECK(idle_of(0, 500, 1000).kind == Idleness::no_stock);
  CHECK(idle_of(-unit, 500, 1000).kind == Idleness::no_stock);
  CHECK(idle_of(unit, {}, 30).kind == Idleness::fresh);
  CHECK(idle_of(unit, {}, 120).kind == Idleness::slow);
  CHECK(idle_of(unit, {}, 400).kind == Idleness::dead);
  const auto unknown = idle_of(unit, {}, {});
  CHECK((unknown.kind == Idleness::dead && unknown.age_unknown && unknown.never_sold));
  CHECK(idle_of(unit, 400, 1000, {.slow_days = 180, .dead_days = 365}).kind == Idleness::dead);
}

TEST_CASE("ageing: what is left is the youngest received") {
  const std::vector<Receipt> receipts{{400, 50 * unit}, {30, 10 * unit}, {120, 20 * unit}, {10, 0}};
  const auto ageing = ageing_of(25 * unit, receipts, {});
  CHECK(ageing.buckets == std::array<Quantity, 4>{10 * unit, 15 * unit, 0, 0});
  CHECK(ageing_of(35 * unit, receipts, {}).buckets ==
        std::array<Quantity, 4>{10 * unit, 20 * unit, 0, 5 * unit});
  CHECK(ageing_of(100 * unit, receipts, {}).unexplained == 20 * unit);
  CHECK(ageing_of(-unit, receipts, {}).buckets == std::array<Quantity, 4>{});
  const auto proxy = ageing_of(7 * unit, {}, 200);
  CHECK((proxy.proxy && proxy.buckets[2] == 7 * unit));
  CHECK(ageing_of(7 * unit, {}, {}).unexplained == 7 * unit);
  const std::vector<Receipt> limits{{90, unit},  {91, unit},  {180, unit},
                                    {181, unit}, {365, unit}, {366, unit}};
  CHECK(ageing_of(6 * unit, limits, {}).buckets == std::array<Quantity, 4>{unit, 2 * unit, 2 * unit, unit});
}

TEST_CASE("service: in-stock rate") {
  std::vector<Quantity> sold(10, 0);
  std::vector<StockState> stock(10, StockState::in);
  stock[0] = StockState::unknown, stock[1] = stock[2] = StockState::out;
  sold[2] = unit;  // sold, so it was there
  const auto days = in_stock_days({sold, stock});
  CHECK((days.days_in == 8 && days.days_out == 1));
  CHECK(in_stock_days({sold, stock, 5}).days_in == 5);
  const std::vector<WeightedDays> two{{{9, 1}, 900}, {{1, 9}, 100}};
  CHECK(*in_stock_rate(two).plain == Approx(0.5));
  CHECK(*in_stock_rate(two).weighted == Approx(0.82));
  CHECK_FALSE(in_stock_rate({}).plain);
  CHECK_FALSE(in_stock_rate(std::vector<WeightedDays>{{{0, 0}, 5}}).plain);
  CHECK_FALSE(in_stock_rate(std::vector<WeightedDays>{{{3, 0}, 0}}).weighted);
}

TEST_CASE("service: sell-through") {
  CHECK(*sell_through(30 * unit, 40 * unit, 20 * unit, 30 * unit) == Approx(0.5));
  CHECK(*sell_through(30 * unit, 40 * unit, std::nullopt, 10 * unit) == Approx(0.75));
  CHECK(*sell_through(30 * unit, 10 * unit, 10 * unit, -10 * unit) == Approx(1.5));  // oversold
  CHECK_FALSE(sell_through(0, -5 * unit, 5 * unit, 0));
  CHECK_FALSE(sell_through(5 * unit, 0, std::nullopt, -5 * unit));
}

TEST_CASE("lost sales: a range for what sells regularly") {
  std::vector<Quantity> sold(40, 2 * unit);
  std::vector<StockState> stock(40, StockState::in);
  for (std::size_t day = 30; day < 35; ++day) sold[day] = 0, stock[day] = StockState::out;
  const auto steady = lost_sales({sold, stock}, 30);
  CHECK(steady.note == LostNote::estimated);
  CHECK((steady.days_out == 5 && steady.days_estimated == 5));
  CHECK(steady.mid == Approx(10));
  CHECK(steady.low == Approx(10));  // a constant pace has no error
  CHECK(lost_sales({sold, stock}, 30, 1.5).mid == Approx(15));
  CHECK(lost_sales({sold, stock}, 6).note == LostNote::estimated);
  CHECK(lost_sales({sold, stock}, 6).days_out == 1);
  CHECK(lost_sales({sold, stock}, 5).note == LostNote::never_out);

  // 0 and 4 in turn: mean 2, variance 4 x 28 / 27, standard error sqrt(4 / 27) = 0.3849; 5 days x 1.28155 x
  // that = 2.466.
  for (std::size_t day = 0; day < 30; ++day) sold[day] = day % 2 == 0 ? 0 : 4 * unit;
  const auto range = lost_sales({sold, stock}, 30);
  CHECK(range.mid == Approx(10));
  CHECK(range.high - range.mid == Approx(2.466).margin(1e-3));
  CHECK(range.mid - range.low == Approx(2.466).margin(1e-3));
}

TEST_CASE("lost sales: never for what sells now and then, nor without history") {
  std::vector<Quantity> sold(40, 0);
  std::vector<StockState> stock(40, StockState::in);
  for (std::size_t day = 30; day < 40; ++day) stock[day] = StockState::out;
  sold[3] = sold[14] = sold[25] = 5 * unit;
  CHECK(lost_sales({sold, stock}, 30).note == LostNote::sporadic);
  CHECK(lost_sales({sold, stock}, 30).mid == 0);
  CHECK(lost_sales({sold, stock, 20}, 30).note == LostNote::too_little_history);
  CHECK(lost_sales({sold, {}}, 30).note == LostNote::stock_unknown);
  CHECK(lost_sales({{}, {}}, 30).note == LostNote::stock_unknown);
}

TEST_CASE("returns on stock: turnover and GMROI where cost is known") {
  const std::vector<Money> months{80'000 * money_unit, 100'000 * money_unit, 120'000 * money_unit};
  const auto year = stock_returns(500'000 * money_unit, 250'000 * money_unit, months);
  CHECK(*year.average_inventory == 100'000 * money_unit);
  CHECK(*year.turnover == Approx(2.5));
  CHECK(*year.days_in_inventory == Approx(146));
  CHECK(*year.gmroi == Approx(2.5));
  CHECK_FALSE(stock_returns(500'000, std::nullopt, months).gmroi);
  CHECK_FALSE(stock_returns(500'000, 250'000, {}).turnover);
  const auto owed = stock_returns(500'000, 250'000, std::vector<Money>{-10, 0});
  CHECK(*owed.average_inventory == -5);
  CHECK_FALSE(owed.turnover);
  CHECK_FALSE(owed.gmroi);
  const auto unsold = stock_returns(0, 0, months);
  CHECK((*unsold.turnover == 0 && !unsold.days_in_inventory));
}

TEST_CASE("deadlines: the calendar") {
  CHECK(day_of({1970, 1, 1}) == 0);
  CHECK(day_of({2000, 3, 1}) == 11017);
  CHECK(day_of({2026, 2, 29}) == day_of({2026, 2, 28}));
  CHECK(day_of({2028, 2, 29}) == day_of({2028, 3, 1}) - 1);
  CHECK(civil_of(11016) == CivilDay{2000, 2, 29});
  CHECK(event_day({.month = 11, .weekday = 4, .nth = 4}, 2026) == day_of({2026, 11, 26}));
  CHECK(event_day({.month = 5, .weekday = 7, .nth = 2}, 2026) == day_of({2026, 5, 10}));
  CHECK(event_day({.month = 5, .weekday = 1, .nth = -1}, 2026) == day_of({2026, 5, 25}));
  CHECK(event_day({.month = 2, .weekday = 1, .nth = 5}, 2026) == day_of({2026, 2, 23}));  // there is no fifth
  for (Day day = -200'000; day < 200'000; day += 37) CHECK(day_of(civil_of(day)) == day);
}

TEST_CASE("deadlines: a red glass for Christmas") {
  const SeasonRule rule{.event = {.month = 6, .day = 30}};
  auto state = [&rule](int year, int month, int day) {
    return next_deadline(rule, day_of({year, month, day}));
  };
  CHECK(state(2026, 4, 30).state == DeadlineState::quiet);
  CHECK(state(2026, 5, 1).state == DeadlineState::remind);
  CHECK(state(2026, 5, 31).state == DeadlineState::remind);
  CHECK(state(2026, 6, 1).state == DeadlineState::escalate);
  CHECK(state(2026, 6, 30).days_left == 0);
  CHECK(state(2026, 7, 1).state == DeadlineState::missed);
  CHECK(state(2026, 7, 14).days_left == -14);
  CHECK(state(2026, 7, 15).order_by == day_of({2027, 6, 30}));
  // Once ordered it is not missed, and last year's order does not count for this one.
  const auto done = next_deadline(rule, day_of({2026, 7, 1}), day_of({2026, 6, 30}));
  CHECK(done.event == day_of({2027, 6, 30}));
  CHECK(next_deadline(rule, day_of({2026, 6, 15}), day_of({2025, 6, 30})).event == day_of({2026, 6, 30}));
}

TEST_CASE("deadlines: days before an event, over the turn of a year and longer") {
  const SeasonRule valentine{.event = {.month = 2, .day = 14}, .lead_days = 60, .safety_days = 7};
  const auto next = next_deadline(valentine, day_of({2026, 12, 1}));
  CHECK(next.event == day_of({2027, 2, 14}));
  CHECK(next.order_by == day_of({2026, 12, 9}));
  CHECK(next.state == DeadlineState::escalate);
  const SeasonRule slow{.event = {.month = 12, .day = 1}, .lead_days = 500};
  const auto far = next_deadline(slow, day_of({2026, 1, 1}));
  CHECK(far.event == day_of({2027, 12, 1}));
  CHECK(far.order_by == far.event - 500);
  CHECK(season_need(100 * unit, 1.1, 30 * unit) == 80 * unit);
  CHECK(season_need(100 * unit, 1.1, 300 * unit) == 0);
  CHECK(season_need(100 * unit, 1.0, -5 * unit) == 105 * unit);
}
