#include "api/event_stream.hpp"

#include "base/json.hpp"
#include "http/sse.hpp"

namespace garden::api {
namespace {
using conversation::Event, conversation::EventType;

constexpr std::size_t send_bytes = 32 * 1024;  // gathered before the connection is asked for room again

// A client of the first system knows only text and the end; an error is text that begins "Error: ".
void append_text_form(std::string& out, const Event& event) {
  if (event.type == EventType::text_delta) {
    http::append_sse(out, {.id = {}, .type = {}, .data = event.payload});
  } else if (event.type == EventType::run_error) {
    auto parsed = base::parse_json(event.payload).value_or(base::Json());
    auto text = "Error: " + base::text_at(base::member(parsed, "problem"), "detail", "the run failed");
    http::append_sse(out, {.id = {}, .type = {}, .data = text});
  } else if (event.type == EventType::run_cancelled) {
    http::append_sse(out, {.id = {}, .type = {}, .data = "Error: the run was cancelled"});
  }
  if (conversation::is_terminal(event.type)) out += http::sse_done;
}
}  // namespace

void append_event(std::string& out, const Event& event, StreamForm form) {
  if (form == StreamForm::text) return append_text_form(out, event);
  auto id = std::to_string(event.id);
  auto json = event.json();
  http::append_sse(out, {.id = id, .type = conversation::name_of(event.type), .data = json});
}

void EventStream::follow(const std::shared_ptr<conversation::Run>& run) {
  std::weak_ptr<EventStream> me = weak_from_this();
  sink_.on_room([me, run] {
    run->home().post([me, run] {
      if (auto stream = me.lock()) stream->on_events(*run);
    });
  });
  sink_.on_closed([me, run](http::Closed) {
    run->home().post([me, run] {
      if (auto stream = me.lock()) run->detach(*stream);
    });
  });
  run->attach(shared_from_this());
}

void EventStream::on_events(conversation::Run& run) {
  const auto& log = run.log();
  while (!ended_ && place_ < log.last_id() && sink_.has_room()) {
    if (!log.holds_after(place_)) {
      ended_ = true;
      return sink_.close();
    }
    std::string bytes;
    log.each_after(place_, [&](const Event& event) {
      if (bytes.size() >= send_bytes) return;
      append_event(bytes, event, form_);
      place_ = event.id;
      ended_ = ended_ || conversation::is_terminal(event.type);
    });
    if (!bytes.empty() && !sink_.send(bytes)) {
      ended_ = true;
      return;
    }
  }
  if (ended_) sink_.close();
}

}  // namespace garden::api
