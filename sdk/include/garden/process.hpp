// Process: a program that the host runs for this instance, its lines in and out.
//
//   auto started = garden::Process::start(ctx, garden::ProcessRequest("/command").variable("MODE", "fast"));
//   started.write(R"({"id":1})");                       // one line
//   auto lines = started.read(ctx);
//   while (auto line = co_await lines.next()) use(line->bytes);    // nothing: it has ended in order
//
// The program and its arguments are a list in the instance's configuration; the request only points at it. A
// Process is a small value that outlives the operation that started it; the program ends with the instance.
// One operation reads at a time; what it did not read waits for the next. Threads: start() and read() on the
// lane, write() and end() [any].
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "garden/abi_process.h"
#include "garden/context.hpp"
#include "garden/process_lines.hpp"

namespace garden {

struct ProcessRequest {
  // `pointer`: where in the configuration the command stands ("/command").
  explicit ProcessRequest(std::string pointer) : command(std::move(pointer)) {}
  ProcessRequest& variable(std::string name, std::string value) {
    environment.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  std::string json() const {
    json::Writer out;
    out.object().field("command", command).field("line_bytes_max", line_bytes_max).key("env").object();
    for (const auto& [name, value] : environment) out.field(name, value);
    out.end().key("secrets").array();
    for (const auto& secret : secrets) out.value(secret);
    out.end().end();
    return out.take();
  }

  std::string command;
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::string> secrets;  // masked where the program's own words are logged
  std::size_t line_bytes_max = 1024 * 1024;
};

// The lines of a process, for as long as this lives. To give up reading without losing a line, destroy it
// when nothing was asked for since the last line.
class ProcessLines {
 public:
  explicit ProcessLines(std::unique_ptr<detail::ProcessReader> reader) : reader_(std::move(reader)) {}
  // co_await: std::optional<ProcessLine>; nothing when it has ended in order. Throws Failure(UNAVAILABLE),
  // with how it ended, when it has not.
  auto next() { return detail::ProcessReader::Next(*reader_); }

 private:
  std::unique_ptr<detail::ProcessReader> reader_;
};

class Process {
 public:
  // Throws Failure: the configuration names no such command, there is no such program, too many run.
  static Process start(Context& context, const ProcessRequest& request) {
    const auto* host = context.host().table();
    const auto* table = context.host().extension<garden_process_host>(GARDEN_PROCESS_EXTENSION);
    if (!table) throw Failure(GARDEN_UNIMPLEMENTED, "this host cannot run programs");
    garden_error error{sizeof(garden_error), {}, {}};
    garden_process number = 0;
    const auto status = table->start(host, context.op(), borrow(request.json()), &number, &error);
    if (status != GARDEN_OK) detail::throw_status(status, error.message);
    return Process(host, table, number);
  }

  // OK: taken. RATE_LIMITED: it does not read. NOT_FOUND: it has ended. INVALID: the line has a line end in
  // it.
  garden_status write(std::string_view line) const { return table_->write(host_, number_, borrow(line)); }
  // Lets it end: closes its input, then asks, then kills.
  void end(std::uint32_t grace_ms = 2000) const { table_->end(host_, number_, grace_ms); }
  // Throws Failure: it has ended and somebody was told so (UNAVAILABLE), another operation reads (CONFLICT).
  ProcessLines read(Context& context) const {
    return ProcessLines(std::make_unique<detail::ProcessReader>(context.operation(), *table_, number_));
  }
  // The same with functions to call. Throws Failure.
  std::unique_ptr<ProcessListener> listen(Context& context, ProcessListener::OnLine on_line,
                                          ProcessListener::OnEnd on_end) const {
    return std::make_unique<ProcessListener>(context, *table_, number_, std::move(on_line),
                                             std::move(on_end));
  }

 private:
  Process(const garden_host* host, const garden_process_host* table, garden_process number)
      : host_(host), table_(table), number_(number) {}

  const garden_host* host_;
  const garden_process_host* table_;
  garden_process number_;
};

}  // namespace garden
