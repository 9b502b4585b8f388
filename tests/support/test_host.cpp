#include "support/test_host.hpp"

#include <stdexcept>

namespace garden::testing {
namespace {

Script& script_of(void* self) { return *static_cast<Script*>(self); }

garden_status create(const garden_host* host, garden_str, void** self, garden_error* error) {
  auto* script =
      const_cast<Script*>(static_cast<const Script*>(host->extension(host, runtime::internal_extension)));
  script->host = host;
  *self = script;
  if (!script->create) return GARDEN_OK;
  return script->create(*script, *error);
}
garden_status start(void* self, garden_error* error) {
  if (!script_of(self).start) return GARDEN_OK;
  return script_of(self).start(script_of(self), *error);
}
void stop(void* self) {
  if (script_of(self).stop) script_of(self).stop(script_of(self));
}
void destroy(void* self) {
  if (script_of(self).destroy) script_of(self).destroy(script_of(self));
}
void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  script_of(self).begin(script_of(self), op, view(verb), view(request));
}
void event(void* self, garden_op op, const garden_event* event) {
  if (script_of(self).event) script_of(self).event(script_of(self), op, *event);
}

}  // namespace

std::shared_ptr<const plugins::Component> script_component(bool reentrant) {
  auto component = std::make_shared<plugins::Component>();
  component->functions = {.size = sizeof(garden_component),
                          .kind = GARDEN_AGENT,
                          .flags = static_cast<std::uint32_t>(reentrant ? GARDEN_REENTRANT : 0),
                          .reserved = 0,
                          .id = "script",
                          .description = "",
                          .config_schema = "{}",
                          .create = &create,
                          .start = &start,
                          .stop = &stop,
                          .destroy = &destroy,
                          .begin = &begin,
                          .event = &event,
                          .extension = nullptr};
  component->id = "script";
  component->library = "host";
  return component;
}

TestHost::TestHost(runtime::RuntimeOptions options) {
  auto started = runtime::Runtime::start(options, *log, metrics, *journal);
  if (!started) throw std::runtime_error(started.error().text());
  runtime = std::move(*started);
}

TestHost::~TestHost() { runtime->stop(std::chrono::milliseconds(0)); }

base::Result<std::shared_ptr<runtime::Instance>> TestHost::try_add(Script& script, std::string name) {
  return runtime->create({.name = std::move(name), .component = script_component(true), .internal = &script});
}

std::shared_ptr<runtime::Instance> TestHost::add(Script& script, std::string name, bool reentrant,
                                                 unsigned offload_threads) {
  auto made = runtime->create({.name = std::move(name),
                               .component = script_component(reentrant),
                               .offload_threads = offload_threads,
                               .internal = &script});
  if (!made) throw std::runtime_error(made.error().text());
  return *made;
}

runtime::Answer TestHost::ask(std::shared_ptr<runtime::Instance> instance, std::string verb,
                              std::string request, std::shared_ptr<const runtime::Scope> scope,
                              std::chrono::milliseconds time_max) {
  return runtime::run(*runtime, {.instance = std::move(instance),
                                 .verb = std::move(verb),
                                 .request = std::move(request),
                                 .sink = nullptr,
                                 .scope = std::move(scope),
                                 .time_max = time_max});
}

std::int64_t TestHost::metric(std::string_view name, std::string_view labels) {
  return metrics.counter(name, labels).value();
}

}  // namespace garden::testing
