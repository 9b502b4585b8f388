// FakeTable: the functions that the component under test calls, each a step into its FakeHost.
//
// Threads: as abi.h says of each.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "garden/json_check.hpp"
#include "garden/testing/fake_host.hpp"

namespace garden::testing {

struct FakeTable {
  static garden_host make(FakeHost& host) {
    return {sizeof(garden_host),
            GARDEN_ABI_MINOR,
            &host,
            log,
            metric,
            clock_us,
            emit,
            finish,
            cancelled,
            remaining_ms,
            wake,
            sleep,
            call,
            http,
            offload,
            pause,
            cancel,
            extension};
  }

 private:
  using Child = FakeOperation::Child;

  static FakeHost& of(const garden_host* table) { return *static_cast<FakeHost*>(table->ctx); }

  static void log(const garden_host* table, garden_op op, std::int32_t level, garden_str text) {
    of(table).add_log({op, level, std::string(view(text))});
  }
  static void metric(const garden_host* table, garden_str name, double value, std::int32_t how) {
    of(table).add_metric(std::string(view(name)), value, how == GARDEN_METRIC_SET);
  }
  static std::int64_t clock_us(const garden_host* table) { return of(table).now_us(); }
  static garden_status emit(const garden_host* table, garden_op id, garden_kind kind, garden_str bytes) {
    auto* const op = of(table).find(id);
    return op ? of(table).emit(*op, kind, view(bytes)) : garden_status{GARDEN_GONE};
  }
  static garden_status finish(const garden_host* table, garden_op id, garden_status status,
                              garden_str result) {
    auto* const op = of(table).find(id);
    return op ? of(table).finish(*op, status, view(result)) : garden_status{GARDEN_GONE};
  }
  static std::int32_t cancelled(const garden_host* table, garden_op id) {
    const auto* const op = of(table).find(id);
    return !op || op->over();
  }
  static std::int64_t remaining_ms(const garden_host* table, garden_op id) {
    const auto* const op = of(table).find(id);
    if (!op || op->over()) return 0;
    if (op->deadline_us_ == INT64_MAX) return INT64_MAX;
    return std::max<std::int64_t>(0, (op->deadline_us_ - of(table).now_us()) / 1000);
  }
  static garden_status wake(const garden_host* table, garden_op id, std::uint64_t token) {
    const auto* const op = of(table).find(id);
    if (!op || op->over()) return GARDEN_GONE;
    of(table).loop_.post({id, token, GARDEN_EV_WAKE});
    return GARDEN_OK;
  }

  static garden_status sleep(const garden_host* table, garden_op id, std::uint64_t token, std::uint32_t ms) {
    auto* const op = of(table).find(id);
    if (const auto refused = of(table).on_lane(op, "sleep")) return refused;
    Child child;
    child.plan.push_back({std::int64_t{ms} * 1000, GARDEN_EV_WAKE});
    return of(table).start_child(*op, token, std::move(child));
  }

  static garden_status call(const garden_host* table, garden_op id, std::uint64_t token, garden_str target,
                            garden_str verb, garden_str request, std::uint32_t timeout_ms) {
    auto* const op = of(table).find(id);
    if (const auto refused = of(table).on_lane(op, "call")) return refused;
    const CallSeen seen{std::string(view(target)), std::string(view(verb)), std::string(view(request)),
                        timeout_ms};
    const auto* const answer_to = of(table).answerer_of(seen);
    if (!answer_to) return GARDEN_NOT_FOUND;
    Child child;
    child.plan = plan_of((*answer_to)(seen), timeout_ms);
    child.pausable = true;
    return of(table).start_child(*op, token, std::move(child));
  }
  static garden_status http(const garden_host* table, garden_op id, std::uint64_t token, garden_str request,
                            garden_str body) {
    auto& host = of(table);
    auto* const op = host.find(id);
    if (const auto refused = host.on_lane(op, "http")) return refused;
    const auto head = view(request);
    if (!json::valid(head) || json::at(head, "url").empty()) {
      host.violation("http: a request that is no JSON or has no url");
      return GARDEN_INVALID;
    }
    Child child;
    child.plan = plan_of(host.answer_to({std::string(head), std::string(view(body))}));
    child.pausable = true;
    return host.start_child(*op, token, std::move(child));
  }
  static garden_status offload(const garden_host* table, garden_op id, std::uint64_t token, garden_work work,
                               void* arg) {
    auto* const op = of(table).find(id);
    if (const auto refused = of(table).on_lane(op, "offload")) return refused;
    Child child;
    child.plan.emplace_back();
    child.work = work;
    child.arg = arg;
    return of(table).start_child(*op, token, std::move(child));
  }
  static garden_status pause(const garden_host* table, garden_op id, std::uint64_t token, std::int32_t on) {
    auto* const op = of(table).find(id);
    if (const auto refused = of(table).on_lane(op, "pause")) return refused;
    return of(table).pause(*op, token, on != 0);
  }
  static garden_status cancel(const garden_host* table, garden_op id, std::uint64_t token) {
    auto* const op = of(table).find(id);
    if (const auto refused = of(table).on_lane(op, "cancel")) return refused;
    of(table).drop_child(*op, token);
    return GARDEN_OK;
  }
  static const void* extension(const garden_host* table, const char* id) {
    return of(table).find_extension(id);
  }
};

inline FakeHost::FakeHost(const garden_component& component, std::string_view config)
    : component_(component), table_(FakeTable::make(*this)) {
  create_status_ = component_.create(&table_, borrow(config), &self_, &error_);
  if (create_status_ == GARDEN_OK && component_.start) {
    create_status_ = component_.start(self_, &error_);
    started_ = create_status_ == GARDEN_OK;
    if (!started_) component_.destroy(std::exchange(self_, nullptr));
  }
  started_ = create_status_ == GARDEN_OK;
}

}  // namespace garden::testing
