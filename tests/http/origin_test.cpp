// Goal: a stranger's page reaches nothing, and neither curl nor the own dashboard notices the check.
// Method: pairs of Host and Origin.
#include <catch2/catch.hpp>

#include "http/origin.hpp"

using namespace garden::http;

namespace {

bool passes(std::string host, std::string origin = "-", const OriginPolicy& policy = {}) {
  Request request;
  request.headers.emplace_back("Host", std::move(host));
  if (origin != "-") request.headers.emplace_back("Origin", std::move(origin));
  auto refusal = check_origin(request, policy);
  CHECK((!refusal || refusal->status == 403));
  return !refusal;
}

}  // namespace

TEST_CASE("loopback by any of its names, without configuration") {
  for (auto host : {"localhost:5001", "127.0.0.1:5001", "[::1]:5001", "localhost", "app.localhost:1"}) {
    INFO(host);
    CHECK(passes(host));
  }
}

TEST_CASE("a name re-pointed to loopback is refused") {
  CHECK_FALSE(passes("evil.example:5001"));
  CHECK_FALSE(passes("127.0.0.1.evil.example"));
  CHECK_FALSE(passes(""));
  CHECK(check_origin({}, {}).has_value());
}

TEST_CASE("configured names pass, with or without a port") {
  OriginPolicy policy{{"shop.example", "other.example:8443"}, {}};
  CHECK(passes("shop.example", "-", policy));
  CHECK(passes("SHOP.example:99", "-", policy));
  CHECK(passes("other.example:8443", "-", policy));
  CHECK_FALSE(passes("other.example", "-", policy));
}

TEST_CASE("only pages of the same site may call") {
  CHECK(passes("localhost:5001", "http://localhost:5001"));
  CHECK_FALSE(passes("localhost:5001", "http://localhost:3000"));
  CHECK_FALSE(passes("localhost:5001", "https://evil.example"));
  CHECK_FALSE(passes("localhost:5001", "null"));
  CHECK_FALSE(passes("localhost:5001", ""));
  CHECK_FALSE(passes("localhost:5001", "http://localhost:5001.evil.example"));
  OriginPolicy policy{{"shop.example"}, {"https://admin.example"}};
  CHECK(passes("shop.example", "https://shop.example", policy));  // behind a proxy that ends TLS
  CHECK(passes("shop.example", "https://shop.example:443", policy));
  CHECK(passes("shop.example:80", "http://shop.example", policy));
  CHECK_FALSE(passes("shop.example:8443", "https://shop.example", policy));
  CHECK(passes("shop.example", "https://admin.example", policy));
  CHECK_FALSE(passes("shop.example", "https://admin.example.evil", policy));
}
