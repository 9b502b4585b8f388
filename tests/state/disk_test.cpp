// Goal: a disk that is full or may not be written costs nothing that was acknowledged, is told in a sentence,
// and is forgotten as soon as there is room again. Method: a real small disk (tmpfs, when the test may mount
// one), and the kernel's limit on the size of a file for everybody else.
#include <sys/mount.h>
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "state/support.hpp"

using namespace garden;
using namespace garden::state;
using namespace garden::state::testing;
using base::Code;

namespace {

class SmallDisk {
 public:
  SmallDisk() {
    mounted_ = ::mount("tmpfs", dir_.path().c_str(), "tmpfs", 0, "size=1m,mode=700") == 0;
    if (!mounted_) WARN("this user may not mount a small disk: this test was not run");
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) ::umount2(dir_.path().c_str(), MNT_DETACH);
  }
  explicit operator bool() const { return mounted_; }
  std::string file(const std::string& name) const { return dir_.file(name); }
  bool make_read_only() {
    return ::mount(nullptr, dir_.path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
  }

 private:
  garden::testing::TempDir dir_;
  bool mounted_ = false;
};

// While it lives no file of this process grows beyond `bytes`.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const struct rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  struct rlimit before_{};
  void (*handler_)(int);
};

struct Opened {
  std::unique_ptr<telemetry::Log> log = telemetry::Log::silent();
  telemetry::Metrics metrics;
  base::Result<std::unique_ptr<Store>> store;
  explicit Opened(const std::string& path) : store(open_sqlite_store({.path = path}, *log, metrics)) {}
};

Address numbered(int i) { return {"shop", "things", std::to_string(i)}; }
base::Result<Committed> save(Store& store, int i, std::size_t bytes) {
  return commit(store, {Create{.address = numbered(i), .body = std::string(bytes, 'x')}});
}

// Saves until it fails; gives how many were acknowledged.
int fill(Store& store, base::Error& error) {
  for (int i = 0;; ++i) {
    auto saved = save(store, i, 20'000);
    if (saved) continue;
    error = saved.error();
    return i;
  }
}

void check_kept(Store& store, int saved) {
  for (int i = 0; i < saved; ++i) CHECK(get(store, numbered(i)).value().body.size() == 20'000);
  CHECK(get(store, numbered(saved)).error().code == Code::not_found);
}

}  // namespace

TEST_CASE("a full disk refuses what does not fit and keeps what was acknowledged") {
  SmallDisk disk;
  if (!disk) return;
  std::ofstream(disk.file("filler")) << std::string(300'000, 'f');
  int saved = 0;
  {
    Opened opened(disk.file("state.db"));
    auto& store = *opened.store.value();
    base::Error error;
    saved = fill(store, error);
    CHECK(saved > 3);
    INFO(error.text());
    CHECK(error.code == Code::unavailable);
    CHECK(error.message.find("full") != std::string::npos);
    CHECK(error.where == disk.file("state.db"));
    check_kept(store, saved);
    CHECK(save(store, 1000, 20'000).error().code == Code::unavailable);

    std::filesystem::remove(disk.file("filler"));
    CHECK(save(store, 1000, 20'000));
    CHECK(opened.metrics.counter("garden_state_failures_total").value() == 2);
  }
  Opened again(disk.file("state.db"));
  check_kept(**again.store, saved);
  CHECK(get(**again.store, numbered(1000)));
}

TEST_CASE("in a group one batch that is too large for the disk does not take the others with it") {
  SmallDisk disk;
  if (!disk) return;
  Opened opened(disk.file("state.db"));
  auto& store = *opened.store.value();
  std::mutex gate;
  gate.lock();
  store.commit({}, [&gate](base::Result<Committed>) { std::lock_guard wait(gate); });
  std::atomic<int> small_saved = 0, large_refused = 0, answered = 0;
  for (int i = 0; i < 9; ++i)
    store.commit({Create{.address = numbered(i), .body = std::string(i == 4 ? 2'000'000 : 1000, 'x')}},
                 [&small_saved, &large_refused, &answered, i](base::Result<Committed> result) {
                   if (i != 4) small_saved += result.has_value();
                   if (i == 4) large_refused += !result && result.error().code == Code::unavailable;
                   ++answered;
                 });
  gate.unlock();
  while (answered != 9) std::this_thread::yield();
  CHECK(small_saved == 8);
  CHECK(large_refused == 1);
}

TEST_CASE("a limit on the size of files is met like a full disk") {
  SqliteBackend backend;
  int saved = 0;
  {
    auto store = backend.open();
    {
      FileSizeLimit limit(600'000);
      base::Error error;
      saved = fill(*store, error);
      CHECK(saved > 3);
      CHECK(error.code == Code::unavailable);
      CHECK(error.message.find("full") != std::string::npos);
      check_kept(*store, saved);
    }
    CHECK(save(*store, 1000, 20'000));
  }
  check_kept(*backend.open(), saved);
}

TEST_CASE("a turn that could not be saved is refused as a whole") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  shop.begin("s", "first");
  {
    FileSizeLimit limit(100'000);
    NewTurn turn{
        .session_id = "s", .agent = "stock", .content = std::string(200'000, 'x'), .title = "second"};
    auto begun = wait_for<TurnBegun>([&](auto done) { shop.runs.begin_turn(turn, std::move(done)); });
    REQUIRE_FALSE(begun);
    CHECK(begun.error().code == Code::unavailable);
  }
  CHECK(shop.messages("s").value().end == 1);
  CHECK(shop.list_runs().value().runs.size() == 1);
  CHECK(shop.begin("s", "third").message_number == 2);
}

TEST_CASE("a disk that may not be written is told as such") {
  SmallDisk disk;
  if (!disk) return;
  {
    Opened opened(disk.file("state.db"));
  }
  REQUIRE(disk.make_read_only());
  Opened opened(disk.file("state.db"));
  REQUIRE_FALSE(opened.store);
  INFO(opened.store.error().text());
  CHECK(opened.store.error().code == Code::denied);
  CHECK(Opened(disk.file("new.db")).store.error().code == Code::denied);
}
