// What the verbs of the cache are in Redis, and what its errors mean.
//
// An error of Redis is known by its first word; the rest is not repeated, because it may quote what was sent.
// Threads: pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "garden/abi.h"
#include "garden/failure.hpp"
#include "reply.hpp"

namespace garden::redis_cache {

std::string get_command(std::string_view key);
std::string set_command(std::string_view key, std::string_view value, std::int64_t ttl_ms,
                        bool only_if_absent);
std::string delete_command(std::string_view key);
// Answers 1 when the value was `expected` and is gone, else 0.
std::string compare_delete_command(std::string_view key, std::string_view expected);

// The first word of an error of Redis.
std::string_view error_word(const ReplyView& error);
// What an error of Redis is to the caller of a verb.
Failure failure_of(const ReplyView& error);

}  // namespace garden::redis_cache
