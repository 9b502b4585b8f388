#include "queries/runner.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "base/civil_time.hpp"
#include "config/formats.hpp"
#include "config/suggest.hpp"
#include "garden/abi_compute.h"
#include "queries/ledger_way.hpp"
#include "queries/moment.hpp"
#include "queries/sentences.hpp"
#include "queries/sinks.hpp"
#include "queries/sql_text.hpp"

namespace garden::queries {
namespace {

using namespace std::chrono_literals;
using Millis = std::chrono::milliseconds;

// Rows of facts that one computation may be given: a large shop's products, and as much again. They are in
// memory three times on their way.
constexpr std::size_t compute_rows_max = 50'000;
constexpr std::size_t ledger_rows_max = 200'000;  // of one table beside them
constexpr std::int64_t stock_days_asked = 365;    // a year's pace is of so many days

QueryError plain_error(const Definition& definition, base::Error error) {
  error.where = definition.name;
  return {std::move(error), {}};
}

QueryError parameter_error(const Definition& definition, std::vector<Problem> problems) {
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "; ") + problem.detail;
  return {{base::Code::invalid, std::move(text), definition.name}, std::move(problems)};
}

// What `facts` yields; total_rows only where it counts.
std::vector<std::string> facts_columns(const Definition& definition) {
  std::vector<std::string> names;
  for (const auto& column : definition.columns) names.push_back(column.name);
  for (const auto& column : definition.totals) names.push_back(column.name);
  if (definition.facts.contains("total_rows")) names.emplace_back("total_rows");
  return names;
}

// One run of one query: what its steps share.
class Run {
 public:
  Run(const Definition& definition, const QueryEnvironment& environment, base::Json params)
      : definition_(definition),
        environment_(environment),
        params_(std::move(params)),
        started_(environment.clock->now()),
        time_max_(std::min(definition.time_max, environment.time_max.value_or(definition.time_max))) {
    result_.query = definition.name;
    result_.title = definition.title;
    for (const auto& column : definition.columns)
      result_.columns.push_back({column.name, column.title, shown_type(column.type),
                                 column.unit == "currency" ? environment.currency : column.unit});
    result_.as_of = environment.as_of;
    for (const auto& [name, value] : params_.items())
      if (!value.is_null()) result_.params[name] = value;
    if (definition.windowed) {
      const auto days = static_cast<int>(base::integer_at(params_, "days", 0));
      const auto period = period_in(environment.as_of, environment.zone, params_)
                              .value_or(Period{today() - std::chrono::days(days), today()});
      result_.since = day_text(period.since);
      result_.until = day_text(period.until - std::chrono::days(1));
    }
    result_.warnings = environment.assumptions;
  }

  const base::Json& params() const { return params_; }
  std::size_t limit() const { return static_cast<std::size_t>(base::integer_at(params_, "limit", 1)); }
  std::string wanted() const { return base::text_at(params_, definition_.search->parameter); }

  base::Result<ReadRequest> request(const std::string& sql, std::vector<std::string> columns,
                                    std::size_t rows_max) const {
    auto tokens = tokenize(sql);
    if (!tokens) return base::fail(base::Code::invalid, tokens.error().message);
    auto values = moment_values(environment_.as_of, environment_.zone, params_, parameter_names(*tokens));
    for (const auto& [name, value] : environment_.settings.items()) values[name] = value;
    for (const auto& [name, value] : params_.items()) values[name] = value;
    for (const auto& [name, value] : live_.items()) values[name] = value;
    if (!found_.empty()) values["found"] = found_;
    for (const auto& filter : definition_.filters)
      values[filter.name + "_found"] = filtered_.value(filter.name, base::Json::array({0}));
    auto bound = bind_names(sql, values);
    if (!bound) return std::unexpected(std::move(bound.error()));
    return ReadRequest{
        environment_.connector, std::move(*bound),    std::move(columns), rows_max, time_left(),
        &definition_.masks,     environment_.personal};
  }

  // What the library's step is asked (sdk/include/garden/abi_compute.h).
  std::string compute_request(const TextSink& facts, const std::string& tables) const {
    base::Json request{{"step", definition_.compute},
                       {"query", definition_.name},
                       {"params", params_},
                       {"settings", environment_.settings},
                       {"as_of", base::rfc3339(environment_.as_of)},
                       {"today", environment_.zone.local_day(environment_.as_of, 0)},
                       {"currency", environment_.currency}};
    if (!result_.since.empty()) request["period"] = {{"since", result_.since}, {"until", result_.until}};
    auto text = base::to_text(request);
    text.back() = ',';
    if (!tables.empty()) text += "\"tables\":{" + tables + "},";
    return text + facts.members() + "}";
  }

