#include "http/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/problem.hpp"
#include "http/uri.hpp"

namespace garden::http {

std::string_view PathParameters::operator[](std::string_view name) const {
  for (std::size_t i = 0; i < size_; ++i) {
    if (values_[i].first == name) return values_[i].second;
  }
  return {};
}

void PathParameters::push(std::string_view name, std::string value) {
  values_[size_++] = {name, std::move(value)};
}

// One place in the tree: what may follow it, and the handlers of the routes that end here.
struct Router::Node {
  struct Literal {
    std::string text;
    std::unique_ptr<Node> next;
  };
  struct Served {
    std::string method;
    RouteHandler handler;
  };
  std::vector<Literal> literals;
  std::unique_ptr<Node> parameter;
  std::string parameter_name;
  std::unique_ptr<Node> rest;  // {name...}: takes all that is left
  std::string rest_name;
  std::vector<Served> served;

  const RouteHandler* handler_of(std::string_view method) const {
    for (const auto& entry : served) {
      if (entry.method == method) return &entry.handler;
    }
    return nullptr;
  }
  Node* literal(std::string_view text) const {
    for (const auto& entry : literals) {
      if (entry.text == text) return entry.next.get();
    }
    return nullptr;
  }
  std::string allow() const;
};

namespace {

constexpr std::array<std::string_view, 5> methods = {"GET", "POST", "PUT", "PATCH", "DELETE"};

[[noreturn]] void reject(std::string_view pattern, const char* why) {
  throw std::logic_error("route " + std::string(pattern) + ": " + why);
}

// The first segment of `path`, which begins with '/'; `path` becomes what follows it.
std::string_view take_segment(std::string_view& path) {
  auto end = std::min(path.find('/', 1), path.size());
  auto segment = path.substr(1, end - 1);
  path.remove_prefix(end);
  return segment;
}

enum class Found { no, yes, bad_encoding };

}  // namespace

std::string Router::Node::allow() const {
  std::string text;
  for (const auto& entry : served) {
    text += entry.method + ", ";
    if (entry.method == "GET") text += "HEAD, ";
  }
  return text + "OPTIONS";
}

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(std::string_view method, std::string_view pattern, RouteHandler handler) {
  if (std::ranges::find(methods, method) == methods.end()) reject(pattern, "no such method");
  if (!pattern.starts_with('/')) reject(pattern, "must begin with '/'");
  Node* node = root_.get();
  std::size_t parameters = 0;
  auto enter = [](std::unique_ptr<Node>& next) {
    if (!next) next = std::make_unique<Node>();
    return next.get();
  };
  for (auto left = pattern == "/" ? std::string_view() : pattern; !left.empty();) {
    auto segment = take_segment(left);
    if (segment.empty()) reject(pattern, "has an empty segment");
    if (!segment.starts_with('{')) {
      auto* next = node->literal(segment);
      node = next ? next
                  : node->literals.emplace_back(std::string(segment), std::make_unique<Node>()).next.get();
      continue;
    }
    if (!segment.ends_with('}') || ++parameters > PathParameters::most) reject(pattern, "bad parameter");
    auto name = segment.substr(1, segment.size() - 2);
    bool rest = name.ends_with("...");
    if (rest) name.remove_suffix(3);
    if (name.empty() || (rest && !left.empty())) reject(pattern, "bad parameter");
    auto& known = rest ? node->rest_name : node->parameter_name;
    if (!known.empty() && known != name) reject(pattern, "another route names this parameter otherwise");
    known = name;
    node = enter(rest ? node->rest : node->parameter);
  }
  if (node->handler_of(method)) reject(pattern, "is served already");
  node->served.push_back({std::string(method), std::move(handler)});
  routes_.push_back({std::string(method), std::string(pattern)});
}

void Router::guard(Guard guard) { guards_.push_back(std::move(guard)); }

// Literals first, then a parameter, then the rest; a way that ends nowhere is taken back.
struct Router::Search {
  PathParameters parameters;
  const Node* at = nullptr;

  Found follow(const Node& node, std::string_view path) {
    if (path.empty() || path == "/") {  // one trailing slash is as none
      if (node.served.empty()) return Found::no;
      at = &node;
      return Found::yes;
    }
    auto left = path;
    auto raw = take_segment(left);
    if (!raw.empty()) {
      auto segment = percent_decode(raw);
      if (!segment) return Found::bad_encoding;
      if (const auto* next = node.literal(*segment)) {
        if (auto found = follow(*next, left); found != Found::no) return found;
      }
      if (node.parameter) {
        auto found = take(*node.parameter, node.parameter_name, std::move(*segment), left);
        if (found != Found::no) return found;
      }
    }
    if (!node.rest) return Found::no;
    auto rest = percent_decode(path.substr(1));
    return rest ? take(*node.rest, node.rest_name, std::move(*rest), {}) : Found::bad_encoding;
  }

  Found take(const Node& next, std::string_view name, std::string value, std::string_view left) {
    parameters.push(name, std::move(value));
    auto found = follow(next, left);
    if (found == Found::no) parameters.pop();
    return found;
  }
};

void Router::handle(Request&& request, Responder responder) const {
  for (const auto& guard : guards_) {
    if (auto refusal = guard(request)) {
      responder.reply(std::move(*refusal));
      return;
    }
  }
  if (request.path == "*") {
    responder.reply({204, {{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}}, {}});
    return;
  }
  Search search;
  auto found = search.follow(*root_, request.path);
  if (found == Found::bad_encoding) {
    responder.reply(problem_response(400,
                                     "the path is not percent-encoded UTF-8; write each byte that is not "
                                     "a letter or digit as %XX",
                                     request.request_id));
    return;
  }
  if (found == Found::no) {
    responder.reply(problem_response(
        404, "there is nothing at this path; GET /openapi.json lists what there is", request.request_id));
    return;
  }
  if (const auto* handler = search.at->handler_of(request.method == "HEAD" ? "GET" : request.method)) {
    (*handler)(std::move(request), search.parameters, std::move(responder));
    return;
  }
  auto allow = search.at->allow();
  Response response{204, {}, {}};
  if (request.method != "OPTIONS") {
    response = problem_response(405, "this path takes " + allow, request.request_id);
  }
  response.headers.emplace_back("Allow", std::move(allow));
  responder.reply(std::move(response));
}

}  // namespace garden::http
