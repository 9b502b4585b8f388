#include "ledger/refresh.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "base/civil_time.hpp"
#include "ledger/rows.hpp"
#include "ledger/sales.hpp"
#include "ledger/shop_reader.hpp"
#include "ledger/snapshots.hpp"
#include "ledger/totals.hpp"
#include "ledger/windows.hpp"

namespace garden::ledger {
namespace {
using base::Result;

constexpr std::int64_t slice_days_max = 28;
constexpr auto slice_short = std::chrono::milliseconds(60), slice_long = std::chrono::milliseconds(400);
constexpr std::int64_t milestones[] = {31, 91, 366, 731};  // days from which on a question can be answered
constexpr std::int64_t older_slice_days = 91;
constexpr std::int64_t checked_days = 120, check_slice_days = 30, check_all_every_days = 7;

// Passes an error on; a step of a refresh is one line then.
#define GARDEN_TRY(expression) \
  if (auto tried = (expression); !tried) co_return std::unexpected(std::move(tried.error()))

class Refresher {
 public:
  Refresher(Context& context, Ledger& ledger, const queries::QueryEnvironment& environment,
            RefreshOrder order, RefreshProgress progress)
      : context_(context),
        ledger_(ledger),
        environment_(environment),
        order_(order),
        progress_(std::move(progress)),
        reader_(context, ledger.source(), environment),
        today_(base::day_number(environment.zone.local_day(environment.as_of)).value_or(0)),
        begun_(environment.clock->now()) {}

  Task<Result<RefreshReport>> run() {
    auto turn = ledger_.take_turn();
    if (!turn) {
      report_.elsewhere = true;
      co_return report_;
    }
    if (order_.daily) GARDEN_TRY(co_await see_what_is_due());
    GARDEN_TRY(co_await look_at_shop());
    GARDEN_TRY(co_await read_products());
    if (ledger_.options().use != Use::never) GARDEN_TRY(co_await refresh_sales());
    if (order_.snapshot) GARDEN_TRY(co_await keep_stock());
    report_.ms = std::chrono::duration<double, std::milli>(environment_.clock->now() - begun_).count();
    co_return report_;
  }

 private:
  // Work with the connection that writes, on a thread that may wait.
  template <class Work>
  auto write(Work work) {
    return context_.offload([this, work = std::move(work)] { return ledger_.write(work); });
  }
  Task<Result<>> mark(const char* name, std::int64_t value) {
    co_return co_await write(
        [name, value](sqlite::Database& database) { return set_mark(database, name, value); });
  }
  std::int64_t now_us() const { return environment_.clock->wall().time_since_epoch().count(); }

  Task<Result<>> see_what_is_due() {
    auto last =
        co_await write([](sqlite::Database& database) -> Result<std::pair<std::int64_t, std::int64_t>> {
          auto checked = get_mark(database, mark::checked_day);
          if (!checked) return std::unexpected(std::move(checked.error()));
          auto kept = one_integer(database, "SELECT max(day) FROM snapshot_day");
          if (!kept) return std::unexpected(std::move(kept.error()));
          return std::pair(checked->value_or(0), kept->value_or(0));
        });
    if (!last) co_return std::unexpected(std::move(last.error()));
    order_.check = order_.check || last->first < today_;
    order_.snapshot = order_.snapshot || last->second < today_;
    co_return Result<>{};
  }

  Task<Result<>> look_at_shop() {
    auto facts = co_await reader_.facts(ledger_.options().large_lines);
    if (!facts) co_return std::unexpected(std::move(facts.error()));
    facts_ = *facts;
    GARDEN_TRY(co_await mark(mark::order_lines, facts_.order_lines));
    co_return co_await mark(mark::first_day, facts_.first_day.value_or(today_));
  }

