#include "http/origin.hpp"

#include <algorithm>
#include <string_view>

#include "http/problem.hpp"
#include "http/uri.hpp"

namespace garden::http {
namespace {

struct Site {
  std::string_view scheme;
  HostPort at;
};

// "https://host:port" and nothing after it; "null" and the like are no site.
std::optional<Site> parse_origin(std::string_view origin) {
  auto colon = origin.find("://");
  if (colon == origin.npos) return std::nullopt;
  auto at = parse_host(origin.substr(colon + 3));
  if (!at) return std::nullopt;
  return Site{origin.substr(0, colon), *at};
}

// A listed name without a port takes any port.
bool names_it(std::string_view listed, const HostPort& host) {
  auto known = parse_host(listed);
  return known && equal_ignoring_case(known->host, host.host) &&
         (known->port.empty() || known->port == host.port);
}

bool is_known_host(const HostPort& host, const OriginPolicy& policy) {
  return is_loopback(host.host) ||
         std::ranges::any_of(policy.names, [&host](const auto& name) { return names_it(name, host); });
}

std::string_view default_port(std::string_view scheme) {
  if (equal_ignoring_case(scheme, "https")) return "443";
  return equal_ignoring_case(scheme, "http") ? "80" : "";
}

// The same site: the same host, and the same port, where a missing one is that of the origin's scheme. (A
// proxy that ends TLS hands on the browser's Host, which for https leaves 443 out.)
bool is_same_site(const Site& origin, const HostPort& host) {
  auto filled = [&origin](std::string_view port) {
    return port.empty() ? default_port(origin.scheme) : port;
  };
  return equal_ignoring_case(origin.at.host, host.host) && filled(origin.at.port) == filled(host.port);
}

Response refuse(const Request& request, std::string detail) {
  return problem_response(403, std::move(detail), request.request_id);
}

}  // namespace

std::optional<Response> check_origin(const Request& request, const OriginPolicy& policy) {
  auto host = parse_host(header(request.headers, "Host"));
  if (!host || !is_known_host(*host, policy)) {
    return refuse(request,
                  "this server does not go by the name in the Host header; call it as localhost, or add the "
                  "name to server.names in its configuration");
  }
  if (!has_header(request.headers, "Origin")) return std::nullopt;  // not a browser, or a plain navigation
  auto origin = header(request.headers, "Origin");
  if (std::ranges::any_of(policy.allowed_origins,
                          [origin](const auto& allowed) { return equal_ignoring_case(allowed, origin); })) {
    return std::nullopt;
  }
  auto site = parse_origin(origin);
  if (site && is_same_site(*site, *host)) return std::nullopt;
  return refuse(request,
                "a page of another site may not call this server; to allow it, add its origin to "
                "server.allowed_origins in the configuration");
}

Guard origin_guard(OriginPolicy policy) {
  return [policy = std::move(policy)](const Request& request) { return check_origin(request, policy); };
}

}  // namespace garden::http
