// Router: from method and path to the handler, and the answers for what has none.
//
// Routes are patterns of segments: "/runs/{id}/events". {id} takes one segment, percent-decoded (so it may
// hold a '/'); {rest...} as the last takes all that is left, undecoded slashes included. A literal segment
// wins over a parameter; one trailing slash is as none; an empty segment elsewhere matches nothing. What is
// not served is answered here: 400 (bad percent-encoding), 404, 405 with Allow. HEAD is served by the GET
// handler (the transport leaves the body out), OPTIONS by a list of the methods.
// The way through is a tree of segments: no regular expression, and no allocation for segments of usual
// length. Threads: add and guard before the server starts; handle and routes [any] afterwards.
#pragma once
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/responder.hpp"

namespace garden::http {

// The values of a route's parameters, decoded and valid UTF-8. At most `most` of them in a pattern.
class PathParameters {
 public:
  static constexpr std::size_t most = 6;
  // The value of that name. The name must be one of the pattern (else: empty).
  std::string_view operator[](std::string_view name) const;
  std::size_t size() const { return size_; }
  void push(std::string_view name, std::string value);
  void pop() { --size_; }

 private:
  std::array<std::pair<std::string_view, std::string>, most> values_;  // names point into the router
  std::size_t size_ = 0;
};

using RouteHandler = std::function<void(Request&&, const PathParameters&, Responder)>;

struct RouteInfo {
  std::string method, pattern;
};

// Looks at each request before its handler; an answer ends it there (403 of a foreign origin, 401, 429).
using Guard = std::function<std::optional<Response>(const Request&)>;

class Router {
 public:
  Router();
  ~Router();

  // `pattern` as above; `method` GET, POST, PUT, PATCH or DELETE. A pattern that is malformed or taken is a
  // programmer's error and throws std::logic_error.
  void add(std::string_view method, std::string_view pattern, RouteHandler handler);
  void get(std::string_view pattern, RouteHandler handler) { add("GET", pattern, std::move(handler)); }
  void post(std::string_view pattern, RouteHandler handler) { add("POST", pattern, std::move(handler)); }
  void patch(std::string_view pattern, RouteHandler handler) { add("PATCH", pattern, std::move(handler)); }
  void del(std::string_view pattern, RouteHandler handler) { add("DELETE", pattern, std::move(handler)); }
  // Guards run in the order added, for every request, also one that no route serves.
  void guard(Guard guard);

  // The server's handler: [&router](Request&& q, Responder r) { router.handle(std::move(q), std::move(r)); }
  void handle(Request&& request, Responder responder) const;

  // In the order added; what the OpenAPI document is checked against.
  const std::vector<RouteInfo>& routes() const { return routes_; }

 private:
  struct Node;
  struct Search;
  std::unique_ptr<Node> root_;
  std::vector<RouteInfo> routes_;
  std::vector<Guard> guards_;
};

}  // namespace garden::http