  // The whole list once a day, or when it would read differently; else what changes by the minute.
  Task<Result<>> read_products() {
    base::Json settings = base::Json::object();
    for (const auto& name : ledger_.source().products.settings)
      settings[name] = base::member(environment_.settings, name);
    auto key = static_cast<std::int64_t>(
        std::hash<std::string>()(ledger_.source().products.sql + base::to_text(settings)) >> 8);
    auto known =
        co_await write([](sqlite::Database& database) -> Result<std::pair<std::int64_t, std::int64_t>> {
          auto day = get_mark(database, mark::products_day);
          if (!day) return std::unexpected(std::move(day.error()));
          auto hash = get_mark(database, mark::products_key);
          if (!hash) return std::unexpected(std::move(hash.error()));
          return std::pair(day->value_or(0), hash->value_or(0));
        });
    if (!known) co_return std::unexpected(std::move(known.error()));
    bool same = false;
    if (*known == std::pair(today_, key)) {
      auto stock = co_await reader_.stock();
      if (!stock) co_return std::unexpected(std::move(stock.error()));
      report_.products = static_cast<std::int64_t>(stock->size());
      auto written = co_await write(
          [&stock](sqlite::Database& database) { return write_stock(database, std::move(*stock)); });
      if (!written) co_return std::unexpected(std::move(written.error()));
      same = *written;
    }
    if (!same) GARDEN_TRY(co_await read_list(key));
    co_return co_await mark(mark::stock_us, now_us());
  }
  Task<Result<>> read_list(std::int64_t key) {
    co_await progress_(0, "products");
    auto products = co_await reader_.products();
    if (!products) co_return std::unexpected(std::move(products.error()));
    report_.products = static_cast<std::int64_t>(products->size());
    GARDEN_TRY(co_await write(
        [&products](sqlite::Database& database) { return write_products(database, *products); }));
    GARDEN_TRY(co_await mark(mark::products_key, key));
    co_return co_await mark(mark::products_day, today_);
  }

  Task<Result<>> refresh_sales() {
    GARDEN_TRY(co_await find_generations());
    if (active_ && counted_so(*active_)) GARDEN_TRY(co_await advance(*active_));
    if (other_) GARDEN_TRY(co_await advance(*other_));
    if (other_ && other_->complete()) {
      GARDEN_TRY(co_await swap());
    }
    if (!active_) co_return Result<>{};
    GARDEN_TRY(co_await make_windows_if_needed());
    if (order_.check && active_->complete()) GARDEN_TRY(co_await check_totals());
    report_.complete = active_->complete() && !other_;
    co_return co_await mark(mark::sales_us, began_us_);
  }

  bool counted_so(const Generation& one) const { return one.definition == definition_; }

  // Which generations there are to work on; begins one where none counts as it should.
  Task<Result<>> find_generations() {
    definition_ = ledger_.source().definition_of_sales(environment_.settings, environment_.zone.name());
    began_us_ = now_us();
    auto found =
        co_await write([](sqlite::Database& database)
                           -> Result<std::pair<std::optional<Generation>, std::optional<Generation>>> {
          auto active = active_generation(database);
          if (!active) return std::unexpected(std::move(active.error()));
          auto other = other_generation(database);
          if (!other) return std::unexpected(std::move(other.error()));
          return std::pair(std::move(*active), std::move(*other));
        });
    if (!found) co_return std::unexpected(std::move(found.error()));
    active_ = std::move(found->first);
    other_ = std::move(found->second);
    if (other_ && !counted_so(*other_)) {  // the settings were changed again, or back
      GARDEN_TRY(
          co_await write([this](sqlite::Database& database) { return drop_generation(database, *other_); }));
      other_.reset();
    }
    const bool beside = active_ && (order_.rebuild || !counted_so(*active_));
    if ((active_ && !beside) || other_) co_return Result<>{};
    Generation asked;
    asked.definition = definition_;
    asked.begins = std::max(facts_.first_day.value_or(today_), today_ - ledger_.options().days);
    asked.changes_seen = facts_.change_id;
    asked.changes_seen_at = environment_.zone.local_text(environment_.clock->wall());
    auto begun =
        co_await write([&asked](sqlite::Database& database) { return begin_generation(database, asked); });
    if (!begun) co_return std::unexpected(std::move(begun.error()));
    (beside ? other_ : active_) = std::move(*begun);
    co_return Result<>{};
  }

  // Everything that is due for one generation.
  Task<Result<>> advance(Generation& one) {
    GARDEN_TRY(co_await note_changes(one));
    GARDEN_TRY(co_await read_latest(one));
    GARDEN_TRY(co_await redo(one));
    if (order_.past) GARDEN_TRY(co_await read_past(one));
    co_return Result<>{};
  }

  // Late changes of statuses become days to redo, in the transaction that moves the mark.
  Task<Result<>> note_changes(Generation& one) {
    if (!one.reaches || facts_.change_id == 0) co_return Result<>{};
    const auto overlap = ledger_.options().overlap_ids;
    if (facts_.change_id == one.changes_seen && overlap == 0) co_return Result<>{};
    auto seen_at = environment_.zone.local_text(environment_.clock->wall());
    auto changes = co_await reader_.changes(one.changes_seen, overlap, one.changes_seen_at);
    if (!changes) co_return std::unexpected(std::move(changes.error()));
    std::erase_if(changes->days,
                  [&one, this](std::int64_t day) { return day < *one.reaches || day >= today_ - 1; });
    one.changes_seen = std::max(one.changes_seen, changes->change_id);
    one.changes_seen_at = std::move(seen_at);
    co_return co_await write([&](sqlite::Database& database) -> Result<> {
      auto transaction = sqlite::Transaction::begin(database);
      if (!transaction) return std::unexpected(std::move(transaction.error()));
      auto done = save_generation(database, one);
      if (done) done = redo_days(database, one.place, changes->days);
      return done ? transaction->commit() : done;
    });
  }

