#include "conversation/built_in.hpp"

#include "conversation/context_builder.hpp"
#include "conversation/errand.hpp"
#include "conversation/ledger_component.hpp"
#include "conversation/query_component.hpp"
#include "conversation/turn.hpp"

namespace garden::conversation {
namespace {

constexpr const char* no_configuration = R"({"type":"object"})";

const garden_plugin* built_in_plugin() {
  static constexpr garden_component components[] = {
      garden::component<Turn>(GARDEN_AGENT, "turn", "one turn of a conversation", no_configuration,
                              GARDEN_REENTRANT),
      garden::component<ContextBuilder>(GARDEN_AGENT, "context", "builds an agent's context",
                                        no_configuration, GARDEN_REENTRANT),
      garden::component<Errand>(GARDEN_AGENT, "errand", "does what an agent's library asks for",
                                no_configuration, GARDEN_REENTRANT),
      garden::component<QueryComponent>(GARDEN_AGENT, "query", "runs a named query", no_configuration,
                                        GARDEN_REENTRANT),
      garden::component<LedgerComponent>(GARDEN_AGENT, "ledger", "brings the ledger up to date",
                                         no_configuration, GARDEN_REENTRANT)};
  static const garden_component* const list[] = {&components[0], &components[1], &components[2],
                                                 &components[3], &components[4]};
  static const garden_plugin plugin = {
      sizeof(garden_plugin), GARDEN_ABI_MINOR, "host", GARDEN_VERSION, std::size(list), 0, list};
  return &plugin;
}

}  // namespace

std::shared_ptr<const plugins::Component> built_in_component(std::string_view id) {
  auto components = plugins::read_plugin(built_in_plugin(), "", "");
  if (!components) return nullptr;
  for (auto& component : *components)
    if (component->id == id) return component;
  return nullptr;
}

}  // namespace garden::conversation
