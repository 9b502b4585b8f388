// A turn that is a report: its queries, its words, and what is kept of it for tomorrow.
//
// The report is complete without any language model. Where the agent has one that writes, it is asked for a
// few sentences above it, from the report's own text; its numbers are checked like those of any answer, and
// if it fails the report stands alone.
#include <utility>

#include "base/civil_time.hpp"
#include "conversation/tools.hpp"
#include "conversation/turn.hpp"
#include "queries/result.hpp"
#include "reports/compose.hpp"
#include "state/reports.hpp"

namespace garden::conversation {
namespace {
using base::Json;
using reports::Definition;

constexpr std::uint32_t describe_ms = 2'000;

garden::Task<ToolOutcome> run_section(TurnFrame& frame, const reports::Section& section, std::size_t number) {
  if (section.query.empty()) co_return ToolOutcome();
  ToolCall call{"report_" + std::to_string(number + 1), section.query, section.params};
  tell_started(frame.out, call);
  ToolPlace place{frame.context, frame.store, frame.agent, frame.conversation.parts().clock,
                  frame.run.session_id()};
  auto outcome = co_await look_up_query(place, call);
  tell(frame.out, outcome);
  co_return outcome;
}

garden::Task<reports::SectionResults> run_sections(TurnFrame& frame, const Definition& definition) {
  std::vector<garden::Task<ToolOutcome>> tasks;
  for (std::size_t i = 0; i < definition.sections.size(); ++i)
    tasks.push_back(run_section(frame, definition.sections[i], i));
  auto outcomes = co_await garden::all(std::move(tasks));
  reports::SectionResults results;
  std::string first_error;
  bool any = false;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    auto& outcome = outcomes[i];
    if (definition.sections[i].query.empty()) {
      results.emplace_back(queries::QueryResult());
      continue;
    }
    auto result = outcome.ok() ? queries::result_from_json(outcome.content)
                               : base::fail(outcome.code, base::text_at(outcome.content, "error"));
    any = any || result.has_value();
    if (!result && first_error.empty()) first_error = result.error().message;
    results.push_back(std::move(result));
  }
  if (!any)
    throw garden::Failure(GARDEN_UNAVAILABLE, "none of the report's queries could be run: " + first_error);
  co_return results;
}

// The report it is compared with, or null.
garden::Task<Json> load_previous(TurnFrame& frame, const Definition& definition, const std::string& day) {
  using Loaded = base::Result<state::Report>;
  garden::Signal<Loaded> signal(frame.context);
  frame.conversation.reports().last_before(
      definition.name, frame.agent.name, day,
      [waker = signal.waker()](Loaded result) { waker.set(std::move(result)); });
  auto loaded = co_await signal;
  if (loaded) co_return base::parse_json(loaded->body).value_or(Json());
  if (loaded.error().code != base::Code::not_found)
    frame.out.publish(
        EventType::warning,
        base::to_text({{"code", "no-comparison"},
                       {"detail", "the last report could not be read: " + loaded.error().message}}));
  co_return Json();
}

garden::Task<> save_report(TurnFrame& frame, const Definition& definition, reports::Composed made) {
  state::Report report;
  report.name = definition.name;
  report.agent = frame.agent.name;
  report.day = base::text_at(made.body, "day");
  report.title = definition.title + ", " + report.day;
  report.headline = made.headline;
  report.run_id = frame.run.id();
  report.session_id = frame.run.session_id();
  report.is_quiet = made.is_quiet;
  made.body["text"] = frame.out.record().text;  // with the model's words
  report.body = base::to_text(made.body);
  using Saved = base::Result<std::string>;
  garden::Signal<Saved> signal(frame.context);
  frame.conversation.reports().save(std::move(report),
                                    [waker = signal.waker()](Saved result) { waker.set(std::move(result)); });
  auto saved = co_await signal;
  if (!saved)
    frame.out.publish(EventType::warning,
                      base::to_text({{"code", "not-saved"},
                                     {"detail",
                                      "the report could not be kept, so the next one has nothing to be "
                                      "compared with: " +
                                          saved.error().message}}));
}

// Whether the model that would answer writes prose; one that only looks up says so itself.
garden::Task<bool> writes_prose(TurnFrame& frame) {
  if (frame.agent.models.empty()) co_return false;
  const auto& model = frame.agent.models[ready_model(frame, 0)];
  std::string text;
  try {
    auto reply = frame.context.stream(model, GARDEN_LLM_DESCRIBE, "{}", frame.context.within_ms(describe_ms));
    while (auto message = co_await reply.next())
      if (message->kind == GARDEN_JSON) text += message->bytes;
  } catch (const garden::Failure&) {
    co_return true;  // it describes nothing; it may still write
  }
  auto described = base::parse_json(text).value_or(Json());
  co_return !base::boolean_at(described, "offline", false);
}

// The model's words above the report; false: there are none.
garden::Task<bool> add_prose(TurnFrame& frame, const Definition& definition, const std::string& markdown) {
  if (definition.prose.empty()) co_return false;
  auto writes = co_await writes_prose(frame);
  if (!writes) co_return false;
  Json messages = Json::array({{{"role", "user"}, {"parts", Json::array({{{"text", definition.prose}}})}}});
  const auto report = markdown.empty() ? std::string() : garden::json::quoted(markdown);
  ModelQuestion question{report, messages, "[]"};
  std::size_t model = 0;
  std::string failed;
  try {
    co_await ask_model(frame, question, model);
  } catch (const garden::Failure& failure) {
    failed = failure.text();
  }
  if (!failed.empty())
    frame.out.publish(EventType::warning, base::to_text({{"code", "no-prose"},
                                                         {"detail", "the report stands alone: " + failed}}));
  co_return !frame.out.record().text.empty();
}

void say(TurnFrame& frame, const std::string& text) {
  auto& record = frame.out.record();
  record.text += text;
  frame.out.publish(EventType::text_delta, text);
  auto& messages = record.messages;
  record.open_text.clear();
  if (messages.empty() || base::text_at(messages.back(), "role") != "assistant")
    messages.push_back({{"role", "assistant"}, {"parts", Json::array()}});
  messages.back()["parts"].push_back({{"text", text}});
}

}  // namespace

garden::Task<> take_report_turn(TurnFrame& frame, const Definition& definition) {
  auto& clock = frame.conversation.parts().clock;
  auto as_of = frame.store.as_of.value_or(clock.wall());
  reports::Occasion occasion{frame.store.title, frame.store.currency, frame.store.zone.local_day(as_of),
                             frame.store.zone.local_text(as_of), frame.store.zone.name()};
  auto [previous, results] =
      co_await garden::all(load_previous(frame, definition, occasion.day), run_sections(frame, definition));
  auto made = reports::compose(definition, occasion, results, previous);
  frame.out.record().evidence.add_values(made.counts);
  frame.out.record().finish_reason = "stop";
  auto has_prose = co_await add_prose(frame, definition, made.markdown);
  say(frame, (has_prose ? "\n\n" : "") + made.markdown);
  co_await save_report(frame, definition, std::move(made));
}

}  // namespace garden::conversation
