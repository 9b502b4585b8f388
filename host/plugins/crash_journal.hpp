// CrashJournal: after a crash, the name of the plugin that was running.
//
// A plugin that crashes takes the process with it, and nothing can be written then. So whoever enters a
// component writes a number into a small memory-mapped file first, and clears it on the way out: one store
// each, no system call. The kernel keeps the file when the process dies. The next start reads it: a number
// still standing is the culprit, which then starts disabled, once, with the reason in the log and in /health.
// Threads: open(), add() and mark() [any]; a Mark belongs to one thread at a time. The journal outlives its
// marks.
#pragma once
#include <array>
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

enum class Callback : std::uint32_t { none, create, start, begin, event, offload, stop, destroy };
std::string_view callback_name(Callback callback);

class CrashJournal {
 public:
  static constexpr std::size_t marks_max = 512;
  static constexpr std::size_t components_max = 1024;

  struct Culprit {
    std::string component;  // "sqlite"
    std::string hash;       // of the library's content: what Catalogue::quarantine takes; empty: built in
    Callback callback = Callback::none;
    std::string text() const;  // "component 'sqlite' was running (begin) when the host crashed"
  };

  // One thread's place in the file: enter() before a component is called, leave() after, on that thread.
  class Mark {
   public:
    Mark(Mark&& other) noexcept : cell_(other.cell_), taken_(other.taken_) { other.taken_ = nullptr; }
    Mark& operator=(Mark&&) = delete;
    ~Mark() {
      leave();
      if (taken_ != nullptr) taken_->store(false, std::memory_order_release);
    }
    void enter(std::uint32_t component, Callback callback) {
      cell_->store(component << 8 | static_cast<std::uint32_t>(callback), std::memory_order_relaxed);
    }
    void leave() { cell_->store(0, std::memory_order_relaxed); }

   private:
    friend class CrashJournal;
    Mark(std::atomic<std::uint32_t>* cell, std::atomic<bool>* taken) : cell_(cell), taken_(taken) {}
    std::atomic<std::uint32_t>* cell_;
    std::atomic<bool>* taken_;  // null: the place that all who came too late share
  };

  // Reads what the last run left behind, then starts afresh. unavailable: the file cannot be made or mapped,
  // or another process has it.
  static base::Result<std::unique_ptr<CrashJournal>> open(const std::filesystem::path& file);
  // One that is not kept: for tests, and for commands that do not serve.
  static std::unique_ptr<CrashJournal> in_memory();
  ~CrashJournal();  // a clean end: nobody is to blame

  const std::vector<Culprit>& culprits() const { return culprits_; }     // of the last run
  std::uint32_t add(std::string_view component, std::string_view hash);  // the number for enter()
  Mark mark();

 private:
  struct Layout;
  CrashJournal(void* memory, int descriptor);
  void read_culprits();

  Layout& layout_;
  const int descriptor_;  // locked while this lives; -1: in memory
  std::vector<Culprit> culprits_;
  std::mutex mutex_;
  std::array<std::atomic<bool>, marks_max> taken_{};
};

}  // namespace garden::plugins
