// The library of inventory_intelligence: the steps that compute its queries.
#include <garden/abi_compute.h>
#include <garden/garden.hpp>

#include "queries/steps.hpp"

namespace {
using namespace garden::inventory::steps;

class Analyst {
 public:
  garden::Task<> compute(garden::Context& ctx) {
    const auto request = ctx.request();
    const auto name = garden::json::text(garden::json::at(request, "step"));
    const Step step = find_step(name);
    if (step == nullptr) throw garden::Failure(GARDEN_NOT_FOUND, "there is no step " + name);
    const auto messages = co_await ctx.offload([request, step] {
      try {
        const Question question(request);
        return step(question).take();
      } catch (const Unusable& why) {
        throw garden::Failure(GARDEN_INVALID, why.what());
      }
    });
    for (const auto& message : messages) co_await ctx.emit_json(message);
  }

  static constexpr garden::Verb<Analyst> verbs[] = {{GARDEN_AGENT_COMPUTE, &Analyst::compute}};
};

}  // namespace

GARDEN_PLUGIN("inventory_intelligence", "1.0.0",
              garden::component<Analyst>(GARDEN_AGENT, "inventory_intelligence",
                                         "Computes what SQL cannot say of a shop's stock.", "{}",
                                         GARDEN_REENTRANT))
