// state_writer FILE: takes turns on a state file as fast as it can until it is killed, and tells on standard
// output what was acknowledged to it. The other end of crash_test.cpp.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

#include "state/support.hpp"

using namespace garden;
using namespace garden::state;

namespace {

// One write for one line, so that a kill never leaves half of one.
void tell(const std::string& line) {
  if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::_Exit(3);
}

[[noreturn]] void refuse(const base::Error& error) {
  std::fprintf(stderr, "state_writer: %s\n", error.text().c_str());
  std::_Exit(2);
}

template <class T>
T must(base::Result<T> result) {
  if (!result) refuse(result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

void take_turns(Store& store, int thread) {
  state::testing::Shop shop(store);
  for (int i = 0;; ++i) {
    const auto session =
        "s" + std::to_string(::getpid()) + "." + std::to_string(thread) + "." + std::to_string(i / 5);
    auto begun = shop.begin(session, "question " + std::to_string(i));
    tell("begun " + begun.run_id + " " + session + " " + std::to_string(begun.message_number) + "\n");
    for (int n = 1; n <= 3; ++n) {
      must(shop.append(begun.run_id, {{n, "text.delta", std::to_string(n)}}));
      tell("event " + begun.run_id + " " + session + " " + std::to_string(n) + "\n");
    }
    must(shop.finish({.run_id = begun.run_id,
                      .messages = {{"assistant", std::string(500, 'a')}},
                      .events = {{4, "run.completed", "{}"}}}));
    tell("finished " + begun.run_id + " " + session + " 0\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  auto log = telemetry::Log::silent();
  telemetry::Metrics metrics;
  auto opened = open_sqlite_store({.path = argv[1]}, *log, metrics);
  if (!opened) refuse(opened.error());
  tell("ready - - 0\n");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(take_turns, std::ref(**opened), i);
  for (auto& thread : threads) thread.join();
}
