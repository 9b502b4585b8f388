#include "queries/rows.hpp"

#include <algorithm>

namespace garden::queries {
namespace {

// The connector stops the statement by itself; a connector that does not is left alone a little later.
constexpr std::chrono::milliseconds grace(500);
constexpr std::size_t warnings_max = 20;  // more than anybody reads

base::Json connector_request(const ReadRequest& request) {
  return {{"sql", request.statement.sql},
          {"params", request.statement.params},
          {"columns", request.columns},
          {"max_rows", request.rows_max},
          {"timeout_ms", request.time_max.count()}};
}

// Takes the table in behind the border: what may not be shown is replaced before anybody sees it.
class MaskedRows final : public RowSink {
 public:
  MaskedRows(RowSink& inner, const ReadRequest& request) : inner_(inner), request_(request) {}

  std::string columns(const base::Json& columns) override {
    for (const auto& column : columns)
      masks_.push_back(mask_of(base::text_at(column, "name"), request_.personal, request_.masks));
    any_ = std::ranges::any_of(masks_, [](Mask mask) { return mask != Mask::none; });
    return inner_.columns(columns);
  }
  std::string row(const base::Json& row) override {
    if (!any_) return inner_.row(row);
    auto shown = row;
    for (std::size_t i = 0; i < masks_.size(); ++i)
      if (masks_[i] != Mask::none) shown[i] = masked(masks_[i], row[i]);
    return inner_.row(shown);
  }

 private:
  RowSink& inner_;
  const ReadRequest& request_;
  std::vector<Mask> masks_;
  bool any_ = false;
};

// One table under way: the state between the messages of a connector.
class Table {
 public:
  explicit Table(RowSink& sink) : sink_(sink) {}

  // What is wrong with this message, or an empty text.
  std::string take(std::string_view bytes) {
    auto message = base::parse_json(bytes);
    if (!message) return message.error().message;
    if (const auto& columns = base::member(*message, "columns"); !columns.is_null())
      return take_columns(columns);
    if (const auto& rows = base::member(*message, "rows"); !rows.is_null()) return take_rows(rows);
    if (const auto& done = base::member(*message, "done"); done.is_object()) {
      finished_ = true;
      done_.truncated = base::boolean_at(done, "truncated", false);
      done_.via = base::text_at(done, "via");
      for (const auto& warning : base::member(done, "warnings"))
        if (warning.is_string() && done_.warnings.size() < warnings_max)
          done_.warnings.push_back(warning.get<std::string>());
    }
    return {};  // a member that this version does not know
  }
  bool finished() const { return finished_; }
  ReadDone done() const { return done_; }

 private:
  std::string take_columns(const base::Json& columns) {
    if (!columns.is_array() || width_ != 0) return "columns must come once, as an array";
    width_ = columns.size();
    return sink_.columns(columns);
  }
  std::string take_rows(const base::Json& rows) {
    if (!rows.is_array() || width_ == 0) return "rows must be an array and come after the columns";
    for (const auto& row : rows) {
      if (!row.is_array() || row.size() != width_)
        return "a row does not have as many values as there are columns";
      if (auto wrong = sink_.row(row); !wrong.empty()) return wrong;
    }
    return {};
  }

  RowSink& sink_;
  std::size_t width_ = 0;
  bool finished_ = false;
  ReadDone done_;
};

std::unexpected<base::Error> no_table(const std::string& target, const std::string& why) {
  return base::fail(base::Code::internal, "what " + target + " returned cannot be used: " + why);
}

}  // namespace

Task<std::expected<ReadDone, base::Error>> read_table(Context& context, std::string target, std::string verb,
                                                      std::string request, std::chrono::milliseconds time_max,
                                                      RowSink& sink) {
  Table table(sink);
  base::Error failed;
  try {
    auto reply =
        context.stream(target, verb, request, static_cast<std::uint32_t>((time_max + grace).count()));
    for (;;) {
      auto message = co_await reply.next();
      if (!message) break;
      if (message->kind != GARDEN_JSON) continue;
      auto wrong = table.take(message->bytes);
      if (!wrong.empty()) co_return no_table(target, wrong);
    }
    if (!table.finished()) co_return no_table(target, "it ended without saying how many rows there are");
    co_return table.done();
  } catch (const Failure& failure) {
    failed = {static_cast<base::Code>(failure.status()), failure.text(), target};
  }
  co_return std::unexpected(std::move(failed));
}

Task<std::expected<ReadDone, base::Error>> read_rows(Context& context, ReadRequest request, RowSink& sink) {
  auto text = base::to_text(connector_request(request));
  MaskedRows masked_rows(sink, request);
  co_return co_await read_table(context, request.connector, "query", std::move(text), request.time_max,
                                masked_rows);
}

}  // namespace garden::queries
