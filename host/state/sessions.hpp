// Sessions: the conversations of one shop and their messages.
//
// A session is a document whose log is its messages, numbered from 1 in the order in which they were said. It
// is made by the first turn (runs.hpp writes; this reads and deletes). Lists never load a message.
// Threads: all calls [any], they never block; `done` as in store.hpp. The Store outlives this.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/limits.hpp"
#include "state/store.hpp"

namespace garden::state {

struct Message {
  std::int64_t number = 0;  // 1, 2, 3 ... within the session
  base::Wall at;
  std::string role;     // "user", "assistant", "tool"
  std::string run_id;   // the turn it belongs to
  std::string content;  // JSON text, kept byte for byte; what is in it is the conversation's affair
};

struct Session {
  std::string session_id, agent, title;
  base::Wall created_at, updated_at;
  std::int64_t message_count = 0;
};

struct SessionFilter {
  std::string agent;     // empty: all
  std::string contains;  // in the title; empty: all
};
struct SessionPage {
  std::vector<Session> sessions;  // the last used first
  std::string next;               // cursor of the next page; empty: this was the last (see state::Page)
};

struct MessagePage {
  std::vector<Message> messages;
  std::int64_t end = 0;  // number of the session's last message
  bool more = false;     // there are more behind these
};

struct HistoryLimits {
  std::size_t messages_max = base::limits::history_messages_max;
  std::size_t bytes_max = base::limits::history_bytes_max;
};

class Sessions {
 public:
  // `scope` is the shop; ids of other shops do not exist here.
  Sessions(Store& store, std::string scope);

  // Code::not_found for an unknown id, here and below.
  void session(std::string session_id, Store::Done<Session> done);
  void sessions(SessionFilter filter, std::size_t limit, std::string cursor, Store::Done<SessionPage> done);
  void messages(std::string session_id, std::int64_t after, std::size_t limit, Store::Done<MessagePage> done);

  // What a model is told of the conversation before the user's message number `before` (0: all of it): the
  // newest messages that fit the limits, oldest first, beginning with a user's message. Messages of one turn
  // stand together even if others were waiting meanwhile; users' messages from `before` on are left out.
  void history(std::string session_id, std::int64_t before, HistoryLimits limits,
               Store::Done<std::vector<Message>> done);

  // Deletes the session, its messages, its runs, their events and answers, for good. `done` says whether it
  // existed. A run that is under way meets Code::not_found at its next write: cancel it first.
  void clear(std::string session_id, Store::Done<bool> done);

  // How many sessions were used since then; the epoch counts all.
  void count_active(base::Wall since, Store::Done<std::int64_t> done);

 private:
  Store& store_;
  std::string scope_;
};

}  // namespace garden::state