  Millis time_left() const {
    auto left = time_max_ - std::chrono::duration_cast<Millis>(environment_.clock->now() - started_);
    return std::max<Millis>(left, 1ms);
  }

  // From here on the facts come from there; what there is to say of that is said.
  void take_way(LedgerWay way) {
    way_ = std::move(way);
    if (!way_.remark.empty()) result_.warnings.push_back(way_.remark);
    if (!way_.use) return;
    auto age = environment_.clock->wall() - way_.view.sales_at;
    result_.age_s = std::max<std::int64_t>(std::chrono::floor<std::chrono::seconds>(age).count(), 0);
  }
  const LedgerWay& way() const { return way_; }
  const Definition& definition() const { return definition_; }

  // The row of `ledger_live`, for the facts to come. Whole numbers may come as text; false without a row.
  bool take_live(const RawSink& sink) {
    if (sink.rows().empty()) return false;
    for (std::size_t i = 0; i < sink.columns().size(); ++i) {
      const auto& value = sink.rows()[0][i];
      const auto number = exact_integer(value);
      live_["live_" + base::text_at(sink.columns()[i], "name")] = number ? base::Json(*number) : value;
    }
    return true;
  }
  const std::string& facts() const { return way_.use ? definition_.ledger_facts : definition_.facts; }

  // Keeps what was found; false when nothing was.
  bool take_found(const SearchSink& sink) {
    for (const auto& match : sink.best().sorted()) {
      order_.emplace(match.id, found_.size());
      found_.push_back(match.id);
    }
    if (!definition_.search->key.empty()) result_.total_rows = sink.best().total();
    if (!found_.empty()) return true;
    result_.total_rows = 0;
    auto near = config::nearest_word(wanted(), sink.words());
    result_.warnings.push_back("nothing matches \"" + wanted() + "\"" +
                               (near ? "; the nearest is \"" + *near + "\"" : ""));
    return false;
  }

  // Keeps what a filter found; false when nothing was.
  bool take_filter(const Filter& filter, const SearchSink& sink) {
    const auto wanted = "\"" + base::text_at(params_, filter.name) + "\"";
    const auto found = sink.best().sorted();
    if (found.empty()) {
      result_.total_rows = 0;
      const auto near = config::nearest_word(base::text_at(params_, filter.name), sink.words());
      result_.warnings.push_back("no " + filter.name + " matches " + wanted +
                                 (near ? "; the nearest is \"" + *near + "\"" : ""));
      return false;
    }
    if (found.size() > 1)
      result_.warnings.push_back(filter.name + " " + wanted + " matches " +
                                 std::to_string(sink.best().total()) + " names, all of which are meant" +
                                 (std::cmp_greater(sink.best().total(), found.size())
                                      ? "; only the best " + std::to_string(found.size()) + " were taken"
                                      : ""));
    auto ids = base::Json::array();
    for (const auto& match : found) ids.push_back(match.id);
    filtered_[filter.name] = std::move(ids);
    return true;
  }

  QueryResult finish(const ReadDone& done, bool counted) {
    if (!definition_.search || definition_.search->key.empty()) {
      if (counted && result_.rows.empty()) result_.total_rows = 0;
      if (!counted && !done.truncated) result_.total_rows = result_.rows.size();
    } else {
      sort_by_match();
    }
    result_.truncated =
        done.truncated ||
        (result_.total_rows && *result_.total_rows > static_cast<std::int64_t>(result_.rows.size()));
    result_.via = done.via;
    return end();
  }
  QueryResult end() {
    add_sentences(definition_, result_);
    if (definition_.stock_history) say_days_out();
    auto took = std::chrono::duration<double, std::milli>(environment_.clock->now() - started_).count();
    result_.ms = std::round(took * 10) / 10;
    return std::move(result_);
  }

  // Whether days without stock were left out; where rows say how many, all of them unknown means none were.
  void say_days_out() {
    const auto column = std::ranges::find(result_.columns, "out_days", &ResultColumn::name);
    const auto place = static_cast<std::size_t>(column - result_.columns.begin());
    auto unknown = [place](const base::Json& row) { return row[place].is_null(); };
    const bool told = column == result_.columns.end() || !std::ranges::all_of(result_.rows, unknown);
    result_.oos_adjusted = way_.use && way_.view.stock_days > 0 && told;
    if (!*result_.oos_adjusted)
      result_.warnings.emplace_back(
          "The stock of these past days is not known, so days without stock count as days: a product that "
          "was "
          "out sold less than it could.");
    else if (way_.view.stock_days < stock_days_asked)
      result_.warnings.push_back("Days without stock are left out of the pace as far as they are known: of " +
                                 std::to_string(way_.view.stock_days) + " of the last " +
                                 std::to_string(stock_days_asked) + " days.");
  }

