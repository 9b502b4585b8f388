// /queries: the named business queries, listed and run.
#include <algorithm>
#include <utility>

#include "api/execute_request.hpp"
#include "api/routes.hpp"
#include "http/trace.hpp"
#include "http/uri.hpp"
#include "queries/render.hpp"
#include "queries/result.hpp"
#include "runtime/collect.hpp"

namespace garden::api {
namespace {
using base::Code;
using base::Json;

// The agent whose query it is: the first that has it.
const conversation::ServedAgent* owner_of(const conversation::ServedStore& store, std::string_view query) {
  auto found = std::ranges::find_if(store.agents,
                                    [&](const auto& one) { return one->queries.find(query) != nullptr; });
  return found == store.agents.end() ? nullptr : found->get();
}

void reply_result(http::Responder& responder, const Json& envelope, const std::string& format) {
  if (format == "json") return reply_json(responder, envelope);
  auto result = queries::result_from_json(envelope);
  if (!result) return reply_error(responder, result.error());
  http::Response response;
  response.headers.emplace_back("Content-Type",
                                format == "csv" ? "text/csv; charset=utf-8" : "text/markdown; charset=utf-8");
  response.body =
      format == "csv" ? queries::to_csv(*result) : queries::to_markdown(*result, {.bytes_max = 1 << 20});
  responder.reply(std::move(response));
}

void reply_answer(http::Responder& responder, const runtime::Answer& answer, const std::string& format) {
  auto body = base::parse_json(answer.joined(GARDEN_JSON)).value_or(Json());
  if (answer.ok()) return reply_result(responder, body, format);
  auto problem = http::problem_of(answer.error(""), responder.request_id());
  for (const auto& one : base::member(body, "problems"))
    problem.errors.push_back({"/params" + base::text_at(one, "pointer"), base::text_at(one, "detail")});
  responder.reply(http::to_response(problem));
}

void run_query(StoreRequest&& asked, std::string name, http::Responder responder) {
  auto options = http::QueryParameters::parse(asked.request.query);
  if (!options) return reply_error(responder, options.error());
  auto format = options->text("format", "json");
  if (format != "json" && format != "csv" && format != "md")
    return reply_error(responder, {Code::invalid, "format must be json, csv or md", {}});
  Json params = Json::object();
  if (!asked.request.body.empty()) {
    auto body = read_json_object(asked.request);
    if (!body) {
      body.error().request_id = responder.request_id();
      responder.reply(http::to_response(body.error()));
      return;
    }
    if (const auto& given = base::member(*body, "params"); !given.is_null()) params = given;
  }
  const auto* agent = owner_of(*asked.store, name);
  if (!agent) {
    auto error = asked.store->agents.empty() ? base::Error{Code::not_found, "this store has no queries", {}}
                                             : asked.store->agents.front()->queries.get(name).error();
    return reply_error(responder, error);
  }
  runtime::OperationRequest request{
      asked.conversation.query_instance(), "run",
      base::to_text({{"agent", agent->name}, {"query", name}, {"params", std::move(params)}}), nullptr,
      asked.conversation.scope_for(asked.store)};
  request.trace = {responder.request_id(), http::traceparent(http::trace_context(asked.request.headers))};
  auto shared = share(std::move(responder));
  auto begun = runtime::run_then(
      asked.conversation.parts().runtime, std::move(request), asked.shard,
      [shared, format](const runtime::Answer& answer) { reply_answer(*shared, answer, format); });
  if (!begun) return reply_error(*shared, begun.error());
  shared->on_abandoned([operation = *begun](http::Closed) { operation->cancel(); });
}

}  // namespace

void add_queries(StoreRoutes& routes) {
  routes.get("/queries", [](StoreRequest&& asked, const http::PathParameters&, http::Responder responder) {
    Json all = Json::array();
    for (const auto& agent : asked.store->agents)
      for (const auto& definition : agent->queries.all()) {
        auto description = queries::description_of(definition);
        description["agent"] = agent->name;
        all.push_back(std::move(description));
      }
    reply_json(responder, {{"queries", std::move(all)}});
  });
  routes.post("/queries/{name}",
              [](StoreRequest&& asked, const http::PathParameters& path, http::Responder responder) {
                run_query(std::move(asked), std::string(path["name"]), std::move(responder));
              });
}

}  // namespace garden::api
