// What a reload has to do: the difference of two configurations.
#include <algorithm>

#include "config/configuration.hpp"

namespace garden::config {
namespace {

// Sorts what two lists hold into added, removed and changed, by name.
template <class Item>
void compare(const std::vector<Item>& before, const std::vector<Item>& after, std::vector<std::string>& added,
             std::vector<std::string>& removed, std::vector<std::string>& changed) {
  for (const auto& item : after) {
    auto old = std::ranges::find(before, item.name, &Item::name);
    if (old == before.end())
      added.push_back(item.name);
    else if (!old->same_as(item))
      changed.push_back(item.name);
  }
  for (const auto& item : before)
    if (std::ranges::find(after, item.name, &Item::name) == after.end()) removed.push_back(item.name);
}

StoreDifference compare_stores(const StoreConfig& before, const StoreConfig& after) {
  StoreDifference found;
  found.name = after.name;
  compare(before.plugins, after.plugins, found.plugins_added, found.plugins_removed, found.plugins_changed);
  compare(before.agents, after.agents, found.agents_added, found.agents_removed, found.agents_changed);
  found.settings_changed = before.title != after.title || before.timezone != after.timezone ||
                           before.currency != after.currency || before.language_id != after.language_id ||
                           before.as_of != after.as_of || before.assumptions != after.assumptions ||
                           before.settings != after.settings || !(before.schema == after.schema);
  found.state_changed = before.state_file != after.state_file || before.ledger != after.ledger;
  return found;
}

}  // namespace

bool StoreDifference::empty() const {
  return plugins_added.empty() && plugins_removed.empty() && plugins_changed.empty() &&
         agents_added.empty() && agents_removed.empty() && agents_changed.empty() && !settings_changed &&
         !state_changed;
}

bool Difference::empty() const {
  return restart.empty() && !log_changed && !directories_changed && !limits_changed && stores_added.empty() &&
         stores_removed.empty() && stores_changed.empty();
}

Difference difference(const Configuration& before, const Configuration& after) {
  Difference found;
  if (!(before.host.server == after.host.server)) found.restart.emplace_back("server");
  if (before.host.shards != after.host.shards) found.restart.emplace_back("shards");
  const auto &old_log = before.host.log, &new_log = after.host.log;
  found.log_changed =
      old_log.level != new_log.level || old_log.json != new_log.json || old_log.file != new_log.file;
  found.directories_changed = before.host.plugin_directories != after.host.plugin_directories ||
                              before.host.agent_directories != after.host.agent_directories;
  if (before.host.plugin_state != after.host.plugin_state)
    found.restart.emplace_back("directories.plugin_state");
  found.limits_changed = !(before.host.limits == after.host.limits);
  for (const auto& store : after.stores) {
    const auto* old = before.store(store.name);
    if (old == nullptr) {
      found.stores_added.push_back(store.name);
    } else if (auto changes = compare_stores(*old, store); !changes.empty()) {
      found.stores_changed.push_back(std::move(changes));
    }
  }
  for (const auto& store : before.stores)
    if (after.store(store.name) == nullptr) found.stores_removed.push_back(store.name);
  return found;
}

}  // namespace garden::config
