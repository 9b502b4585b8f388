// One source for every compiler of the matrix: a component that works, throws inside, throws from create, and
// waits.
#include <stdexcept>
#include <string>
#include <vector>

#include "garden/garden.hpp"

namespace {

struct Prover {
  explicit Prover(garden::Config config) {
    if (config.has("/fail")) throw std::runtime_error("create was told to fail");
  }
  garden::Task<> works(garden::Context& ctx) {
    std::vector<std::string> words = {"one ", "two ", std::string(100, '3')};
    for (const auto& word : words) co_await ctx.emit(word);
    const auto sum = co_await ctx.offload([&words] { return words.size(); });
    auto [a, b] =
        co_await garden::all(ctx.call("llm:echo", "generate", "x"), ctx.call("llm:echo", "generate", "y"));
    co_await ctx.emit(" " + std::to_string(sum) + a + b);
  }
  garden::Task<> throws(garden::Context& ctx) {
    std::string caught = "nothing";
    try {
      co_await fails(ctx);
    } catch (const std::logic_error&) {
      caught = "the wrong thing";
    } catch (const std::exception& error) {
      caught = error.what();
    }
    co_await ctx.emit(caught);
    throw std::out_of_range("out of a coroutine");
  }
  garden::Task<> waits(garden::Context& ctx) {
    const std::string local(1000, 'x');
    co_await ctx.sleep(3'600'000);
    co_await ctx.emit(local);
  }
  static constexpr garden::Verb<Prover> verbs[] = {
      {"works", &Prover::works}, {"throws", &Prover::throws}, {"waits", &Prover::waits}};

 private:
  static garden::Task<> fails(garden::Context& ctx) {
    co_await ctx.sleep(1);
    throw std::runtime_error("a fault of the author");
  }
};

}  // namespace

GARDEN_PLUGIN("prover", "1.0.0",
              garden::component<Prover>(GARDEN_AGENT, "prover", "Proves the border.", "{}"))
