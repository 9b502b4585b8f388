/* The cache kind: bytes by key, for a while. A cache may lose anything at any time and must never be wrong.
 *
 * A request is one line of JSON; for verbs that carry a value, a line feed and the value's raw bytes follow.
 *
 *   verb              request                        answer
 *   "get"             {"key"}                        GARDEN_RAW pieces in order, OK; NOT_FOUND: not there
 *   "set"             {"key", "ttl_ms"} LF value     OK
 *   "add"             {"key", "ttl_ms"} LF value     OK, or DENIED when the key exists (atomic: a lock)
 *   "delete"          {"key"}                        OK, also when it was not there
 *   "compare_delete"  {"key"} LF expected            OK, or NOT_FOUND when the value is another (atomic)
 *   "ping"            {}                             OK or UNAVAILABLE, within 2 s; emits GARDEN_JSON
 *                                                    {"entries", "bytes"}, each if known
 *
 * INVALID: no key, a key over 512 bytes, a value over the cache's limit, a ttl_ms below 1. Keys are text. */
#ifndef GARDEN_ABI_CACHE_H
#define GARDEN_ABI_CACHE_H
#define GARDEN_CACHE_GET "get"
#define GARDEN_CACHE_SET "set"
#define GARDEN_CACHE_ADD "add"
#define GARDEN_CACHE_DELETE "delete"
#define GARDEN_CACHE_COMPARE_DELETE "compare_delete"
#define GARDEN_CACHE_PING "ping"
#endif
