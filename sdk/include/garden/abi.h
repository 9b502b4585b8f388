/* Agent Garden plugin ABI, major 1: the border between the host and everything that is loaded into it.
 *
 * A plugin is a shared library that exports one function, garden_plugin_v1. It offers components (agent, llm,
 * connector, cache); the host makes instances of them and gives each piece of work an operation id. begin()
 * returns at once; the component answers with emit (0..n) and exactly one finish, from any thread. Plain C11;
 * needs two standard headers. The verbs of each kind and their JSON are in abi_agent.h, abi_llm.h,
 * abi_connector.h, abi_cache.h.
 *
 * Rules
 *  1. Released names, numbers and meanings never change. Structs start with `size` and only grow at the end;
 * a slot that the other side's struct does not have is as if it answered GARDEN_UNIMPLEMENTED (test with
 * GARDEN_HAS). Enumerations that the host sends never grow; optional abilities are string-named extensions.
 *     Unknown members of JSON objects are ignored by both sides.
 *  2. Nothing is freed across the border. A pointer that is passed in is borrowed until the call returns; the
 * host copies.
 *  3. No exception, panic or longjmp crosses. A component does not exit, fork, write to stdout, change the
 * locale, the directory or signal handlers. Threads that it starts in start() are joined in stop().
 *  4. begin and event return within 5 ms; slower work goes through offload. The host measures: over 50 ms is
 * counted and logged, over 1 s three times puts the instance in quarantine (its operations answer
 * GARDEN_UNAVAILABLE).
 *  5. [lane] = the host calls it, or accepts it, only on the operation's lane: one thread at a time for an
 * instance, or for one operation if the component is GARDEN_REENTRANT. [any] = any thread. A [lane] function
 * called elsewhere answers GARDEN_DENIED.
 *  6. The host never calls a component from inside a call the component makes: every event comes later, on
 * the lane.
 *  7. An id or a token that is over is answered GARDEN_GONE, also for an id that belongs to another instance.
 *     After CANCEL no event comes, but for rule 8. Nothing has to be freed for an operation that is over.
 *  8. An accepted offload gets exactly one DONE, also after CANCEL: `arg` belongs to the component again from
 * then on.
 *  9. Strings are UTF-8 and end where `size` says. All text in garden_plugin and garden_component is static.
 */
#ifndef GARDEN_ABI_H
#define GARDEN_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GARDEN_ABI_MAJOR 1u
#define GARDEN_ABI_MINOR 0u

/* True if the other side's struct is long enough to hold this field. */
#define GARDEN_HAS(pointer, type, field) ((pointer)->size >= offsetof(type, field) + sizeof((pointer)->field))

typedef struct garden_str {
  const char* data; /* borrowed until the call returns; may be null when size is 0 */
  size_t size;
} garden_str;

typedef uint64_t garden_op; /* issued by the host; never 0, never used twice */

typedef int32_t garden_status;
enum {
  GARDEN_OK = 0,
  GARDEN_GONE = 1, /* the operation or token is over: stop working on it */
  GARDEN_FULL = 2, /* nothing was taken: wait for WRITABLE, then again */
  GARDEN_CANCELLED = 3,
  GARDEN_DEADLINE = 4,
  GARDEN_INVALID = 5, /* the request is wrong; the same again cannot work */
  GARDEN_NOT_FOUND = 6,
  GARDEN_DENIED = 7,
  GARDEN_UNAVAILABLE = 8, /* the other side is away; the same may work later */
  GARDEN_RATE_LIMITED = 9,
  GARDEN_INTERNAL = 10,
  GARDEN_UNIMPLEMENTED = 11
};

typedef uint32_t garden_kind; /* what the bytes of an emit or of a DATA event are */
enum {
  GARDEN_RAW = 0,     /* bytes */
  GARDEN_TEXT = 1,    /* answer text, UTF-8, no JSON around it: the token path */
  GARDEN_THOUGHT = 2, /* the model's thinking, UTF-8 */
  GARDEN_JSON = 3     /* one JSON value */
};

typedef struct garden_error {
  uint32_t size;
  char path[128]; /* JSON pointer into the configuration ("/api_key"); the host turns it into file:line:column
                   */
  char message[512]; /* for the operator: what is wrong, what to do; no secret */
} garden_error;

/* What a component is told, on its lane. token: the number the component chose for the child. */
typedef uint32_t garden_event_kind;
enum {
  GARDEN_EV_DATA = 1,     /* http: raw bytes of the body; call: one emit of the callee, kind as emitted */
  GARDEN_EV_DONE = 2,     /* the child's last event; status, and body = its result or error text */
  GARDEN_EV_WAKE = 3,     /* wake(), or the end of sleep() */
  GARDEN_EV_CANCEL = 4,   /* the operation is over for the host; its children are gone */
  GARDEN_EV_WRITABLE = 5, /* after an emit answered FULL: there is room again */
  GARDEN_EV_HEAD = 6      /* http: {"status":200,"version":"2","headers":[["name","value"],...]} */
};

