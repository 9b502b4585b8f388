#include "ledger/windows.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <unordered_map>

#include "ledger/rows.hpp"
#include "ledger/schema.hpp"

namespace garden::ledger {
namespace {
using base::Result;

constexpr std::size_t windows = std::size(window_days);
constexpr std::int64_t year = 365, year_weeks = 52;
using Amounts = std::array<std::int64_t, windows>;

struct Sums {
  Amounts units{}, orders{}, revenue{}, out{};
  std::array<bool, windows> priced{};
  std::int64_t first = 0, first_365 = 0, last = 0, last_sale = 0;  // days; 0: none
  std::int64_t largest_7 = 0;                                      // order line; 0: none
  std::array<std::int64_t, window_weeks> weeks{}, out_weeks{};     // days without stock, of each week
  std::array<std::int64_t, window_months> months{};                // calendar months, this one so far first
  std::int64_t on_365 = 0;  // units of the day that is left of a year behind its 52 weeks
};

// The smallest window that a day so long ago is in.
std::size_t window_of(std::int64_t age) {
  return static_cast<std::size_t>(
      std::find_if(std::begin(window_days), std::end(window_days), [age](int days) { return age <= days; }) -
      std::begin(window_days));
}

// How many calendar months ago each of the days before `today` was, by its age; so far as months are kept.
class MonthsAgo {
 public:
  explicit MonthsAgo(std::int64_t today) {
    const int now = month_of(today);
    for (std::int64_t age = 0; now - month_of(today - age) < window_months; ++age)
      months_.push_back(static_cast<std::size_t>(now - month_of(today - age)));
  }
  // window_months where it is longer ago.
  std::size_t of(std::int64_t age) const {
    return static_cast<std::size_t>(age) < months_.size() ? months_[static_cast<std::size_t>(age)]
                                                          : window_months;
  }

 private:
  static int month_of(std::int64_t day) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
    return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month()));
  }
  std::vector<std::size_t> months_;
};

void add(Sums& sums, const MonthsAgo& months, std::int64_t age, std::int64_t day,
         const sqlite::Statement& row, int at) {
  if (sums.first == 0 || day < sums.first) sums.first = day;
  sums.last = std::max(sums.last, day);
  if (age <= year && (sums.first_365 == 0 || day < sums.first_365)) sums.first_365 = day;
  const auto units = row.integer(at);
  if (units > 0) sums.last_sale = std::max(sums.last_sale, day);
  if (age <= 7) sums.largest_7 = std::max(sums.largest_7, row.integer(at + 3));
  if (auto week = (age - 1) / 7; week < window_weeks) sums.weeks[static_cast<std::size_t>(week)] += units;
  if (const auto month = months.of(age); month < window_months) sums.months[month] += units;
  if (age == year) sums.on_365 += units;
  const auto window = window_of(age);
  if (window == windows) return;
  sums.units[window] += units;
  sums.orders[window] += row.integer(at + 1);
  if (row.is_null(at + 2)) return;
  sums.revenue[window] += row.integer(at + 2);
  sums.priced[window] = true;
}

// A longer window holds the shorter ones.
void nest(Sums& sums) {
  for (std::size_t i = 1; i < windows; ++i) {
    sums.units[i] += sums.units[i - 1];
    sums.orders[i] += sums.orders[i - 1];
    sums.revenue[i] += sums.revenue[i - 1];
    sums.out[i] += sums.out[i - 1];
    sums.priced[i] = sums.priced[i] || sums.priced[i - 1];
  }
}

// "3000,0,2000": the latest first; what is missing at the end is 0.
template <std::size_t Size>
std::string list_text(const std::array<std::int64_t, Size>& sums) {
  std::size_t used = sums.size();
  while (used > 0 && sums[used - 1] == 0) --used;
  std::string text;
  for (std::size_t i = 0; i < used; ++i) text += (i == 0 ? "" : ",") + std::to_string(sums[i]);
  return text;
}

