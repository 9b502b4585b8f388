// prover: one component whose verbs use every promise that the border makes; prover_test.cpp asks, this
// answers.
#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "garden/garden.hpp"

using garden::Context;
using garden::Task;

namespace {

// Counts objects in coroutine frames: when all is over none may be left.
std::atomic<long> alive{0};
struct Local {
  Local() { alive++; }
  Local(const Local&) = delete;
  ~Local() { alive--; }
};

class Prover {
 public:
  Task<> count_alive(Context& ctx) {
    const auto text = std::to_string(alive.load());
    co_await ctx.emit(text);
  }

  // More than any buffer holds, each piece with its number.
  Task<> flood(Context& ctx) {
    const Local here;
    for (int i = 0; i < 2000; i++) {
      std::string piece = std::to_string(i);
      piece.resize(1000, '.');
      co_await ctx.emit(piece);
    }
  }

  // The work uses a local by reference: the frame outlives it, also when the operation is cancelled.
  Task<> offload(Context& ctx) {
    const Local here;
    std::vector<int> numbers(1000);
    std::iota(numbers.begin(), numbers.end(), 1);
    const auto sum = co_await ctx.offload([&numbers, &ctx] {
      for (int i = 0; i < 20 && !ctx.cancelled(); i++)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      return std::accumulate(numbers.begin(), numbers.end(), 0L);
    });
    const auto text = std::to_string(sum);
    co_await ctx.emit(text);
  }

  Task<> parallel(Context& ctx) {
    std::vector<Task<std::string>> many;
    for (int i = 0; i < 4; i++) many.push_back(one(ctx, "part " + std::to_string(i) + " "));
    const auto parts = co_await garden::all(std::move(many));
    auto [last, nobody] =
        co_await garden::all(one(ctx, "and two "), ctx.try_call("llm:nobody", "generate", ""));
    const auto text =
        std::accumulate(parts.begin(), parts.end(), std::string()) + last + std::to_string(nobody.status);
    co_await ctx.emit(text);
  }

  // Passes a flood on, one message at a time.
  Task<> forward(Context& ctx) {
    const Local here;
    auto stream = ctx.stream("agent:prover", "flood", "");
    while (const auto message = co_await stream.next()) co_await ctx.emit(message->bytes);
  }

  // The request is a URL; emits how many lines came, if they were in order.
  Task<> fetch(Context& ctx) {
    const Local here;
    auto reply = co_await ctx.http(garden::HttpRequest("GET", std::string(ctx.request())));
    const auto body = co_await reply.body(16 * 1024 * 1024);
    long next = 0;
    for (std::size_t at = 0; at < body.size(); next++) {
      if (std::atol(body.c_str() + at + 1) != next) throw garden::Failure(GARDEN_INTERNAL, "out of order");
      at = body.find('\n', at) + 1;
    }
    const auto text = std::to_string(reply.status()) + " " + std::to_string(next);
    co_await ctx.emit(text);
  }

  Task<> throws(Context& ctx) {
    const Local here;
    try {
      throw std::runtime_error("inside");
    } catch (const std::exception&) {  // each library must find its own handlers, whatever runtimes are about
    }
    co_await ctx.sleep(1);
    throw std::runtime_error("thrown and caught at the wall");
  }

  static constexpr garden::Verb<Prover> verbs[] = {
      {"alive", &Prover::count_alive}, {"flood", &Prover::flood},     {"offload", &Prover::offload},
      {"parallel", &Prover::parallel}, {"forward", &Prover::forward}, {"fetch", &Prover::fetch},
      {"throws", &Prover::throws}};

 private:
  static Task<std::string> one(Context& ctx, std::string words) {
    const Local here;
    co_await ctx.sleep(5);
    co_return co_await ctx.call("llm:words", "generate", words);
  }
};

}  // namespace

GARDEN_PLUGIN("prover", "1.0.0",
              garden::component<Prover>(GARDEN_AGENT, "prover", "Uses every promise.", "{}",
                                        GARDEN_REENTRANT),
              garden::component<Prover>(GARDEN_AGENT, "prover.serial", "The same on one lane.", "{}"))
