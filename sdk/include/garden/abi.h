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
 *     a slot that the other side's struct does not have is as if it answered GARDEN_UNIMPLEMENTED (test with
 *     GARDEN_HAS). Enumerations that the host sends never grow; optional abilities are string-named
 *     extensions. Unknown members of JSON objects are ignored by both sides.
 *  2. Nothing is freed across the border. A pointer that is passed in is borrowed until the call returns; the
 *     receiver copies what it keeps.
 *  3. No exception, panic or longjmp crosses. A component does not exit, fork, write to stdout, change the
 *     locale, the directory or signal handlers. Threads that it starts in start() are joined in stop().
 *  4. begin and event return within 5 ms; slower work goes through offload. The host measures: over 50 ms is
 *     counted and logged, over 1 s three times puts the instance in quarantine (its operations answer
 *     GARDEN_UNAVAILABLE).
 *  5. [lane] = the host calls it, or accepts it, only on the operation's lane: one thread at a time for an
 *     instance, or for one operation if the component is GARDEN_REENTRANT. [any] = any thread, until destroy
 *     has returned. A [lane] function called elsewhere answers GARDEN_DENIED.
 *  6. The host never calls a component from inside a call the component makes: every event comes later, on
 *     the lane.
 *  7. An id or a token that is over is answered GARDEN_GONE, also an id that belongs to another instance.
 *     After CANCEL no event comes, but for rule 9. Nothing has to be freed for an operation that is over; a
 *     finish that crosses a CANCEL is not an error.
 *  8. sleep, call, http and offload start a child under a token that the component chooses. OK: its events
 *     will come, the last one is its WAKE or DONE, then the token is free again. Anything else: no event will
 *     come. INVALID: the request is malformed, or the token is in use by another child of this operation.
 *     RATE_LIMITED: too many children, or a full queue. The children of an operation end with it.
 *  9. An accepted offload gets exactly one DONE, also after CANCEL, and also after cancel() of its token:
 *     `arg` belongs to the component again from then on. DONE with GARDEN_CANCELLED: `work` was never called.
 * 10. Strings end where `size` says. Text is UTF-8 in whole characters; where it is not, the host answers
 *     INVALID or puts U+FFFD in. All text in garden_plugin and garden_component is static.
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
  GARDEN_FULL = 2, /* from emit only: nothing was taken; wait for WRITABLE, then the same again */
  GARDEN_CANCELLED = 3,
  GARDEN_DEADLINE = 4,
  GARDEN_INVALID = 5, /* the request is wrong; the same again cannot work */
  GARDEN_NOT_FOUND = 6,
  GARDEN_DENIED = 7,
  GARDEN_UNAVAILABLE = 8, /* the other side is away; the same may work later */
  GARDEN_RATE_LIMITED = 9,
  GARDEN_INTERNAL = 10,
  GARDEN_UNIMPLEMENTED = 11,
  GARDEN_CONFLICT = 12 /* somebody else changed it first: look again */
};

typedef uint32_t garden_kind; /* what the bytes of an emit or of a DATA event are */
enum {
  GARDEN_RAW = 0,     /* bytes */
  GARDEN_TEXT = 1,    /* answer text, no JSON around it: the token path */
  GARDEN_THOUGHT = 2, /* the model's thinking, as text */
  GARDEN_JSON = 3     /* one whole JSON value */
};

typedef struct garden_error {
  uint32_t size;
  char path[128]; /* JSON pointer into the configuration ("/api_key"): becomes file:line:column; "" = all */
  char message[512]; /* for the operator: what is wrong, what to do; no secret. Both end with a zero byte */
} garden_error;

/* What a component is told, on its lane. token: the number the component chose for the child. */
typedef uint32_t garden_event_kind;
enum {
  GARDEN_EV_DATA = 1,     /* http: raw bytes of the body; call: one emit of the callee, kind as emitted */
  GARDEN_EV_DONE = 2,     /* the child's last event; status, and body = its result or error text */
  GARDEN_EV_WAKE = 3,     /* the end of sleep(), or wake(): wakes of one token may be told as one */
  GARDEN_EV_CANCEL = 4,   /* the operation is over for the host; its children are gone */
  GARDEN_EV_WRITABLE = 5, /* once, after one or more emits answered FULL: there is room again */
  GARDEN_EV_HEAD = 6      /* http: {"status":200,"version":"2","headers":[["name","value"],...]} */
};

typedef struct garden_event {
  uint32_t size;
  garden_event_kind event;
  uint64_t token; /* 0 for CANCEL and WRITABLE */
  garden_status status;
  garden_kind kind;
  garden_str body; /* borrowed until event() returns */
} garden_event;

typedef void (*garden_work)(void* arg);

enum { GARDEN_LOG_DEBUG = 0, GARDEN_LOG_INFO = 1, GARDEN_LOG_WARN = 2, GARDEN_LOG_ERROR = 3 };
enum { GARDEN_METRIC_ADD = 0, GARDEN_METRIC_SET = 1 };

/* The host as one instance sees it; valid from create() until destroy() has returned. */
typedef struct garden_host garden_host;
struct garden_host {
  uint32_t size;
  uint32_t abi_minor;
  void* ctx; /* the host's own */

  /* [any] One line for the operator, no secret, no personal data. op: the operation it is about (its trace is
   * named beside it), or 0. */
  void (*log)(const garden_host*, garden_op op, int32_t level, garden_str message);
  /* [any] ADD to the counter or SET the gauge garden_plugin_<name>{instance="..."}; name: [a-z0-9_]+. */
  void (*metric)(const garden_host*, garden_str name, double value, int32_t add_or_set);
  /* [any] The host's wall clock, which tests may fake: microseconds since 1970-01-01 UTC. */
  int64_t (*clock_us)(const garden_host*);