  // From the last day that was over when it was read to today.
  Task<Result<>> read_latest(Generation& one) {
    auto from = std::min(one.through.value_or(today_ - 2) + 1, today_ - 1);
    while (from <= today_) {
      auto to = std::min(from + slice_days_max, today_ + 1);
      auto next = one;
      next.reaches = std::min(one.reaches.value_or(from), from);
      next.through = std::min(to - 1, today_ - 1);
      GARDEN_TRY(co_await read_days(one, std::move(next), from, to));
      from = to;
    }
    co_return Result<>{};
  }

  Task<Result<>> redo(Generation& one) {
    auto days =
        co_await write([&one](sqlite::Database& database) { return days_to_redo(database, one.place); });
    if (!days) co_return std::unexpected(std::move(days.error()));
    if (days->size() > order_.redo_max) days->resize(order_.redo_max);  // the latest come first
    for (auto day : *days) GARDEN_TRY(co_await read_days(one, one, day, day + 1));
    co_return Result<>{};
  }

  // Backwards, in slices as long as the shop answers at ease.
  Task<Result<>> read_past(Generation& one) {
    std::int64_t length = 1;
    while (!one.complete()) {
      const auto to = *one.reaches, from = std::max(to - length, one.begins);
      auto next = one;
      next.reaches = from;
      const auto begun = environment_.clock->now();
      GARDEN_TRY(co_await read_days(one, std::move(next), from, to));
      const auto took = environment_.clock->now() - begun;
      if (took < slice_short) length = std::min(length * 2, slice_days_max);
      if (took > slice_long) length = std::max<std::int64_t>(length / 2, 1);
      auto passed = [&](std::int64_t days) { return today_ - to < days && today_ - from >= days; };
      if (is_active(one) && std::ranges::any_of(milestones, passed)) GARDEN_TRY(co_await make_windows_now());
      const auto all = std::max<double>(static_cast<double>(today_ - one.begins), 1);
      co_await progress_(static_cast<double>(today_ - from) / all, "sales of " + base::day_text(from));
    }
    GARDEN_TRY(co_await read_older_orders(one));
    co_return co_await write([&one](sqlite::Database& database) { return finish_places(database, one); });
  }

  // Of days before the first that is kept only the orders are counted.
  Task<Result<>> read_older_orders(const Generation& one) {
    const auto first = facts_.first_day.value_or(today_);
    auto known = co_await write([&one](sqlite::Database& database) {
      return one_integer(database, "SELECT min(day) FROM " + one.orders_table());
    });
    if (!known) co_return std::unexpected(std::move(known.error()));
    for (auto to = std::min(known->value_or(one.begins), one.begins); to > first;) {
      const auto from = std::max(to - older_slice_days, first);
      auto orders = co_await reader_.orders(from, to);
      if (!orders) co_return std::unexpected(std::move(orders.error()));
      GARDEN_TRY(co_await write(
          [&](sqlite::Database& database) { return write_older_orders(database, one, *orders); }));
      to = from;
    }
    co_return Result<>{};
  }

  bool is_active(const Generation& one) const { return active_ && one.place == active_->place; }

  // One slice: read, written with the book's entry, and only then believed.
  Task<Result<>> read_days(Generation& one, Generation next, std::int64_t from, std::int64_t to) {
    auto days = co_await reader_.days(from, to);
    if (!days) co_return std::unexpected(std::move(days.error()));
    auto changed = co_await write(
        [&](sqlite::Database& database) { return write_days(database, next, std::move(*days), today_); });
    if (!changed) co_return std::unexpected(std::move(changed.error()));
    one = std::move(next);
    report_.days_read += to - from;
    if (*changed) report_.days_changed += to - from;
    co_return Result<>{};
  }

  Task<Result<>> swap() {
    auto done = co_await write([this](sqlite::Database& database) -> Result<> {
      auto transaction = sqlite::Transaction::begin(database);
      if (!transaction) return std::unexpected(std::move(transaction.error()));
      auto swapped = use_generation(database, *other_);
      if (swapped) swapped = set_mark(database, mark::window_day, 0);  // they are of the other sums
      return swapped ? transaction->commit() : swapped;
    });
    if (!done) co_return done;
    active_ = std::move(other_);
    other_.reset();
    co_return done;
  }

