// Goal: the plugin as it is shipped, in the host's runtime, over real connections: many streams at once over
// one pool, and every fault of a network. Method: gemini.so in a Runtime; a fake model that misbehaves on
// demand.
#include <catch2/catch.hpp>

#include "gemini/support.hpp"
#include "plugins/library.hpp"
#include "support/fake_model.hpp"
#include "support/test_host.hpp"

using namespace garden;
using namespace garden::gemini::testing;
using garden::testing::eventually;
using garden::testing::FakeModel;
using garden::testing::TestHost;

namespace {

std::shared_ptr<const plugins::Component> shipped() {
  const std::filesystem::path file = std::string(GARDEN_BINARY_DIR) + "/plugins/gemini.so";
  auto library = plugins::Library::open(file, file.string(), "");
  if (!library) throw std::runtime_error(library.error().text());
  return library->components.at(0);
}

struct Bench {
  FakeModel model;
  TestHost host{{.shards = 2}};
  std::shared_ptr<runtime::Instance> instance;

  explicit Bench(Json more = Json::object()) {
    more["api_key"] = "sesame-1234";
    more["base_url"] = model.url();
    if (!more.contains("retry_delay")) more["retry_delay"] = "1ms";
    auto made =
        host.runtime->create({.name = "gemini", .component = shipped(), .config_json = base::to_text(more)});
    if (!made) throw std::runtime_error(made.error().text());
    instance = *made;
  }
  runtime::Answer ask(const std::string& request = hello,
                      std::chrono::milliseconds time_max = std::chrono::seconds(60)) {
    return host.ask(instance, "generate", request, {}, time_max);
  }
};

std::string finish(const runtime::Answer& answer) {
  for (const auto& record : answer.records)
    if (record.kind == GARDEN_JSON)
      if (auto json = base::parse_json(record.bytes).value(); json.contains("finish"))
        return json["finish"]["reason"];
  return {};
}

std::string words(int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += "word" + std::to_string(i) + " ";
  return all;
}

}  // namespace

TEST_CASE("a stream arrives whole whatever the size of its packets") {
  Bench bench;
  for (const int size : {0, 1, 3, 1000}) {
    bench.model.plan(R"({"pieces": ["Gr\u00fc\u00dfe ", "\ud83d\ude00", " end"], "split_bytes": )" +
                     std::to_string(size) + "}");
    const auto answer = bench.ask();
    CHECK(answer.ok());
    CHECK(answer.text() ==
          "Gr\xc3\xbc\xc3\x9f"
          "e \xf0\x9f\x98\x80 end");
    CHECK(finish(answer) == "stop");
  }
  CHECK(bench.model.seen().at(0).head.find("x-goog-api-key: sesame-1234") != std::string::npos);
}

TEST_CASE("two hundred streams at once share the connections and none loses a word") {
  Bench bench(Json{{"first_byte_timeout", "90s"}, {"idle_timeout", "90s"}});
  bench.model.standing(R"({"tokens": 100, "gap_ms": 2})");
  constexpr int streams = 200;
  std::atomic<int> whole{0}, ended{0};
  const auto wanted = words(100);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < streams; ++i) {
      auto begun = runtime::run_then(
          *bench.host.runtime,
          {.instance = bench.instance, .verb = "generate", .request = hello, .sink = nullptr},
          bench.host.runtime->next_shard(), [&whole, &ended, &wanted](runtime::Answer answer) {
            if (answer.ok() && answer.text() == wanted && finish(answer) == "stop") whole++;
            ended++;
          });
      REQUIRE(begun);
    }
    REQUIRE(eventually([&] { return ended == streams * (round + 1); }, std::chrono::seconds(90)));
  }
  CHECK(whole == 2 * streams);
  CHECK(bench.model.requests() == 2 * streams);
  CHECK(bench.model.connections() <= streams + 20);  // the second round finds those of the first
}

