// FakeProcesses: programs of a test's making behind garden.process/1, for a component on a FakeHost.
//
//   garden::testing::FakeProcesses programs(host);
//   programs.on_start([](const garden::testing::FakeProcesses::Start& asked, garden::testing::FakeProgram&
//   program) {
//     program.on_line = [](FakeProgram& self, std::string_view line) { self.say("you said " +
//     std::string(line)); };
//   });
//
// A program is a function that is called with each line it is sent, and says lines at once or later. What it
// says waits until somebody reads. Threads: the test's.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "garden/abi_process.h"
#include "garden/json.hpp"
#include "garden/testing/fake_host.hpp"

namespace garden::testing {

class FakeProgram {
 public:
  // A line that the component wrote.
  std::function<void(FakeProgram&, std::string_view)> on_line = [](FakeProgram&, std::string_view) {};
  std::vector<std::string> lines_seen;
  bool told_to_end = false;

  void say(std::string line, garden_status status = GARDEN_OK) {
    lines_.push_back({0, GARDEN_EV_DATA, status, GARDEN_RAW, std::move(line)});
    changed_();
  }
  void end(garden_status status = GARDEN_OK, std::string how = "it has ended") {
    if (over_) return;
    over_ = true;
    lines_.push_back({0, GARDEN_EV_DONE, status, GARDEN_TEXT, std::move(how)});
    changed_();
  }
  bool over() const { return over_; }

 private:
  friend class FakeProcesses;
  std::optional<PlannedEvent> next() {
    if (lines_.empty()) return std::nullopt;
    auto line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }

  Plan lines_;  // said and not yet told; DONE is the last
  bool over_ = false;
  garden_op reader_ = 0;
  std::uint64_t token_ = 0;
  std::function<void()> changed_ = [] {};
};

class FakeProcesses {
 public:
  struct Start {
    std::string request;  // the JSON of the border
    std::string variable(std::string_view name) const {
      return json::text(json::member(json::member(request, "env"), name));
    }
  };

  explicit FakeProcesses(FakeHost& host)
      : host_(host), table_{{sizeof table_.functions, 0, start, write, read, end}, this} {
    host.extension(GARDEN_PROCESS_EXTENSION, &table_);
  }
  ~FakeProcesses() { host_.close(); }  // the component's stop() may still speak of its programs
  FakeProcesses(const FakeProcesses&) = delete;
  FakeProcesses& operator=(const FakeProcesses&) = delete;

  // Called for each start; the status is what the component is answered.
  void on_start(std::function<garden_status(const Start&, FakeProgram&)> start) {
    on_start_ = std::move(start);
  }
  // By age, ended ones too.
  FakeProgram& at(std::size_t index) { return *programs_.at(index + 1); }
  std::size_t started() const { return programs_.size(); }

 private:
  // The functions find their test through the table that host->extension answers.
  struct Table {
    garden_process_host functions;
    FakeProcesses* self;
  };
  static FakeProcesses& of(const garden_host* host) {
    return *static_cast<const Table*>(host->extension(host, GARDEN_PROCESS_EXTENSION))->self;
  }
  FakeProgram* find(garden_process number) {
    const auto found = programs_.find(number);
    return found == programs_.end() ? nullptr : found->second.get();
  }

  static garden_status start(const garden_host* host, garden_op, garden_str request, garden_process* process,
                             garden_error* error) {
    auto& me = of(host);
    auto program = std::make_unique<FakeProgram>();
    if (const auto status = me.on_start_({std::string(view(request))}, *program); status != GARDEN_OK) {
      detail::copy_text(error->message, "the test refuses");
      return status;
    }
    *process = me.programs_.size() + 1;
    program->changed_ = [&me, raw = program.get()] { me.host_.poke_stream(raw->reader_, raw->token_); };
    me.programs_[*process] = std::move(program);
    return GARDEN_OK;
  }
  static garden_status write(const garden_host* host, garden_process number, garden_str line) {
    auto* const program = of(host).find(number);
    if (!program || program->over_) return GARDEN_NOT_FOUND;
    program->lines_seen.emplace_back(view(line));
    program->on_line(*program, view(line));
    return GARDEN_OK;
  }
  static garden_status read(const garden_host* host, garden_op op, std::uint64_t token,
                            garden_process number) {
    auto& me = of(host);
    auto* const program = me.find(number);
    if (!program || (program->over_ && program->lines_.empty())) return GARDEN_NOT_FOUND;
    if (me.host_.has_child(program->reader_, program->token_)) return GARDEN_CONFLICT;
    const auto status = me.host_.open_stream(op, token, [program] { return program->next(); });
    if (status != GARDEN_OK) return status;
    program->reader_ = op;
    program->token_ = token;
    return GARDEN_OK;
  }
  static garden_status end(const garden_host* host, garden_process number, std::uint32_t) {
    auto* const program = of(host).find(number);
    if (!program) return GARDEN_NOT_FOUND;
    program->told_to_end = true;
    program->end();
    return GARDEN_OK;
  }

  FakeHost& host_;
  Table table_;
  std::map<garden_process, std::unique_ptr<FakeProgram>> programs_;
  std::function<garden_status(const Start&, FakeProgram&)> on_start_ = [](const Start&, FakeProgram&) {
    return garden_status{GARDEN_NOT_FOUND};
  };
};

}  // namespace garden::testing
