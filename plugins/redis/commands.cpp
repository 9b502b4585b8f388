#include "commands.hpp"

#include <algorithm>
#include <vector>

namespace garden::redis_cache {
namespace {

// Redis refuses times that overflow when they are added to the clock.
constexpr std::int64_t ttl_ms_max = std::int64_t{100} * 366 * 24 * 3600 * 1000;

// One step on the server: nobody can come between the look and the deletion.
constexpr std::string_view compare_delete_script =
    "if redis.call('GET',KEYS[1])==ARGV[1] then return redis.call('DEL',KEYS[1]) end return 0";

struct Meaning {
  std::string_view word;
  garden_status status;
  std::string_view text;
};

constexpr Meaning meanings[] = {
    {"LOADING", GARDEN_UNAVAILABLE, "it is still loading its data"},
    {"BUSY", GARDEN_UNAVAILABLE, "it is busy with a script"},
    {"READONLY", GARDEN_UNAVAILABLE, "it is a replica that takes no writes; give the address of the primary"},
    {"MASTERDOWN", GARDEN_UNAVAILABLE, "its primary is away"},
    {"CLUSTERDOWN", GARDEN_UNAVAILABLE, "its cluster is down"},
    {"TRYAGAIN", GARDEN_UNAVAILABLE, "its cluster is moving keys"},
    {"MISCONF", GARDEN_UNAVAILABLE, "it cannot save to its disk and takes no writes"},
    {"OOM", GARDEN_UNAVAILABLE, "its memory is full; give it more, or an eviction policy (maxmemory-policy)"},
    {"NOAUTH", GARDEN_UNAVAILABLE, "it wants a password; put it into the URL"},
    {"WRONGPASS", GARDEN_UNAVAILABLE, "the password is wrong"},
    {"NOPERM", GARDEN_UNAVAILABLE, "the user may not use a command or key that is needed; see its ACL"},
    {"MOVED", GARDEN_INTERNAL, "it is a cluster; give the address of a single server or a proxy"},
    {"ASK", GARDEN_INTERNAL, "it is a cluster; give the address of a single server or a proxy"},
    {"CROSSSLOT", GARDEN_INTERNAL, "it is a cluster; give the address of a single server or a proxy"},
    {"WRONGTYPE", GARDEN_INVALID, "the key holds something of another type; choose another prefix"},
    {"NOGROUP", GARDEN_NOT_FOUND, "there is no such queue or group"},
};

}  // namespace

std::string get_command(std::string_view key) { return command({"GET", key}); }

std::string set_command(std::string_view key, std::string_view value, std::int64_t ttl_ms,
                        bool only_if_absent) {
  const auto ttl = std::to_string(std::min(ttl_ms, ttl_ms_max));
  return only_if_absent ? command({"SET", key, value, "PX", ttl, "NX"})
                        : command({"SET", key, value, "PX", ttl});
}

std::string delete_command(std::string_view key) { return command({"DEL", key}); }

std::string compare_delete_command(std::string_view key, std::string_view expected) {
  return command({"EVAL", compare_delete_script, "1", key, expected});
}

std::string_view error_word(const ReplyView& error) {
  const auto text = error.text();
  return text.substr(0, text.find(' '));
}

Failure failure_of(const ReplyView& error) {
  const auto word = error_word(error);
  for (const auto& meaning : meanings)
    if (meaning.word == word) return {meaning.status, std::string(meaning.text)};
  return {GARDEN_INTERNAL, "it answered with the error " + std::string(word.substr(0, 32))};
}

}  // namespace garden::redis_cache