TEST_CASE("faults before the first word are survived") {
  Bench bench;
  const Json busy = {{"status", 503},
                     {"body", base::parse_json(error_body(503, "UNAVAILABLE", "busy")).value()}};
  const Json slow = {{"status", 429},
                     {"body", base::parse_json(error_body(429, "RESOURCE_EXHAUSTED", "slow",
                                                          Json::array({retry_info("5ms")})))
                                  .value()}};
  const Json cut = {{"tokens", 5}, {"after", 0}, {"ending", "cut"}},
             reset = {{"tokens", 5}, {"after", 0}, {"ending", "reset"}};
  const Json garbled = {{"tokens", 5}, {"after", 0}, {"insert", "data: {\"candidates\": [{]\n\n"}};
  const Json refused = {
      {"tokens", 5}, {"after", 0}, {"error", base::parse_json(error_body(503, "UNAVAILABLE", "x")).value()}};
  const Json bare = {
      {"tokens", 5}, {"after", 0}, {"insert", error_body(503, "UNAVAILABLE", "x")}, {"ending", "eof"}};
  const Json silent = {{"tokens", 5}, {"after", 0}, {"ending", "eof"}};
  for (const auto& fault : {busy, slow, cut, reset, garbled, refused, bare, silent}) {
    INFO(base::to_text(fault));
    bench.model.plan(base::to_text(fault));
    bench.model.plan(R"({"tokens": 3})");
    const auto answer = bench.ask();
    CHECK(answer.ok());
    CHECK(answer.text() == words(3));
    CHECK(finish(answer) == "stop");
  }
  CHECK(bench.model.requests() == 16);
}

TEST_CASE("faults after the first word are told and never begun again") {
  Bench bench(Json{{"idle_timeout", "300ms"}});
  for (const char* ending : {"cut", "reset", "stall", "eof"}) {
    INFO(ending);
    const auto before = bench.model.requests();
    bench.model.plan(base::to_text({{"tokens", 5}, {"after", 2}, {"ending", ending}}));
    const auto answer = bench.ask();
    CHECK(answer.text() == words(2));
    CHECK(finish(answer).empty());
    CHECK(answer.status == (std::string(ending) == "eof" ? base::Code::ok : base::Code::unavailable));
    CHECK(bench.model.requests() == before + 1);
  }
}

TEST_CASE("a silence is waited for as configured and then left to others") {
  Bench bench(Json{{"first_byte_timeout", "300ms"}});
  bench.model.plan(R"({"stall": true})");
  const auto answer = bench.ask();
  CHECK(answer.status == base::Code::unavailable);
  CHECK(bench.model.requests() == 1);
}

TEST_CASE("nobody there is a word for the operator") {
  Bench bench;
  std::string url;
  {
    FakeModel gone;
    url = gone.url();
  }
  const Json settings = {
      {"api_key", "sesame-1234"}, {"base_url", url}, {"attempts", 2}, {"retry_delay", "1ms"}};
  auto made = bench.host.runtime->create(
      {.name = "away", .component = shipped(), .config_json = base::to_text(settings)});
  REQUIRE(made);
  const auto nobody = bench.host.ask(*made, "generate", hello);
  CHECK(nobody.status == base::Code::unavailable);
  CHECK(nobody.body.find("sesame") == std::string::npos);
  CHECK_FALSE(nobody.body.empty());
}

TEST_CASE("a frame of a megabyte is one of many") {
  Bench bench;
  const std::string giant(1'000'000, 'x'), signature(200'000, 'A');
  const Json frame = {
      {"candidates",
       Json::array(
           {{{"content",
              {{"parts", Json::array({{{"text", giant}}, {{"text", ""}, {"thoughtSignature", signature}}})}}},
             {"finishReason", "STOP"}}})}};
  bench.model.plan(base::to_text({{"frames", Json::array({base::to_text(frame)})}}));
  const auto answer = bench.ask();
  CHECK(answer.ok());
  CHECK(answer.text() == giant);
  CHECK(answer.joined(GARDEN_JSON).find(signature) != std::string::npos);

  bench.model.plan(
      base::to_text({{"tokens", 1}, {"after", 0}, {"insert", "data: " + std::string(5'000'000, 'x')}}));
  CHECK(bench.ask().status == base::Code::invalid);
}

TEST_CASE("who leaves ends the stream at the model too") {
  Bench bench;
  bench.model.standing(R"({"tokens": 100000, "gap_ms": 5})");
  const auto answer = bench.ask(hello, std::chrono::milliseconds(300));
  CHECK(answer.status == base::Code::deadline);
  CHECK(eventually([&] { return bench.model.streaming() == 0; }, std::chrono::seconds(30)));
}
