// The link over a child's standard input and output.
//
// Many operations ask, on several lanes, and one pipe brings all answers. So one of those who wait holds the
// lead: it listens, and hands each answer to whom it belongs; when it has its own, or is cancelled, the lead
// goes to another. With nobody waiting nobody listens, and what the server says waits in the pipe.
#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "garden/alarm.hpp"
#include "garden/json_check.hpp"
#include "garden/process.hpp"
#include "garden/signal.hpp"
#include "link.hpp"

namespace garden::tidb {
namespace {

using Millis = std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t checked_bytes_max =
    256 * 1024;                          // larger messages are looked through only as far as needed
constexpr std::size_t warnings_max = 5;  // lines that are no messages, of one process

class StdioLink final : public Link {
 public:
  StdioLink(const McpSettings& settings, Host host) : settings_(settings), host_(host) {}

  Task<std::uint64_t> connect(Context& context) override;
  std::uint64_t connected() const override {
    const std::lock_guard lock(mutex_);
    return alive_ ? generation_ : 0;
  }
  Task<Reply> ask(Context& context, Question question, Clock::time_point until) override;
  void stop() noexcept override {
    const std::lock_guard lock(mutex_);
    if (process_) process_->end();
  }

 private:
  // The right to listen; whoever holds it last gives it to another.
  class Lead {
   public:
    explicit Lead(StdioLink& link) : link_(link) {}
    Lead(const Lead&) = delete;
    Lead& operator=(const Lead&) = delete;
    ~Lead() { link_.pass_lead(); }

   private:
    StdioLink& link_;
  };
  // What somebody who waits is told: an answer, a failure, or to listen.
  struct Word {
    std::optional<Reply> reply;
    garden_status status = GARDEN_OK;
    std::string failure;
    std::unique_ptr<Lead> lead;
  };
  using Wakers =
      std::map<std::int64_t, std::optional<Waker<Word>>>;  // without a waker: told, and not yet awake
  class Place;

  std::unique_ptr<Lead> wait_for(std::int64_t id, const Waker<Word>& waker);
  void send(const Question& question);
  std::unique_ptr<ProcessListener> listen(Context& context);
  void pass_lead();
  void tell(std::int64_t id, Word word);
  void on_line(const ProcessLine& line);
  void on_message(std::string_view message);
  void on_end(const std::string& how);
  void answer_server(std::string_view message);
  void warn(const std::string& about);

  const McpSettings settings_;
  const Host host_;
  mutable std::mutex mutex_;  // of what follows; never held while somebody is told
  std::optional<Process> process_;
  std::uint64_t generation_ = 0;
  bool alive_ = false;
  bool led_ = false;
  Wakers waiting_;
  Clock::time_point started_{}, next_start_{};
  Millis delay_{0};
  std::string last_end_;
  std::size_t warnings_ = 0;
};

// Among those who wait, until it is destroyed; then the server is told if nobody wants the answer any more.
class StdioLink::Place {
 public:
  Place(StdioLink& link, std::int64_t id) : link_(link), id_(id) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    const std::lock_guard lock(link_.mutex_);
    link_.waiting_.erase(id_);
    if (answered_ || !link_.alive_) return;
    link_.process_->write(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
                          std::to_string(id_) + R"(,"reason":"nobody waits any more"}})");
  }
  void answered() { answered_ = true; }

