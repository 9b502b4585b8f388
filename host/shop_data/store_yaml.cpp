#include "shop_data/store_yaml.hpp"

#include <cstdint>
#include <cstdio>
#include <string_view>

#include "base/json.hpp"
#include "config/text_file.hpp"

namespace garden::shop_data {
namespace {
using base::Code;
using base::fail;

constexpr std::string_view first_words = "# Written by agent-garden db import, ";
constexpr std::string_view last_words = ": written again by the next import, unless it was edited.\n";

// Text in double quotes. A dollar sign would begin a substitution, so it is doubled.
std::string in_quotes(std::string_view text) {
  std::string doubled;
  for (char c : text) doubled += c == '$' ? std::string("$$") : std::string(1, c);
  return base::to_text(base::Json(doubled));
}

// Letters, digits, '_', '-' and '.', beginning with a letter, at most 64: what a store may be called.
std::string identifier(std::string_view text) {
  std::string name;
  for (char c : text.substr(0, 60)) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool other = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    if (name.empty() && !letter) name = "shop";
    name += letter || other ? c : '_';
  }
  return name.empty() ? "shop" : name;
}

// Tells an edited file from one that is as it was written (FNV-1a).
std::string digest(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (unsigned char c : text) hash = (hash ^ c) * 1099511628211ULL;
  char hex[17];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
  return hex;
}

bool is_ours_and_unedited(std::string_view text) {
  if (!text.starts_with(first_words)) return false;
  auto mark = text.substr(first_words.size(), 16);
  auto rest = text.substr(std::min(text.size(), first_words.size() + 16));
  if (!rest.starts_with(last_words)) return false;
  return digest(rest.substr(last_words.size())) == mark;
}
}  // namespace

std::string store_yaml_text(const StoreDescription& store) {
  auto name = identifier(store.database.stem().string());
  auto state = store.database;
  state.replace_filename(store.database.stem().string() + "-state.db");
  std::string body;
  body += "store: {name: " + in_quotes(name) + ", title: " + in_quotes(store.title) +
          ", timezone: " + in_quotes(store.timezone) + ", currency: " + in_quotes(store.currency) + "}\n\n";
  body +=
      "# The data is of this moment: questions about \"today\" mean it.\nas_of: " + in_quotes(store.as_of) +
      "\n";
  body += "# Said with every answer.\nassumptions:\n";
  for (const auto& sentence : store.assumptions) body += "  - " + in_quotes(sentence) + "\n";
  body += "\nplugins:\n";
  body += "  shop:  {library: sqlite, config: {path: " + in_quotes(store.database.string()) + "}}\n";
  body += "  cache: {library: memory}\n";
  body += "  model: {library: offline}\n\n";
  body += "agents:\n  - {use: inventory_intelligence, llm: [model], data: shop, cache: cache}\n\n";
  body += "state: {sqlite: {path: " + in_quotes(state.string()) + "}}\n";
  return std::string(first_words) + digest(body) + std::string(last_words) + body;
}

base::Result<> may_replace_yaml(const std::filesystem::path& place, bool force) {
  constexpr std::size_t bytes_max = 1024 * 1024;
  std::error_code why;
  auto status = std::filesystem::status(place, why);
  if (!std::filesystem::exists(status)) return {};
  if (!std::filesystem::is_regular_file(status))
    return fail(Code::invalid, "this is not a file; choose another place", place.string());
  if (force) return {};
  auto text = config::read_text_file(place, bytes_max);
  if (text && is_ours_and_unedited(*text)) return {};
  return fail(Code::invalid,
              "there is a file already that no import wrote, or that was edited since; move it away, choose "
              "another place, or say --force to replace it",
              place.string());
}

}  // namespace garden::shop_data
