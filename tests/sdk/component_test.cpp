// Goal: a class becomes a component: constructed, started, asked by verb, its exceptions turned into endings.
// Method: small classes on FakeHost, one for each form a class may have and each way it may fail.
#include <catch2/catch.hpp>
#include <stdexcept>

#include "garden/garden.hpp"
#include "garden/testing/fake_host.hpp"

using garden::Config;
using garden::Context;
using garden::Task;
using garden::testing::FakeHost;

namespace {

template <class T>
garden_component part() {
  return garden::component<T>(GARDEN_CONNECTOR, "part", "A part of a test.", "{}");
}

struct Shop {
  Shop(Config config, garden::Host host) : host_(host), name_(config.text("/name")) {
    host_.info("made " + name_);
  }
  void start() {
    if (name_ == "closed") throw garden::Failure(GARDEN_UNAVAILABLE, "nobody is there");
    host_.gauge("open", 1);
  }
  void stop() { host_.count("stopped"); }

  Task<> query(Context& ctx) { co_await ctx.emit(name_ + ":" + std::string(ctx.request())); }
  Task<> ping(Context&) { co_return; }
  Task<> fail(Context& ctx) {
    co_await ctx.sleep(1);
    if (ctx.request() == "failure") throw garden::Failure(GARDEN_RATE_LIMITED, "slowly");
    if (ctx.request() == "exception") throw std::runtime_error("a fault");
    if (ctx.request() == "odd") throw garden::Failure(GARDEN_FULL, "no ending");
    throw 42;
  }
  static constexpr garden::Verb<Shop> verbs[] = {
      {"query", &Shop::query}, {"ping", &Shop::ping}, {"fail", &Shop::fail}};

  garden::Host host_;
  std::string name_;
};

struct Plain {
  Task<> run(Context& ctx) { co_await ctx.emit(ctx.verb()); }
  const void* extension(std::string_view id) const { return id == "test.self/1" ? this : nullptr; }
};

struct Throws {
  explicit Throws(Config config) {
    const auto how = config.text("/how", "");
    if (how == "failure") throw garden::Failure(GARDEN_UNAVAILABLE, "away");
    if (how == "exception") throw std::logic_error(std::string(1000, 'e') + "\xc3\xa9");
    if (how == "int") throw 1;
  }
  Task<> run(Context&) { co_return; }
};

}  // namespace

TEST_CASE("component: verbs, start and stop, log and metrics") {
  FakeHost host(part<Shop>(), R"({"name": "glass"})");
  REQUIRE(host.create_status() == GARDEN_OK);
  CHECK(host.log().at(0).text == "made glass");
  CHECK(host.metric("open") == 1);
  auto& op = host.run("query", "all");
  CHECK(op.finished());
  CHECK(op.status() == GARDEN_OK);
  CHECK(op.text() == "glass:all");
  CHECK(host.run("ping", "").status() == GARDEN_OK);
  auto& unknown = host.run("dance", "");
  CHECK(unknown.status() == GARDEN_UNIMPLEMENTED);
  CHECK(unknown.result() == "there is no verb \"dance\"");
  host.close();
  CHECK(host.metric("stopped") == 1);
  CHECK(host.violations().empty());
}

TEST_CASE("component: what leaves an operation is its ending") {
  FakeHost host(part<Shop>(), R"({"name": "glass"})");
  auto ending = [&](const char* request) {
    auto& op = host.run("fail", request);
    return std::to_string(op.status()) + " " + op.result();
  };
  CHECK(ending("failure") == "9 slowly");
  CHECK(ending("exception") == "10 a fault");
  CHECK(ending("odd") == "10 no ending");
  CHECK(ending("int") == "10 an exception that is no std::exception");
  CHECK(host.violations().empty());
}

TEST_CASE("component: default constructed, with run") {
  FakeHost host(part<Plain>());
  CHECK(host.run("anything", "").text() == "anything");

  void* self = nullptr;
  const auto plain = part<Plain>();
  REQUIRE(plain.create(host.table(), garden::borrow("{}"), &self, nullptr) == GARDEN_OK);
  CHECK(plain.extension(self, "test.self/1") != nullptr);
  CHECK(plain.extension(self, "test.other/1") == nullptr);
  plain.destroy(self);
}

TEST_CASE("component: a constructor that throws says where and why") {
  FakeHost missing(part<Shop>(), "{}");
  CHECK(missing.create_status() == GARDEN_INVALID);
  CHECK(std::string(missing.error().path) == "/name");
  CHECK(std::string(missing.error().message) == "is missing; set it");

  FakeHost away(part<Throws>(), R"({"how": "failure"})");
  CHECK(away.create_status() == GARDEN_UNAVAILABLE);
  CHECK(std::string(away.error().message) == "away");

  FakeHost fault(part<Throws>(), R"({"how": "exception"})");
  CHECK(fault.create_status() == GARDEN_INTERNAL);
  CHECK(std::string(fault.error().message) == std::string(511, 'e'));

  FakeHost odd(part<Throws>(), R"({"how": "int"})");
  CHECK(odd.create_status() == GARDEN_INTERNAL);
}

TEST_CASE("component: a start that fails destroys, without stop") {
  FakeHost host(part<Shop>(), R"({"name": "closed"})");
  CHECK(host.create_status() == GARDEN_UNAVAILABLE);
  CHECK(std::string(host.error().message) == "nobody is there");
  CHECK(host.metric("stopped") == 0);
}