// The week of the last year, from 1, in which it first sold; 53 is the day behind the 52 weeks. 0: none.
std::int64_t first_week(const Sums& sums) {
  if (sums.on_365 > 0) return year_weeks + 1;
  for (auto week = year_weeks; week > 0; --week)
    if (sums.weeks[static_cast<std::size_t>(week - 1)] > 0) return week;
  return 0;
}

class Maker {
 public:
  Maker(sqlite::Database& database, const Generation& generation, std::int64_t today)
      : database_(database), table_(generation.table()), today_(today), months_(today) {}

  Result<> read_all() {
    auto take = [this](const sqlite::Statement& row) {
      const auto day = row.integer(0);
      add(sums_[row.integer(1)], months_, today_ - day, day, row, 2);
      return true;
    };
    auto read = each_row(database_,
                         "SELECT day, products_id, units_m, orders_n, revenue, largest_m FROM " + table_ +
                             " WHERE day < ? ORDER BY day",
                         take, today_);
    if (read) read = read_known_days();
    if (read) read = read_stock("", {});
    return read;
  }

  Result<> read_of(const std::vector<std::int64_t>& products) {
    if (auto read = read_known_days(); !read) return read;
    for (auto product : products) {
      auto& sums = sums_[product];
      auto take = [this, &sums](const sqlite::Statement& row) {
        const auto day = row.integer(0);
        add(sums, months_, today_ - day, day, row, 1);
        return true;
      };
      auto read = each_row(database_,
                           "SELECT day, units_m, orders_n, revenue, largest_m FROM " + table_ +
                               " WHERE products_id = ? AND day < ?",
                           take, product, today_);
      if (read) read = read_stock(" WHERE products_id = ?", product);
      if (!read) return read;
    }
    return {};
  }

  Result<> write() {
    std::string names, marks;
    for (const char* prefix : {"u", "n", "r", "out_"})
      for (auto days : window_days) names += prefix + std::to_string(days) + ", ", marks += "?, ";
    auto insert =
        database_.prepare("INSERT OR REPLACE INTO sku_window(" + names +
                          "first_day, first_365, last_day, last_sale, first_week, largest_7, products_id) "
                          "VALUES(" +
                          marks + "?, ?, ?, ?, ?, ?, ?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    auto lists = database_.prepare(
        "INSERT OR REPLACE INTO sku_weeks(products_id, weeks, out_weeks, months) VALUES(?, ?, ?, ?)");
    if (!lists) return std::unexpected(std::move(lists.error()));
    for (auto& [product, sums] : sums_) {
      nest(sums);
      if (auto written = write_one(*insert, product, sums); !written) return written;
      if (auto written =
              lists->run(product, list_text(sums.weeks), list_text(sums.out_weeks), list_text(sums.months));
          !written)
        return written;
    }
    return {};
  }
  std::int64_t products() const { return static_cast<std::int64_t>(sums_.size()); }

 private:
  static void bind_known(sqlite::Statement& insert, int index, std::int64_t day) {
    if (day == 0)
      insert.bind(index, nullptr);
    else
      insert.bind(index, day);
  }
  static Result<> write_one(sqlite::Statement& insert, std::int64_t product, const Sums& sums) {
    int index = 0;
    for (auto value : sums.units) insert.bind(++index, value);
    for (auto value : sums.orders) insert.bind(++index, value);
    for (std::size_t i = 0; i < windows; ++i) {
      if (sums.priced[i])
        insert.bind(++index, sums.revenue[i]);
      else
        insert.bind(++index, nullptr);
    }
    for (auto value : sums.out) insert.bind(++index, value);
    for (auto day : {sums.first, sums.first_365, sums.last, sums.last_sale, first_week(sums), sums.largest_7})
      bind_known(insert, ++index, day);
    insert.bind(++index, product);
    auto stepped = insert.step();
    if (!stepped) return std::unexpected(std::move(stepped.error()));
    return {};
  }

