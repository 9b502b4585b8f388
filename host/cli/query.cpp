// agent-garden query: a named query in the terminal, or the list of them.
#include "cli/commands.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "queries/render.hpp"
#include "queries/result.hpp"
#include "runtime/collect.hpp"

namespace garden::cli {
namespace {
using base::Json;

int list(const conversation::ServedStore& store, bool json) {
  Json all = Json::array();
  std::string text;
  for (const auto& agent : store.agents)
    for (const auto& definition : agent->queries.all()) {
      all.push_back(queries::description_of(definition));
      text += definition.name +
              std::string(definition.name.size() < 30 ? 32 - definition.name.size() : 2, ' ') +
              definition.title + "\n";
    }
  print(json ? base::to_text(all) + "\n" : text);
  return exit_done;
}

int show(const runtime::Answer& answer, const std::string& format, const Terminal& terminal) {
  auto body = base::parse_json(answer.joined(GARDEN_JSON)).value_or(Json());
  if (!answer.ok()) {
    complain("error: " + answer.body);
    for (const auto& problem : base::member(body, "problems"))
      complain("  " + base::text_at(problem, "pointer") + ": " + base::text_at(problem, "detail"));
    return answer.status == base::Code::invalid || answer.status == base::Code::not_found ? exit_wrong_use
                                                                                          : exit_failed;
  }
  auto result = queries::result_from_json(body);
  if (format == "json" || !result)
    print(base::to_text(body) + "\n");
  else
    print(format == "csv"  ? queries::to_csv(*result)
          : format == "md" ? queries::to_markdown(*result)
                           : queries::to_terminal(*result, terminal.columns));
  // The other forms say it themselves; a file of rows does not, and would be taken for all of them.
  if (result && format == "csv" && result->truncated)
    complain("note: " + std::to_string(result->rows.size()) + " rows" +
             (result->total_rows ? " of " + std::to_string(*result->total_rows) : " and more") +
             "; --param limit=N for more");
  return exit_done;
}

}  // namespace

int query(const Query& command, const Terminal& terminal) {
  auto application = start_application(application_options(command.common));
  if (!application) return exit_failed;
  auto* store = application->store();
  if (!store) return exit_failed;
  const auto& served = *store->wired.served;
  if (command.name.empty()) return list(served, command.format == "json");
  auto owner = std::ranges::find_if(
      served.agents, [&](const auto& one) { return one->queries.find(command.name) != nullptr; });
  if (owner == served.agents.end()) {
    complain("error: " + (served.agents.empty()
                              ? "this store has no queries"
                              : served.agents.front()->queries.get(command.name).error().message));
    return exit_wrong_use;
  }
  Json params = Json::object();
  for (const auto& [name, value] : command.params) params[name] = value;
  runtime::OperationRequest request{
      store->conversation->query_instance(), "run",
      base::to_text({{"agent", (*owner)->name}, {"query", command.name}, {"params", std::move(params)}}),
      nullptr, store->conversation->scope_for(store->wired.served)};
  return show(runtime::run(application->runtime(), std::move(request)), command.format, terminal);
}

}  // namespace garden::cli
