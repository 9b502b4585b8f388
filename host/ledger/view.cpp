// What a ledger can answer at a moment, and how it stands.
#include <algorithm>

#include "base/civil_time.hpp"
#include "ledger/ledger.hpp"
#include "ledger/rows.hpp"
#include "ledger/shop_reader.hpp"
#include "queries/runner.hpp"

namespace garden::ledger {
namespace {
using base::Json;
using base::Result;

constexpr std::chrono::seconds stock_age_max{60};
constexpr std::uint32_t look_again_ms = 5;

base::Wall wall_of(std::int64_t us) { return base::Wall(std::chrono::microseconds(us)); }
std::int64_t us_of(base::Wall when) { return when.time_since_epoch().count(); }

// The book as one transaction sees it.
struct Standing {
  std::optional<Generation> active, other;
  std::int64_t window_day = 0, window_reaches = 0, sales_us = 0, stock_us = 0, products_day = 0,
               order_lines = 0, first_day = 0;
  bool windows_stale = false;
  std::int64_t to_redo = 0, known_days = 0, known_in_year = 0;
  std::optional<std::int64_t> order_lines_known;
};

Result<Standing> standing_of(sqlite::Database& database) {
  auto moment = sqlite::Transaction::begin(database, sqlite::Transaction::Kind::deferred);
  if (!moment) return std::unexpected(std::move(moment.error()));
  Standing now;
  auto active = active_generation(database);
  if (!active) return std::unexpected(std::move(active.error()));
  now.active = std::move(*active);
  auto other = other_generation(database);
  if (!other) return std::unexpected(std::move(other.error()));
  now.other = std::move(*other);
  auto take = [&now](const sqlite::Statement& row) {
    const auto name = row.text(0);
    const auto value = row.integer(1);
    if (name == mark::window_day) now.window_day = value;
    if (name == mark::window_reaches) now.window_reaches = value;
    if (name == mark::windows_stale) now.windows_stale = value != 0;
    if (name == mark::sales_us) now.sales_us = value;
    if (name == mark::stock_us) now.stock_us = value;
    if (name == mark::products_day) now.products_day = value;
    if (name == mark::first_day) now.first_day = value;
    if (name == mark::order_lines) now.order_lines_known = now.order_lines = value;
    return true;
  };
  auto read = each_row(database, "SELECT name, value FROM mark", take);
  if (!read) return std::unexpected(std::move(read.error()));
  auto redo = one_integer(database, "SELECT count(*) FROM day_to_redo WHERE place = ?",
                          now.active ? now.active->place : std::string("a"));
  if (!redo) return std::unexpected(std::move(redo.error()));
  now.to_redo = redo->value_or(0);
  auto known = one_integer(database, "SELECT count(*) FROM snapshot_day");
  if (!known) return std::unexpected(std::move(known.error()));
  now.known_days = known->value_or(0);
  auto in_year = one_integer(database, "SELECT count(*) FROM day_known k WHERE k.ago <= 365");
  if (!in_year) return std::unexpected(std::move(in_year.error()));
  now.known_in_year = in_year->value_or(0);
  return now;
}

std::string progress_of(const std::optional<Generation>& generation) {
  if (!generation || !generation->through || !generation->reaches)
    return "the sums of sales have not been read yet";
  auto days = *generation->through - *generation->reaches + 1,
       all = *generation->through - generation->begins + 1;
  return "the sums of sales are being read: " + std::to_string(days) + " of " + std::to_string(all) +
         " days are done";
}

Json describe(const std::optional<Generation>& generation) {
  if (!generation) return {};
  Json json{{"number", generation->number}, {"complete", generation->complete()}};
  json["begins"] = base::day_text(generation->begins);
  if (generation->reaches) json["reaches"] = base::day_text(*generation->reaches);
  if (generation->through) json["through"] = base::day_text(*generation->through);
  return json;
}

}  // namespace

Task<queries::LedgerView> Ledger::view(Context& context, const queries::QueryEnvironment& environment) {
  queries::LedgerView view;
  if (options_.use == Use::never) co_return view;
  const auto today = base::day_number(environment.zone.local_day(environment.as_of)).value_or(0);
  auto look = [this]() -> Result<Standing> {
    auto database = reader();
    if (!database) return std::unexpected(std::move(database.error()));
    auto standing = standing_of(*database);
    give_back(std::move(*database));
    return standing;
  };
  auto now = co_await context.offload(look);
  if (!now) {
    view.trouble = "the ledger cannot be read: " + now.error().text();
    co_return view;
  }
  view.large = now->order_lines >= options_.large_lines;
  view.preferred = view.large || options_.use == Use::always;
  view.stock_history = now->known_days > 0;
  view.stock_days = now->known_in_year;
  view.sales_at = wall_of(now->sales_us);
  view.reaches = now->window_reaches;
  const auto& active = now->active;
  view.whole = active && now->window_reaches == 0 && active->begins <= now->first_day;
  const bool counted_so = active && active->definition == source_.definition_of_sales(
                                                              environment.settings, environment.zone.name());
  view.sales =
      counted_so && now->window_day == today && active->through >= today - 1 && now->products_day != 0;
  if (!view.sales) {
    view.trouble = progress_of(now->other ? now->other : active);
    if (active && counted_so && active->complete())
      view.trouble = "the sums of sales end on " + base::day_text(active->through.value_or(0)) +
                     " and are being read on";
  }
  if (view.sales && environment.clock->wall() - wall_of(now->stock_us) > stock_age_max)
    co_await read_stock(context, environment);
  co_return view;
}

Task<> Ledger::read_stock(Context& context, const queries::QueryEnvironment& environment) {
  const auto now = us_of(environment.clock->wall());
  if (reading_stock_.exchange(true)) {  // another query of this process is at it
    while (reading_stock_) co_await context.sleep(look_again_ms);
    co_return;
  }
  struct Done {
    std::atomic<bool>& reading;
    ~Done() { reading = false; }
  } done{reading_stock_};
  // A shop that is away is not asked by every query.
  if (now - stock_tried_us_ < std::chrono::microseconds(stock_age_max).count() && now >= stock_tried_us_)
    co_return;
  stock_tried_us_ = now;
  ShopReader reader(context, source_, environment);
  auto stock = co_await reader.stock();
  if (!stock) co_return;
  auto store = [this, &stock, now] {
    return write([&](sqlite::Database& database) -> Result<> {
      auto same = write_stock(database, std::move(*stock));
      if (!same) return std::unexpected(std::move(same.error()));
      if (!*same)
        if (auto stale = set_mark(database, mark::products_day, 1); !stale) return stale;
      return set_mark(database, mark::stock_us, now);
    });
  };
  (void)co_await context.offload(store);  // what cannot be written stays as it was, and is tried again
}

Result<Json> Ledger::status(base::Wall now) {
  auto database = reader();
  if (!database) return std::unexpected(std::move(database.error()));
  auto standing = standing_of(*database);
  if (!standing) return std::unexpected(std::move(standing.error()));
  auto age_s = [now](std::int64_t us) {
    return us == 0 ? Json() : Json(std::chrono::floor<std::chrono::seconds>(now - wall_of(us)).count());
  };
  Json json{{"file", options_.path}, {"sales", describe(standing->active)}};
  if (standing->other) json["being_built"] = describe(standing->other);
  json["sales_age_s"] = age_s(standing->sales_us);
  json["stock_age_s"] = age_s(standing->stock_us);
  json["days_to_redo"] = standing->to_redo;
  if (standing->window_day != 0) json["windows_end_before"] = base::day_text(standing->window_day);
  if (standing->order_lines_known) json["large_shop"] = standing->order_lines >= options_.large_lines;
  json["days_with_stock"] = standing->known_days;
  for (const char* table : {"product_now", "sku_settings", "supplier", "purchase_order"}) {
    auto rows = one_integer(*database, std::string("SELECT count(*) FROM ") + table);
    if (!rows) return std::unexpected(std::move(rows.error()));
    json["rows"][table] = rows->value_or(0);
  }
  give_back(std::move(*database));
  return json;
}

}  // namespace garden::ledger
