#include "state/sessions.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <utility>

#include "base/json.hpp"
#include "state/collections.hpp"
#include "state/times.hpp"

namespace garden::state {
namespace {

constexpr std::string_view user_role = "user";

Session session_of(Document document) {
  auto head = base::parse_json(document.head).value_or(base::Json::object());
  auto updated = std::strtoll(document.labels.sort.c_str(), nullptr, 10);
  return {.session_id = std::move(document.key),
          .agent = std::move(document.labels.group),
          .title = std::move(document.labels.search),
          .created_at = from_us(base::integer_at(head, "created_us", updated)),
          .updated_at = from_us(updated),
          .message_count = document.log_end};
}

Message message_of(Entry entry) {
  return {entry.number, entry.at, std::move(entry.type), std::move(entry.tag), std::move(entry.body)};
}

// The messages of one run stand where its first one stands: a user who wrote while an earlier question was
// being answered is read after that answer.
std::vector<Message> by_turn(std::vector<Entry> entries, std::int64_t before, std::size_t messages_max) {
  std::vector<std::vector<Message>> turns;
  std::map<std::string, std::size_t> turn_of;
  for (auto& entry : entries) {
    if (before != 0 && entry.number >= before && entry.type == user_role) continue;
    auto [known, is_new] = turn_of.try_emplace(entry.tag, turns.size());
    if (is_new) turns.emplace_back();
    turns[known->second].push_back(message_of(std::move(entry)));
  }
  std::vector<Message> messages;
  for (auto& turn : turns) std::ranges::move(turn, std::back_inserter(messages));
  auto too_many = messages.size() > messages_max ? messages.size() - messages_max : 0;
  auto first = messages.begin() + static_cast<std::ptrdiff_t>(too_many);
  // A model does not take an answer whose question was cut off.
  first =
      std::find_if(first, messages.end(), [](const Message& message) { return message.role == user_role; });
  messages.erase(messages.begin(), first);
  return messages;
}

}  // namespace

Sessions::Sessions(Store& store, std::string scope) : store_(store), scope_(std::move(scope)) {}

void Sessions::session(std::string session_id, Store::Done<Session> done) {
  store_.get({scope_, std::string(sessions_collection), std::move(session_id)},
             [done = std::move(done)](base::Result<Document> found) mutable {
               if (!found) return done(std::unexpected(std::move(found.error())));
               done(session_of(std::move(*found)));
             });
}

void Sessions::sessions(SessionFilter filter, std::size_t limit, std::string cursor,
                        Store::Done<SessionPage> done) {
  Listing listing{.filter = {.scope = scope_,
                             .collection = std::string(sessions_collection),
                             .contains = std::move(filter.contains)},
                  .limit = limit,
                  .cursor = std::move(cursor)};
  if (!filter.agent.empty()) listing.filter.group = std::move(filter.agent);
  store_.list(std::move(listing), [done = std::move(done)](base::Result<Page> page) mutable {
    if (!page) return done(std::unexpected(std::move(page.error())));
    SessionPage sessions{.next = std::move(page->next)};
    sessions.sessions.reserve(page->documents.size());
    for (auto& document : page->documents) sessions.sessions.push_back(session_of(std::move(document)));
    done(std::move(sessions));
  });
}

void Sessions::messages(std::string session_id, std::int64_t after, std::size_t limit,
                        Store::Done<MessagePage> done) {
  LogRange range{.address = {scope_, std::string(sessions_collection), std::move(session_id)},
                 .after = after,
                 .entries_max = limit};
  store_.read_log(std::move(range), [done = std::move(done)](base::Result<LogSlice> slice) mutable {
    if (!slice) return done(std::unexpected(std::move(slice.error())));
    MessagePage page{.end = slice->log_end, .more = slice->more};
    page.messages.reserve(slice->entries.size());
    for (auto& entry : slice->entries) page.messages.push_back(message_of(std::move(entry)));
    done(std::move(page));
  });
}

void Sessions::history(std::string session_id, std::int64_t before, HistoryLimits limits,
                       Store::Done<std::vector<Message>> done) {
  // Users' messages that wait behind `before` are read and left out; they may not use up the limit.
  LogRange range{.address = {scope_, std::string(sessions_collection), std::move(session_id)},
                 .newest_first = true,
                 .entries_max = limits.messages_max + (before == 0 ? 0 : base::limits::session_queue_max + 1),
                 .bytes_max = limits.bytes_max};
  store_.read_log(std::move(range), [done = std::move(done), before, messages_max = limits.messages_max](
                                        base::Result<LogSlice> slice) mutable {
    if (!slice) return done(std::unexpected(std::move(slice.error())));
    done(by_turn(std::move(slice->entries), before, messages_max));
  });
}

void Sessions::clear(std::string session_id, Store::Done<bool> done) {
  Batch batch;
  batch.push_back(RemoveOwned{scope_, std::string(runs_collection), session_id});
  batch.push_back(Remove{{scope_, std::string(sessions_collection), std::move(session_id)}, {}});
  store_.commit(std::move(batch), [done = std::move(done)](base::Result<Committed> committed) mutable {
    if (committed) return done(true);
    if (committed.error().code == base::Code::not_found) return done(false);
    done(std::unexpected(std::move(committed.error())));
  });
}

void Sessions::count_active(base::Wall since, Store::Done<std::int64_t> done) {
  Filter filter{.scope = scope_, .collection = std::string(sessions_collection)};
  if (to_us(since) > 0) filter.sort_from = sort_text(since);
  store_.count(std::move(filter), std::move(done));
}

}  // namespace garden::state