typedef struct garden_event {
  uint32_t size;
  garden_event_kind event;
  uint64_t token;
  garden_status status;
  garden_kind kind;
  garden_str body; /* borrowed until event() returns */
} garden_event;

typedef void (*garden_work)(void* arg);

enum { GARDEN_LOG_DEBUG = 0, GARDEN_LOG_INFO = 1, GARDEN_LOG_WARN = 2, GARDEN_LOG_ERROR = 3 };

/* The host as one instance sees it; valid from create() until destroy() has returned. */
typedef struct garden_host garden_host;
struct garden_host {
  uint32_t size;
  uint32_t abi_minor;
  void* ctx; /* the host's own */

  void (*log)(const garden_host*, int32_t level, garden_str message); /* [any] no secret, no personal data */
  /* [any] adds `value` to the counter (or, with set != 0, sets the gauge) garden_plugin_<name>{instance=...}.
   */
  void (*metric)(const garden_host*, garden_str name, double value, int32_t set);
  int64_t (*clock_us)(const garden_host*); /* [any] microseconds since 1970-01-01 UTC */

  garden_status (*emit)(const garden_host*, garden_op, garden_kind,
                        garden_str); /* [any] FULL: WRITABLE follows */
  garden_status (*finish)(const garden_host*, garden_op, garden_status,
                          garden_str result_or_error);                  /* [any] */
  int32_t (*cancelled)(const garden_host*, garden_op);                  /* [any] 1: over, stop working */
  garden_status (*wake)(const garden_host*, garden_op, uint64_t token); /* [any] -> WAKE */

  garden_status (*sleep)(const garden_host*, garden_op, uint64_t token, uint32_t ms); /* [lane] -> WAKE */
  /* [lane] -> DATA*, DONE. target "kind:name" ("llm:fast", "connector:shop"), as the store's YAML names
   * instances. */
  garden_status (*call)(const garden_host*, garden_op, uint64_t token, garden_str target, garden_str verb,
                        garden_str request);
  /* [lane] -> HEAD, DATA*, DONE. `body` is raw and not part of the JSON. Request:
   * {"method":"POST","url":"https://...","headers":[["name","value"],...],"connect_ms":5000,"first_byte_ms":60000,
   *  "idle_ms":60000,"total_ms":600000,"http":"auto|1.1|2"}; first_byte and idle stand still while paused. */
  garden_status (*http)(const garden_host*, garden_op, uint64_t token, garden_str request, garden_str body);
  /* [lane] -> DONE. Runs work(arg) on this instance's own pool of threads. */
  garden_status (*offload)(const garden_host*, garden_op, uint64_t token, garden_work work, void* arg);
  garden_status (*pause)(const garden_host*, garden_op, uint64_t token,
                         int32_t on); /* [lane] no DATA while on */
  garden_status (*cancel)(const garden_host*, garden_op,
                          uint64_t token); /* [lane] no more events of this child */

  /* [any] a table of further functions by name ("garden.process/1"), or null. Lives as long as the host
   * table. */
  const void* (*extension)(const garden_host*, const char* id);
};

typedef uint32_t garden_component_kind;
enum { GARDEN_AGENT = 1, GARDEN_LLM = 2, GARDEN_CONNECTOR = 3, GARDEN_CACHE = 4 };

enum {
  GARDEN_REENTRANT =
      1u /* begin and event of different operations may run at once, each on its client's shard */
};

typedef struct garden_component {
  uint32_t size;
  garden_component_kind kind;
  uint32_t flags;
  uint32_t reserved;
  const char* id;            /* "sqlite": what YAML calls it */
  const char* description;   /* one sentence for `plugins inspect` */
  const char* config_schema; /* JSON Schema of the configuration (the subset of docs/writing-a-plugin.md) */

  /* May block up to 10 s (start: 30 s); called by the host's own thread, never two at once for one instance.
   */
  garden_status (*create)(const garden_host*, garden_str config, void** self, garden_error*);
  garden_status (*start)(void* self, garden_error*); /* may be null */
  void (*stop)(void* self); /* may be null; after the last operation, before destroy */
  void (*destroy)(void* self);

  void (*begin)(void* self, garden_op, garden_str verb, garden_str request); /* [lane] */
  void (*event)(void* self, garden_op, const garden_event*);                 /* [lane] */
  const void* (*extension)(void* self, const char* id);                      /* may be null */
} garden_component;

typedef struct garden_plugin {
  uint32_t size;
  uint32_t abi_minor; /* GARDEN_ABI_MINOR of the header it was built with */
  const char* name;
  const char* version;
  uint32_t component_count;
  uint32_t reserved;
  const garden_component* const* components;
} garden_plugin;

#if defined(__GNUC__)
#define GARDEN_EXPORT __attribute__((visibility("default")))
#else
#define GARDEN_EXPORT
#endif

/* No side effect, callable before anything else, by a host that may then go no further. */
GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void);

#ifdef __cplusplus
}
#endif
#endif
