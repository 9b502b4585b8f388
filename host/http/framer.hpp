// Framer: bytes in, requests out; the place where it is decided where a request ends and for whom it is.
//
// Two readers of the same bytes (a proxy in front and we) must never see two different requests. Boost.Beast
// takes the bytes apart; this adds what Beast 1.81 leaves to its user: one Content-Length, no coding but
// chunked, one Host, lines that end in CR LF, no folded lines, limits on everything that has none there (the
// number of headers, chunk extensions, trailers), and a guard against its assertion on a split last chunk.
// What is wrong is refused for good: after a refusal the connection is to be closed.
// Threads: belongs to one connection.
#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/body_budget.hpp"
#include "http/message.hpp"

namespace garden::http {

class Framer {
 public:
  enum class Got {
    more,     // nothing whole is here: feed more
    whole,    // `out` is a request
    go_on,    // the client waits for "100 Continue" before it sends the body; said once
    refused,  // see refusal()
  };
  struct Refusal {
    int status = 0;
    const char* detail = "";  // for the client: what is wrong and what to do
    const char* limit = "";   // the limit that was hit; empty when it was none
  };

  // `budget` is borrowed and must outlive the framer and the leases taken from it.
  Framer(std::size_t head_bytes_max, std::size_t body_bytes_max, BodyBudget& budget);
  ~Framer();

  void feed(std::string_view bytes);
  Got next(Request& out);

  bool in_request() const;  // some bytes of a request have come
  bool in_body() const;     // and its head is whole
  const Refusal& refusal() const { return refusal_; }
  const Headers& headers_so_far() const { return request_.headers; }  // for the id of a refused request
  BodyLease take_lease() { return std::move(lease_); }                // of the request handed out last

  // The wishes of the request handed out last (or, while its body comes, of the current one).
  struct Wishes {
    bool keep_alive = false, is_head = false, http10 = false;
  };
  Wishes wishes;

  std::array<char, 2048> room;  // one read goes here, so that an idle connection costs no more

 private:
  struct Parser;
  std::size_t waiting() const { return in_.size() - at_; }
  bool refuse(Refusal refusal);  // false, for the caller to return
  bool find_head();
  bool take_line(std::size_t end);
  bool take_head();
  bool take_body();
  bool check_head();
  bool check_target();
  bool check_field(std::string_view name, std::string_view value);
  bool line_without_cr() const;
  Got hand_out(Request& out);
  void compact();

  const std::size_t head_bytes_max_, body_bytes_max_;
  BodyBudget& budget_;
  std::string in_;      // what has come and is not taken yet is [at_, end)
  std::size_t at_ = 0;  // where the next byte is
  std::size_t scanned_ = 0, line_begin_ = 0, head_size_ = 0;  // of the head, from at_
  unsigned empty_lines_ = 0;
  std::unique_ptr<Parser> parser_;  // made once a connection
  Request request_;
  BodyLease lease_;
  struct Seen {
    unsigned hosts = 0, lengths = 0, codings = 0, expects = 0;
  } seen_;
  bool head_done_ = false, wants_go_on_ = false;
  Refusal refusal_;
};

}  // namespace garden::http