  Result<> read_known_days() {
    auto take = [this](const sqlite::Statement& row) { return known_.push_back(row.integer(0)), true; };
    return each_row(database_, "SELECT day FROM snapshot_day WHERE day >= ? AND day < ? ORDER BY day", take,
                    today_ - window_days[windows - 1], today_);
  }

  // The rows of a product come one after another: each says what was there from its day on.
  Result<> read_stock(const std::string& where, std::optional<std::int64_t> product) {
    if (known_.empty()) return {};
    std::int64_t of = 0, since = 0;
    bool nothing_left = false;
    Result<> counted;
    auto end_piece = [&](std::int64_t until) {
      if (nothing_left) counted = count_out(of, since, until);
    };
    auto take = [&](const sqlite::Statement& row) {
      const bool same = row.integer(0) == of;
      end_piece(same ? row.integer(1) : today_);
      of = row.integer(0), since = row.integer(1), nothing_left = row.integer(2) <= 0;
      return counted.has_value();
    };
    const auto sql =
        "SELECT products_id, day, available_m FROM stock_snapshot" + where + " ORDER BY products_id, day";
    auto read = product ? each_row(database_, sql, take, *product) : each_row(database_, sql, take);
    if (read && counted) end_piece(today_);
    return read ? counted : read;
  }

  // The known days of [since, until) on which it sold nothing either.
  Result<> count_out(std::int64_t product, std::int64_t since, std::int64_t until) {
    auto from = std::ranges::lower_bound(known_, since), to = std::ranges::lower_bound(known_, until);
    if (from == to) return {};
    std::vector<std::int64_t> sold;
    auto take = [&sold](const sqlite::Statement& row) { return sold.push_back(row.integer(0)), true; };
    auto read = each_row(database_,
                         "SELECT day FROM " + table_ +
                             " WHERE products_id = ? AND day >= ? AND day < ? AND units_m > 0 ORDER BY day",
                         take, product, *from, until);
    if (!read) return read;
    auto& sums = sums_[product];
    for (; from != to; ++from) {
      if (std::ranges::binary_search(sold, *from)) continue;
      const auto age = today_ - *from;
      ++sums.out[std::min(window_of(age), windows - 1)];
      if (auto week = (age - 1) / 7; week < window_weeks) ++sums.out_weeks[static_cast<std::size_t>(week)];
    }
    return {};
  }

  sqlite::Database& database_;
  std::string table_;
  std::int64_t today_;
  MonthsAgo months_;
  std::vector<std::int64_t> known_;  // days with a snapshot
  std::unordered_map<std::int64_t, Sums> sums_;
};

}  // namespace

Result<std::int64_t> make_windows(sqlite::Database& database, const Generation& generation,
                                  std::int64_t today) {
  auto transaction = sqlite::Transaction::begin(database);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  Maker maker(database, generation, today);
  auto done = maker.read_all();
  if (done) done = database.run("DELETE FROM sku_window; DELETE FROM sku_weeks");
  if (done) done = maker.write();
  if (done) done = set_mark(database, mark::window_day, today);
  if (done) done = set_mark(database, mark::windows_stale, 0);
  if (done)
    done = set_mark(database, mark::window_reaches,
                    generation.complete() ? 0 : generation.reaches.value_or(today));
  if (done) done = transaction->commit();
  if (!done) return std::unexpected(std::move(done.error()));
  return maker.products();
}

Result<> make_windows_of(sqlite::Database& database, const Generation& generation, std::int64_t today,
                         const std::vector<std::int64_t>& products) {
  Maker maker(database, generation, today);
  for (const char* table : {"sku_window", "sku_weeks"}) {
    auto gone = database.prepare(std::string("DELETE FROM ") + table + " WHERE products_id = ?");
    if (!gone) return std::unexpected(std::move(gone.error()));
    for (auto product : products)
      if (auto deleted = gone->run(product); !deleted) return deleted;
  }
  auto done = maker.read_of(products);
  return done ? maker.write() : done;
}

}  // namespace garden::ledger
