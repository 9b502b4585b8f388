// Goal: what a whole turn of the host (session, context from the cache, prompt, model, events) costs over
// asking the model directly, in time, processor and memory; and no token lost, doubled or crossed.
// Method: the shipped program with the gemini plugin, a model that is nothing but wire (token_source.hpp), a
// bare proxy as the floor, and one client, each a process; the direct request is the one that the host sent.
// Direct and through the host take turns within one run. Usage: bench_turn_load [share=1 [one | streams |
// 256 | 1000 | throughput | disk]]: of the repetitions and streams, for a quick look. Output: `name value
// unit (ratio to the target)`.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "bench/child.hpp"
#include "bench/host_child.hpp"
#include "bench/token_readers.hpp"
#include "bench/token_source.hpp"

namespace {
using namespace garden::bench;

constexpr std::string_view marker = "[[0 1 0]]";  // the order in the prompt that is taken for the direct way

std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

// The two ways to the same tokens, and what was asked on each.
class Ways {
 public:
  Ways(std::uint16_t model, std::uint16_t host) : model_(model), host_(host) {
    auto answer = ask_plainly(host_, host_request(marker));  // the context is built and cached now
    if (answer.find("~0.0 ") == answer.npos) {
      std::fprintf(stderr, "the host answered:\n%s\n", answer.c_str());
      std::exit(1);
    }
    auto last = ask_plainly(model_, "GET /last HTTP/1.1\r\n\r\n");
    prompt_ = last.substr(last.find("\r\n\r\n") + 4);
    place_ = prompt_.rfind(marker);
    if (place_ == prompt_.npos) give_up("the prompt");
  }
  std::size_t prompt_bytes() const { return prompt_.size(); }

  Outcome host(const Load& load, const std::function<void()>& all_began = {}) const {
    TokenReaders readers(host_, load, [&](std::size_t stream) {
      return host_request(order(stream, load.tokens, load.gap_ms));
    });
    return readers.run(all_began);
  }
  Outcome direct(const Load& load) const { return raw(model_, load); }
  // To the model's port, or that of a proxy before it.
  Outcome raw(std::uint16_t port, const Load& load) const {
    TokenReaders readers(port, load, [&](std::size_t stream) {
      auto body = prompt_;
      body.replace(place_, marker.size(), order(stream, load.tokens, load.gap_ms));
      return post("/v1beta/models/gemini-bench:streamGenerateContent?alt=sse", body);
    });
    return readers.run();
  }

 private:
  static std::string host_request(std::string_view order) {
    return post("/execute_agent",
                R"({"agent_type":"inventory_intelligence","message":"What is out of stock? )" +
                    std::string(order) + "\"}");
  }
  std::uint16_t model_, host_;
  std::string prompt_;
  std::size_t place_ = 0;
};

std::size_t wrong_total = 0;
const Outcome& checked(const Outcome& outcome) {
  wrong_total += outcome.wrong;
  return outcome;
}

void added_time(const Ways& ways, const HostChild& child, const char* name, const Load& load, int rounds,
                double target_ms) {
  std::vector<double> direct, host, added;
  double cpu = 0;
  for (int round = 0; round < rounds; ++round) {
    direct.push_back(median(checked(ways.direct(load)).first_token_ms));
    cpu -= child.cpu_seconds();
    host.push_back(median(checked(ways.host(load)).first_token_ms));
    cpu += child.cpu_seconds();
    added.push_back(host.back() - direct.back());
  }
  std::printf("turn.first_token.%s %.3f ms added (%.2f of the target %g; host %.3f, model alone %.3f)\n",
              name, median(added), median(added) / target_ms, target_ms, median(host), median(direct));
  std::printf("turn.cpu_per_turn.%s %.0f us\n", name, cpu / rounds / static_cast<double>(load.streams) * 1e6);
}

void paced_streams(const Ways& ways, const HostChild& host, const Child& proxy, std::size_t streams) {
  const Load load{.streams = streams, .tokens = 200, .gap_ms = 20};
  const double tokens = static_cast<double>(load.streams * load.tokens);
  const double share = tokens / 200'000;  // the targets are those of 1,000 streams
  auto proxy_cpu = proxy.cpu_seconds();
  auto bare = ways.raw(proxy.port(), load);
  auto floor = proxy.cpu_seconds() - proxy_cpu;
  auto idle = host.resident_bytes();
  auto cpu = host.cpu_seconds();
  std::size_t open = idle;
  auto outcome = checked(ways.host(load, [&] { open = host.resident_bytes(); }));
  cpu = host.cpu_seconds() - cpu;
  auto peak = std::max(open, host.resident_bytes());
  const auto kb = [&](std::size_t bytes) {
    return (static_cast<double>(bytes) - static_cast<double>(idle)) / 1024 / static_cast<double>(streams);
  };
  std::printf("turn.streams.open %zu streams of %zu tokens, %u ms apart\n", streams, load.tokens,
              load.gap_ms);
  std::printf("turn.streams.cpu %.2f s (%.2f of the target %g; a bare proxy of the same bytes: %.2f)\n", cpu,
              cpu / (6 * share), 6 * share, floor);
  std::printf("turn.streams.cpu_per_token %.1f us (a bare proxy: %.1f)\n", cpu / tokens * 1e6,
              floor / tokens * 1e6);
  std::printf("turn.streams.took %.2f s (a bare proxy: %.2f, the pace alone: %.2f)\n", outcome.seconds,
              bare.seconds, static_cast<double>((load.tokens - 1) * load.gap_ms) / 1000);
  std::printf(
      "turn.streams.memory %.1f KB/stream when all are open (%.2f of the target 40; at the end %.1f)\n",
      kb(open), kb(open) / 40, kb(peak));
  std::printf("turn.streams.tokens %zu tokens, %zu wrong (target 0)\n", outcome.tokens, outcome.wrong);
}

