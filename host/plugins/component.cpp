#include "plugins/component.hpp"

#include <algorithm>
#include <cstring>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "config/schema.hpp"

namespace garden::plugins {
namespace limits = base::limits;
using base::Code;

namespace {

// A library's text is copied up to this many bytes; nothing of what it describes is that long.
constexpr std::size_t text_bytes_max = 256 * 1024;

std::string copy_text(const char* text) {
  return text == nullptr ? std::string() : std::string(text, strnlen(text, text_bytes_max));
}

// [a-z][a-z0-9_.-]*, up to 64: what YAML and call targets can name.
bool is_id(std::string_view id) {
  auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  auto fits = [&is_letter](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  };
  return !id.empty() && id.size() <= 64 && is_letter(id.front()) && std::ranges::all_of(id, fits);
}

std::unexpected<base::Error> broken(std::string_view path, std::string what) {
  return base::fail(Code::invalid, "a broken plugin: " + what, std::string(path));
}

base::Result<> check(const Component& component, std::string_view path) {
  const std::string who = "component '" + component.id + "'";
  const auto& functions = component.functions;
  if (!is_id(component.id))
    return broken(path, "a component's id is not [a-z][a-z0-9_.-]* of up to 64 letters");
  if (functions.kind < GARDEN_AGENT || functions.kind > GARDEN_CACHE)
    return broken(path,
                  who + " is of kind " + std::to_string(functions.kind) + ", which this host does not know");
  if (functions.create == nullptr || functions.destroy == nullptr || functions.begin == nullptr ||
      functions.event == nullptr)
    return broken(path, who + " has no create, destroy, begin or event");
  if (!base::is_valid_utf8(component.description) || !base::is_valid_utf8(component.config_schema))
    return broken(path, who + " describes itself in something that is not UTF-8");
  if (auto schema = config::Schema::parse(component.config_schema); !schema)
    return broken(path, who + " has a config_schema that cannot be used: " + schema.error().text());
  return {};
}

}  // namespace

std::string_view kind_name(garden_component_kind kind) {
  switch (kind) {
    case GARDEN_AGENT: return "agent";
    case GARDEN_LLM: return "llm";
    case GARDEN_CONNECTOR: return "connector";
    case GARDEN_CACHE: return "cache";
    default: return "unknown";
  }
}

base::Result<std::vector<std::shared_ptr<const Component>>> read_plugin(const garden_plugin* plugin,
                                                                        std::string_view path,
                                                                        std::string_view hash) {
  if (plugin == nullptr) return broken(path, "garden_plugin_v1 answers null");
  if (plugin->size < GARDEN_PLUGIN_SIZE_1_0) return broken(path, "its garden_plugin is shorter than ABI 1.0");
  if (plugin->component_count == 0 || plugin->component_count > limits::plugin_components_max)
    return broken(path, "it offers " + std::to_string(plugin->component_count) + " components");
  if (plugin->components == nullptr) return broken(path, "its list of components is null");
  const std::string library = copy_text(plugin->name), version = copy_text(plugin->version);
  if (!is_id(library)) return broken(path, "its name is not [a-z][a-z0-9_.-]* of up to 64 letters");
  if (!base::is_valid_utf8(version)) return broken(path, "its version is not UTF-8");
  std::vector<std::shared_ptr<const Component>> components;
  for (std::uint32_t i = 0; i < plugin->component_count; i++) {
    const garden_component* offered = plugin->components[i];
    if (offered == nullptr) return broken(path, "a component is null");
    if (offered->size < GARDEN_COMPONENT_SIZE_1_0) return broken(path, "a component is shorter than ABI 1.0");
    auto component = std::make_shared<Component>();
    // A newer library's struct may be longer, an older one's shorter: what it does not have stays null.
    std::memcpy(&component->functions, offered,
                std::min<std::size_t>(offered->size, sizeof component->functions));
    component->id = copy_text(offered->id);
    component->description = copy_text(offered->description);
    component->config_schema = copy_text(offered->config_schema);
    component->library = library;
    component->version = version;
    component->path = path;
    component->hash = hash;
    if (auto checked = check(*component, path); !checked) return std::unexpected(checked.error());
    for (const auto& other : components)
      if (other->id == component->id) return broken(path, "it offers two components '" + component->id + "'");
    components.push_back(std::move(component));
  }
  return components;
}

LibraryDescription describe(const std::vector<std::shared_ptr<const Component>>& components,
                            std::uint32_t abi_minor) {
  LibraryDescription description;
  description.abi_minor = abi_minor;
  for (const auto& component : components) {
    description.path = component->path;
    description.hash = component->hash;
    description.name = component->library;
    description.version = component->version;
    description.offers.push_back({component->functions.kind, component->reentrant(), component->id,
                                  component->description, component->config_schema});
  }
  return description;
}

base::Json LibraryDescription::to_json() const {
  base::Json json{{"name", name}, {"version", version}, {"path", path}, {"hash", hash}};
  if (!refused.empty()) {
    json["refused"] = refused;
    return json;
  }
  json["abi"] = "1." + std::to_string(abi_minor);
  auto& components = json["components"] = base::Json::array();
  for (const Offer& offer : offers) {
    base::Json one{{"kind", kind_name(offer.kind)}, {"id", offer.id}, {"description", offer.description}};
    one["reentrant"] = offer.reentrant;
    auto schema = base::parse_json(offer.config_schema);
    one["config_schema"] = schema ? std::move(*schema) : base::Json(offer.config_schema);
    components.push_back(std::move(one));
  }
  json["warnings"] = warnings;
  return json;
}

}  // namespace garden::plugins
