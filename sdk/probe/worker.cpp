#include "worker.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "descriptor.hpp"
#include "example.hpp"
#include "garden/failure.hpp"
#include "garden/json_writer.hpp"
#include "garden/utf8.hpp"

namespace garden::probe {
namespace {

class Worker {
 public:
  explicit Worker(int results) : results_(results) {}

  void run(const std::string& file) {
    stage("while it was loaded");
    void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) return defect(std::string("it cannot be loaded: ") + dlerror());
    auto* const entry = reinterpret_cast<const garden_plugin* (*)()>(dlsym(library, "garden_plugin_v1"));
    if (!entry) return defect(why_no_entry(library));
    stage("while its description was read");
    const auto* const plugin = entry();
    const auto offers = check(
        plugin, [this](std::string text) { defect(text); }, [this](std::string text) { warning(text); });
    if (plugin && plugin->size >= GARDEN_PLUGIN_SIZE_1_0) describe(*plugin);
    if (any_defect_) return;
    for (const auto& offer : offers) try_component(offer);
    const auto threads = count_threads();
    if (threads > threads_at_first_)
      warning(std::to_string(threads - threads_at_first_) +
              " of its threads run after destroy, without a start");
  }
  void line(Line kind, std::string_view json) {
    std::string text(1, static_cast<char>(kind));
    text.append(json).append("\n");
    for (std::size_t at = 0; at < text.size();) {
      const auto written = write(results_, text.data() + at, text.size() - at);
      if (written <= 0) _exit(3);  // nobody listens
      at += static_cast<std::size_t>(written);
    }
  }

 private:
  void stage(const std::string& text) { line(Line::stage, json::quoted(text)); }
  void warning(const std::string& text) { line(Line::warning, json::quoted(text)); }
  void defect(const std::string& text) {
    any_defect_ = true;
    line(Line::defect, json::quoted(text));
  }

  static std::string why_no_entry(void* library) {
    for (int major = 2; major < 10; ++major)
      if (dlsym(library, ("garden_plugin_v" + std::to_string(major)).c_str()))
        return "it needs ABI major " + std::to_string(major) + ", this probe speaks 1";
    return "it is no plugin: it does not export garden_plugin_v1";
  }

  void describe(const garden_plugin& plugin) {
    if (plugin.name) line(Line::name, json::quoted({plugin.name, strnlen(plugin.name, 64)}));
    if (plugin.version) line(Line::version, json::quoted({plugin.version, strnlen(plugin.version, 64)}));
    line(Line::abi, json::quoted("1." + std::to_string(plugin.abi_minor)));
  }

  void try_component(const Offer& offer) {
    const auto& component = *offer.component;
    json::Writer out;
    out.object().field("kind", name_of_kind(component.kind)).field("id", offer.id);
    out.field("description", component.description)
        .field("reentrant", (component.flags & GARDEN_REENTRANT) != 0);
    out.key("config_schema").raw(one_line(component.config_schema));
    const auto note = try_create(offer);
    out.field("created", note.empty());
    if (!note.empty()) out.field("note", note);
    line(Line::component, out.end().text());
  }
  // Valid JSON has line feeds only between its tokens.
  static std::string one_line(std::string_view json) {
    std::string out(json);
    for (auto& c : out)
      if (c == '\n' || c == '\r') c = ' ';
    return out;
  }

  // Empty: created and destroyed; or why not.
  std::string try_create(const Offer& offer) {
    const auto example = example_of(offer.component->config_schema);
    if (!example.config) return "its schema has no example or default for " + example.missing;
    const std::string who = "component '" + offer.id + "'";
    void* self = nullptr;
    garden_error error{sizeof error, {}, {}};
    stage("while " + who + " was created");
    const auto status = offer.component->create(&host_, borrow(*example.config), &self, &error);
    if (status == GARDEN_OK) {
      stage("while " + who + " was destroyed");
      offer.component->destroy(self);
      return {};
    }
    if (!std::memchr(error.path, '\0', sizeof error.path))
      defect(who + ": create left an error path without an end");
    if (!std::memchr(error.message, '\0', sizeof error.message))
      defect(who + ": create left an error message without an end (a zero byte)");
    const auto text = [](const char* from, std::size_t size) {
      return std::string(from, strnlen(from, size));
    };
    auto message = text(error.message, sizeof error.message);
    if (message.empty()) warning(who + ": create refused the example of its schema and did not say why");
    if (!is_utf8(message)) defect(who + ": create's error text is not UTF-8");
    return "create answered " + std::string(garden::name_of(status)) + ": " +
           text(error.path, sizeof error.path) + " " + message;
  }

  static std::size_t count_threads() {
    std::error_code error;
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task", error))
      ++count;
    return count;
  }

  const std::size_t threads_at_first_ = count_threads();  // one, or also a sanitizer's

  // The host that a component meets here: there are no operations, everything else does nothing.
  static constexpr auto gone = garden_status{GARDEN_GONE};
  const garden_host host_{
      .size = sizeof(garden_host),
      .abi_minor = GARDEN_ABI_MINOR,
      .ctx = nullptr,
      .log = [](const garden_host*, garden_op, std::int32_t, garden_str) {},
      .metric = [](const garden_host*, garden_str, double, std::int32_t) {},
      .clock_us =
          [](const garden_host*) {
            const auto now = std::chrono::system_clock::now().time_since_epoch();
            return std::int64_t{std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
          },
      .emit = [](const garden_host*, garden_op, garden_kind, garden_str) { return gone; },
      .finish = [](const garden_host*, garden_op, garden_status, garden_str) { return gone; },
      .cancelled = [](const garden_host*, garden_op) { return std::int32_t{1}; },
      .remaining_ms = [](const garden_host*, garden_op) { return std::int64_t{0}; },
      .wake = [](const garden_host*, garden_op, std::uint64_t) { return gone; },
      .sleep = [](const garden_host*, garden_op, std::uint64_t, std::uint32_t) { return gone; },
      .call = [](const garden_host*, garden_op, std::uint64_t, garden_str, garden_str, garden_str,
                 std::uint32_t) { return gone; },
      .http = [](const garden_host*, garden_op, std::uint64_t, garden_str, garden_str) { return gone; },
      .offload = [](const garden_host*, garden_op, std::uint64_t, garden_work, void*) { return gone; },
      .pause = [](const garden_host*, garden_op, std::uint64_t, std::int32_t) { return gone; },
      .cancel = [](const garden_host*, garden_op, std::uint64_t) { return gone; },
      .extension = [](const garden_host*, const char*) -> const void* { return nullptr; }};

  int results_;
  bool any_defect_ = false;
};

}  // namespace

void work(const std::string& file, int results) {
  Worker worker(results);
  worker.run(file);
  worker.line(Line::end, "");
  _exit(0);  // what the library would do at exit is not asked for
}

}  // namespace garden::probe
