// Origin: keeps web pages of strangers away from a server on a private address.
//
// A page of evil.example can make its visitor's browser call 127.0.0.1, and by re-pointing its own name in
// DNS even read the answer. Two headers that a page cannot forge stop both: Host must be a name this server
// goes by, and Origin, where a browser sends it, must be the same site. Threads: pure [any].
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "http/message.hpp"
#include "http/router.hpp"

namespace garden::http {

struct OriginPolicy {
  // Names (or addresses) this server goes by besides loopback ones: "shop.example", "shop.example:8443". A
  // name without a port takes any port. Behind a proxy: the name that browsers see.
  std::vector<std::string> names;
  // Whole origins of other sites that may call, "https://admin.example".
  std::vector<std::string> allowed_origins;
};

// nullopt: let it pass. Otherwise the 403 to answer, saying which configuration would allow it.
std::optional<Response> check_origin(const Request& request, const OriginPolicy& policy);
// The same as a guard of the router.
Guard origin_guard(OriginPolicy policy);

}  // namespace garden::http
