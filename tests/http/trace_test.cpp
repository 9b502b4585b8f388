// Goal: ids from outside are taken over when they are good and replaced when they are not. Method: tables.
#include <catch2/catch.hpp>

#include "base/ids.hpp"
#include "http/trace.hpp"

using namespace garden;
using namespace garden::http;

namespace {
const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
}

TEST_CASE("a request id is echoed if it is a good one") {
  base::Wall now{};
  base::IdMaker ids;
  CHECK(request_id_of({{"x-request-id", "abc-123:x"}}, ids, now) == "abc-123:x");
  for (std::string bad : {"", "a b", "a\"b", "\xC3\xBC"}) {
    CHECK(request_id_of({{"X-Request-Id", bad}}, ids, now).starts_with("req_"));
  }
  CHECK(request_id_of({{"X-Request-Id", std::string(129, 'a')}}, ids, now).starts_with("req_"));
  CHECK(request_id_of({}, ids, now) != request_id_of({}, ids, now));
}

TEST_CASE("a good traceparent is taken over") {
  auto trace = trace_context({{"Traceparent", good}});
  CHECK(trace.trace_id == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(trace.parent_id == "00f067aa0ba902b7");
  CHECK(trace.sampled);
  CHECK(trace.span_id.size() == 16);
  CHECK(trace.span_id != trace.parent_id);
  CHECK(traceparent(trace) == "00-" + trace.trace_id + "-" + trace.span_id + "-01");
  CHECK(trace_context({{"traceparent", "cc" + good.substr(2) + "-what-the-future-brings"}}).parent_id ==
        "00f067aa0ba902b7");
  auto off = good;
  off.back() = '2';
  CHECK_FALSE(trace_context({{"traceparent", off}}).sampled);
}

TEST_CASE("a bad traceparent begins a new trace") {
  auto upper = good;
  upper[4] = 'B';
  std::vector<std::string> bad = {"",
                                  "00",
                                  "ff" + good.substr(2),
                                  "zz" + good.substr(2),
                                  good + "0",
                                  good + "-x",
                                  "cc" + good.substr(2) + "x",
                                  upper,
                                  "00-" + std::string(32, '0') + good.substr(35),
                                  good.substr(0, 36) + std::string(16, '0') + "-01",
                                  good.substr(0, 54) + "g"};
  for (const auto& value : bad) {
    INFO(value);
    auto trace = trace_context({{"traceparent", value}});
    CHECK(trace.parent_id.empty());
    CHECK(trace.trace_id.size() == 32);
    CHECK_FALSE(trace.sampled);
  }
  CHECK(trace_context({{"traceparent", good}, {"traceparent", good}}).parent_id.empty());
}
