// Goal: errors leave the house in one form, with the right status, and say nothing meant for the operator.
// Method: each code, and the members of the document.
#include <catch2/catch.hpp>

#include "http/problem.hpp"

using namespace garden;
using namespace garden::http;

TEST_CASE("every code has its status") {
  using base::Code;
  std::vector<std::pair<Code, int>> table = {
      {Code::invalid, 400},      {Code::denied, 403},   {Code::not_found, 404},
      {Code::cancelled, 409},    {Code::gone, 410},     {Code::conflict, 409},
      {Code::full, 503},         {Code::deadline, 504}, {Code::unavailable, 503},
      {Code::rate_limited, 429}, {Code::internal, 500}, {Code::unimplemented, 501}};
  for (auto [code, status] : table) CHECK(status_of(code) == status);
}

TEST_CASE("the document has the members of RFC 9457 and of the first system") {
  auto response =
      problem_response(base::Error{base::Code::invalid, "message is missing", "/message"}, "req_1");
  CHECK(response.status == 400);
  CHECK(header(response.headers, "content-type") == "application/problem+json");
  auto body = base::parse_json(response.body).value();
  CHECK(body["type"] == "about:blank");
  CHECK(body["title"] == "Bad Request");
  CHECK(body["status"] == 400);
  CHECK(body["detail"] == "message is missing");
  CHECK(body["request_id"] == "req_1");
  CHECK(body["error"] == "message is missing");
  CHECK(body["errors"] == base::Json::array({{{"pointer", "/message"}, {"detail", "message is missing"}}}));
  CHECK_FALSE(body.contains("instance"));
}

TEST_CASE("a place that is no pointer stays inside") {
  auto response = problem_response(base::Error{base::Code::internal, "it broke", "config/demo.yaml:3:1"}, "");
  CHECK(response.body.find("demo.yaml") == std::string::npos);
  CHECK(response.body.find("request_id") == std::string::npos);
}

TEST_CASE("who may come back is told when") {
  for (auto code : {base::Code::rate_limited, base::Code::full, base::Code::unavailable}) {
    CHECK(header(problem_response(base::Error{code, "later", ""}, "r").headers, "Retry-After") == "1");
  }
  CHECK_FALSE(has_header(problem_response(404, "no", "r").headers, "Retry-After"));
}

TEST_CASE("an empty detail still has an error string, and broken text is still JSON") {
  CHECK(base::parse_json(problem_response(404, "", "r").body).value()["error"] == "Not Found");
  CHECK(base::parse_json(problem_response(400, "bad \xff byte\n\"", "r").body));
}
