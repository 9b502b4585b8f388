#include "http/framer.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/limits.hpp"
#include "http/uri.hpp"

namespace garden::http {
namespace beast = boost::beast::http;
namespace {

constexpr unsigned empty_lines_max = 4;      // RFC 9112 2.2 has us ignore some before a request; not for ever
constexpr std::size_t last_chunk_bytes = 5;  // "0\r\n\r\n", the shortest end of a chunked body
constexpr std::size_t reserve_bytes_max = 64 * 1024;  // a length that is only announced gets no more

// A body for Beast that knows two limits: its own and that of all bodies together.
struct CountedBody {
  struct value_type {
    std::string text;
    std::size_t bytes_max = 0;
    BodyLease lease;
  };
  class reader {
   public:
    template <bool is_request, class Fields>
    reader(beast::header<is_request, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>& length, boost::beast::error_code& error) {
      error = {};
      if (length) body_.text.reserve(std::min<std::uint64_t>(*length, reserve_bytes_max));
    }
    std::size_t put(boost::asio::const_buffer part, boost::beast::error_code& error) {
      error = {};
      if (part.size() > body_.bytes_max - body_.text.size()) {
        error = beast::error::body_limit;
      } else if (!body_.lease.grow(part.size())) {
        error = make_error_code(boost::system::errc::no_buffer_space);
      } else {
        body_.text.append(static_cast<const char*>(part.data()), part.size());
        return part.size();
      }
      return 0;
    }
    void finish(boost::beast::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

constexpr Framer::Refusal head_too_large{
    431, "the head of the request is too large; send fewer or shorter headers", "request_head_bytes_max"};
constexpr Framer::Refusal target_too_long{414, "the address is too long; send the parameters in a body",
                                          "request_head_bytes_max"};
constexpr Framer::Refusal too_many_headers{431, "the request has more than 128 headers; send fewer",
                                           "request_headers_max"};
constexpr Framer::Refusal body_too_large{
    413, "the body is larger than this server takes; send less at a time", "request_body_bytes_max"};
constexpr Framer::Refusal bodies_too_large{
    503, "the server holds as many request bodies as it can; try again soon", "bodies_in_memory_bytes_max"};
constexpr Framer::Refusal chunk_lines_too_long{
    431, "the chunk extensions or trailers are too large; leave them out", "request_head_bytes_max"};
constexpr Framer::Refusal bare_line{400, "a line of the request does not end in CR LF", ""};

Framer::Refusal refusal_of(const boost::beast::error_code& error) {
  if (error == beast::error::header_limit) return head_too_large;
  if (error == beast::error::body_limit) return body_too_large;
  if (error == boost::system::errc::no_buffer_space) return bodies_too_large;
  if (error == beast::error::bad_version) return {505, "this server speaks HTTP/1.1 and HTTP/1.0", ""};
  if (error == beast::error::bad_content_length)
    return {400, "the Content-Length is no number, or not the only one", ""};
  if (error == beast::error::bad_transfer_encoding) return {400, "the Transfer-Encoding is malformed", ""};
  if (error == beast::error::bad_chunk || error == beast::error::bad_chunk_extension) {
    return {400, "a chunk of the body is malformed", ""};
  }
  return {400, "the request is not well-formed HTTP/1.1", ""};
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}
// A method, or an empty line before it.
bool may_begin(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '\r' || c == '\n'; }

}  // namespace

struct Framer::Parser {
  std::optional<beast::request_parser<CountedBody>> now;
  // Beast takes a bare LF inside a quoted extension, where another reader sees the end of the line.
  struct {
    void operator()(std::uint64_t, boost::beast::string_view extensions,
                    boost::beast::error_code& error) const {
      bool is_text = std::ranges::all_of(extensions, [](unsigned char c) { return c >= ' ' || c == '\t'; });
      if (!is_text) error = beast::error::bad_chunk_extension;
    }
  } check_chunk_line;
};

Framer::Framer(std::size_t head_bytes_max, std::size_t body_bytes_max, BodyBudget& budget)
    : head_bytes_max_(head_bytes_max),
      body_bytes_max_(body_bytes_max),
      budget_(budget),
      parser_(std::make_unique<Parser>()) {}
Framer::~Framer() = default;

void Framer::feed(std::string_view bytes) { in_.append(bytes); }
bool Framer::in_request() const { return head_done_ || waiting() > 0; }
bool Framer::in_body() const { return head_done_; }

bool Framer::refuse(Refusal refusal) {
  refusal_ = refusal;
  wishes = {};
  return false;
}

Framer::Got Framer::next(Request& out) {
  if (refusal_.status == 0 && !head_done_ && find_head()) take_head();
  if (refusal_.status == 0 && head_done_) take_body();
  if (refusal_.status != 0) return Got::refused;
  if (head_done_ && parser_->now->is_done()) return hand_out(out);
  compact();
  return std::exchange(wants_go_on_, false) ? Got::go_on : Got::more;
}

// Looks for the empty line that ends the head, each byte once however they come. true: head_size_ is known.
bool Framer::find_head() {
  while (scanned_ < waiting()) {
    if (scanned_ == 0 && !may_begin(in_[at_])) {
      bool is_tls = in_[at_] == '\x16';
      return refuse({400,
                     is_tls ? "this is TLS; the server speaks plain HTTP, put a proxy in front that ends TLS"
                            : "the request does not begin with a method",
                     ""});
    }
    const char* begin = in_.data() + at_;
    const auto* line_end =
        static_cast<const char*>(std::memchr(begin + scanned_, '\n', waiting() - scanned_));
    auto end = line_end ? static_cast<std::size_t>(line_end - begin) : waiting();
    if (end >= head_bytes_max_) {
      return refuse(line_begin_ == 0 ? target_too_long : head_too_large);
    }
    scanned_ = end;
    if (!line_end) return false;
    if (!take_line(end)) return false;
    if (head_size_ > 0) return true;
  }
  return false;
}

// One line of the head, whose LF is at `end`. false: refused.
bool Framer::take_line(std::size_t end) {
  const char* line = in_.data() + at_ + line_begin_;
  auto length = end - line_begin_;  // with the CR
  if (length == 0 || std::memchr(line, '\r', length) != line + length - 1) return refuse(bare_line);
  if (length == 1 && line_begin_ == 0) {
    at_ += 2;
    scanned_ = 0;
    if (++empty_lines_ <= empty_lines_max) return true;
    return refuse({400, "there is nothing but empty lines", ""});
  }
  if (line_begin_ > 0 && (line[0] == ' ' || line[0] == '\t')) {
    return refuse({400, "a header is folded over several lines; write it on one", ""});
  }
  scanned_ = end + 1;
  if (length == 1) head_size_ = scanned_;
  line_begin_ = scanned_;
  return true;
}

bool Framer::take_head() {
  auto& parser = parser_->now.emplace();
  parser.header_limit(static_cast<std::uint32_t>(head_bytes_max_ + 1));
  parser.body_limit(boost::none);  // CountedBody has the limit
  boost::beast::error_code error;
  // Not eager: the head is looked at alone, so that trailers can never pass for headers.
  auto taken = parser.put(boost::asio::buffer(in_.data() + at_, head_size_), error);
  if (!error && (taken != head_size_ || !parser.is_header_done())) error = beast::error::bad_field;
  if (error) {
    return refuse(refusal_of(error));
  }
  at_ += head_size_;
  scanned_ = line_begin_ = head_size_ = empty_lines_ = 0;
  if (!check_head()) return false;
  parser.get().body() = {{}, body_bytes_max_, BodyLease(budget_)};
  parser.eager(true);
  if (parser.chunked()) parser.on_chunk_header(parser_->check_chunk_line);
  head_done_ = true;
  return true;
}

bool Framer::take_body() {
  auto& parser = *parser_->now;
  while (!parser.is_done() && waiting() > 0) {
    // Beast 1.81 asserts when it comes back to a last chunk with fewer bytes than that; no body ends in
    // fewer.
    if (parser.chunked() && waiting() < last_chunk_bytes) break;
    boost::beast::error_code error;
    at_ += parser.put(boost::asio::buffer(in_.data() + at_, waiting()), error);
    if (error && error != beast::error::need_more) return refuse(refusal_of(error));
    if (!error || !parser.chunked()) continue;
    // What Beast does not take is the line of a chunk or a trailer; it has no limit for them. (Of fewer bytes
    // than it is given nothing is said, so that it never matters how they were split.)
    if (waiting() >= last_chunk_bytes && line_without_cr()) return refuse(bare_line);
    if (waiting() > head_bytes_max_) return refuse(chunk_lines_too_long);
    break;
  }
  return true;
}

bool Framer::line_without_cr() const {
  for (auto at = in_.find('\n', at_); at != in_.npos; at = in_.find('\n', at + 1)) {
    if (at == at_ || in_[at - 1] != '\r') return true;
  }
  return false;
}

// Everything that decides where this request ends, or for whom it is, before a byte of the body is believed.
bool Framer::check_head() {
  const auto& head = parser_->now->get();
  wishes = {head.keep_alive(), head.method() == beast::verb::head, head.version() < 11};
  seen_ = {};
  request_ = {};
  for (const auto& field : head) {
    std::string_view name(field.name_string().data(), field.name_string().size());
    std::string_view value(field.value().data(), field.value().size());
    if (request_.headers.size() == base::limits::request_headers_max) return refuse(too_many_headers);
    request_.headers.emplace_back(name, value);
    if (!check_field(name, value)) return false;
  }
  if (seen_.codings && seen_.lengths)
    return refuse({400, "both Content-Length and Transfer-Encoding are given", ""});
  if (seen_.codings && wishes.http10) return refuse({400, "HTTP/1.0 has no Transfer-Encoding", ""});
  if (!seen_.hosts && !wishes.http10) return refuse({400, "the header Host is missing", ""});
  if (head.method() == beast::verb::unknown || head.method() == beast::verb::connect) {
    return refuse({501, "this server does not know the method", ""});
  }
  request_.method.assign(head.method_string().data(), head.method_string().size());
  wants_go_on_ = seen_.expects && !wishes.http10;
  return check_target();
}

bool Framer::check_field(std::string_view name, std::string_view value) {
  if (equal_ignoring_case(name, "Host")) {
    if (++seen_.hosts > 1 || !parse_host(value)) return refuse({400, "the header Host is not one host", ""});
  } else if (equal_ignoring_case(name, "Content-Length")) {
    // Beast takes "5, 5" and equal twins; a proxy in front may see them otherwise.
    if (++seen_.lengths > 1 || !is_number(value)) return refuse(refusal_of(beast::error::bad_content_length));
    std::size_t length = 0;
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (error != std::errc() || length > body_bytes_max_) return refuse(body_too_large);
  } else if (equal_ignoring_case(name, "Transfer-Encoding")) {
    if (++seen_.codings > 1) return refuse(refusal_of(beast::error::bad_transfer_encoding));
    if (!equal_ignoring_case(value, "chunked")) {
      return refuse({501, "this server knows no Transfer-Encoding but chunked", ""});
    }
  } else if (equal_ignoring_case(name, "Expect")) {
    if (++seen_.expects > 1 || !equal_ignoring_case(value, "100-continue")) {
      return refuse({417, "this server knows no expectation but 100-continue", ""});
    }
  }
  return true;
}

// "/path?query", "*" for OPTIONS, or "http://host/path?query", which a server must understand.
bool Framer::check_target() {
  const auto& head = parser_->now->get();
  std::string_view target(head.target().data(), head.target().size());
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    auto host = target.substr(0, target.find_first_of("/?"));
    // Two names for one request: whoever checks the Host must not be told another one than the target's.
    if (!equal_ignoring_case(host, header(request_.headers, "Host"))) {
      return refuse({400, "the host of the address is not the one in the header Host", ""});
    }
    target.remove_prefix(host.size());
    if (target.empty()) target = "/";
    break;
  }
  auto mark = target.find('?');
  request_.path = target.substr(0, mark);
  if (mark != target.npos) request_.query = target.substr(mark + 1);
  if (request_.path.empty()) request_.path = "/";
  bool is_known = request_.path.front() == '/' || (target == "*" && head.method() == beast::verb::options);
  bool is_plain =
      std::ranges::none_of(target, [](unsigned char c) { return c <= ' ' || c >= 0x7F || c == '#'; });
  if (!is_known || !is_plain) return refuse({400, "the address must be a path, percent-encoded", ""});
  return true;
}

Framer::Got Framer::hand_out(Request& out) {
  auto& body = parser_->now->get().body();
  request_.body = std::move(body.text);
  lease_ = std::move(body.lease);
  out = std::move(request_);
  request_ = {};
  parser_->now.reset();
  head_done_ = wants_go_on_ = false;
  if (waiting() == 0) compact();
  return Got::whole;
}

// Drops what was taken; a burst must not cost an idle connection its memory.
void Framer::compact() {
  in_.erase(0, at_);
  at_ = 0;
  if (in_.empty() && in_.capacity() > 2 * room.size()) std::string{}.swap(in_);
}

}  // namespace garden::http
