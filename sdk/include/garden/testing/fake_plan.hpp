// Plans: the events that an answer of the fake world becomes, each so long after the one before.
//
// Threads: pure functions.
#pragma once
#include <cstdint>
#include <deque>
#include <string>

#include "garden/abi.h"
#include "garden/json_writer.hpp"
#include "garden/testing/answers.hpp"

namespace garden::testing {

struct PlannedEvent {
  std::int64_t gap_us = 0;
  garden_event_kind event = GARDEN_EV_DONE;
  garden_status status = GARDEN_OK;
  garden_kind kind = GARDEN_RAW;
  std::string body = {};
};
using Plan = std::deque<PlannedEvent>;

inline Plan plan_of(const HttpAnswer& answer) {
  Plan plan;
  const auto gap_us = std::int64_t{answer.gap_ms} * 1000;
  if (answer.status != 0) {
    json::Writer head;
    head.object().field("status", answer.status).field("version", "1.1").key("headers").array();
    for (const auto& [name, value] : answer.headers) head.array().value(name).value(value).end();
    head.end().end();
    plan.push_back({0, GARDEN_EV_HEAD, GARDEN_OK, GARDEN_JSON, head.take()});
    for (const auto& chunk : answer.chunks)
      plan.push_back({gap_us, GARDEN_EV_DATA, GARDEN_OK, GARDEN_RAW, chunk});
  }
  plan.push_back({0, GARDEN_EV_DONE, answer.ending, GARDEN_TEXT, answer.error});
  plan.front().gap_us += std::int64_t{answer.delay_ms} * 1000;
  return plan;
}

// timeout_ms 0: none; else the plan ends with DEADLINE where it would last longer.
inline Plan plan_of(const CallAnswer& answer, std::uint32_t timeout_ms) {
  Plan plan;
  for (const auto& piece : answer.emits)
    plan.push_back({std::int64_t{answer.gap_ms} * 1000, GARDEN_EV_DATA, GARDEN_OK, piece.kind, piece.bytes});
  plan.push_back({0, GARDEN_EV_DONE, answer.ending, GARDEN_TEXT, answer.result});
  plan.front().gap_us += std::int64_t{answer.delay_ms} * 1000;
  if (timeout_ms == 0) return plan;
  std::int64_t left_us = std::int64_t{timeout_ms} * 1000;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    if (plan[i].gap_us > left_us) {
      plan.resize(i);
      plan.push_back({left_us, GARDEN_EV_DONE, GARDEN_DEADLINE, GARDEN_TEXT, "the call took too long"});
      break;
    }
    left_us -= plan[i].gap_us;
  }
  return plan;
}

}  // namespace garden::testing
