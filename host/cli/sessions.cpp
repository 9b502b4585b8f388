// agent-garden sessions list | show | export | delete: what is kept of conversations.
#include "cli/commands.hpp"

#include <utility>

#include "api/session_text.hpp"
#include "base/json.hpp"
#include "state/wait.hpp"

namespace garden::cli {
namespace {
using base::Json;

constexpr std::size_t page = 200;

int fail(const base::Error& error) {
  complain("error: " + error.text());
  return exit_failed;
}

int list(state::Sessions& sessions, bool json) {
  std::string cursor;
  Json all = Json::array();
  do {
    auto found = state::wait_for<state::SessionPage>(
        [&](auto done) { sessions.sessions({}, page, cursor, std::move(done)); });
    if (!found) return fail(found.error());
    for (const auto& session : found->sessions) {
      auto item = api::to_json(session);
      if (!json)
        print(session.session_id + "  " + item["updated_at"].get<std::string>() + "  " +
              std::to_string(session.message_count) + " messages  " + session.title + "\n");
      all.push_back(std::move(item));
    }
    cursor = found->next;
  } while (!cursor.empty());
  if (json) print(base::to_text(all) + "\n");
  return exit_done;
}

int show(state::Sessions& sessions, const std::string& id, api::ExportFormat format) {
  auto session = state::wait_for<state::Session>([&](auto done) { sessions.session(id, std::move(done)); });
  if (!session) return fail(session.error());
  std::vector<state::Message> messages;
  for (bool more = true; more;) {
    auto after = messages.empty() ? 0 : messages.back().number;
    auto found = state::wait_for<state::MessagePage>(
        [&](auto done) { sessions.messages(id, after, page, std::move(done)); });
    if (!found) return fail(found.error());
    more = found->more;
    for (auto& message : found->messages) messages.push_back(std::move(message));
  }
  print(api::session_text(*session, messages, format));
  return exit_done;
}

}  // namespace

int sessions(const SessionsCommand& command, const Terminal&) {
  auto application = start_application(application_options(command.common));
  if (!application) return exit_failed;
  auto* store = application->store();
  if (!store) return exit_failed;
  auto& kept = store->conversation->sessions();
  if (command.verb == "list") return list(kept, command.common.json);
  if (command.verb == "show")
    return show(kept, command.id, command.common.json ? api::ExportFormat::json : api::ExportFormat::txt);
  if (command.verb == "export")
    return show(kept, command.id, api::export_format(command.format).value_or(api::ExportFormat::md));
  auto existed =
      state::wait_for<bool>([&](auto done) { store->conversation->clear(command.id, std::move(done)); });
  if (!existed) return fail(existed.error());
  if (!*existed) return fail({base::Code::not_found, "there is no session " + command.id, {}});
  print("deleted " + command.id + "\n");
  return exit_done;
}

}  // namespace garden::cli
