#include "queries/ledger_way.hpp"

#include <algorithm>
#include <charconv>

#include "base/civil_time.hpp"
#include "queries/moment.hpp"
#include "queries/sql_text.hpp"

namespace garden::queries {
namespace {

constexpr std::int64_t weeks_days = 365;   // what steps read of `weeks`: 52 of them
constexpr std::int64_t months_days = 762;  // the 24 months before this one, whatever their lengths

std::int64_t number_behind(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return 0;
  std::int64_t days = 0;
  auto digits = name.substr(prefix.size());
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), days);
  return error == std::errc() && end == digits.data() + digits.size() ? days : 0;
}

// A column of the ledger's windows says in its name how far it looks back: u30, out_365.
std::int64_t days_of_column(std::string_view name) {
  if (name == "weeks") return weeks_days;
  if (name == "months") return months_days;
  std::int64_t days = 0;
  for (auto prefix : {"u", "n", "r", "out_", "first_"}) days = std::max(days, number_behind(name, prefix));
  return days;
}

}  // namespace

std::int64_t days_needed(std::string_view sql, const base::Json& params) {
  auto tokens = tokenize(sql);
  if (!tokens) return 0;
  const auto days = base::integer_at(params, "days", 0);
  // Where the question says how many days, the text has columns for several and takes those that fit.
  auto names = parameter_names(*tokens);
  const bool chosen = std::ranges::find(names, "days") != names.end();
  std::int64_t needed = 0;
  for (const auto& token : *tokens) {
    if (token.kind == TokenKind::word)
      if (auto column = days_of_column(token.text); !chosen || column <= days)
        needed = std::max(needed, column);
    if (token.kind != TokenKind::parameter) continue;
    auto name = token.text.substr(1);
    if (name.starts_with("day_")) name.remove_prefix(4);
    if (name == "before") needed = std::max(needed, 2 * days);
    if (name == "since" || name == "days") needed = std::max(needed, days);
    needed = std::max(needed, number_behind(name, "since_"));
    if (auto parameter = since_parameter(name); !parameter.empty())
      needed = std::max(needed, base::integer_at(params, parameter, 0));
  }
  return needed;
}

Task<LedgerWay> choose_way(Context& context, const Definition& definition,
                           const QueryEnvironment& environment, const base::Json& params) {
  LedgerWay way;
  if (!environment.ledger || definition.ledger_facts.empty()) co_return way;
  for (const auto& [name, values] : definition.ledger_when)
    if (std::ranges::find(values, base::text_at(params, name)) == values.end()) co_return way;
  for (const auto& filter : definition.filters)  // what it is narrowed by, only the shop may know
    if (!base::text_at(params, filter.name).empty() &&
        !definition.ledger_facts.contains(filter.name + "_found"))
      co_return way;
  way.view = co_await environment.ledger->view(context, environment);
  const auto& view = way.view;
  const auto today = base::day_number(environment.zone.local_day(environment.as_of)).value_or(0);
  const auto period = days_of_period(environment.as_of, environment.zone, params);
  const auto oldest = today - std::max(days_needed(definition.ledger_facts, params), period.value_or(0));
  const bool far_enough = view.sales && view.reaches <= oldest && (view.whole || !definition.whole_history);
  way.use = far_enough && (view.preferred || (definition.stock_history && view.stock_history));
  if (way.use || !view.large) co_return way;
  auto trouble = view.trouble;
  if (view.sales) trouble = "the sums of sales go back to " + base::day_text(view.reaches) + " so far";
  if (view.sales && view.reaches == 0) trouble = "the sums of sales do not go back to the first order";
  if (environment.spare_shop)
    way.refused = "left out, because the shop is large and " + trouble + "; ask again in a minute";
  else
    way.remark = "The shop's own tables were read, because " + trouble + ".";
  co_return way;
}

Task<std::expected<ReadDone, base::Error>> read_ledger(Context& context, LedgerAccess& ledger,
                                                       ReadRequest request, RowSink& sink) {
  auto work = [&ledger, &request, &sink] {
    return ledger.read(request.statement, request.rows_max, request.time_max, sink);
  };
  auto more = co_await context.offload(work);
  if (!more) co_return std::unexpected(std::move(more.error()));
  ReadDone done{*more, "ledger"};
  co_return done;
}

}  // namespace garden::queries
