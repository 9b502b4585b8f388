#include "queue.hpp"

#include <optional>

#include "garden/json_check.hpp"

namespace garden::redis_cache {
namespace {

constexpr std::size_t name_bytes_max = 512;
constexpr std::size_t ids_max = 1000;

std::string name_of(std::string_view line, std::string_view member, std::string_view prefix = {}) {
  const auto name = json::text(json::member(line, member));
  if (name.empty() || name.size() > name_bytes_max)
    throw Failure(GARDEN_INVALID, std::string(member) + " must be a text of 1 to 512 bytes");
  return std::string(prefix) + name;
}

std::int64_t number_of(std::string_view line, std::string_view member, std::int64_t otherwise,
                       std::int64_t min, std::int64_t max) {
  const auto value = json::member(line, member);
  if (json::type_of(value) == json::Type::none) return otherwise;
  const auto number = json::integer(value);
  if (!number || *number < min || *number > max)
    throw Failure(GARDEN_INVALID, std::string(member) + " must be a whole number from " +
                                      std::to_string(min) + " to " + std::to_string(max));
  return *number;
}

// "1700000000000-0"
bool is_id(std::string_view id) {
  const auto dash = id.find('-');
  return dash != std::string_view::npos && dash > 0 && dash + 1 < id.size() && id.size() <= 41 &&
         id.find_first_not_of("0123456789-") == std::string_view::npos &&
         id.find('-', dash + 1) == std::string_view::npos;
}

std::vector<std::string> ids_of(std::string_view line) {
  std::vector<std::string> ids;
  bool is_good = true;
  json::each(json::member(line, "ids"), [&](std::string_view element) {
    ids.push_back(json::text(element));
    is_good = is_good && is_id(ids.back());
  });
  if (ids.empty() || ids.size() > ids_max || !is_good)
    throw Failure(GARDEN_INVALID, "ids must be a list of 1 to 1000 ids that were taken from the queue");
  return ids;
}

std::optional<Entry> entry_of(const ReplyView& reply) {
  const auto fields = reply[1];
  if (reply[0].type() != ReplyType::text || fields.type() != ReplyType::array) return std::nullopt;
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
    if (fields[i].text() == "v") return Entry{reply[0].text(), fields[i + 1].text()};
  return Entry{reply[0].text(), {}};  // somebody else's: an entry without a value is one all the same
}

std::vector<Entry> entries_of(const ReplyView& list) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (const auto entry = entry_of(list[i])) entries.push_back(*entry);
  return entries;
}

std::string with_ids(std::initializer_list<std::string_view> head, const std::vector<std::string>& ids) {
  std::vector<std::string_view> words(head);
  words.insert(words.end(), ids.begin(), ids.end());
  return command(words);
}

}  // namespace

QueueRequest parse_queue_request(std::string_view verb, std::string_view text, std::string_view prefix) {
  const auto line_end = text.find('\n');
  const auto line = text.substr(0, line_end);
  if (!json::valid(line)) throw Failure(GARDEN_INVALID, "the first line of the request is not valid JSON");
  QueueRequest request;
  request.queue = name_of(line, "queue", prefix);
  if (verb == GARDEN_QUEUE_APPEND) {
    request.length_max = number_of(line, "length_max", request.length_max, 1, 100'000'000);
    if (line_end != std::string_view::npos) request.value = text.substr(line_end + 1);
    return request;
  }
  request.group = name_of(line, "group");
  if (verb == GARDEN_QUEUE_ACKNOWLEDGE) {
    request.ids = ids_of(line);
    request.remove = json::boolean(json::member(line, "remove")).value_or(true);
    return request;
  }
  request.consumer = name_of(line, "consumer");
  request.count = number_of(line, "count", request.count, 1, 1000);
  request.wait_ms = number_of(line, "wait_ms", request.wait_ms, 0, 60'000);
  request.idle_ms = number_of(line, "idle_ms", request.idle_ms, 0, 86'400'000);
  return request;
}

std::string append_command(const QueueRequest& request) {
  return command(
      {"XADD", request.queue, "MAXLEN", "~", std::to_string(request.length_max), "*", "v", request.value});
}

std::string take_command(const QueueRequest& request, bool wait) {
  const auto count = std::to_string(request.count), wait_ms = std::to_string(request.wait_ms);
  std::vector<std::string_view> words{"XREADGROUP", "GROUP", request.group, request.consumer, "COUNT", count};
  if (wait) words.insert(words.end(), {"BLOCK", wait_ms});
  words.insert(words.end(), {"STREAMS", request.queue, ">"});
  return command(words);
}

std::string create_group_command(const QueueRequest& request) {
  return command({"XGROUP", "CREATE", request.queue, request.group, "0", "MKSTREAM"});
}

std::string acknowledge_command(const QueueRequest& request) {
  return with_ids({"XACK", request.queue, request.group}, request.ids);
}

std::string remove_command(const QueueRequest& request) {
  return with_ids({"XDEL", request.queue}, request.ids);
}

std::string reclaim_command(const QueueRequest& request, std::string_view cursor, std::int64_t count) {
  return command({"XAUTOCLAIM", request.queue, request.group, request.consumer,
                  std::to_string(request.idle_ms), cursor, "COUNT", std::to_string(count)});
}

std::vector<Entry> taken_entries(const ReplyView& reply) { return entries_of(reply[0][1]); }

std::vector<Entry> reclaimed_entries(const ReplyView& reply) { return entries_of(reply[1]); }

std::string reclaim_cursor(const ReplyView& reply) {
  const auto cursor = reply[0].text();
  return cursor.empty() ? "0-0" : std::string(cursor);
}

std::string deliveries_command(const QueueRequest& request, const std::vector<Entry>& entries) {
  return command({"XPENDING", request.queue, request.group, entries.front().id, entries.back().id,
                  std::to_string(request.count), request.consumer});
}

std::int64_t deliveries_of(const ReplyView& reply, std::string_view id) {
  for (std::size_t i = 0; i < reply.size(); ++i)
    if (reply[i][0].text() == id) return reply[i][3].integer();
  return 1;
}

}  // namespace garden::redis_cache
