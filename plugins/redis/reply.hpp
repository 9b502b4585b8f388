// Reply: one answer of Redis; ReplyReader: cuts the bytes of a connection into replies; command(): the other
// direction. The one place that knows hiredis, of which only the parser and the formatter are used.
//
// The protocol is RESP2: the parser of hiredis 0.14 takes no other. What it refuses it refuses for good, so a
// broken reader means a broken connection. Threads: plain values, a reader belongs to one thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct redisReply;
struct redisReader;

namespace garden::redis_cache {

enum class ReplyType { text, array, integer, nil, error };

// A reply or an element of one, borrowed from its Reply.
class ReplyView {
 public:
  explicit ReplyView(const redisReply* reply) : reply_(reply) {}
  ReplyType type() const;
  // Of a text or an error; empty for everything else.
  std::string_view text() const;
  // Of an integer; 0 for everything else.
  std::int64_t integer() const;
  // Elements of an array; 0 for everything else.
  std::size_t size() const;
  // An element; a nil where there is none.
  ReplyView operator[](std::size_t index) const;

 private:
  const redisReply* reply_;  // null: a nil
};

class Reply {
 public:
  Reply() = default;
  explicit Reply(redisReply* owned) : reply_(owned) {}
  ReplyView view() const { return ReplyView(reply_.get()); }

 private:
  struct Free {
    void operator()(redisReply* reply) const;
  };
  std::unique_ptr<redisReply, Free> reply_;  // null: a nil
};

class ReplyReader {
 public:
  // bytes_max: of one reply.
  explicit ReplyReader(std::size_t bytes_max);
  ReplyReader(ReplyReader&&) noexcept;
  ~ReplyReader();

  void feed(std::string_view bytes);
  // The next whole reply; none: more bytes are needed, or broken().
  std::optional<Reply> next();
  // Why nothing more will come out of this reader; empty while it works.
  const std::string& broken() const { return broken_; }

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  const std::size_t bytes_max_;
  std::unique_ptr<redisReader, Free> reader_;
  std::size_t bytes_ = 0;  // fed since the last whole reply
  std::string broken_;
};

// A command as it goes over the wire; arguments are bytes. Throws Failure when memory is short.
std::string command(std::span<const std::string_view> arguments);
std::string command(std::initializer_list<std::string_view> arguments);

}  // namespace garden::redis_cache
