// /sessions and /clear_session: conversations that are kept.
#include <utility>

#include "api/execute_request.hpp"
#include "api/routes.hpp"
#include "api/session_text.hpp"
#include "base/civil_time.hpp"
#include "http/uri.hpp"

namespace garden::api {
namespace {
using base::Code;
using base::Json;

constexpr long page_default = 50, page_max = 500;

void list_sessions(StoreRequest&& asked, http::Responder responder) {
  auto query = http::QueryParameters::parse(asked.request.query);
  if (!query) return reply_error(responder, query.error());
  auto limit = query->integer("limit", page_default, 1, page_max);
  if (!limit) return reply_error(responder, limit.error());
  auto shared = share(std::move(responder));
  asked.conversation.sessions().sessions(
      {query->text("agent"), query->text("q")}, static_cast<std::size_t>(*limit), query->text("cursor"),
      [shared](base::Result<state::SessionPage> page) {
        if (!page) return reply_error(*shared, page.error());
        Json ids = Json::array(), items = Json::array();
        for (const auto& session : page->sessions) {
          ids.push_back(session.session_id);
          items.push_back(to_json(session));
        }
        reply_json(*shared, {{"sessions", std::move(ids)},
                             {"items", std::move(items)},
                             {"next", page->next.empty() ? Json() : Json(page->next)}});
      });
}

void list_messages(StoreRequest&& asked, const std::string& id, http::Responder responder) {
  auto query = http::QueryParameters::parse(asked.request.query);
  if (!query) return reply_error(responder, query.error());
  auto limit = query->integer("limit", page_default, 1, page_max);
  auto after = query->integer("after", 0, 0, 1'000'000'000);
  if (!limit || !after) return reply_error(responder, (limit ? after : limit).error());
  auto shared = share(std::move(responder));
  asked.conversation.sessions().messages(
      id, *after, static_cast<std::size_t>(*limit), [shared, id](base::Result<state::MessagePage> page) {
        if (!page) return reply_error(*shared, page.error());
        Json messages = Json::array();
        for (const auto& message : page->messages) messages.push_back(to_json(message));
        Json next = page->more && !page->messages.empty() ? Json(page->messages.back().number) : Json();
        reply_json(*shared,
                   {{"session_id", id}, {"messages", std::move(messages)}, {"next", std::move(next)}});
      });
}

// The whole conversation is gathered page by page; `text` grows to at most what a session may hold.
struct Export {
  SharedResponder responder;
  state::Sessions& sessions;
  state::Session session;
  ExportFormat format;
  std::vector<state::Message> messages;
};

void gather(const std::shared_ptr<Export>& exported) {
  auto after = exported->messages.empty() ? 0 : exported->messages.back().number;
  exported->sessions.messages(
      exported->session.session_id, after, page_max, [exported](base::Result<state::MessagePage> page) {
        if (!page) return reply_error(*exported->responder, page.error());
        bool more = page->more;
        for (auto& message : page->messages) exported->messages.push_back(std::move(message));
        if (more) return gather(exported);
        auto file = session_text(exported->session, exported->messages, exported->format);
        http::Response response;
        response.headers = {{"Content-Type", content_type_of(exported->format)},
                            {"Content-Disposition", "attachment; filename=\"" + exported->session.session_id +
                                                        "." + std::string(name_of(exported->format)) + "\""}};
        response.body = std::move(file);
        exported->responder->reply(std::move(response));
      });
}

void export_session(StoreRequest&& asked, const std::string& id, http::Responder responder) {
  auto query = http::QueryParameters::parse(asked.request.query);
  if (!query) return reply_error(responder, query.error());
  auto format = export_format(query->text("format", "json"));
  if (!format) return reply_error(responder, {Code::invalid, "format must be json, md or txt", {}});
  auto exported = std::make_shared<Export>(share(std::move(responder)), asked.conversation.sessions(),
                                           state::Session{}, *format, std::vector<state::Message>{});
  exported->sessions.session(id, [exported](base::Result<state::Session> session) {
    if (!session) return reply_error(*exported->responder, session.error());
    exported->session = std::move(*session);
    gather(exported);
  });
}

// Idempotent for the caller's purpose, but an id that never was is told apart: 404 with the same shape.
void clear(conversation::Conversation& conversation, const std::string& id, const SharedResponder& shared) {
  conversation.clear(id, [shared, id](base::Result<bool> existed) {
    if (!existed) return reply_error(*shared, existed.error());
    if (*existed) return reply_json(*shared, {{"success", true}, {"message", "Session " + id + " cleared"}});
    reply_json(*shared,
               {{"success", false}, {"message", "Session not found"}, {"error", "there is no session " + id}},
               404);
  });
}

void clear_session(StoreRequest&& asked, http::Responder responder) {
  auto body = read_json_object(asked.request);
  auto id = body ? base::text_at(*body, "session_id") : "";
  if (body && id.empty()) {
    http::Problem problem{.status = 400, .detail = "Missing session_id"};
    problem.errors.push_back({"/session_id", "session_id must be a non-empty text"});
    body = std::unexpected(std::move(problem));
  }
  if (!body) {
    body.error().request_id = responder.request_id();
    responder.reply(http::to_response(body.error()));
    return;
  }
  clear(asked.conversation, id, share(std::move(responder)));
}

}  // namespace

void add_sessions(StoreRoutes& routes) {
  using http::PathParameters, http::Responder;
  routes.post("/clear_session", [](StoreRequest&& asked, const PathParameters&, Responder responder) {
    clear_session(std::move(asked), std::move(responder));
  });
  routes.get("/sessions", [](StoreRequest&& asked, const PathParameters&, Responder responder) {
    list_sessions(std::move(asked), std::move(responder));
  });
  routes.get("/sessions/{id}", [](StoreRequest&& asked, const PathParameters& path, Responder responder) {
    asked.conversation.sessions().session(std::string(path["id"]), [shared = share(std::move(responder))](
                                                                       base::Result<state::Session> session) {
      if (!session) return reply_error(*shared, session.error());
      reply_json(*shared, to_json(*session));
    });
  });
  routes.del("/sessions/{id}", [](StoreRequest&& asked, const PathParameters& path, Responder responder) {
    clear(asked.conversation, std::string(path["id"]), share(std::move(responder)));
  });
  routes.get("/sessions/{id}/messages",
             [](StoreRequest&& asked, const PathParameters& path, Responder responder) {
               list_messages(std::move(asked), std::string(path["id"]), std::move(responder));
             });
  routes.get("/sessions/{id}/export",
             [](StoreRequest&& asked, const PathParameters& path, Responder responder) {
               export_session(std::move(asked), std::string(path["id"]), std::move(responder));
             });
}

}  // namespace garden::api