  base::Error compute_error(base::Error error) const {
    if (error.code == base::Code::deadline)
      return {base::Code::unavailable,
              "the step \"" + definition_.compute + "\" of the agent's library did not end within " +
                  config::duration_text(time_max_) + "; give the query a longer deadline",
              {}};
    error.message =
        "the step \"" + definition_.compute + "\" of the agent's library failed: " + error.message;
    return error;
  }
  QueryError error(base::Error error) const {
    if (error.code == base::Code::deadline)
      error.message = "the database did not answer within " + config::duration_text(time_max_) +
                      "; ask for a shorter period, or raise the query's deadline";
    return plain_error(definition_, std::move(error));
  }
  QueryError left_out(const LedgerWay& way) const {
    return plain_error(definition_, {base::Code::unavailable, way.refused, {}});
  }
  QueryResult& result() { return result_; }
  std::string given(const std::string& parameter) const { return base::text_at(params_, parameter); }
  std::chrono::sys_days today() const {
    return day_of(environment_.zone.local_day(environment_.as_of)).value_or(std::chrono::sys_days());
  }

 private:
  void sort_by_match() {
    auto key =
        std::find_if(result_.columns.begin(), result_.columns.end(),
                     [this](const ResultColumn& column) { return column.name == definition_.search->key; });
    auto index = static_cast<std::size_t>(key - result_.columns.begin());
    auto place = [this, index](const base::Json& row) {
      auto found =
          row[index].is_number_integer() ? order_.find(row[index].get<std::int64_t>()) : order_.end();
      return found == order_.end() ? order_.size() : found->second;
    };
    std::stable_sort(result_.rows.begin(), result_.rows.end(),
                     [&place](const base::Json& a, const base::Json& b) { return place(a) < place(b); });
  }