  Task<Result<>> make_windows_if_needed() {
    auto needed = co_await write([this](sqlite::Database& database) -> Result<bool> {
      auto day = get_mark(database, mark::window_day);
      if (!day) return std::unexpected(std::move(day.error()));
      auto stale = get_mark(database, mark::windows_stale);
      if (!stale) return std::unexpected(std::move(stale.error()));
      auto reaches = get_mark(database, mark::window_reaches);
      if (!reaches) return std::unexpected(std::move(reaches.error()));
      return *day != today_ || stale->value_or(0) != 0 || (active_->complete() && *reaches != 0);
    });
    if (!needed) co_return std::unexpected(std::move(needed.error()));
    if (*needed && counted_so(*active_)) co_return co_await make_windows_now();
    co_return Result<>{};
  }
  Task<Result<>> make_windows_now() {
    auto made = co_await write(
        [this](sqlite::Database& database) { return make_windows(database, *active_, today_); });
    if (!made) co_return std::unexpected(std::move(made.error()));
    report_.windows_made = true;
    co_return Result<>{};
  }

  // Days whose totals in the shop are not those of the ledger are read again.
  Task<Result<>> check_totals() {
    auto last =
        co_await write([](sqlite::Database& database) { return get_mark(database, mark::checked_all_day); });
    if (!last) co_return std::unexpected(std::move(last.error()));
    const bool all = today_ - last->value_or(0) >= check_all_every_days;
    const auto first = all ? active_->begins : std::max(active_->begins, today_ - checked_days);
    for (auto to = today_ - 1; to > first; to -= check_slice_days) {
      const auto from = std::max(to - check_slice_days, first);
      auto told = co_await reader_.totals(from, to);
      if (!told) co_return std::unexpected(std::move(told.error()));
      auto orders = co_await reader_.orders(from, to);
      if (!orders) co_return std::unexpected(std::move(orders.error()));
      auto wrong = co_await write(
          [&](sqlite::Database& database) { return note_wrong(database, from, to, *told, *orders); });
      if (!wrong) co_return std::unexpected(std::move(wrong.error()));
      report_.days_wrong += *wrong;
    }
    GARDEN_TRY(co_await redo(*active_));
    GARDEN_TRY(co_await make_windows_if_needed());
    if (all) GARDEN_TRY(co_await mark(mark::checked_all_day, today_));
    co_return co_await mark(mark::checked_day, today_);
  }
  Result<std::int64_t> note_wrong(sqlite::Database& database, std::int64_t from, std::int64_t to,
                                  const std::vector<DayTotal>& told,
                                  const std::vector<OrderDay>& orders) const {
    auto wrong = wrong_days(database, *active_, from, to, told, orders);
    if (!wrong) return std::unexpected(std::move(wrong.error()));
    if (auto noted = redo_days(database, active_->place, *wrong); !noted)
      return std::unexpected(std::move(noted.error()));
    return static_cast<std::int64_t>(wrong->size());
  }

  Task<Result<>> keep_stock() {
    auto changed = co_await write([this](sqlite::Database& database) -> Result<std::int64_t> {
      auto transaction = sqlite::Transaction::begin(database);
      if (!transaction) return std::unexpected(std::move(transaction.error()));
      auto taken = take_snapshot(database, today_, environment_.clock->wall());
      if (!taken) return taken;
      if (auto done = transaction->commit(); !done) return std::unexpected(std::move(done.error()));
      return taken;
    });
    if (!changed) co_return std::unexpected(std::move(changed.error()));
    report_.stock_changed = *changed;
    co_return Result<>{};
  }

  Context& context_;
  Ledger& ledger_;
  const queries::QueryEnvironment& environment_;
  RefreshOrder order_;
  RefreshProgress progress_;
  ShopReader reader_;
  std::int64_t today_;
  base::Steady begun_;
  ShopFacts facts_;
  std::string definition_;
  std::int64_t began_us_ = 0;
  std::optional<Generation> active_, other_;
  RefreshReport report_;
};
#undef GARDEN_TRY

}  // namespace

base::Json to_json(const RefreshReport& report) {
  base::Json json{{"elsewhere", report.elsewhere},       {"days_read", report.days_read},
                  {"days_changed", report.days_changed}, {"days_wrong", report.days_wrong},
                  {"products", report.products},         {"windows_made", report.windows_made},
                  {"complete", report.complete},         {"ms", std::round(report.ms * 10) / 10}};
  if (report.stock_changed) json["stock_changed"] = *report.stock_changed;
  return json;
}

Task<Result<RefreshReport>> refresh(Context& context, Ledger& ledger,
                                    const queries::QueryEnvironment& environment, RefreshOrder order,
                                    RefreshProgress progress) {
  Refresher refresher(context, ledger, environment, order, std::move(progress));
  co_return co_await refresher.run();
}

}  // namespace garden::ledger
