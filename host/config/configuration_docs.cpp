#include "config/configuration_docs.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "config/embedded.hpp"
#include "config/pointer.hpp"
#include "config/schema.hpp"

namespace garden::config {
namespace {

using base::Json;

constexpr std::size_t depth_max = 8;

constexpr std::string_view introduction = R"(# Configuration

This page is made from the JSON Schemas in `config/schema`, with which the program checks every file
(`GARDEN_WRITE_DOCS=1 build/dev/tests/config/test_config "the page*"` writes it anew). For an editor
that knows YAML schemas, begin a file with `# yaml-language-server: $schema=` and the schema's path.

- A **directory** given as configuration holds `host.yaml` (optional) and `stores/*.yaml`; a
  **single file** may hold the keys of the host and of one store together.
- Command line beats environment beats file beats default. `PORT` in the environment changes the
  port only.
- Every mistake is reported at once as `file:line:column: error: what, what to do`; `agent-garden
  check` does so without starting anything.
- **Scalars**: what is in quotes is text. Of the rest only `true`, `false`, `null` and numbers as
  JSON writes them are typed; `no`, `on`, `012`, `1_000`, dates and times are text. Durations are
  written `150ms`, `5m`, `1h30m`; sizes `64KB` (1000s) or `1MiB` (1024s).
- **`extends: base.yaml`** (or a list; relative to the file) merges the file over others: maps
  merge, lists and scalars replace, `null` removes what was inherited.
- **`${NAME}`** and **`${NAME:-default}`** come from the environment, **`${file:PATH}`** from a file
  (relative to the file that says it, less its last line end); `$$` is a dollar sign. They work
  inside values, never in keys, and any character survives. The result is text; where a number or a
  boolean is wanted it is converted. A variable that is set to nothing counts as not set. What came
  from outside is never printed.
- A plugin instance whose configuration needs a variable that is not set is **disabled**, and the
  next in an agent's order takes over; anywhere else a missing variable is an error.
- Anchors, aliases, merge keys, tags, duplicate keys and further documents are refused.
)";

class Page {
 public:
  Page() {
    for (const auto& file : embedded_files())
      if (file.name.ends_with(".schema.json"))
        files_.emplace(file.name, base::parse_json(file.text).value_or(Json::object()));
  }

  std::string text() {
    page_ = introduction;
    static constexpr std::array<std::string_view, 3> first{"host.schema.json", "store.schema.json",
                                                           "agent.schema.json"};
    for (auto name : first) section(std::string(name));
    for (const auto& [name, schema] : files_)
      if (std::ranges::find(first, name) == first.end()) section(name);
    return std::move(page_);
  }

 private:
  void section(const std::string& file) {
    const auto& schema = files_.at(file);
    page_ += "\n## " + base::text_at(schema, "title") + "\n";
    if (auto about = base::text_at(schema, "description"); !about.empty()) page_ += about + "\n";
    page_ += "\n| key | value | default | meaning |\n|---|---|---|---|\n";
    rows(schema, file, "", 0);
  }

  // The schema that `schema` refers to, over any number of steps, or itself; `file` follows, and `about`
  // takes the first description on the way.
  const Json& resolved(const Json& schema, std::string& file, std::string* about = nullptr) const {
    const Json* found = &schema;
    for (std::size_t steps = 0; steps < depth_max; ++steps) {
      if (about != nullptr && about->empty()) *about = base::text_at(*found, "description");
      auto reference = base::text_at(*found, "$ref");
      auto hash = reference.find('#');
      if (hash == std::string::npos) break;
      if (hash > 0) file = reference.substr(0, hash);
      auto known = files_.find(file);
      const auto* next = known == files_.end() ? nullptr : find(known->second, reference.substr(hash + 1));
      if (next == nullptr) break;
      found = next;
    }
    return *found;
  }

  void rows(const Json& schema, const std::string& file, const std::string& prefix, std::size_t depth) {
    if (depth > depth_max) return;
    const auto& required = base::member(schema, "required");
    if (const auto& properties = base::member(schema, "properties"); properties.is_object())
      for (const auto& [key, property] : properties.items()) {
        bool needed = std::ranges::any_of(required, [&key](const Json& name) { return name == key; });
        auto name = prefix;
        if (!name.empty()) name += '.';
        name += key;
        row(property, file, name, needed, depth);
      }
    if (const auto& others = base::member(schema, "additionalProperties"); others.is_object())
      row(others, file, prefix.empty() ? "NAME" : prefix + ".NAME", false, depth);
    if (const auto& items = base::member(schema, "items"); items.is_object()) {
      auto items_file = file;
      rows(resolved(items, items_file), items_file, prefix + "[]", depth + 1);
    }
  }