  const Definition& definition_;
  const QueryEnvironment& environment_;
  base::Json params_;
  base::Steady started_;
  Millis time_max_;
  QueryResult result_;
  LedgerWay way_;
  base::Json found_ = base::Json::array();
  base::Json live_ = base::Json::object();               // live_x -> what the shop says now
  base::Json filtered_ = base::Json::object();           // filter -> the ids it found
  std::unordered_map<std::int64_t, std::size_t> order_;  // id -> place among the matches
};

// True when every filter that is asked for found something.
Task<std::expected<bool, base::Error>> narrow(Context& context, const Definition& definition, Run& run) {
  constexpr std::size_t found_max = 500;  // ids bound to one statement
  for (const auto& filter : definition.filters) {
    const auto wanted = run.given(filter.name);
    if (wanted.empty()) continue;
    SearchSink sink(wanted, found_max);
    auto request = run.request(filter.sql, {"id", "text"}, base::limits::search_rows_max);
    if (!request) co_return std::unexpected(std::move(request.error()));
    auto done = co_await read_rows(context, std::move(*request), sink);
    if (!done) co_return std::unexpected(std::move(done.error()));
    run.result().via = done->via;
    if (!run.take_filter(filter, sink)) co_return false;
  }
  co_return true;
}

// True when something was found, so that the facts are worth reading.
Task<std::expected<bool, base::Error>> search(Context& context, const Definition& definition, Run& run) {
  auto found_max = definition.search->key.empty() ? definition.search->found_max
                                                  : std::min(definition.search->found_max, run.limit());
  SearchSink sink(run.wanted(), found_max);
  auto request = run.request(definition.search->sql, {"id", "text"}, base::limits::search_rows_max);
  if (!request) co_return std::unexpected(std::move(request.error()));
  auto done = co_await read_rows(context, std::move(*request), sink);
  if (!done) co_return std::unexpected(std::move(done.error()));
  if (done->truncated)
    run.result().warnings.push_back("only the first " + std::to_string(base::limits::search_rows_max) +
                                    " candidates were searched");
  run.result().via = done->via;
  co_return run.take_found(sink);
}

// The rows of the facts, from the shop or from the ledger.
Task<std::expected<ReadDone, base::Error>> read_facts(Context& context, const QueryEnvironment& environment,
                                                      Run& run, std::vector<std::string> columns,
                                                      std::size_t rows_max, RowSink& sink) {
  if (run.way().use && !run.definition().ledger_live.empty()) {
    auto live = run.request(run.definition().ledger_live, {"live"}, 1);
    if (!live) co_return std::unexpected(std::move(live.error()));
    RawSink row;
    auto done = co_await read_rows(context, std::move(*live), row);
    if (!done) co_return std::unexpected(std::move(done.error()));
    if (!run.take_live(row)) co_return base::fail(base::Code::internal, "`ledger_live` gave no row");
  }
  auto request = run.request(run.facts(), std::move(columns), rows_max);
  if (!request) co_return std::unexpected(std::move(request.error()));
  if (run.way().use) co_return co_await read_ledger(context, *environment.ledger, std::move(*request), sink);
  co_return co_await read_rows(context, std::move(*request), sink);
}

// What the step is given of the product's own tables, members of a JSON object; what is assumed for want of
// it is said.
Task<std::expected<std::string, base::Error>> own_tables(Context& context, const Definition& definition,
                                                         const QueryEnvironment& environment, Run& run) {
  std::string tables;
  for (const auto& table : definition.tables) {
    TextSink rows;
    if (environment.ledger) {
      auto request = run.request(table.sql, {}, ledger_rows_max);
      if (!request) co_return std::unexpected(std::move(request.error()));
      auto read = co_await read_ledger(context, *environment.ledger, std::move(*request), rows);
      if (!read) co_return std::unexpected(std::move(read.error()));
    }
    if (rows.empty() && !table.assumed.empty()) run.result().warnings.push_back(table.assumed);
    if (!environment.ledger) continue;
    tables += (tables.empty() ? "" : ",") + base::to_text(table.name) + ":{" + rows.members() + "}";
  }
  co_return tables;
}

// The rows of the facts go to the library, what it gives back into `sink`.
Task<std::expected<ReadDone, base::Error>> compute(Context& context, const Definition& definition,
                                                   const QueryEnvironment& environment, Run& run,
                                                   FactsSink& sink) {
  if (environment.code.empty())
    co_return base::fail(base::Code::unavailable, "the agent's library, which has the step \"" +
                                                      definition.compute + "\", is not there");
  TextSink facts;
  auto tables = co_await own_tables(context, definition, environment, run);
  if (!tables) co_return std::unexpected(std::move(tables.error()));
  std::vector<std::string> columns{"facts"};
  auto read = co_await read_facts(context, environment, run, std::move(columns), compute_rows_max, facts);
  if (!read) co_return std::unexpected(std::move(read.error()));
  if (read->truncated)
    run.result().warnings.push_back("only the first " + std::to_string(compute_rows_max) +
                                    " rows of the shop's data were computed with");
  // 50,000 products are tens of megabytes of text: no work for a lane.
  auto write = [&run, &facts, &tables] { return run.compute_request(facts, *tables); };
  auto question = co_await context.offload(write);
  auto done = co_await read_table(context, environment.code, GARDEN_AGENT_COMPUTE, std::move(question),
                                  run.time_left(), sink);
  if (!done) co_return std::unexpected(run.compute_error(std::move(done.error())));
  if (!sink.counts_rows()) run.result().total_rows = static_cast<std::int64_t>(sink.seen());
  done->via = read->via;
  for (auto& warning : done->warnings) run.result().warnings.push_back(std::move(warning));
  co_return done;
}

}  // namespace

Task<QueryOutcome> run_query(Context& context, const Definition& definition, base::Json params,
                             const QueryEnvironment& environment) {
  auto checked = check_parameters(definition.parameters, params);
  if (!checked) co_return std::unexpected(parameter_error(definition, std::move(checked.error())));
  Run run(definition, environment, std::move(*checked));
  if (definition.search) {
    auto found = co_await search(context, definition, run);
    if (!found) co_return std::unexpected(run.error(std::move(found.error())));
    if (!*found) co_return run.end();
  }
  auto narrowed = co_await narrow(context, definition, run);
  if (!narrowed) co_return std::unexpected(run.error(std::move(narrowed.error())));
  if (!*narrowed) co_return run.end();
  auto way = co_await choose_way(context, definition, environment, run.params());
  if (!way.refused.empty()) co_return std::unexpected(run.left_out(way));
  run.take_way(std::move(way));
  FactsSink sink(definition, run.result(), run.limit(), run.today());
  if (!definition.compute.empty()) {
    auto computed = co_await compute(context, definition, environment, run, sink);
    if (!computed) co_return std::unexpected(run.error(std::move(computed.error())));
    co_return run.finish(*computed, true);
  }
  auto done = co_await read_facts(context, environment, run, facts_columns(definition), run.limit(), sink);
  if (!done) co_return std::unexpected(run.error(std::move(done.error())));
  co_return run.finish(*done, sink.counts_rows());
}

}  // namespace garden::queries
