#include "api/store_routes.hpp"

#include <algorithm>

namespace garden::api {

void StoreRoutes::add(const char* method, const std::string& pattern, StoreHandler handler) {
  auto shared = std::make_shared<StoreHandler>(std::move(handler));  // by the two forms of the route
  auto serve = [&parts = parts_, shared](conversation::Conversation* conversation, http::Request&& request,
                                         const http::PathParameters& path, http::Responder responder) {
    if (!conversation) {
      base::Error error{base::Code::not_found,
                        parts.stores.size() > 1
                            ? "this host serves several stores: use /stores/{store}" + request.path
                            : "there is no such store here",
                        {}};
      return reply_error(responder, error);
    }
    auto& shard = parts.runtime.shard(request.loop);
    (*shared)({*conversation, conversation->store(), std::move(request), shard}, path, std::move(responder));
  };
  router_.add(method, pattern,
              [&parts = parts_, serve](http::Request&& request, const http::PathParameters& path,
                                       http::Responder responder) {
                auto* only = parts.stores.size() == 1 ? parts.stores.front() : nullptr;
                serve(only, std::move(request), path, std::move(responder));
              });
  router_.add(method, "/stores/{store}" + pattern,
              [&parts = parts_, serve](http::Request&& request, const http::PathParameters& path,
                                       http::Responder responder) {
                auto found = std::ranges::find_if(
                    parts.stores, [&](auto* one) { return one->store()->name == path["store"]; });
                serve(found == parts.stores.end() ? nullptr : *found, std::move(request), path,
                      std::move(responder));
              });
}

void reply_error(http::Responder& responder, const base::Error& error) {
  responder.reply(http::problem_response(error, responder.request_id()));
}
void reply_json(http::Responder& responder, const base::Json& body, int status) {
  responder.reply(http::json_response(status, base::to_text(body)));
}

}  // namespace garden::api
