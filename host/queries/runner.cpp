#include "queries/runner.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "config/formats.hpp"
#include "config/suggest.hpp"
#include "queries/convert.hpp"
#include "queries/moment.hpp"
#include "queries/rows.hpp"
#include "queries/search.hpp"
#include "queries/sentences.hpp"
#include "queries/sql_text.hpp"

namespace garden::queries {
namespace {

using namespace std::chrono_literals;
using Millis = std::chrono::milliseconds;

QueryError plain_error(const Definition& definition, base::Error error) {
  error.where = definition.name;
  return {std::move(error), {}};
}

QueryError parameter_error(const Definition& definition, std::vector<Problem> problems) {
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "; ") + problem.detail;
  return {{base::Code::invalid, std::move(text), definition.name}, std::move(problems)};
}

// Rows of `facts`, turned into the declared types as they come.
class FactsSink final : public RowSink {
 public:
  FactsSink(const Definition& definition, QueryResult& result, std::size_t rows_max)
      : definition_(definition), result_(result), rows_max_(rows_max) {}

  std::string columns(const base::Json& columns) override {
    for (const auto& column : definition_.columns) places_.push_back(find(columns, column.name));
    for (const auto& column : definition_.totals) total_places_.push_back(find(columns, column.name));
    total_rows_ = find(columns, "total_rows");
    for (std::size_t i = 0; i < places_.size(); ++i)
      if (places_[i] == nowhere) return "there is no column " + definition_.columns[i].name;
    for (std::size_t i = 0; i < total_places_.size(); ++i)
      if (total_places_[i] == nowhere) return "there is no column " + definition_.totals[i].name;
    auto declared = places_.size() + total_places_.size() + (total_rows_ == nowhere ? 0 : 1);
    return columns.size() == declared ? "" : "it has columns that the query does not declare";
  }

  std::string row(const base::Json& raw) override {
    if (result_.rows.size() == rows_max_) return {};  // the statement has no LIMIT of its own
    if (result_.rows.empty())
      if (auto wrong = take_totals(raw); !wrong.empty()) return wrong;
    auto row = base::Json::array();
    for (std::size_t i = 0; i < places_.size(); ++i) {
      auto value = convert_value(definition_.columns[i], raw[places_[i]]);
      if (!value) return value.error();
      row.push_back(std::move(*value));
    }
    result_.rows.push_back(std::move(row));
    return {};
  }
  bool counts_rows() const { return total_rows_ != nowhere; }

 private:
  static constexpr std::size_t nowhere = SIZE_MAX;

  static std::size_t find(const base::Json& columns, const std::string& name) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (base::text_at(columns[i], "name") == name) return i;
    return nowhere;
  }
  std::string take_totals(const base::Json& raw) {
    for (std::size_t i = 0; i < total_places_.size(); ++i) {
      auto value = convert_value(definition_.totals[i], raw[total_places_[i]]);
      if (!value) return value.error();
      result_.totals[definition_.totals[i].name] = std::move(*value);
    }
    if (total_rows_ == nowhere) return {};
    static const Column count{.name = "total_rows", .type = ColumnType::integer};
    auto value = convert_value(count, raw[total_rows_]);
    if (!value || !value->is_number_integer()) return "total_rows is no number of rows";
    result_.total_rows = value->get<std::int64_t>();
    return {};
  }

  const Definition& definition_;
  QueryResult& result_;
  std::size_t rows_max_;
  std::vector<std::size_t> places_, total_places_;
  std::size_t total_rows_ = nowhere;
};

// Rows of `search`: only the best matches are kept, and some first texts for "did you mean".
class SearchSink final : public RowSink {
 public:
  SearchSink(const std::string& wanted, std::size_t found_max) : matcher_(wanted), best_(found_max) {}

