// A part of process.hpp: the lines of a process, for who waits for them and for who hands them on.
//
// Threads: one lane.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "garden/abi_process.h"
#include "garden/context.hpp"
#include "garden/stream.hpp"

namespace garden {

struct ProcessLine {
  bool too_long = false;  // it was: these are its first and last 256 bytes
  std::string bytes;
};

namespace detail {

class ProcessReader final : public Stream {
 public:
  ProcessReader(Operation& operation, const garden_process_host& table, garden_process process)
      : Stream(operation) {
    const auto* host = operation.host();
    const auto status = table.read(host, operation.id(), token_, process);
    if (status == GARDEN_NOT_FOUND) throw Failure(GARDEN_UNAVAILABLE, "the process has ended");
    begun(status, "process: reading: the host answered ");
  }

  class Next : Wait {
   public:
    explicit Next(ProcessReader& reader) : Wait(reader, &ProcessReader::has_line), reader_(reader) {}
    using Wait::await_ready;
    using Wait::await_suspend;
    std::optional<ProcessLine> await_resume() const {
      if (Wait::await_resume()) return std::exchange(reader_.line_, std::nullopt);
      reader_.check();
      return std::nullopt;
    }

   private:
    ProcessReader& reader_;
  };

 private:
  void take(const garden_event& event) override {
    line_ = ProcessLine{event.status != GARDEN_OK, std::string(view(event.body))};
  }
  static bool has_line(Stream& stream) { return static_cast<ProcessReader&>(stream).line_.has_value(); }

  std::optional<ProcessLine> line_;  // one at most: the stream is held while nobody waits
};

}  // namespace detail

// Calls on_line for each line, on the lane, for as long as it lives; then once on_end, with how the process
// ended. Neither may destroy it. For one who hands lines on to others; who waits for lines uses ProcessLines.
class ProcessListener final : detail::Child {
 public:
  using OnLine = std::function<void(ProcessLine)>;
  using OnEnd = std::function<void(garden_status, std::string)>;

  // Throws Failure as Process::read() does.
  ProcessListener(Context& context, const garden_process_host& table, garden_process process, OnLine on_line,
                  OnEnd on_end)
      : Child(context.operation()), on_line_(std::move(on_line)), on_end_(std::move(on_end)) {
    const auto* host = operation_.host();
    const auto status = table.read(host, operation_.id(), token_, process);
    if (status == GARDEN_NOT_FOUND) throw Failure(GARDEN_UNAVAILABLE, "the process has ended");
    if (status != GARDEN_OK)
      detail::throw_status(status, "process: reading: the host answered " + std::string(name_of(status)));
    ended_ = false;
  }

 private:
  void on(const garden_event& event) override {
    if (event.event == GARDEN_EV_DATA)
      return on_line_({event.status != GARDEN_OK, std::string(view(event.body))});
    ended_ = true;
    on_end_(event.status, std::string(view(event.body)));
  }

  OnLine on_line_;
  OnEnd on_end_;
};

}  // namespace garden