  /* [any] One piece of the answer, at most 1 MiB (INVALID). FULL: WRITABLE follows. */
  garden_status (*emit)(const garden_host*, garden_op, garden_kind, garden_str);
  /* [any] The answer is complete (OK) or failed (anything but GONE and FULL), with an error text for the
   * caller. */
  garden_status (*finish)(const garden_host*, garden_op, garden_status, garden_str result_or_error);
  /* [any] 1: the operation is over, stop working on it. */
  int32_t (*cancelled)(const garden_host*, garden_op);
  /* [any] Milliseconds until the host ends the operation: INT64_MAX without a deadline, 0 when it is over. */
  int64_t (*remaining_ms)(const garden_host*, garden_op);
  /* [any] -> WAKE on the lane. */
  garden_status (*wake)(const garden_host*, garden_op, uint64_t token);

  /* [lane] -> WAKE, after at least `ms`; 0: later, after the events that are already waiting. */
  garden_status (*sleep)(const garden_host*, garden_op, uint64_t token, uint32_t ms);
  /* [lane] -> DATA*, DONE. Another instance's work; target "kind:name" ("llm:fast", "connector:shop") as the
   * store's YAML names it. timeout_ms: DONE with DEADLINE after so long; 0: only this operation's own. */
  garden_status (*call)(const garden_host*, garden_op, uint64_t token, garden_str target, garden_str verb,
                        garden_str request, uint32_t timeout_ms);
  /* [lane] -> HEAD, DATA*, DONE; without an answer only DONE (UNAVAILABLE, DEADLINE, INVALID). Only http and
   * https; redirects are not followed; any status of the answer is OK. `body` is raw, beside the JSON:
   * {"method":"POST","url":"https://...","headers":[["name","value"],...],"connect_ms":5000,
   *  "first_byte_ms":60000,"idle_ms":60000,"total_ms":600000,"http":"auto|1.1|2"}; url is required.
   * The clocks first_byte and idle stand still while the stream is paused. */
  garden_status (*http)(const garden_host*, garden_op, uint64_t token, garden_str request, garden_str body);
  /* [lane] -> DONE. Runs work(arg) on this instance's own pool of threads. */
  garden_status (*offload)(const garden_host*, garden_op, uint64_t token, garden_work work, void* arg);
  /* [lane] on != 0: no DATA of this http or call until pause(0); DONE waits behind the data. */
  garden_status (*pause)(const garden_host*, garden_op, uint64_t token, int32_t on);
  /* [lane] Ends this child: no more events, its token is free (offload: rule 9). */
  garden_status (*cancel)(const garden_host*, garden_op, uint64_t token);

  /* [any] A table of further functions by name ("garden.process/1"), or null. Lives as long as this table. */
  const void* (*extension)(const garden_host*, const char* id);
};

typedef uint32_t garden_component_kind;
enum { GARDEN_AGENT = 1, GARDEN_LLM = 2, GARDEN_CONNECTOR = 3, GARDEN_CACHE = 4 };

enum {
  /* begin and event of different operations may run at once, each on its client's lane */
  GARDEN_REENTRANT = 1u
};

typedef struct garden_component {
  uint32_t size;
  garden_component_kind kind;
  uint32_t flags;            /* GARDEN_REENTRANT or 0; other bits are 0 */
  uint32_t reserved;         /* 0 */
  const char* id;            /* what YAML calls it: [a-z][a-z0-9_.-]*, up to 64; unique in the library */
  const char* description;   /* one sentence for `plugins inspect` */
  const char* config_schema; /* JSON Schema of the configuration (the subset of docs/writing-a-plugin.md) */

  /* create, start, stop and destroy: on a thread of the host, never two at once for one instance, may block:
   * start up to 30 s, the others 10 s. They may log, set metrics, read the clock and ask for extensions.
   * config: one JSON object that fits config_schema, its defaults filled in, its secrets resolved.
   * A create that does not answer OK has cleaned up; `error` says why. After OK `self` is the instance. */
  garden_status (*create)(const garden_host*, garden_str config, void** self, garden_error* error);
  garden_status (*start)(void* self, garden_error* error); /* may be null; then operations may come */
  void (*stop)(void* self);    /* may be null; after the last operation and offload, only if start was OK */
  void (*destroy)(void* self); /* always, after create answered OK */

  void (*begin)(void* self, garden_op, garden_str verb,
                garden_str request);                         /* [lane] unknown: UNIMPLEMENTED */
  void (*event)(void* self, garden_op, const garden_event*); /* [lane] */
  const void* (*extension)(void* self, const char* id);      /* [any] may be null */
} garden_component;

typedef struct garden_plugin {
  uint32_t size;
  uint32_t abi_minor;       /* GARDEN_ABI_MINOR of the header it was built with */
  const char* name;         /* the library's: as a component's id */
  const char* version;      /* the author's: "1.4.0" */
  uint32_t component_count; /* 1 to 64 */
  uint32_t reserved;        /* 0 */
  const garden_component* const* components;
} garden_plugin;

/* How long each struct was in minor 0: no library of this major is ever shorter. */
#define GARDEN_PLUGIN_SIZE_1_0 (offsetof(garden_plugin, components) + sizeof(void*))
#define GARDEN_COMPONENT_SIZE_1_0 (offsetof(garden_component, extension) + sizeof(void*))
#define GARDEN_HOST_SIZE_1_0 (offsetof(garden_host, extension) + sizeof(void*))

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
