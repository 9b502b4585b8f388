// LaneTable: from an operation's number to what an instance keeps of it, in one look.
//
// Every event of every operation is looked up, in a busy host a hundred thousand times a second and on
// several lanes at once: one lock and one table for all would travel between the processors all the time. So
// each thread has a drawer of its own with a lock that as a rule nobody else touches, and a lane stays on its
// thread. That is how it is, not what the ABI promises: what is not in one's own drawer is looked for in the
// others. Threads: [any]; what is found belongs to one lane.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "garden/abi.h"

namespace garden::detail {

template <class Kept>
class LaneTable {
 public:
  // `op` is not in the table.
  Kept* add(garden_op op, std::unique_ptr<Kept> kept) {
    auto* const there = kept.get();
    auto& drawer = drawers_[own()];
    const std::lock_guard lock(drawer.mutex);
    drawer.add(op, std::move(kept));
    return there;
  }
  // Null: it is not there.
  Kept* find(garden_op op) {
    Kept* found = nullptr;
    look(op, [&found](Drawer& drawer, std::size_t place) { found = drawer.entries[place].kept.get(); });
    return found;
  }
  std::unique_ptr<Kept> take(garden_op op) {
    std::unique_ptr<Kept> taken;
    look(op, [&taken](Drawer& drawer, std::size_t place) {
      taken = std::move(drawer.entries[place].kept);
      drawer.remove(place);
    });
    return taken;
  }

 private:
  static constexpr std::size_t drawers_count = 8, none = static_cast<std::size_t>(-1);

  struct Entry {
    garden_op op = 0;  // 0: free
    std::unique_ptr<Kept> kept;
  };
  // Open addressing: an entry is in the first free place from its home on.
  struct alignas(64) Drawer {
    std::mutex mutex;
    std::vector<Entry> entries = std::vector<Entry>(16);  // a power of two, at most half of them taken
    std::size_t taken = 0;

    std::size_t next(std::size_t place) const { return (place + 1) & (entries.size() - 1); }
    std::size_t home(garden_op op) const { return op & (entries.size() - 1); }  // ids differ in the low bits
    std::size_t place_of(garden_op op) const {
      for (auto place = home(op); entries[place].op != 0; place = next(place))
        if (entries[place].op == op) return place;
      return none;
    }
    void add(garden_op op, std::unique_ptr<Kept> kept) {
      if (2 * (taken + 1) > entries.size()) {
        auto old = std::exchange(entries, std::vector<Entry>(2 * entries.size()));
        for (auto& entry : old)
          if (entry.op != 0) put(std::move(entry));
      }
      put({op, std::move(kept)});
      ++taken;
    }
    void put(Entry entry) {
      auto place = home(entry.op);
      while (entries[place].op != 0) place = next(place);
      entries[place] = std::move(entry);
    }
    // Those behind it that would not be found any more across the gap move up.
    void remove(std::size_t gap) {
      for (auto place = next(gap); entries[place].op != 0; place = next(place)) {
        const auto mask = entries.size() - 1;
        if (((place - home(entries[place].op)) & mask) < ((place - gap) & mask)) continue;
        entries[gap] = std::move(entries[place]);
        gap = place;
      }
      entries[gap] = {};
      --taken;
    }
  };

  static std::size_t own() {
    static std::atomic<std::size_t> threads{0};
    thread_local const std::size_t mine = threads.fetch_add(1, std::memory_order_relaxed) % drawers_count;
    return mine;
  }
  // Calls use(drawer, place) with the drawer locked, if `op` is somewhere.
  template <class Use>
  void look(garden_op op, Use use) {
    const auto first = own();
    for (std::size_t i = 0; i < drawers_count; ++i) {
      auto& drawer = drawers_[(first + i) % drawers_count];
      const std::lock_guard lock(drawer.mutex);
      const auto place = drawer.place_of(op);
      if (place != none) return use(drawer, place);
    }
  }

  std::array<Drawer, drawers_count> drawers_;
};

}  // namespace garden::detail
