// Replies of a Redis: any bytes, cut anywhere, give the same replies as at once, or a broken reader; and what
// reads the entries of queues out of them never leaves them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "queue.hpp"
#include "reply.hpp"

using garden::redis_cache::ReplyReader;
using garden::redis_cache::ReplyView;

namespace {

// A number that depends on everything that can be read of a reply.
std::size_t digest(const ReplyView& reply) {
  auto sum = static_cast<std::size_t>(reply.type()) * 31 + static_cast<std::size_t>(reply.integer());
  for (const char c : reply.text()) sum = sum * 131 + static_cast<unsigned char>(c);
  for (std::size_t i = 0; i < reply.size(); ++i) sum = sum * 17 + digest(reply[i]);
  return sum;
}

// Reads what an answer to a queue's command would hold, whatever it is.
void read_as_queue(const ReplyView& reply) {
  std::size_t bytes = garden::redis_cache::reclaim_cursor(reply).size();
  for (const auto& entry : garden::redis_cache::taken_entries(reply))
    bytes += entry.id.size() + entry.value.size();
  for (const auto& entry : garden::redis_cache::reclaimed_entries(reply)) bytes += entry.id.size();
  bytes += static_cast<std::size_t>(garden::redis_cache::deliveries_of(reply, "1-1"));
  if (bytes == SIZE_MAX) std::abort();
}

std::size_t read_all(ReplyReader& reader, std::size_t sum) {
  while (auto reply = reader.next()) {
    read_as_queue(reply->view());
    sum = sum * 7 + digest(reply->view());
  }
  return sum;
}

// An array's count makes the parser ask for that much memory at once; that alone is not what is looked for.
bool counts_too_far(std::string_view text) {
  for (auto at = text.find('*'); at != std::string_view::npos; at = text.find('*', at + 1)) {
    const auto end = text.find_first_not_of("+0123456789", at + 1);
    if ((end == std::string_view::npos ? text.size() : end) > at + 6) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (counts_too_far(text)) return 0;
  ReplyReader whole(1 << 16), cut(1 << 16);
  whole.feed(text);
  const auto expected = read_all(whole, 0);
  std::size_t sum = 0;
  for (const char c : text) {
    cut.feed({&c, 1});
    sum = read_all(cut, sum);
  }
  if (sum != expected || whole.broken().empty() != cut.broken().empty()) std::abort();
  return 0;
}