 private:
  StdioLink& link_;
  const std::int64_t id_;
  bool answered_ = false;
};

Task<std::uint64_t> StdioLink::connect(Context& context) {
  const std::lock_guard lock(mutex_);
  if (alive_) co_return generation_;
  const auto now = Clock::now();
  if (now < next_start_)
    throw Failure(GARDEN_UNAVAILABLE,
                  "the MCP server is away: " + last_end_ + "; it is started again in " +
                      std::to_string(std::chrono::ceil<seconds>(next_start_ - now).count()) + " s");
  delay_ = std::clamp(delay_ * 2, Millis(500), Millis(60'000));
  next_start_ = now + delay_;
  ProcessRequest request("/mcp/command");
  request.environment = settings_.environment;
  request.secrets = settings_.secrets;
  request.line_bytes_max = settings_.answer_bytes_max;
  try {
    process_ = Process::start(context, request);
  } catch (const Failure& failure) {
    last_end_ = failure.text();
    throw Failure(GARDEN_UNAVAILABLE, "the MCP server cannot be started: " + failure.text());
  }
  started_ = now;
  alive_ = true;
  warnings_ = 0;
  host_.count("mcp_starts_total");
  co_return ++generation_;
}

Task<Reply> StdioLink::ask(Context& context, Question question, Clock::time_point until) {
  if (question.id == 0) {
    send(question);
    co_return Reply{};
  }
  // What ends first comes last: one is out of the queue before the listener ends, and that before the lead.
  std::unique_ptr<Lead> lead;
  std::unique_ptr<ProcessListener> listener;
  Place place(*this, question.id);
  for (bool sent = false;; sent = true) {
    Signal<Word> signal(context);
    if (auto granted = wait_for(question.id, signal.waker())) lead = std::move(granted);
    if (!sent) send(question);
    if (lead && !listener) listener = listen(context);
    const auto left = std::chrono::ceil<Millis>(until - Clock::now()).count();
    const Alarm alarm(
        context, static_cast<std::uint32_t>(std::max<std::int64_t>(left, 0)), [waker = signal.waker()] {
          waker.set({.status = GARDEN_DEADLINE, .failure = "the MCP server did not answer in time"});
        });
    Word word = co_await signal;
    if (word.lead) {
      lead = std::move(word.lead);
      continue;
    }
    if (word.status != GARDEN_DEADLINE) place.answered();
    if (word.status != GARDEN_OK) throw Failure(word.status, std::move(word.failure));
    co_return std::move(*word.reply);
  }
}

// The lead, if nobody has it.
std::unique_ptr<StdioLink::Lead> StdioLink::wait_for(std::int64_t id, const Waker<Word>& waker) {
  const std::lock_guard lock(mutex_);
  if (!alive_) throw Failure(GARDEN_UNAVAILABLE, "the MCP server has ended: " + last_end_);
  waiting_[id] = waker;
  return std::exchange(led_, true) ? nullptr : std::make_unique<Lead>(*this);
}

// One that has ended takes nothing; how it ended is heard by who listens.
void StdioLink::send(const Question& question) {
  std::unique_lock lock(mutex_);
  const auto status = process_->write(question.body);
  lock.unlock();
  if (status == GARDEN_RATE_LIMITED)
    throw Failure(GARDEN_UNAVAILABLE, "the MCP server does not read what it is sent");
  if (status == GARDEN_INVALID)
    throw Failure(GARDEN_INTERNAL, "a message to the MCP server has a line end in it");
}

std::unique_ptr<ProcessListener> StdioLink::listen(Context& context) {
  std::unique_lock lock(mutex_);
  const auto process = *process_;
  lock.unlock();
  try {
    return process.listen(
        context, [this](const ProcessLine& line) { on_line(line); },
        [this](garden_status, const std::string& how) { on_end(how); });
  } catch (const Failure& failure) {
    on_end(failure.text());
    throw;
  }
}

void StdioLink::pass_lead() {
  std::optional<Waker<Word>> next;
  {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::ranges::find_if(waiting_, [](const auto& pair) { return pair.second.has_value(); });
    if (found == waiting_.end()) {
      led_ = false;
      return;
    }
    next = std::exchange(found->second, std::nullopt);
  }
  Word word;
  word.lead = std::make_unique<Lead>(*this);
  next->set(
      std::move(word));  // to one that was told something else meanwhile: then the lead goes on from here
}

void StdioLink::tell(std::int64_t id, Word word) {
  std::optional<Waker<Word>> waker;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = waiting_.find(id); found != waiting_.end())
      waker = std::exchange(found->second, std::nullopt);
  }
  if (waker) waker->set(std::move(word));
}

void StdioLink::on_line(const ProcessLine& line) {
  if (!line.too_long) return on_message(line.bytes);
  // Whose it is stands at its beginning or at its end; if nowhere, it may be anybody's.
  std::vector<std::int64_t> all, found;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, waker] : waiting_) all.push_back(id);
  }
  for (const auto id : all)
    if (line.bytes.contains("\"id\":" + std::to_string(id) + ",") ||
        line.bytes.contains("\"id\":" + std::to_string(id) + "}"))
      found.push_back(id);
  for (const auto id : found.empty() ? all : found)
    tell(id,
         {.status = GARDEN_UNIMPLEMENTED,
          .failure = "the MCP server's answer is larger than " + std::to_string(settings_.answer_bytes_max) +
                     " bytes; ask for less, or raise `max_answer`"});
}

void StdioLink::on_message(std::string_view message) {
  if (json::type_of(message) != json::Type::object ||
      (message.size() <= checked_bytes_max && !json::valid(message)))
    return warn("a line that is no message, and is passed over");
  const auto id = json::member(message, "id");
  if (!json::member(message, "method").empty()) {
    if (!id.empty()) answer_server(message);
    return;  // a notification: there is none that we need
  }
  const auto number = json::integer(id);
  if (!number) return warn("an answer to nothing that was asked");
  Reply reply{.failed = !json::member(message, "error").empty(), .message = std::string(message)};
  tell(*number, {.reply = std::move(reply)});
}

// A question of the server's own: we have no abilities that it could use.
void StdioLink::answer_server(std::string_view message) {
  const auto id = json::member(message, "id");
  json::Writer out;
  out.object().field("jsonrpc", "2.0").key("id").raw(id);
  if (json::same(json::member(message, "method"), "ping")) {
    out.key("result").object().end();
  } else {
    out.key("error").object().field("code", -32601).field("message", "not offered").end();
  }
  out.end();
  const std::lock_guard lock(mutex_);
  if (alive_) process_->write(out.text());
}

void StdioLink::on_end(const std::string& how) {
  std::vector<std::int64_t> all;
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(alive_, false)) return;
    last_end_ = how;
    const auto now = Clock::now();
    if (now - started_ > seconds(30)) {  // it had worked: start it again at once
      delay_ = Millis(0);
      next_start_ = now;
    } else {
      next_start_ = now + delay_;
    }
    for (const auto& [id, waker] : waiting_) all.push_back(id);
  }
  host_.warn("the MCP server has ended: " + how);
  for (const auto id : all)
    tell(id, {.status = GARDEN_UNAVAILABLE, .failure = "the MCP server has ended: " + how});
}

void StdioLink::warn(const std::string& about) {
  {
    const std::lock_guard lock(mutex_);
    if (++warnings_ > warnings_max) return;
  }
  host_.warn("the MCP server wrote " + about);
}

}  // namespace

std::unique_ptr<Link> make_stdio_link(const McpSettings& settings, Host host) {
  return std::make_unique<StdioLink>(settings, host);
}

}  // namespace garden::tidb
