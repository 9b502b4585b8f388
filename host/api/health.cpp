// /health: is the host well, cheaply for probes, in full for people.
#include "api/routes.hpp"
#include "http/uri.hpp"

namespace garden::api {

void add_health(http::Router& router, HealthSource source) {
  auto shared = std::make_shared<const HealthSource>(std::move(source));  // by the three routes
  router.get("/health",
             [shared](http::Request&& request, const http::PathParameters&, http::Responder responder) {
               if (request.query.empty()) return reply_json(responder, shared->basics());
               auto query = http::QueryParameters::parse(request.query);
               if (!query) return reply_error(responder, query.error());
               auto verbose = query->text("verbose");
               if (verbose.empty() || verbose == "0") return reply_json(responder, shared->basics());
               shared->verbose([responder = share(std::move(responder))](const base::Json& body) {
                 reply_json(*responder, body);
               });
             });
  router.get("/health/live", [](http::Request&&, const http::PathParameters&, http::Responder responder) {
    reply_json(responder, {{"status", "live"}});
  });
  router.get("/health/ready",
             [shared](http::Request&&, const http::PathParameters&, http::Responder responder) {
               if (shared->is_ready()) return reply_json(responder, {{"status", "ready"}});
               reply_error(responder, {base::Code::unavailable, "the host is not ready to answer", {}});
             });
}

}  // namespace garden::api
