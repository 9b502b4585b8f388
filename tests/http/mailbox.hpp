// Mailbox: a request's exchange without a connection, for tests of what stands above the transport.
#pragma once
#include <memory>
#include <utility>

#include "http/exchange.hpp"

namespace garden::http::testing {

struct Mailbox {
  std::shared_ptr<Exchange> exchange = std::make_shared<Exchange>("req_test", 1000);
  Responder responder() { return Responder(exchange); }
  // What was answered; status 0 when nothing was.
  Response answer() {
    Response response;
    if (exchange->news(response) != Exchange::News::answer) response.status = 0;
    return response;
  }
};

}  // namespace garden::http::testing
