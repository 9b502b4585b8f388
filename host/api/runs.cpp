// /runs: turns of every origin; their events can be read again from any point, also after a restart.
#include <charconv>
#include <utility>

#include "api/event_stream.hpp"
#include "api/routes.hpp"
#include "base/civil_time.hpp"
#include "conversation/run_saver.hpp"
#include "http/sse.hpp"
#include "http/uri.hpp"

namespace garden::api {
namespace {
using base::Code;
using base::Json;

constexpr std::size_t entries_per_page = 200;

Json to_json(const state::Run& run) {
  Json json{{"run_id", run.run_id},
            {"session_id", run.session_id},
            {"agent", run.agent},
            {"origin", run.origin},
            {"status", state::name_of(run.status)},
            {"created_at", base::rfc3339(run.created_at)},
            {"ended_at", run.ended_at ? Json(base::rfc3339(*run.ended_at)) : Json()},
            {"finish_reason", run.finish_reason}};
  for (auto [name, text] : {std::pair{"usage", &run.usage}, {"error", &run.error}, {"answer", &run.answer}})
    if (!text->empty()) json[name] = base::parse_json(*text).value_or(Json());
  return json;
}

// What is on disk goes out at the client's pace; a run that still lives is followed from there.
class Replay : public std::enable_shared_from_this<Replay> {
 public:
  Replay(StoreRequest& asked, std::string run_id, std::uint64_t after, SharedResponder responder)
      : conversation_(asked.conversation),
        shard_(asked.shard),
        run_id_(std::move(run_id)),
        after_(after),
        responder_(std::move(responder)) {}

  void next() {
    conversation_.runs().events(run_id_, static_cast<std::int64_t>(after_), entries_per_page,
                                [me = shared_from_this()](base::Result<state::EventPage> page) {
                                  auto& shard = me->shard_;
                                  shard.post([me, page = std::move(page)] { me->take(page); });
                                });
  }

 private:
  void take(const base::Result<state::EventPage>& page) {
    if (!page) return fail(page.error());
    if (!started_) {
      started_ = true;
      sink_ = responder_->sse({{"X-Run-Id", run_id_}});
    }
    std::string bytes;
    bool ended = false;
    for (const auto& entry : page->events)
      for (const auto& event : conversation::events_of_entry(entry, after_)) {
        append_event(bytes, event, StreamForm::events);
        after_ = event.id;
        ended = ended || conversation::is_terminal(event.type);
      }
    if (!bytes.empty() && !sink_.send(bytes)) return;
    if (ended) return sink_.close();
    if (page->more) return when_there_is_room();
    if (auto run = conversation_.find(run_id_)) return follow(run);
    sink_.close();  // of a run that another process works on, the client comes for more
  }

  void when_there_is_room() {
    if (sink_.has_room()) return next();
    sink_.on_room([me = shared_from_this()] {
      me->sink_.on_room({});
      me->shard_.post([me] { me->next(); });
    });
  }

  void follow(const std::shared_ptr<conversation::Run>& run) {
    auto stream = std::make_shared<EventStream>(StreamForm::events, sink_, after_);
    run->home().post([run, stream] { stream->follow(run); });
  }

  void fail(const base::Error& error) {
    if (started_) return sink_.close();
    auto problem = http::problem_of(error, responder_->request_id());
    if (error.code == Code::gone) problem.instance = "/runs/" + run_id_;  // where the stored answer is
    responder_->reply(http::to_response(problem));
  }

  conversation::Conversation& conversation_;
  runtime::Shard& shard_;
  std::string run_id_;
  std::uint64_t after_;
  SharedResponder responder_;
  http::SseSink sink_;
  bool started_ = false;
};

base::Result<std::uint64_t> place_of(const http::Request& request) {
  auto query = http::QueryParameters::parse(request.query);
  if (!query) return std::unexpected(query.error());
  auto text = query->text("after", http::header(request.headers, "Last-Event-ID"));
  std::uint64_t after = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), after);
  if (!text.empty() && (error != std::errc() || end != text.data() + text.size()))
    return base::fail(Code::invalid, "Last-Event-ID (or ?after=) must be the id of an event: a whole number");
  return after;
}

void stream_events(StoreRequest&& asked, std::string run_id, http::Responder responder) {
  auto after = place_of(asked.request);
  if (!after) return reply_error(responder, after.error());
  auto run = asked.conversation.find(run_id);
  auto shared = share(std::move(responder));
  if (!run) return std::make_shared<Replay>(asked, std::move(run_id), *after, std::move(shared))->next();
  run->home().post(
      [run, shared, after = *after, asked = std::make_shared<StoreRequest>(std::move(asked)), run_id] {
        if (after <= run->log().last_id() && run->log().holds_after(after)) {
          auto sink = shared->sse({{"X-Run-Id", run_id}, {"X-Session-Id", run->session_id()}});
          return std::make_shared<EventStream>(StreamForm::events, std::move(sink), after)->follow(run);
        }
        std::make_shared<Replay>(*asked, run_id, after, shared)->next();
      });
}

void list_runs(StoreRequest&& asked, http::Responder responder) {
  auto query = http::QueryParameters::parse(asked.request.query);
  if (!query) return reply_error(responder, query.error());
  auto limit = query->integer("limit", 50, 1, 500);
  if (!limit) return reply_error(responder, limit.error());
  state::RunFilter filter{query->text("session_id"), query->text("agent"),
                          state::run_status(query->text("status"))};
  auto shared = share(std::move(responder));
  asked.conversation.runs().runs(std::move(filter), static_cast<std::size_t>(*limit), query->text("cursor"),
                                 [shared](base::Result<state::RunPage> page) {
                                   if (!page) return reply_error(*shared, page.error());
                                   Json runs = Json::array();
                                   for (const auto& run : page->runs) runs.push_back(to_json(run));
                                   Json next = page->next.empty() ? Json() : Json(page->next);
                                   reply_json(*shared,
                                              {{"runs", std::move(runs)}, {"next", std::move(next)}});
                                 });
}

}  // namespace

void add_runs(StoreRoutes& routes) {
  using http::PathParameters, http::Responder;
  routes.get("/runs", [](StoreRequest&& asked, const PathParameters&, Responder responder) {
    list_runs(std::move(asked), std::move(responder));
  });
  routes.get("/runs/{id}", [](StoreRequest&& asked, const PathParameters& path, Responder responder) {
    asked.conversation.runs().run(std::string(path["id"]),
                                  [shared = share(std::move(responder))](base::Result<state::Run> run) {
                                    if (!run) return reply_error(*shared, run.error());
                                    reply_json(*shared, to_json(*run));
                                  });
  });
  routes.post("/runs/{id}/cancel", [](StoreRequest&& asked, const PathParameters& path, Responder responder) {
    std::string id(path["id"]);
    if (auto run = asked.conversation.find(id)) {
      run->cancel("cancelled by a client");
      return reply_json(responder, {{"run_id", id}, {"status", "cancelling"}}, 202);
    }
    asked.conversation.runs().run(id, [shared = share(std::move(responder))](base::Result<state::Run> run) {
      if (!run) return reply_error(*shared, run.error());
      reply_error(*shared,
                  {Code::conflict, "the run is over: " + std::string(state::name_of(run->status)), {}});
    });
  });
  routes.get("/runs/{id}/events", [](StoreRequest&& asked, const PathParameters& path, Responder responder) {
    stream_events(std::move(asked), std::string(path["id"]), std::move(responder));
  });
}

}  // namespace garden::api
