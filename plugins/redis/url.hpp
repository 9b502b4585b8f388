// Address: where a Redis is and who we are there, read from a URL.
//
//   redis://[user[:password]@]host[:6379][/db]      rediss:// the same with TLS from the first byte
//
// User and password may be percent-encoded; `redis://:secret@host` and `redis://default:secret@host` mean the
// default user. An IPv6 address stands in brackets. What is wrong is said without repeating any part of the
// URL, because a slip of the pen can move the password anywhere. Threads: pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace garden::redis_cache {

struct Address {
  bool tls = false;
  std::string host;
  std::uint16_t port = 6379;
  std::string user;      // empty: the default user
  std::string password;  // empty: no AUTH
  unsigned database = 0;

  // "host:port", for the operator; holds no secret.
  std::string name() const;
};

// Throws Failure(INVALID) with what to do about it.
Address parse_url(std::string_view url);

}  // namespace garden::redis_cache
