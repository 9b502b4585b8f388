// Component: what turns a class into a component of the plugin ABI. It is the only wall between an author's
// code and the host: every exception ends here, as a status.
//
// The class is constructed from (Config, Host), (Config) or nothing. It answers operations in one of two
// ways:
//
//   garden::Task<> run(garden::Context& ctx);                        // looks at ctx.verb() itself
//   static constexpr garden::Verb<Shop> verbs[] = {{"query", &Shop::query}, {"ping", &Shop::ping}};
//                                                                    // after the members it names
// and may have `void start()` (may throw Failure), `void stop()` and `const void* extension(const char* id)`.
// The guide is docs/writing-a-plugin.md. Threads: construction, start, stop, destruction on a thread of the
// host; operations on their lanes.
#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "garden/config.hpp"
#include "garden/context.hpp"
#include "garden/ending.hpp"
#include "garden/running.hpp"

namespace garden {

// A verb of a class and the member that answers it.
template <class T>
struct Verb {
  std::string_view name;
  Task<> (T::*answer)(Context&);
  // It reads the request by borrowed_request(), before it first waits: a large one is then not copied, and
  // request() is empty.
  bool borrows = false;
};

namespace detail {

template <class T>
Task<> answer(T& component, Context& context) {
  if constexpr (requires {
                  { component.run(context) } -> std::same_as<Task<>>;
                }) {
    return component.run(context);
  } else {
    for (const auto& verb : T::verbs)
      if (verb.name == context.verb()) return (component.*verb.answer)(context);
    throw Failure(GARDEN_UNIMPLEMENTED, "there is no verb \"" + std::string(context.verb()) + "\"");
  }
}

template <class T>
bool borrows([[maybe_unused]] std::string_view verb) {
  if constexpr (requires { T::verbs; }) {
    for (const auto& one : T::verbs)
      if (one.name == verb) return one.borrows;
  }
  return false;
}

template <class T>
class Adapter {
 public:
  static garden_status create(const garden_host* host, garden_str config, void** self,
                              garden_error* error) noexcept {
    try {
      *self = new Adapter(host, Config(view(config)));
      return GARDEN_OK;
    } catch (...) {
      return explain(error);
    }
  }
  static garden_status start(void* self, garden_error* error) noexcept {
    if constexpr (requires(T& t) { t.start(); }) {
      try {
        of(self).component_.start();
      } catch (...) {
        return explain(error);
      }
    }
    return GARDEN_OK;
  }
  static void stop(void* self) noexcept {
    if constexpr (requires(T& t) { t.stop(); }) of(self).component_.stop();
  }
  static void destroy(void* self) noexcept { delete &of(self); }

  static void begin(void* self, garden_op op, garden_str verb, garden_str request) noexcept {
    auto& me = of(self);
    me.running_.begin(op, view(verb), view(request), borrows<T>(view(verb)),
                      [&me](Context& context) { return answer(me.component_, context); });
  }
  static void event(void* self, garden_op op, const garden_event* event) noexcept {
    of(self).running_.event(op, *event);
  }
  static const void* extension(void* self, const char* id) noexcept {
    if constexpr (requires(T& t) { t.extension(id); }) {
      return of(self).component_.extension(id);
    } else {
      return nullptr;
    }
  }

 private:
  Adapter(const garden_host* host, Config config) : component_(make(config, Host(host))), running_(host) {}

  static T make(Config config, Host host) {
    if constexpr (std::constructible_from<T, Config, Host>) {
      return T(config, host);
    } else if constexpr (std::constructible_from<T, Config>) {
      return T(config);
    } else {
      static_assert(std::default_initializable<T>,
                    "a component is constructed from (Config, Host), (Config) or ()");
      return T();
    }
  }
  static Adapter& of(void* self) { return *static_cast<Adapter*>(self); }

  T component_;
  Running running_;  // ends first
};

template <std::size_t N>
constexpr std::array<const garden_component*, N> pointers_to(const garden_component (&parts)[N]) {
  std::array<const garden_component*, N> pointers{};
  for (std::size_t i = 0; i < N; ++i) pointers[i] = &parts[i];
  return pointers;
}

}  // namespace detail

// The descriptor of a class as a component; also for components that are linked into a host. The texts are
// static. flags: GARDEN_REENTRANT or 0; config_schema: JSON Schema.
template <class T>
constexpr garden_component component(garden_component_kind kind, const char* id, const char* description,
                                     const char* config_schema, std::uint32_t flags = 0) {
  using A = detail::Adapter<T>;
  return {sizeof(garden_component),
          kind,
          flags,
          0,
          id,
          description,
          config_schema,
          &A::create,
          &A::start,
          &A::stop,
          &A::destroy,
          &A::begin,
          &A::event,
          &A::extension};
}

}  // namespace garden
