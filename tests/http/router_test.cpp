// Goal: every request finds its one handler or the right refusal. Method: a router with the shapes of the
// real routes, asked through a mailbox without a connection.
#include <catch2/catch.hpp>
#include <stdexcept>

#include "http/mailbox.hpp"
#include "http/problem.hpp"
#include "http/router.hpp"

using namespace garden::http;

namespace {

RouteHandler say(std::string name) {
  return [name](Request&& request, const PathParameters& parameters, Responder responder) {
    auto text = name + " " + request.method;
    for (auto parameter : {"id", "name", "store", "rest"}) {
      if (!parameters[parameter].empty())
        text += std::string(" ") + parameter + "=" + std::string(parameters[parameter]);
    }
    responder.reply({200, {}, text});
  };
}

struct Fixture {
  Router router;
  Fixture() {
    router.get("/", say("home"));
    router.get("/runs", say("runs"));
    router.get("/runs/{id}", say("run"));
    router.get("/runs/{id}/events", say("events"));
    router.post("/runs/{id}/cancel", say("cancel"));
    router.get("/schedules/{name}", say("schedule"));
    router.del("/schedules/{name}", say("drop"));
    router.patch("/schedules/{name}", say("change"));
    router.post("/schedules/preview", say("preview"));
    router.get("/stores/{store}/runs/{id}", say("store_run"));
    router.get("/assets/{rest...}", say("asset"));
  }
  Response ask(std::string method, std::string path) {
    testing::Mailbox mailbox;
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.request_id = "req_test";
    router.handle(std::move(request), mailbox.responder());
    return mailbox.answer();
  }
  std::string body(std::string method, std::string path) {
    auto response = ask(std::move(method), std::move(path));
    return response.status == 200 ? response.body : std::to_string(response.status);
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "routes and their parameters") {
  CHECK(body("GET", "/") == "home GET");
  CHECK(body("GET", "/runs") == "runs GET");
  CHECK(body("GET", "/runs/r1") == "run GET id=r1");
  CHECK(body("GET", "/runs/r1/events") == "events GET id=r1");
  CHECK(body("POST", "/runs/r1/cancel") == "cancel POST id=r1");
  CHECK(body("GET", "/stores/glass/runs/7") == "store_run GET id=7 store=glass");
  CHECK(body("PATCH", "/schedules/x") == "change PATCH name=x");
}

TEST_CASE_METHOD(Fixture, "segments are decoded, once, each for itself") {
  CHECK(body("GET", "/runs/a%2Fb") == "run GET id=a/b");
  CHECK(body("GET", "/runs/gr%C3%BCn") == "run GET id=gr\xC3\xBCn");
  CHECK(body("GET", "/runs/%2525") == "run GET id=%25");
  CHECK(body("GET", "/%72uns") == "runs GET");
  CHECK(body("GET", "/runs/a+b") == "run GET id=a+b");
  for (auto bad : {"/runs/%zz", "/runs/%", "/runs/%00", "/runs/%ff", "/assets/a/%C3", "/%e0%80%80"}) {
    INFO(bad);
    auto response = ask("GET", bad);
    CHECK(response.status == 400);
    CHECK(header(response.headers, "Content-Type") == "application/problem+json");
  }
}

TEST_CASE_METHOD(Fixture, "one trailing slash is as none, other empty segments match nothing") {
  CHECK(body("GET", "/runs/") == "runs GET");
  CHECK(body("GET", "/runs/r1/") == "run GET id=r1");
  CHECK(body("GET", "//") == "404");
  CHECK(body("GET", "/runs//") == "404");
  CHECK(body("GET", "//runs") == "404");
  CHECK(body("GET", "/runs//events") == "404");
}

TEST_CASE_METHOD(Fixture, "the rest of a path") {
  CHECK(body("GET", "/assets/js/app.js") == "asset GET rest=js/app.js");
  CHECK(body("GET", "/assets/a%20b") == "asset GET rest=a b");
  CHECK(body("GET", "/assets") == "404");
}

TEST_CASE_METHOD(Fixture, "a literal wins, and a way that ends nowhere is taken back") {
  router.get("/a/b/c", say("literal"));
  router.get("/a/{id}/d", say("parameter"));
  CHECK(body("GET", "/a/b/c") == "literal GET");
  CHECK(body("GET", "/a/b/d") == "parameter GET id=b");
  CHECK(body("GET", "/a/b/e") == "404");
  CHECK(body("GET", "/schedules/preview") == "405");
}

TEST_CASE_METHOD(Fixture, "what is not served says what is") {
  auto response = ask("PUT", "/schedules/x");
  CHECK(response.status == 405);
  CHECK(header(response.headers, "Allow") == "GET, HEAD, DELETE, PATCH, OPTIONS");
  CHECK(response.body.find("req_test") != std::string::npos);
  CHECK(ask("GET", "/nothing").status == 404);
  CHECK(ask("GET", "/runs/r1/nothing").status == 404);
  response = ask("OPTIONS", "/runs/r1/cancel");
  CHECK(response.status == 204);
  CHECK(header(response.headers, "Allow") == "POST, OPTIONS");
  CHECK(ask("OPTIONS", "/nothing").status == 404);
  CHECK(ask("OPTIONS", "*").status == 204);
}

TEST_CASE_METHOD(Fixture, "HEAD is served by GET and by nothing else") {
  CHECK(body("HEAD", "/runs") == "runs HEAD");
  CHECK(body("HEAD", "/runs/r1/cancel") == "405");
}

TEST_CASE_METHOD(Fixture, "guards come first, in order") {
  std::string seen;
  router.guard([&seen](const Request&) -> std::optional<Response> {
    seen += "a";
    return std::nullopt;
  });
  router.guard([&seen](const Request& request) -> std::optional<Response> {
    seen += "b";
    if (request.path == "/runs") return Response{401, {}, "no"};
    return std::nullopt;
  });
  CHECK(ask("GET", "/runs").status == 401);
  CHECK(body("GET", "/runs/1") == "run GET id=1");
  CHECK(ask("GET", "/nothing").status == 404);
  CHECK(seen == "ababab");
}

TEST_CASE_METHOD(Fixture, "the routes are listed in order") {
  REQUIRE(router.routes().size() == 11);
  CHECK(router.routes()[2].pattern == "/runs/{id}");
  CHECK(router.routes()[4].method == "POST");
}

TEST_CASE("malformed and doubled patterns are a programmer's error") {
  Router router;
  router.get("/a/{id}", say("x"));
  for (auto bad : {"", "a", "/a//b", "/{", "/{}", "/{x...}/y", "/a/{other}", "/{a}/{b}/{c}/{d}/{e}/{f}/{g}",
                   "/a/{id}"}) {
    INFO(bad);
    CHECK_THROWS_AS(router.get(bad, say("y")), std::logic_error);
  }
  CHECK_THROWS_AS(router.add("BREW", "/pot", say("y")), std::logic_error);
}
