#include "plugins/descriptions.hpp"

#include <fstream>
#include <iterator>

#include "base/limits.hpp"

namespace garden::plugins {
namespace limits = base::limits;
using base::Json;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t memory_bytes_max = 0;  // a sanitizer's shadow alone is terabytes of address space
#else
constexpr std::size_t memory_bytes_max = limits::probe_memory_bytes_max;
#endif

garden_component_kind kind_of(std::string_view name) {
  for (garden_component_kind kind = GARDEN_AGENT; kind <= GARDEN_CACHE; kind++)
    if (kind_name(kind) == name) return kind;
  return 0;
}

// What to_json() of a description gives; false when it is something else.
bool read_description(const Json& json, LibraryDescription& description) {
  description.name = base::text_at(json, "name");
  description.version = base::text_at(json, "version");
  description.refused = base::text_at(json, "refused");
  const std::string abi = base::text_at(json, "abi");
  const Json& components = base::member(json, "components");
  if (!description.refused.empty()) return true;
  if (description.name.empty() || !abi.starts_with("1.") || !components.is_array()) return false;
  description.abi_minor = static_cast<std::uint32_t>(std::strtoul(abi.c_str() + 2, nullptr, 10));
  for (const Json& one : components) {
    const Json& schema = base::member(one, "config_schema");
    description.offers.push_back({kind_of(base::text_at(one, "kind")),
                                  base::boolean_at(one, "reentrant", false), base::text_at(one, "id"),
                                  base::text_at(one, "description"),
                                  schema.is_string() ? schema.get<std::string>() : base::to_text(schema)});
  }
  const Json& warnings = base::member(json, "warnings");
  if (warnings.is_array())
    for (const Json& warning : warnings)
      if (warning.is_string()) description.warnings.push_back(warning.get<std::string>());
  return !description.offers.empty();
}

std::string read_all(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Descriptions::Descriptions(const CatalogueOptions& options)
    : state_(options.state),
      probe_(options.probe),
      limits_{options.probe_time_max, memory_bytes_max, limits::probe_answer_bytes_max} {}

std::filesystem::path Descriptions::cache_file(const std::string& hash) const {
  return state_ / (hash + ".json");
}

LibraryDescription Descriptions::describe(const std::filesystem::path& path, const std::string& hash) {
  auto known = known_.find(hash);
  if (known == known_.end()) {
    LibraryDescription description;
    std::error_code ignored;
    const auto cached = state_.empty() ? std::string() : read_all(cache_file(hash));
    const auto json = base::parse_json(cached);
    if (!json || !read_description(*json, description)) {
      description = ask_probe(path);
      if (description.refused.empty() && !state_.empty()) {
        // A cache: if it cannot be written the library is asked again the next time.
        std::filesystem::create_directories(state_, ignored);
        const auto fresh = cache_file(hash).concat(".new");
        if (std::ofstream(fresh, std::ios::binary) << base::to_text(description.to_json()))
          std::filesystem::rename(fresh, cache_file(hash), ignored);
      }
    }
    known = known_.emplace(hash, std::move(description)).first;
  }
  LibraryDescription description = known->second;
  description.path = path.string();
  description.hash = hash;
  return description;
}

LibraryDescription Descriptions::ask_probe(const std::filesystem::path& path) {
  LibraryDescription description;
  if (probe_.empty()) {
    description.refused = "it is not known here, and there is no garden-probe to try it with";
    return description;
  }
  const auto outcome = run_child(probe_, {"--json", path.string()}, limits_);
  if (!outcome) {
    description.refused = "it could not be tried: " + outcome.error().text();
    return description;
  }
  const auto json = base::parse_json(outcome->output);
  if (json && read_description(*json, description)) return description;
  description = {};
  const std::string wrong = outcome->what_went_wrong(limits_);
  description.refused = wrong.empty() ? "garden-probe said nothing that can be read about it"
                                      : "the process that tried it " + wrong;
  return description;
}

}  // namespace garden::plugins
