// StoreRoutes: which store a request is for, decided once for every route.
//
// Each route of a store exists twice: "/agents" for the host's only store and "/stores/{store}/agents" by
// name. A request of the short form on a host with several stores is told to name one. Threads: add before
// the server starts; the handlers run on the request's loop.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/civil_time.hpp"
#include "conversation/conversation.hpp"
#include "http/problem.hpp"
#include "http/router.hpp"
#include "runtime/runtime.hpp"

namespace garden::api {

// What the API serves; all outlive the server.
struct ApiParts {
  runtime::Runtime& runtime;
  std::vector<conversation::Conversation*> stores;  // by name
};

// One request for one store.
struct StoreRequest {
  conversation::Conversation& conversation;
  std::shared_ptr<const conversation::ServedStore> store;  // of this moment
  http::Request request;
  runtime::Shard& shard;  // of the connection
};

using StoreHandler = std::function<void(StoreRequest&&, const http::PathParameters&, http::Responder)>;

class StoreRoutes {
 public:
  StoreRoutes(http::Router& router, const ApiParts& parts) : router_(router), parts_(parts) {}
  void get(const std::string& pattern, StoreHandler handler) { add("GET", pattern, std::move(handler)); }
  void post(const std::string& pattern, StoreHandler handler) { add("POST", pattern, std::move(handler)); }
  void del(const std::string& pattern, StoreHandler handler) { add("DELETE", pattern, std::move(handler)); }

 private:
  void add(const char* method, const std::string& pattern, StoreHandler handler);

  http::Router& router_;
  const ApiParts& parts_;
};

// A callback of the state store answers from its own thread, and std::function wants copies: shared by one
// callback.
using SharedResponder = std::shared_ptr<http::Responder>;
inline SharedResponder share(http::Responder responder) {
  return std::make_shared<http::Responder>(std::move(responder));
}
void reply_error(http::Responder& responder, const base::Error& error);
void reply_json(http::Responder& responder, const base::Json& body, int status = 200);

}  // namespace garden::api
