#include "store.hpp"

#include <limits>
#include <utility>

namespace garden::memory_cache {

std::size_t Store::value_bytes_max(std::size_t key_bytes) const {
  const auto taken = key_bytes + entry_overhead_bytes;
  return part_bytes_max_ > taken ? part_bytes_max_ - taken : 0;
}

void Store::drop(Part& part, Entries::iterator entry) {
  part.bytes -= entry->bytes();
  bytes_.fetch_sub(static_cast<std::int64_t>(entry->bytes()), std::memory_order_relaxed);
  entries_.fetch_sub(1, std::memory_order_relaxed);
  part.index.erase(entry->key);
  part.entries.erase(entry);
}

Store::Entries::iterator Store::find(Part& part, std::string_view key, std::int64_t now_us) {
  const auto found = part.index.find(key);
  if (found == part.index.end()) return part.entries.end();
  const auto entry = found->second;
  if (entry->expires_us > now_us) return entry;
  drop(part, entry);
  return part.entries.end();
}

void Store::insert(Part& part, std::string_view key, Value value, std::int64_t expires_us) {
  part.entries.push_front({std::string(key), std::move(value), expires_us});
  const auto entry = part.entries.begin();
  part.index.emplace(entry->key, entry);
  part.bytes += entry->bytes();
  bytes_.fetch_add(static_cast<std::int64_t>(entry->bytes()), std::memory_order_relaxed);
  entries_.fetch_add(1, std::memory_order_relaxed);
  while (part.bytes > part_bytes_max_ && part.entries.size() > 1) {
    drop(part, std::prev(part.entries.end()));
    evictions_.fetch_add(1, std::memory_order_relaxed);
  }
}

Value Store::get(std::string_view key, std::int64_t now_us) {
  auto& part = part_of(key);
  const std::lock_guard lock(part.mutex);
  const auto entry = find(part, key, now_us);
  if (entry == part.entries.end()) return nullptr;
  part.entries.splice(part.entries.begin(), part.entries, entry);
  return entry->value;
}

void Store::set(std::string_view key, std::string_view value, std::int64_t expires_us) {
  auto made = std::make_shared<const std::string>(value);
  auto& part = part_of(key);
  const std::lock_guard lock(part.mutex);
  const auto entry = find(part, key, std::numeric_limits<std::int64_t>::min());
  if (entry != part.entries.end()) drop(part, entry);
  insert(part, key, std::move(made), expires_us);
}

bool Store::add(std::string_view key, std::string_view value, std::int64_t now_us, std::int64_t expires_us) {
  auto made = std::make_shared<const std::string>(value);
  auto& part = part_of(key);
  const std::lock_guard lock(part.mutex);
  if (find(part, key, now_us) != part.entries.end()) return false;
  insert(part, key, std::move(made), expires_us);
  return true;
}

void Store::remove(std::string_view key) {
  auto& part = part_of(key);
  const std::lock_guard lock(part.mutex);
  const auto found = part.index.find(key);
  if (found != part.index.end()) drop(part, found->second);
}

bool Store::compare_remove(std::string_view key, std::string_view expected, std::int64_t now_us) {
  auto& part = part_of(key);
  const std::lock_guard lock(part.mutex);
  const auto entry = find(part, key, now_us);
  if (entry == part.entries.end() || *entry->value != expected) return false;
  drop(part, entry);
  return true;
}

}  // namespace garden::memory_cache
