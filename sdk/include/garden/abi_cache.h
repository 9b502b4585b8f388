/* The cache kind: bytes by key, for a while. A cache may lose anything at any time and must never be wrong.
 *
 * A request is one line of JSON; for verbs that carry a value, a line feed and the value's raw bytes follow
 * it. "get"             {"key"}                     -> GARDEN_RAW pieces (one, or several of a large value),
 * OK; NOT_FOUND when it is not there "set"             {"key","ttl_ms"}\n<value>   -> OK "add"
 * {"key","ttl_ms"}\n<value>   -> OK, or DENIED when the key exists (atomic: the lock of a builder) "delete"
 * {"key"}                     -> OK, also when it was not there "compare_delete"  {"key"}\n<expected> -> OK,
 * or NOT_FOUND when the value is another (atomic) "ping"                                        -> OK or
 * UNAVAILABLE; emits GARDEN_JSON {"entries", "bytes"} if known INVALID: no key, a key over 512 bytes, a value
 * over the cache's limit. ttl_ms is 1 or more. Keys are text. */
#ifndef GARDEN_ABI_CACHE_H
#define GARDEN_ABI_CACHE_H
#define GARDEN_CACHE_GET "get"
#define GARDEN_CACHE_SET "set"
#define GARDEN_CACHE_ADD "add"
#define GARDEN_CACHE_DELETE "delete"
#define GARDEN_CACHE_COMPARE_DELETE "compare_delete"
#define GARDEN_CACHE_PING "ping"
#endif
