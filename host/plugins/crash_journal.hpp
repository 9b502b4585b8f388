// CrashJournal: after a crash, the name of the plugin that was running.
//
// A plugin that crashes takes the process with it, and nothing can be written then. So whoever enters a
// component writes a number into a small memory-mapped file first, and clears it on the way out: one store
// each, no system call. The kernel keeps the file when the process dies. The next start reads it: a number
// still standing is the culprit, which then starts disabled, once, with the reason in the log and in /health.
// Threads: open() and add() [any]; a Mark belongs to one thread at a time.
#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace garden::plugins {

enum class Callback : std::uint32_t { none, create, start, begin, event, offload, stop, destroy, extension };
std::string_view callback_name(Callback callback);

class CrashJournal {
 public:
  struct Culprit {
    std::string component;  // "sqlite"
    std::string hash;       // of the library's content: what Catalogue::quarantine takes
    Callback callback = Callback::none;
  };

  // One thread's place in the file. enter() before a component is called, leave() after; both [own thread].
  class Mark {
   public:
    void enter(std::uint32_t component, Callback callback) {
      cell_->store(component << 8 | static_cast<std::uint32_t>(callback), std::memory_order_relaxed);
    }
    void leave() { cell_->store(0, std::memory_order_relaxed); }

   private:
    friend class CrashJournal;
    std::atomic<std::uint32_t>* cell_ = nullptr;
  };

  // Reads what the last run left behind, then starts afresh. unavailable: the file cannot be made or mapped.
  static base::Result<std::unique_ptr<CrashJournal>> open(const std::filesystem::path& file);
  // A journal in memory only: for tests, and for commands that do not serve.
  static std::unique_ptr<CrashJournal> in_memory();
  ~CrashJournal();  // a clean end: nobody is to blame

  const std::vector<Culprit>& culprits() const { return culprits_; }     // of the last run
  std::uint32_t add(std::string_view component, std::string_view hash);  // [any] the number for enter()
  Mark mark();  // [any] a new place; when all are taken, one that is shared by all later comers

 private:
  struct Layout;
  CrashJournal(void* memory, bool in_file);
  void read_culprits();

  Layout* layout_;
  bool in_file_;
  std::vector<Culprit> culprits_;
  std::mutex mutex_;
};

}  // namespace garden::plugins