  std::string columns(const base::Json& columns) override {
    return columns.size() >= 2 ? "" : "a search needs an id and at least one text";
  }
  std::string row(const base::Json& raw) override {
    if (!raw[0].is_number_integer()) return "the first column of a search must be an integer id";
    texts_.clear();
    for (std::size_t i = 1; i < raw.size(); ++i)
      if (raw[i].is_string()) texts_.push_back(raw[i].get<std::string>());
    if (auto rank = matcher_.rank(texts_)) best_.add({*rank, raw[0].get<std::int64_t>()});
    if (best_.total() == 0 && words_.size() < words_max && !texts_.empty())
      words_.push_back(decode_html(texts_[0]));
    return {};
  }
  const BestMatches& best() const { return best_; }
  const std::vector<std::string>& words() const { return words_; }

 private:
  static constexpr std::size_t words_max = 5'000;
  Matcher matcher_;
  BestMatches best_;
  std::vector<std::string> texts_, words_;
};

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
      result_.columns.push_back({column.name, column.title, column.type,
                                 column.unit == "currency" ? environment.currency : column.unit});
    result_.as_of = environment.as_of;
    for (const auto& [name, value] : params_.items())
      if (!value.is_null()) result_.params[name] = value;
    if (definition.windowed) {
      auto days = static_cast<int>(base::integer_at(params_, "days", 0));
      result_.since = environment.zone.local_day(environment.as_of, -days);
      result_.until = environment.zone.local_day(environment.as_of, -1);
    }
    result_.warnings = environment.assumptions;
  }

  std::size_t limit() const { return static_cast<std::size_t>(base::integer_at(params_, "limit", 1)); }
  std::string wanted() const { return base::text_at(params_, definition_.search->parameter); }

  base::Result<ReadRequest> request(const std::string& sql, std::size_t rows_max) const {
    auto tokens = tokenize(sql);
    if (!tokens) return base::fail(base::Code::invalid, tokens.error().message);
    auto values = moment_values(environment_.as_of, environment_.zone, params_, parameter_names(*tokens));
    for (const auto& [name, value] : environment_.settings.items()) values[name] = value;
    for (const auto& [name, value] : params_.items()) values[name] = value;
    if (!found_.empty()) values["found"] = found_;
    auto bound = bind_names(sql, values);
    if (!bound) return std::unexpected(std::move(bound.error()));
    auto left = time_max_ - std::chrono::duration_cast<Millis>(environment_.clock->now() - started_);
    return ReadRequest{environment_.connector, std::move(*bound), rows_max, std::max<Millis>(left, 1ms)};
  }

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
    auto took = std::chrono::duration<double, std::milli>(environment_.clock->now() - started_).count();
    result_.ms = std::round(took * 10) / 10;
    return std::move(result_);
  }

  QueryError error(base::Error error) const {
    if (error.code == base::Code::deadline)
      error.message = "the database did not answer within " + config::duration_text(time_max_) +
                      "; ask for a shorter period, or raise the query's deadline";
    return plain_error(definition_, std::move(error));
  }
  QueryResult& result() { return result_; }

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
  base::Json found_ = base::Json::array();
  std::unordered_map<std::int64_t, std::size_t> order_;  // id -> place among the matches
};

// True when something was found, so that the facts are worth reading.
Task<std::expected<bool, base::Error>> search(Context& context, const Definition& definition, Run& run) {
  auto found_max = definition.search->key.empty() ? definition.search->found_max
                                                  : std::min(definition.search->found_max, run.limit());
  SearchSink sink(run.wanted(), found_max);
  auto request = run.request(definition.search->sql, base::limits::search_rows_max);
  if (!request) co_return std::unexpected(std::move(request.error()));
  auto done = co_await read_rows(context, std::move(*request), sink);
  if (!done) co_return std::unexpected(std::move(done.error()));
  if (done->truncated)
    run.result().warnings.push_back("only the first " + std::to_string(base::limits::search_rows_max) +
                                    " candidates were searched");
  run.result().via = done->via;
  co_return run.take_found(sink);
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
  FactsSink sink(definition, run.result(), run.limit());
  auto request = run.request(definition.facts, run.limit());
  if (!request) co_return std::unexpected(run.error(std::move(request.error())));
  auto done = co_await read_rows(context, std::move(*request), sink);
  if (!done) co_return std::unexpected(run.error(std::move(done.error())));
  co_return run.finish(*done, sink.counts_rows());
}

}  // namespace garden::queries