  void row(const Json& given, const std::string& file, const std::string& key, bool needed,
           std::size_t depth) {
    auto target_file = file;
    std::string about;
    const auto& schema = resolved(given, target_file, &about);
    bool elsewhere = base::text_at(given, "$ref").find(".json#/properties/") != std::string::npos;
    if (elsewhere) about += " As in " + base::text_at(files_.at(target_file), "title") + '.';
    if (base::boolean_at(given, "x-inactive", false)) about += " Not active in this version.";
    const auto& fallback = given.contains("default") ? given["default"] : base::member(schema, "default");
    const bool is_nothing = fallback.is_string() ? fallback.get_ref<const std::string&>().empty()
                                                 : fallback.is_structured() && fallback.empty();
    const bool plain = !fallback.is_null() && !is_nothing;
    page_ +=
        "| `" + key + "` | " + value_of(schema) + " | " +
        (needed  ? "**required**"
         : plain ? '`' + (fallback.is_string() ? fallback.get<std::string>() : base::to_text(fallback)) + '`'
                 : "") +
        " | " + cell(about) + " |\n";
    if (!elsewhere) rows(schema, target_file, key, depth + 1);
  }

  static std::string cell(const std::string& text) {
    std::string escaped;
    for (char c : text) {
      if (c == '|') escaped += '\\';
      escaped += c;
    }
    return escaped;
  }

  // "duration, 1s to 10m", "`text` or `json`", "list of text"
  std::string value_of(const Json& schema) const {
    std::string words;
    if (const auto& choices = base::member(schema, "enum"); choices.is_array()) {
      for (const auto& choice : choices)
        words += (words.empty() ? "" : " ") + ('`' + plain_text(choice) + '`');
      return words;
    }
    if (schema.contains("const")) return '`' + plain_text(schema["const"]) + '`';
    for (const char* forms : {"anyOf", "oneOf"})
      if (const auto& branches = base::member(schema, forms); branches.is_array())
        for (const auto& branch : branches) words += (words.empty() ? "" : " or ") + value_of(branch);
    if (auto format = base::text_at(schema, "format"); !format.empty())
      words = format;
    else if (const auto& type = base::member(schema, "type"); type.is_string())
      words = word_of(type.get<std::string>());
    else if (type.is_array())
      for (const auto& one : type) words += (words.empty() ? "" : " or ") + word_of(plain_text(one));
    if (const auto& items = base::member(schema, "items"); items.is_object()) {
      auto inner = value_of(items);
      if (!inner.empty() && inner != "map") words += " of " + inner;
    }
    return words + bounds(schema);
  }

  static std::string bounds(const Json& schema) {
    auto of = [&schema](std::string_view first, std::string_view second) {
      const auto& value =
          base::member(schema, first).is_null() ? base::member(schema, second) : base::member(schema, first);
      return value.is_null() ? std::string() : plain_text(value);
    };
    auto low = of("minimum", "x-minimum"), high = of("maximum", "x-maximum");
    if (!low.empty() && !high.empty()) return ", " + low + " to " + high;
    if (!low.empty()) return ", from " + low;
    if (!high.empty()) return ", up to " + high;
    return {};
  }

  static std::string plain_text(const Json& value) {
    return value.is_string() ? value.get<std::string>() : base::to_text(value);
  }
  static std::string word_of(const std::string& type) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> words{
        {{"string", "text"},
         {"integer", "whole number"},
         {"boolean", "true or false"},
         {"array", "list"},
         {"object", "map"},
         {"null", "nothing"}}};
    auto found = std::ranges::find(words, type, [](const auto& pair) { return pair.first; });
    return found == words.end() ? type : std::string(found->second);
  }

  std::map<std::string, Json> files_;
  std::string page_;
};

}  // namespace

std::string configuration_markdown() { return Page().text(); }

}  // namespace garden::config
