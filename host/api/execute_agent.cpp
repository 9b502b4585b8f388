// POST /execute_agent: a question in, an answer out, as a stream or as one object.
#include <utility>

#include "api/event_stream.hpp"
#include "api/execute_request.hpp"
#include "api/routes.hpp"
#include "base/limits.hpp"
#include "http/trace.hpp"

namespace garden::api {
namespace {
using base::Json;

http::Headers headers_of(const conversation::Run& run) {
  return {{"X-Session-Id", run.session_id()}, {"X-Run-Id", run.id()}};
}

// "stream": "none": waits for the end and answers with one object.
class WholeAnswer final : public conversation::RunListener, public std::enable_shared_from_this<WholeAnswer> {
 public:
  explicit WholeAnswer(SharedResponder responder) : responder_(std::move(responder)) {}

  void follow(const std::shared_ptr<conversation::Run>& run) {
    responder_->on_abandoned([me = weak_from_this(), run](http::Closed) {
      run->home().post([me, run] {
        if (auto answer = me.lock()) run->detach(*answer);
      });
    });
    run->attach(shared_from_this());
  }

  void on_events(conversation::Run& run) override {
    if (!run.has_ended()) return;
    conversation::Event last;
    run.log().each_after(run.log().last_id() - 1, [&](const conversation::Event& event) { last = event; });
    if (last.type == conversation::EventType::run_completed) return reply(run);
    auto parsed = base::parse_json(last.payload).value_or(Json());
    const auto& problem = base::member(parsed, "problem");
    base::Error error{base::Code::cancelled, base::text_at(parsed, "reason", "the run was cancelled"), {}};
    if (problem.is_object()) {
      error.message = base::text_at(problem, "detail", "the run failed");
      error.code = conversation::code_of(base::text_at(problem, "code"));
    }
    auto response = http::problem_response(error, responder_->request_id());
    for (auto& header : headers_of(run)) response.headers.push_back(std::move(header));
    responder_->reply(std::move(response));
  }

 private:
  void reply(conversation::Run& run) {
    const auto& record = run.record();
    Json body{{"run_id", run.id()},
              {"session_id", run.session_id()},
              {"text", record.text},
              {"tool_calls", record.tool_calls},
              {"citations", record.citations.all()},
              {"usage", record.usage},
              {"finish_reason", record.finish_reason}};
    auto response = http::json_response(200, base::to_text(body));
    for (auto& header : headers_of(run)) response.headers.push_back(std::move(header));
    responder_->reply(std::move(response));
  }

  SharedResponder responder_;
};

// Everything that fails before the first byte has its own status: a busy session is a conflict, not an
// overload.
void refuse(http::Responder& responder, const base::Error& error) {
  auto problem = http::problem_of(error, responder.request_id());
  if (error.code == base::Code::denied || error.code == base::Code::full) problem.status = 409;
  if (problem.status == 409) problem.title.clear();
  responder.reply(http::to_response(problem));
}

void execute_agent(StoreRequest&& asked, http::Responder responder) {
  auto body = read_execute_request(asked.request);
  if (!body) {
    body.error().request_id = responder.request_id();
    responder.reply(http::to_response(body.error()));
    return;
  }
  conversation::RunRequest request;
  request.agent = std::move(body->agent_type);
  request.session_id = std::move(body->session_id);
  request.message = std::move(body->message);
  request.on_busy = body->on_busy;
  request.on_disconnect = body->on_disconnect;
  request.request_id = responder.request_id();
  request.traceparent = http::traceparent(http::trace_context(asked.request.headers));
  responder.answer_within(base::limits::turn_time_max * (base::limits::session_queue_max + 2));
  auto form = body->form;
  auto shared = share(std::move(responder));
  asked.conversation.start(std::move(request), asked.shard,
                           [shared, form](base::Result<std::shared_ptr<conversation::Run>> run) {
                             if (!run) return refuse(*shared, run.error());
                             if (form == StreamForm::none)
                               return std::make_shared<WholeAnswer>(shared)->follow(*run);
                             auto sink = shared->sse(headers_of(**run));
                             std::make_shared<EventStream>(form, std::move(sink), 0)->follow(*run);
                           });
}

}  // namespace

void add_execute_agent(StoreRoutes& routes) {
  routes.post("/execute_agent",
              [](StoreRequest&& asked, const http::PathParameters&, http::Responder responder) {
                execute_agent(std::move(asked), std::move(responder));
              });
}

}  // namespace garden::api