void throughput(const Ways& ways, const HostChild& host, const Child& proxy, std::size_t tokens, int rounds) {
  const Load load{.streams = 100, .tokens = tokens, .gap_ms = 0};
  std::vector<double> ours, bare, cpu;
  for (int round = 0; round < rounds; ++round) {
    auto floor = checked(ways.raw(proxy.port(), load));
    bare.push_back(static_cast<double>(floor.tokens) / floor.seconds);
    auto before = host.cpu_seconds();
    auto outcome = checked(ways.host(load));
    cpu.push_back((host.cpu_seconds() - before) / static_cast<double>(outcome.tokens) * 1e6);
    ours.push_back(static_cast<double>(outcome.tokens) / outcome.seconds);
  }
  std::printf("turn.throughput %.0f tokens/s (%.2f of the target 300000; a bare proxy: %.0f)\n", median(ours),
              median(ours) / 300'000, median(bare));
  std::printf("turn.throughput.cpu_per_token %.2f us\n", median(cpu));
}

// What a commit waits for at least: one small write made durable.
double disk_sync_ms(const std::filesystem::path& within) {
  garden::testing::TempDir folder(within);
  int fd = ::open(folder.file("sync").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  std::vector<double> times;
  const std::string block(4096, 'x');
  for (int i = 0; i < 25; ++i) {
    auto begun = std::chrono::steady_clock::now();
    if (::pwrite(fd, block.data(), block.size(), i * 4096) < 0 || ::fdatasync(fd) != 0) give_up("fdatasync");
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
  }
  ::close(fd);
  return median(times);
}

// The user's message is on disk before a turn begins: on a real disk that wait is the greatest part of it.
void on_disk(std::uint16_t model, int rounds) {
  const auto place = std::filesystem::temp_directory_path();
  HostChild host(GARDEN_PROGRAM, model, place);
  Ways ways(model, host.port());
  host.settle();
  auto sync = disk_sync_ms(place);
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round)
    times.push_back(median(checked(ways.host({.streams = 1, .tokens = 5, .gap_ms = 0})).first_token_ms));
  std::printf("turn.first_token.one_on_disk %.3f ms (one sync of this disk: %.3f)\n", median(times), sync);
}

std::string load_average() {
  std::string now;
  std::ifstream("/proc/loadavg") >> now;
  return now;
}

}  // namespace

int main(int count, char** arguments) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // each figure at once, and none doubled by a fork
  const double share = count > 1 ? std::stod(arguments[1]) : 1;
  const std::string_view only = count > 2 ? arguments[2] : "";
  const auto part = [share](int whole) { return std::max(1, static_cast<int>(whole * share)); };
  const auto wanted = [only](std::string_view name) { return only.empty() || only == name; };
  raise_descriptor_limit();
  Child model([](const auto& ready) { serve_tokens(ready); }, false);
  Child proxy([&model](const auto& ready) { serve_proxy(model.port(), ready); }, false);
  const std::filesystem::path memory = "/dev/shm";  // a disk's pace is not the host's: see on_disk()
  HostChild host(GARDEN_PROGRAM, model.port(), memory);
  Ways ways(model.port(), host.port());
  host.settle();
  std::printf("turn.machine load %s before the first figure\n", load_average().c_str());
  std::printf("turn.prompt %zu bytes\n", ways.prompt_bytes());
  if (wanted("one")) added_time(ways, host, "one", {.streams = 1, .tokens = 5, .gap_ms = 0}, part(500), 0.5);
  if (wanted("streams")) paced_streams(ways, host, proxy, static_cast<std::size_t>(part(1000)));
  if (wanted("256"))
    added_time(ways, host, "256_at_once", {.streams = 256, .tokens = 5, .gap_ms = 100}, part(9), 30);
  if (wanted("1000"))
    added_time(ways, host, "1000_at_once", {.streams = 1000, .tokens = 5, .gap_ms = 100}, part(5), 120);
  if (wanted("throughput")) throughput(ways, host, proxy, static_cast<std::size_t>(part(15'000)), part(3));
  if (wanted("disk")) on_disk(model.port(), part(50));
  std::printf("turn.tokens_wrong %zu (target 0)\n", wrong_total);
  return wrong_total == 0 ? 0 : 1;
}
