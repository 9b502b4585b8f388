// FakeWorld: what is outside of the component under test: the answers of servers and of other instances, and
// the record of what was asked, logged and counted.
//
// Threads: log, metric and violations [any]; the rest on the test's thread.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "garden/testing/answers.hpp"

namespace garden::testing {

class FakeWorld {
 public:
  // The next request that has no other answer gets this one; answers are used in the order they were given.
  void answer_http(HttpAnswer answer) { http_answers_.push_back(std::move(answer)); }
  // Every request is answered by the function.
  void on_http(std::function<HttpAnswer(const HttpSeen&)> answer) { on_http_ = std::move(answer); }
  // Calls of this verb at this target ("llm:fast"). A target and verb without an answer are NOT_FOUND.
  void answer_call(const std::string& target, const std::string& verb, CallAnswer answer) {
    on_call(target, verb, [answer = std::move(answer)](const CallSeen&) { return answer; });
  }
  void on_call(const std::string& target, const std::string& verb,
               std::function<CallAnswer(const CallSeen&)> answer) {
    on_call_[{target, verb}] = std::move(answer);
  }
  // What host->extension(id) answers.
  void extension(const std::string& id, const void* table) { extensions_[id] = table; }

  const std::vector<HttpSeen>& http_seen() const { return http_seen_; }
  const std::vector<CallSeen>& calls_seen() const { return calls_seen_; }
  std::vector<LogLine> log() const {
    const std::lock_guard lock(mutex_);
    return log_;
  }
  double metric(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = metrics_.find(name);
    return found == metrics_.end() ? 0 : found->second;
  }
  // The rules of abi.h that the component broke, each in a sentence.
  std::vector<std::string> violations() const {
    const std::lock_guard lock(mutex_);
    return violations_;
  }

 protected:
  void violation(std::string what) {
    const std::lock_guard lock(mutex_);
    violations_.push_back(std::move(what));
  }
  void add_log(LogLine line) {
    const std::lock_guard lock(mutex_);
    log_.push_back(std::move(line));
  }
  void add_metric(std::string name, double value, bool set) {
    const std::lock_guard lock(mutex_);
    auto& metric = metrics_[std::move(name)];
    metric = set ? value : metric + value;
  }
  HttpAnswer answer_to(HttpSeen seen) {
    http_seen_.push_back(std::move(seen));
    if (on_http_) return on_http_(http_seen_.back());
    if (http_answers_.empty())
      return {.status = 0, .ending = GARDEN_UNAVAILABLE, .error = "the test has no answer to this request"};
    auto answer = std::move(http_answers_.front());
    http_answers_.pop_front();
    return answer;
  }
  // Null: nobody is there.
  const std::function<CallAnswer(const CallSeen&)>* answerer_of(const CallSeen& seen) {
    calls_seen_.push_back(seen);
    const auto found = on_call_.find({seen.target, seen.verb});
    return found == on_call_.end() ? nullptr : &found->second;
  }
  const void* find_extension(std::string_view id) const {
    const auto found = extensions_.find(std::string(id));
    return found == extensions_.end() ? nullptr : found->second;
  }

 private:
  std::deque<HttpAnswer> http_answers_;
  std::function<HttpAnswer(const HttpSeen&)> on_http_;
  std::map<std::pair<std::string, std::string>, std::function<CallAnswer(const CallSeen&)>> on_call_;
  std::map<std::string, const void*> extensions_;
  std::vector<HttpSeen> http_seen_;
  std::vector<CallSeen> calls_seen_;

  mutable std::mutex mutex_;  // of what follows
  std::vector<LogLine> log_;
  std::map<std::string, double> metrics_;
  std::vector<std::string> violations_;
};

}  // namespace garden::testing
