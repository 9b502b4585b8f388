// agent-garden ask: one streamed answer in the terminal, or a chat; everything in this process.
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <utility>

#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/follow.hpp"
#include "cli/interrupts.hpp"
#include "cli/terminal_markdown.hpp"

namespace garden::cli {
namespace {
using conversation::Event, conversation::EventType;

// Reads a line of standard input; an interrupt or the end of input gives none.
class LineReader {
 public:
  LineReader() : wake_(::eventfd(0, EFD_CLOEXEC)) {}
  ~LineReader() { ::close(wake_); }
  void interrupt() {
    std::uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
  }
  std::optional<std::string> next() {
    for (;;) {
      if (auto end = buffer_.find('\n'); end != std::string::npos) {
        auto line = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        return line;
      }
      pollfd both[] = {{STDIN_FILENO, POLLIN, 0}, {wake_, POLLIN, 0}};
      if (::poll(both, 2, -1) < 0 || (both[1].revents & POLLIN) != 0) return std::nullopt;
      char bytes[4096];
      auto count = ::read(STDIN_FILENO, bytes, sizeof bytes);
      if (count <= 0) return buffer_.empty() ? std::nullopt : std::optional(std::exchange(buffer_, {}));
      buffer_.append(bytes, static_cast<std::size_t>(count));
    }
  }

 private:
  int wake_;
  std::string buffer_;
};

// Shows a run's events as a person wants to see them; what is not the answer goes to standard error.
class Display {
 public:
  Display(const Ask& command, const Terminal& terminal)
      : json_(command.common.json),
        plain_(command.plain || !terminal.out_is_terminal),
        notes_(terminal.err_is_terminal),
        markdown_([](std::string_view text) { print(text); }, terminal.colour, terminal.columns) {}

  void show(const Event& event) {
    if (json_)
      return print(R"({"id":)" + std::to_string(event.id) + R"(,"event":")" +
                   std::string(conversation::name_of(event.type)) + R"(","data":)" + event.json() + "}\n");
    switch (event.type) {
      case EventType::text_delta: return text(event.payload);
      case EventType::tool_started: return note("looking up " + member(event, "name"));
      case EventType::warning: return note("note: " + member(event, "detail"));
      case EventType::run_error: return end(false, problem(event));
      case EventType::run_cancelled: return end(false, "cancelled");
      case EventType::run_completed: return end(true, {});
      default: return;
    }
  }
  bool failed() const { return failed_; }

 private:
  void text(const std::string& piece) {
    if (plain_)
      print(piece);
    else
      markdown_.write(piece);
    last_ = piece.empty() ? last_ : piece.back();
  }
  void end(bool good, const std::string& why) {
    if (!plain_)
      markdown_.finish();
    else if (last_ != '\n')
      print("\n");
    failed_ = !good;
    if (!good) complain("Error: " + why);
  }
  void note(const std::string& line) {
    if (notes_) complain("  " + line);
  }
  static std::string member(const Event& event, std::string_view key) {
    return base::text_at(base::parse_json(event.payload).value_or(base::Json()), key);
  }
  static std::string problem(const Event& event) {
    auto parsed = base::parse_json(event.payload).value_or(base::Json());
    return base::text_at(base::member(parsed, "problem"), "detail", "the run failed");
  }

  bool json_, plain_, notes_, failed_ = false;
  char last_ = '\n';
  TerminalMarkdown markdown_;
};

}  // namespace

int ask(const Ask& command, const Terminal& terminal) {
  auto application = start_application(application_options(command.common));
  if (!application) return exit_failed;
  auto* store = application->store();
  if (!store || store->wired.served->agents.empty()) {
    complain("error: the configuration has no agent to ask");
    return exit_failed;
  }
  conversation::RunRequest request;
  request.agent = command.agent.empty() ? store->wired.served->agents.front()->name : command.agent;
  request.session_id = command.session;
  request.origin = "cli";
  request.report = command.report;
  request.on_disconnect = conversation::OnDisconnect::keep_on;

  Stopper stopper;
  LineReader reader;
  Interrupts interrupts([&](int) {
    if (!stopper.stop()) reader.interrupt();
  });
  bool is_chat = command.question.empty() && command.report.empty();
  bool prompts = is_chat && terminal.err_is_terminal;
  if (prompts) complain("Ask " + request.agent + "; Ctrl-C stops an answer, Ctrl-D ends the chat.");
  for (bool failed = false;;) {
    if (is_chat) {
      if (prompts) print("\n> ");
      auto line = reader.next();
      if (!line) return failed ? exit_failed : exit_done;
      if (line->find_first_not_of(" \t\r") == std::string::npos) continue;
      request.message = *line;
    } else {
      request.message = command.question;
    }
    Display display(command, terminal);
    auto session = ask_and_follow(*application, *store->conversation, request, stopper,
                                  [&](const Event& event) { display.show(event); });
    if (!session) complain("Error: " + session.error().text());
    failed = !session || display.failed();
    if (session) request.session_id = *session;
    if (!is_chat) return failed ? exit_failed : exit_done;
  }
}

}  // namespace garden::cli
