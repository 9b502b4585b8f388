// EventStream: a run's events on their way to one client, in the form the client asked for.
//
// It reads from the run's log at the client's pace: when the connection has no room it stops, and goes on
// when there is some. A client so slow that the log has dropped what it needs is cut; it may resume from the
// state store. Threads: on the run's home shard; the connection's callbacks are posted there.
#pragma once
#include <memory>
#include <string>

#include "api/execute_request.hpp"
#include "conversation/run.hpp"
#include "http/responder.hpp"

namespace garden::api {

// Appends the event as the form has it; nothing for events that the form leaves out. The text form ends with
// [DONE].
void append_event(std::string& out, const conversation::Event& event, StreamForm form);

class EventStream final : public conversation::RunListener, public std::enable_shared_from_this<EventStream> {
 public:
  // Events behind the id `after` are sent.
  EventStream(StreamForm form, http::SseSink sink, std::uint64_t after)
      : form_(form), sink_(std::move(sink)), place_(after) {}

  // [home of the run] From now on the run is followed; both ends are tied together.
  void follow(const std::shared_ptr<conversation::Run>& run);
  void on_events(conversation::Run& run) override;

 private:
  StreamForm form_;
  http::SseSink sink_;
  std::uint64_t place_;
  bool ended_ = false;
};

}  // namespace garden::api
