#include "runtime/process_set.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "runtime/host_context.hpp"
#include "runtime/live_instance.hpp"
#include "runtime/process.hpp"
#include "runtime/services.hpp"

namespace garden::runtime {
namespace {
namespace limits = base::limits;
using base::Code;
using base::Json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What a program says on its standard error, as lines of the host's log: masked, and not too many.
class ErrorLog {
 public:
  ErrorLog(HostContext& context, std::string program, std::vector<std::string> secrets)
      : context_(context), program_(std::move(program)), secrets_(std::move(secrets)) {}

  void operator()(std::string_view line) {
    const auto now = steady_clock::now();
    if (now - second_ >= std::chrono::seconds(1)) {
      if (left_out_ > 0) write(std::to_string(left_out_) + " more lines");
      second_ = now;
      count_ = left_out_ = 0;
    }
    if (++count_ > limits::process_log_lines_per_s_max)
      left_out_++;
    else
      write(line);
  }

 private:
  void write(std::string_view line) {
    LiveInstance* instance = context_.enter();
    if (instance == nullptr) return;
    auto& log = instance->services().log;
    if (log.enabled(telemetry::Level::debug))
      log.debug("plugin " + instance->name(), program_ + ": " + masked(line));
    context_.leave();
  }
  std::string masked(std::string_view line) const {
    std::string text(line);
    for (const auto& secret : secrets_)
      for (std::size_t at = 0; (at = text.find(secret, at)) != text.npos; at += 3)
        text.replace(at, secret.size(), "***");
    text = base::to_valid_utf8(text);
    for (char& c : text)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return text;
  }

  HostContext& context_;
  std::string program_;
  std::vector<std::string> secrets_;
  steady_clock::time_point second_{};
  std::size_t count_ = 0, left_out_ = 0;
};

// The command that the configuration names.
base::Result<std::vector<std::string>> command_of(const Json& request, const std::string& config_json) {
  const auto pointer = base::text_at(request, "command");
  auto config = base::parse_json(config_json);
  if (!config) return std::unexpected(config.error());
  std::vector<std::string> command;
  try {
    const Json& list = config->at(Json::json_pointer(pointer));
    if (list.is_array())
      for (const Json& word : list) command.push_back(word.get<std::string>());
  } catch (const Json::exception&) {
    command.clear();
  }
  if (command.empty())
    return base::fail(Code::denied, "only a command that the configuration names can be run, and at '" +
                                        pointer + "' it has no list of texts");
  const bool has_zero =
      std::ranges::any_of(command, [](const auto& word) { return word.find('\0') != word.npos; });
  if (has_zero) return base::fail(Code::invalid, "the command has a zero byte in it", pointer);
  return command;
}

bool is_variable(std::string_view name, std::string_view value) {
  return !name.empty() && name.find('=') == name.npos && name.find('\0') == name.npos &&
         value.find('\0') == value.npos;
}

base::Result<std::vector<std::pair<std::string, std::string>>> environment_of(const Json& request) {
  std::vector<std::pair<std::string, std::string>> all;
  const Json& given = base::member(request, "env");
  for (const auto& [name, value] : given.items()) {
    if (name.starts_with("LD_")) return base::fail(Code::denied, "the variable " + name + " may not be set");
    if (!value.is_string() || !is_variable(name, value.get_ref<const std::string&>()))
      return base::fail(Code::invalid, "the variable '" + name + "' is not a name and a text");
    all.emplace_back(name, value.get<std::string>());
  }
  for (const char* name : {"PATH", "HOME", "LANG", "TMPDIR"})
    if (const char* value = std::getenv(name); value != nullptr && !given.contains(name))
      all.emplace_back(name, value);
  return all;
}

base::Result<ProcessSpec> spec_of(std::string_view text, const std::string& config_json,
                                  HostContext& context) {
  auto request = base::parse_json(text, {.depth_max = 4, .nodes_max = 1000});
  if (!request || !request->is_object()) return base::fail(Code::invalid, "the request is no JSON object");
  auto command = command_of(*request, config_json);
  if (!command) return std::unexpected(command.error());
  auto environment = environment_of(*request);
  if (!environment) return std::unexpected(environment.error());
  std::vector<std::string> secrets;
  for (const Json& secret : base::member(*request, "secrets"))
    if (secret.is_string() && !secret.get_ref<const std::string&>().empty())
      secrets.push_back(secret.get<std::string>());
  const auto line_bytes_max =
      base::integer_at(*request, "line_bytes_max", std::int64_t{limits::process_line_bytes_default});
  const auto program = command->front();
  return ProcessSpec{std::move(*command), std::move(*environment),
                     static_cast<std::size_t>(std::clamp<std::int64_t>(
                         line_bytes_max, 1024, std::int64_t{limits::process_line_bytes_max})),
                     ErrorLog(context, program, std::move(secrets))};
}

}  // namespace

ProcessSet::~ProcessSet() { close(); }

base::Result<std::uint64_t> ProcessSet::start(Shard& home, std::string_view request) {
  auto spec = spec_of(request, config_json_, context_);
  if (!spec) return std::unexpected(spec.error());
  {
    std::lock_guard guard(mutex_);
    if (closed_) return base::fail(Code::unavailable, "the instance is being stopped");
    // One that has ended and whose end nobody read is as good as gone.
    if (all_.size() >= limits::processes_per_instance_max)
      std::erase_if(all_, [](const auto& pair) { return pair.second->is_reaped(); });
    if (all_.size() >= limits::processes_per_instance_max)
      return base::fail(Code::rate_limited, "the instance runs too many programs");
  }
  auto process = Process::start(home, std::move(*spec));
  if (!process) return std::unexpected(process.error());
  std::lock_guard guard(mutex_);
  if (closed_) (*process)->kill();
  all_.emplace(++last_, std::move(*process));
  return last_;
}

std::shared_ptr<Process> ProcessSet::find(std::uint64_t number) const {
  std::lock_guard guard(mutex_);
  const auto found = all_.find(number);
  return found == all_.end() ? nullptr : found->second;
}

void ProcessSet::remove(std::uint64_t number) {
  std::lock_guard guard(mutex_);
  all_.erase(number);
}

void ProcessSet::close() {
  std::map<std::uint64_t, std::shared_ptr<Process>> all;
  {
    std::lock_guard guard(mutex_);
    closed_ = true;
    all.swap(all_);
  }
  for (auto& [number, process] : all) process->end(limits::process_stop_grace);
  // Their home shards end them; this thread only waits, and does by force what takes too long.
  const auto until = steady_clock::now() + 2 * limits::process_stop_grace;
  for (auto& [number, process] : all) {
    while (!process->is_reaped() && steady_clock::now() < until)
      std::this_thread::sleep_for(milliseconds(2));  // only when an instance ends: not worth a signal
    process->kill();
  }
  const auto last = steady_clock::now() + limits::process_stop_grace;
  for (auto& [number, process] : all)
    while (!process->is_reaped() && steady_clock::now() < last) std::this_thread::sleep_for(milliseconds(2));
}

}  // namespace garden::runtime
