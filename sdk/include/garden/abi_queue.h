/* garden.queue/1: work that is done at least once, for a cache whose backend keeps queues (Redis Streams).
 *
 * A cache has it if its component's extension(self, GARDEN_QUEUE_EXTENSION) answers a garden_queue and not
 * null. Its verbs are then operations like those of abi_cache.h. A queue keeps entries in order; the
 * consumers of a group share them: each entry is taken by one, belongs to it until it is acknowledged, and
 * may be reclaimed by another when that takes too long. So an entry may be seen twice, and whoever works on
 * it must not mind. The group begins with all entries that are there. This never changes; a changed one is
 * "garden.queue/2".
 *
 *   verb                  request                                             answer
 *   "queue.append"        {"queue", "length_max"} LF value                    GARDEN_JSON {"id"}
 *   "queue.take"          {"queue", "group", "consumer", "count", "wait_ms"}  entries; none: nothing came
 *   "queue.acknowledge"   {"queue", "group", "ids": [...], "remove": true}    GARDEN_JSON {"acknowledged"}
 *   "queue.reclaim"       {"queue", "group", "consumer", "count", "idle_ms"}  entries
 *
 * An entry is GARDEN_JSON {"id", "bytes"}, then its value as GARDEN_RAW pieces of so many bytes together;
 * reclaim adds "deliveries", how often it was given to somebody, this time included: who gives up on an entry
 * looks at that. length_max: about so many entries are kept, the oldest go first, taken or not (default
 * 100000). count: 1 to 1000 (default 1). wait_ms: how long to wait for an entry if there is none, up to 60000
 * (default 0). idle_ms: only entries that nobody has touched for so long (default 60000). remove: nobody else
 * needs the entry, it is deleted; false where several groups read the queue (default true).
 *
 * Names (queue, group, consumer) are text of 1 to 512 bytes. INVALID: a name, number or value is not as it
 * should be. UNAVAILABLE: the backend is away; an append may then have happened or not. */
#ifndef GARDEN_ABI_QUEUE_H
#define GARDEN_ABI_QUEUE_H

#include <stdint.h>

#define GARDEN_QUEUE_EXTENSION "garden.queue/1"
#define GARDEN_QUEUE_APPEND "queue.append"
#define GARDEN_QUEUE_TAKE "queue.take"
#define GARDEN_QUEUE_ACKNOWLEDGE "queue.acknowledge"
#define GARDEN_QUEUE_RECLAIM "queue.reclaim"

typedef struct garden_queue {
  uint32_t size;
  uint32_t reserved; /* 0 */
} garden_queue;

#endif
