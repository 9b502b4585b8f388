// Request and Response: one HTTP exchange as plain values, with nothing of the transport in them.
//
// A Request is exactly what arrived, already framed and checked by the transport: the body is whole and
// de-chunked, the headers are every one in its order, trailers are dropped. Path and query are raw; decoding
// belongs to the router (router.hpp, uri.hpp). Threads: plain values, no sharing.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace garden::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The value of the first header of that name (ASCII case does not matter); empty when there is none.
std::string_view header(const Headers& headers, std::string_view name);
bool has_header(const Headers& headers, std::string_view name);
// ASCII only, as header names, hosts and media types are compared.
bool equal_ignoring_case(std::string_view left, std::string_view right);

struct Request {
  std::string method;      // "GET"; a known method always, any other was answered 501
  std::string path;        // as sent, percent-encoded, begins with '/' (or is "*" for OPTIONS)
  std::string query;       // as sent, without the '?'
  Headers headers;         // every one, in order, twins included; no trailers
  std::string body;        // whole and de-chunked, at most ServerConfig::body_bytes_max
  std::string peer;        // the client's address, "203.0.113.7" or "2001:db8::1"
  std::string request_id;  // the client's X-Request-Id if it was a good one, else made; the answer carries it
  std::size_t loop = 0;    // which of ServerConfig::loops carries this connection; the handler runs on it
};

struct Response {
  int status = 200;
  // Content-Length, Connection, Date and X-Request-Id are the transport's: leave them out. A header given
  // twice is sent twice. CR, LF and NUL in a value are sent as spaces, so that no answer can be split.
  Headers headers;
  std::string body;
};

// {status, Content-Type: application/json, body}: the answer of most handlers.
Response json_response(int status, std::string body);

}  // namespace garden::http
