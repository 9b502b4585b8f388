#include "descriptor.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>
#include <string_view>

#include "garden/json_check.hpp"
#include "garden/utf8.hpp"

namespace garden::probe {
namespace {

constexpr std::size_t id_bytes_max = 64;
constexpr std::size_t text_bytes_max = 4096;
constexpr std::size_t schema_bytes_max = 1024 * 1024;
constexpr std::uint32_t components_max = 64;

// The text, if it is one; `what` names it in the defect.
std::optional<std::string_view> text_of(const char* text, std::size_t bytes_max, const std::string& what,
                                        const Say& defect) {
  if (!text) {
    defect(what + " is null");
    return std::nullopt;
  }
  const std::size_t size = strnlen(text, bytes_max + 1);
  const std::string_view view(text, size);
  if (size == 0) {
    defect(what + " is empty");
  } else if (size > bytes_max) {
    defect(what + " is longer than " + std::to_string(bytes_max) + " bytes");
  } else if (!is_utf8(view)) {
    defect(what + " is not UTF-8");
  } else {
    return view;
  }
  return std::nullopt;
}

bool is_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  };
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' && std::ranges::all_of(name, allowed);
}

// The name, if it is one that YAML and targets can say.
std::optional<std::string_view> name_of(const char* text, const std::string& what, const Say& defect) {
  const auto name = text_of(text, id_bytes_max, what, defect);
  if (!name || is_name(*name)) return name;
  defect(what + " \"" + std::string(*name) + "\" is no name; take [a-z][a-z0-9_.-]*");
  return std::nullopt;
}

// Counts what is told to it.
struct Counter {
  const Say& say;
  int count = 0;
  Say counting() {
    return [this](std::string text) {
      ++count;
      say(std::move(text));
    };
  }
};

std::optional<Offer> check_component(const garden_component* component, std::uint32_t number, bool newer,
                                     const Say& say, const Say& warning) {
  const std::string which = "component " + std::to_string(number + 1);
  Counter defects{say};
  const Say defect = defects.counting();
  if (!component) {
    defect(which + " is null");
    return std::nullopt;
  }
  if (component->size < GARDEN_COMPONENT_SIZE_1_0) {
    defect(which + ": its size is " + std::to_string(component->size) + ", less than the " +
           std::to_string(GARDEN_COMPONENT_SIZE_1_0) + " of ABI 1.0");
    return std::nullopt;
  }
  const auto id = name_of(component->id, which + ": id", defect);
  const std::string who = id ? "component '" + std::string(*id) + "'" : which;
  if (std::string_view(name_of_kind(component->kind)) == "unknown")
    (newer ? warning : defect)(who + ": there is no kind " + std::to_string(component->kind));
  text_of(component->description, text_bytes_max, who + ": description", defect);
  const auto schema = text_of(component->config_schema, schema_bytes_max, who + ": config_schema", defect);
  if (schema && (!json::valid(*schema) || json::type_of(*schema) != json::Type::object))
    defect(who + ": config_schema is not a JSON object");
  if (!component->create) defect(who + ": create is null");
  if (!component->destroy) defect(who + ": destroy is null");
  if (!component->begin) defect(who + ": begin is null");
  if (!component->event) defect(who + ": event is null");
  if ((component->flags & ~GARDEN_REENTRANT) != 0 || component->reserved != 0)
    warning(who + ": flags or reserved have bits that ABI 1.0 does not know");
  if (defects.count > 0) return std::nullopt;
  return Offer{component, std::string(*id)};
}

}  // namespace

const char* name_of_kind(garden_component_kind kind) {
  switch (kind) {
    case GARDEN_AGENT: return "agent";
    case GARDEN_LLM: return "llm";
    case GARDEN_CONNECTOR: return "connector";
    case GARDEN_CACHE: return "cache";
    default: return "unknown";
  }
}

std::vector<Offer> check(const garden_plugin* plugin, const Say& defect, const Say& warning) {
  std::vector<Offer> offers;
  if (!plugin) {
    defect("garden_plugin_v1 returned null");
    return offers;
  }
  if (plugin->size < GARDEN_PLUGIN_SIZE_1_0) {
    defect("the plugin's size is " + std::to_string(plugin->size) + ", less than the " +
           std::to_string(GARDEN_PLUGIN_SIZE_1_0) + " of ABI 1.0");
    return offers;
  }
  name_of(plugin->name, "the plugin's name", defect);
  text_of(plugin->version, id_bytes_max, "the plugin's version", defect);
  if (plugin->component_count == 0 || plugin->component_count > components_max) {
    defect("the plugin says it has " + std::to_string(plugin->component_count) +
           " components; 1 to 64 are possible");
    return offers;
  }
  if (!plugin->components) {
    defect("the plugin's list of components is null");
    return offers;
  }
  const bool newer = plugin->abi_minor > GARDEN_ABI_MINOR;
  std::set<std::string> ids;
  for (std::uint32_t i = 0; i < plugin->component_count; ++i) {
    auto offer = check_component(plugin->components[i], i, newer, defect, warning);
    if (!offer) continue;
    if (!ids.insert(offer->id).second) defect("two components have the id '" + offer->id + "'");
    offers.push_back(std::move(*offer));
  }
  return offers;
}

}  // namespace garden::probe
