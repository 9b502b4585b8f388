#include "conversation/errand.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "conversation/tools.hpp"
#include "conversation/usage.hpp"
#include "garden/abi_connector.h"
#include "queries/masked_stream.hpp"
#include "runtime/instance.hpp"
#include "runtime/scope.hpp"

namespace garden::conversation {
namespace {
using base::Json;

constexpr std::string_view no_run = "-";

bool is_errand(std::string_view target, bool in_run) {
  return target.starts_with("query:") || target.starts_with("agent:") || target.starts_with("connector:") ||
         (in_run && target.starts_with("llm:"));
}

// Takes the next word off `text`.
std::string_view next_word(std::string_view& text) {
  auto end = std::min(text.find(' '), text.size());
  auto word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

// Where a turn speaks to that another agent asked for: its words go back to who asked, what it looked up is
// told to the run's client, and what it used is charged to the run.
class AskedVoice final : public Voice {
 public:
  AskedVoice(garden::Context& context, std::shared_ptr<Run> run) : context_(context), run_(std::move(run)) {}

  TurnRecord& record() override { return record_; }
  void publish(EventType type, std::string payload) override {
    switch (type) {
      case EventType::text_delta: waiting_.emplace_back(GARDEN_TEXT, std::move(payload)); return;
      case EventType::thought_delta: waiting_.emplace_back(GARDEN_THOUGHT, std::move(payload)); return;
      case EventType::context:
      case EventType::usage: return;  // of the whole run there is one
      case EventType::citation: return cite(payload);
      default:
        run_->home().post([run = run_, type, payload = std::move(payload)] { run->publish(type, payload); });
    }
  }
  // Sends on what was said since the last time.
  garden::Task<> flush() {
    for (auto& [kind, text] : std::exchange(waiting_, {})) co_await context_.emit(text, kind);
  }
  void charge() {
    run_->home().post([run = run_, used = record_.usage, calls = record_.tool_calls, model = record_.model,
                       evidence = record_.evidence] {
      add_usage(run->record().usage, used);
      for (const auto& call : calls) run->record().tool_calls.push_back(call);
      run->record().model = model;
      run->record().evidence.add(evidence);
    });
  }

 private:
  void cite(const std::string& payload) {
    run_->home().post([run = run_, citation = base::parse_json(payload).value_or(Json::object())]() mutable {
      citation["n"] = run->record().citations.size() + 1;
      run->publish(EventType::citation, base::to_text(citation));
      run->record().citations.push_back(std::move(citation));
    });
  }

  garden::Context& context_;
  std::shared_ptr<Run> run_;  // co-owners: see Conversation::live_
  TurnRecord record_;
  std::vector<std::pair<garden_kind, std::string>> waiting_;
};

garden::Task<> flush_asked(TurnFrame& frame) { return static_cast<AskedVoice&>(frame.out).flush(); }

}  // namespace

std::shared_ptr<const runtime::Scope> errand_scope(std::shared_ptr<const ServedStore> store,
                                                   std::shared_ptr<runtime::Instance> errand,
                                                   const std::string& run_id) {
  if (!store->has_code()) return store->scope;
  auto resolve = [store, errand, run_id](std::string_view target,
                                         const runtime::Instance& caller) -> runtime::Scope::Target {
    const auto* agent = store->agent_with_code(caller);
    if (!agent || !is_errand(target, !run_id.empty())) return {store->scope->find(target), {}};
    return {errand, std::string(run_id.empty() ? no_run : run_id) + " " + agent->name + " " +
                        std::string(target) + " "};
  };
  return std::make_shared<const runtime::Scope>(runtime::Scope::Targets{}, std::move(resolve));
}

struct Errand::Asked {
  garden::Context& context;
  std::shared_ptr<const ServedStore> store;  // co-owners: see Conversation::store_
  std::shared_ptr<Run> run;                  // null: there is none
  const ServedAgent& agent;                  // whose library asks
  std::string target, name, verb;            // "query:low_stock", "low_stock", "run"
};

Errand::Errand(garden::Config, garden::Host host)
    : conversation_(*const_cast<Conversation*>(host.extension<Conversation>(runtime::internal_extension))) {}

garden::Task<> Errand::run(garden::Context& context) {
  auto rest = context.verb();
  auto run_id = next_word(rest);
  auto store = conversation_.store();
  const auto* agent = store->agent(next_word(rest));
  std::string target(next_word(rest));
  auto run = run_id == no_run ? nullptr : conversation_.find(std::string(run_id));
  if (!agent || (!run && run_id != no_run)) throw garden::Failure(GARDEN_NOT_FOUND, "the run is over");
  Asked asked{context, store, run, *agent, target, target.substr(target.find(':') + 1), std::string(rest)};
  if (target.starts_with("llm:")) co_return co_await model(asked);
  if (target.starts_with("connector:")) co_return co_await connector(asked);
  if (asked.verb != "run")
    throw garden::Failure(GARDEN_UNIMPLEMENTED, target + " knows the verb \"run\" only");
  if (target.starts_with("query:")) co_return co_await query(asked);
  co_await this->agent(asked);
}

garden::Task<> Errand::query(Asked& asked) {
  if (!asked.agent.queries.find(asked.name)) {
    auto unknown = asked.agent.queries.get(asked.name);
    throw garden::Failure(GARDEN_NOT_FOUND, unknown.error().message);
  }
  auto request = base::parse_json(asked.context.request()).value_or(Json::object());
  auto number = asked.run ? asked.run->spend(&Run::Spent::tool_calls, asked.agent.limits.tool_calls) : 1;
  if (number == 0) throw garden::Failure(GARDEN_RATE_LIMITED, "the look-ups of this turn are used up");
  ToolCall call{"lib_" + std::to_string(number), asked.name, base::member(request, "params")};
  if (asked.run) asked.run->home().post([run = asked.run, call] { tell_started(*run, call); });
  std::string session = asked.run ? asked.run->session_id() : std::string();
  ToolPlace place{asked.context, *asked.store, asked.agent, conversation_.parts().clock, session};
  auto outcome = co_await look_up_query(place, call);
  auto content = base::to_text(outcome.content);
  auto code = outcome.code;
  auto why = base::text_at(outcome.content, "error");
  if (asked.run) asked.run->home().post([run = asked.run, outcome] { tell(*run, outcome); });
  if (code != base::Code::ok) throw garden::Failure(static_cast<garden_status>(code), why);
  co_await asked.context.emit_json(content);
}

garden::Task<> Errand::connector(Asked& asked) {
  std::string request(asked.context.request());
  std::optional<queries::MaskedStream> masks;
  if (asked.verb == GARDEN_CONNECTOR_QUERY) {
    auto sql = base::text_at(base::parse_json(request).value_or(Json()), "sql");
    auto opened = queries::MaskedStream::open(sql, asked.agent.queries.personal());
    if (!opened)
      throw garden::Failure(static_cast<garden_status>(opened.error().code), opened.error().message);
    masks = std::move(*opened);
  }
  auto reply = asked.context.stream(asked.target, asked.verb, request);
  while (auto message = co_await reply.next()) {
    auto passed = masks ? masks->pass(message->bytes) : std::string(message->bytes);
    co_await asked.context.emit(passed, message->kind);
  }
}

garden::Task<> Errand::model(Asked& asked) {
  auto number = asked.run->spend(&Run::Spent::model_calls, asked.agent.limits.steps);
  auto tokens = asked.run->spent().tokens.load();
  if (number == 0 || (asked.agent.limits.tokens > 0 && tokens >= asked.agent.limits.tokens))
    throw garden::Failure(GARDEN_RATE_LIMITED, "the model calls of this turn are used up");
  Json usage = Json::object();
  std::string request(asked.context.request());
  auto reply = asked.context.stream(asked.target, asked.verb, request);
  while (auto message = co_await reply.next()) {
    if (message->kind == GARDEN_JSON)
      if (auto event = base::parse_json(message->bytes); event && base::member(*event, "usage").is_object())
        usage = (*event)["usage"];
    co_await asked.context.emit(message->bytes, message->kind);
  }
  asked.run->spent().tokens += static_cast<std::uint64_t>(base::integer_at(usage, "input_tokens", 0) +
                                                          base::integer_at(usage, "output_tokens", 0));
  asked.run->home().post([run = asked.run, usage, target = asked.target] {
    add_usage(run->record().usage, usage);
    run->record().model = target;
  });
}

garden::Task<> Errand::agent(Asked& asked) {
  if (!asked.run) throw garden::Failure(GARDEN_INVALID, "an agent can be asked only by one that has a turn");
  auto other = asked.store->get_agent(asked.name);
  if (!other) throw garden::Failure(GARDEN_NOT_FOUND, other.error().message);
  if (*other == &asked.agent) throw garden::Failure(GARDEN_INVALID, "an agent cannot ask itself");
  auto request = base::parse_json(asked.context.request()).value_or(Json::object());
  auto message = base::text_at(request, "message");
  if (message.empty()) throw garden::Failure(GARDEN_INVALID, "the request needs a \"message\"");
  auto messages = base::member(request, "history").is_array() ? request["history"] : Json::array();
  messages.push_back({{"role", "user"}, {"parts", {{{"text", message}}}}});
  AskedVoice voice(asked.context, asked.run);
  TurnFrame frame{asked.context, conversation_, *asked.store, **other,
                  *asked.run,    voice,         message,      &flush_asked};
  co_await take_turn(frame, std::move(messages));
  voice.charge();
  co_await voice.flush();
}

}  // namespace garden::conversation
