// Reading what a component asks of host->http: JSON to HttpRequest.
//
// Threads: [any].
#pragma once
#include <string_view>

#include "runtime/http_client.hpp"

namespace garden::runtime {

// A request that makes no sense comes back with `refused` set: the client ends it with `invalid` and these
// words, so that the author reads them in the DONE event. `traceparent` (may be empty) becomes a header
// unless the component sends one of its own.
HttpRequest read_http_request(std::string_view json, std::string_view traceparent);

// What is wrong with the parts of a request that could carry something hidden (method, header names and
// values), or an empty text.
std::string check_http_request(const HttpRequest& request);

}  // namespace garden::runtime
