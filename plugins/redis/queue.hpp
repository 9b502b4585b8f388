// A queue in Redis: a stream with a consumer group. The commands, and what their replies hold.
//
// One field of an entry, "v", is its value. Replies of servers 6.2 to 7.x differ in length; what is not known
// is ignored. Threads: pure functions; what they give of a reply is borrowed from it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "garden/abi_queue.h"
#include "garden/component.hpp"
#include "reply.hpp"

namespace garden::redis_cache {

// What is asked of a queue; which members mean something depends on the verb.
struct QueueRequest {
  std::string queue, group, consumer;
  std::int64_t count = 1, wait_ms = 0, idle_ms = 60'000, length_max = 100'000;
  bool remove = true;
  std::vector<std::string> ids;
  std::string_view value;  // of the operation's own request
};

// Throws Failure(INVALID). `verb`: GARDEN_QUEUE_...
QueueRequest parse_queue_request(std::string_view verb, std::string_view text, std::string_view prefix);

std::string append_command(const QueueRequest& request);
// wait: with BLOCK, which must not be sent where others wait behind it.
std::string take_command(const QueueRequest& request, bool wait);
std::string create_group_command(const QueueRequest& request);
std::string acknowledge_command(const QueueRequest& request);
std::string remove_command(const QueueRequest& request);
std::string reclaim_command(const QueueRequest& request, std::string_view cursor, std::int64_t count);

struct Entry {
  std::string_view id, value;
};
// The entries of a reply to XREADGROUP of one queue; none of a nil.
std::vector<Entry> taken_entries(const ReplyView& reply);
// The entries of a reply to XAUTOCLAIM, but those that were trimmed meanwhile.
std::vector<Entry> reclaimed_entries(const ReplyView& reply);
// Where the next XAUTOCLAIM goes on; "0-0" when all was looked at.
std::string reclaim_cursor(const ReplyView& reply);

// How often these entries were given to somebody. (XPENDING)
std::string deliveries_command(const QueueRequest& request, const std::vector<Entry>& entries);
std::int64_t deliveries_of(const ReplyView& reply, std::string_view id);

}  // namespace garden::redis_cache
