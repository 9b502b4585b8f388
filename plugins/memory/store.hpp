// Store: values by key in memory, for a while, within a number of bytes.
//
// Many shards of the host ask at once, and nobody may wait for another's large value. So keys are spread over
// independent parts, each with a lock that is held for a look-up only; a value is shared, not copied, and is
// handed out after the lock is gone. Each part drops what was used least recently when it is full. Time is
// passed in (microseconds since 1970), so that a test can be its master. Threads: all calls [any].
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace garden::memory_cache {

// Shared by the store and by those who still read it after it was replaced or dropped.
using Value = std::shared_ptr<const std::string>;

class Store {
 public:
  // bytes_max: of all entries together, keys, values and bookkeeping.
  explicit Store(std::size_t bytes_max) : part_bytes_max_(bytes_max / parts) {}

  // The value, or null when it is not there (any more).
  Value get(std::string_view key, std::int64_t now_us);
  void set(std::string_view key, std::string_view value, std::int64_t expires_us);
  // False when the key exists.
  bool add(std::string_view key, std::string_view value, std::int64_t now_us, std::int64_t expires_us);
  void remove(std::string_view key);
  // False when the value is not there or is another.
  bool compare_remove(std::string_view key, std::string_view expected, std::int64_t now_us);

  std::int64_t entries() const { return entries_.load(std::memory_order_relaxed); }
  std::int64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  std::int64_t evictions() const { return evictions_.load(std::memory_order_relaxed); }
  // The largest value that fits with a key of this size.
  std::size_t value_bytes_max(std::size_t key_bytes) const;

 private:
  static constexpr std::size_t parts = 16;
  static constexpr std::size_t entry_overhead_bytes = 160;  // node, table slot and control block, about

  struct Entry {
    std::string key;
    Value value;
    std::int64_t expires_us;
    std::size_t bytes() const { return key.size() + value->size() + entry_overhead_bytes; }
  };
  using Entries = std::list<Entry>;  // used last first
  struct Part {
    std::mutex mutex;
    Entries entries;
    std::unordered_map<std::string_view, Entries::iterator> index;  // views of the entries' own keys
    std::size_t bytes = 0;
  };

  Part& part_of(std::string_view key) { return parts_[std::hash<std::string_view>{}(key) % parts]; }
  // With the part's lock held. The entry, or the end; what has expired is dropped.
  Entries::iterator find(Part& part, std::string_view key, std::int64_t now_us);
  void insert(Part& part, std::string_view key, Value value, std::int64_t expires_us);
  void drop(Part& part, Entries::iterator entry);

  const std::size_t part_bytes_max_;
  std::array<Part, parts> parts_;
  std::atomic<std::int64_t> entries_{0}, bytes_{0}, evictions_{0};
};

}  // namespace garden::memory_cache
