/* garden.process/1: programs that an instance's configuration names, run by the host on the instance's
 * behalf.
 *
 *   const garden_process_host* processes = host->extension(host, GARDEN_PROCESS_EXTENSION);   null: there is
 * none
 *
 * A process belongs to its instance, not to an operation: it goes on when the operation that started it is
 * over, and ends at the latest when the instance is stopped. A component names it by a number; a number that
 * is over, or another instance's, is answered NOT_FOUND. What the process writes is lines; whoever wants them
 * reads them within an operation, one reader at a time. What nobody reads waits, up to 256 KB, then the
 * process waits. It dies with the host, whatever way that ends. This table never changes; a changed one is
 * "garden.process/2".
 */
#ifndef GARDEN_ABI_PROCESS_H
#define GARDEN_ABI_PROCESS_H

#include "garden/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define GARDEN_PROCESS_EXTENSION "garden.process/1"

typedef uint64_t garden_process; /* issued by the host; never 0, never used twice by an instance */

typedef struct garden_process_host {
  uint32_t size;
  uint32_t reserved;

  /* [lane] Starts a program; `op` is the operation on whose lane this is called, no more. The request:
   *   {"command": "/mcp/command",         JSON pointer into the instance's configuration: a list of texts,
   * the program (looked for in PATH) and its arguments. What the configuration does not name cannot be
   * started "env": {"NAME": "value", ...},     the whole environment, but for PATH, HOME, LANG and TMPDIR,
   * which are the host's where they are not named; LD_* is refused "secrets": ["...", ...],           texts
   * that are masked where the program's own words are logged "line_bytes_max": 1048576}         up to 64 MiB;
   * default 1 MiB What it writes to standard error goes to the log at debug, a limited number of lines a
   * second. OK: *process is its number. INVALID, DENIED: the request; NOT_FOUND: there is no such program;
   * UNAVAILABLE: it cannot be run; RATE_LIMITED: the instance has too many (8). `error` says why; it may be
   * null. */
  garden_status (*start)(const garden_host*, garden_op op, garden_str request, garden_process* process,
                         garden_error* error);

  /* [any] One line to its standard input; the end of the line is added. OK: taken; it may still be lost when
   * the process ends. INVALID: there is a line end or a zero byte in it. RATE_LIMITED: nothing was taken, for
   * the process does not read and 1 MiB waits for it. */
  garden_status (*write)(const garden_host*, garden_process process, garden_str line);

  /* [lane] -> DATA*, DONE. A child of the operation: DATA is one line of standard output, as bytes without
   * its end, and may be held by pause; DONE comes when all lines were told and the process has ended, which
   * is also the end of its number: OK when it ended with status 0, else UNAVAILABLE, and how in words. A line
   * that is too long is DATA with status INVALID and its first 256 and last 256 bytes. To stop reading,
   * cancel the token: lines that were not told wait for the next reader. CONFLICT: another operation reads.
   */
  garden_status (*read)(const garden_host*, garden_op op, uint64_t token, garden_process process);

  /* [any] Closes its standard input once what was written has been taken; asks it to end (SIGTERM) after
   * grace_ms, and ends it (SIGKILL), with all that it started, after as much again. */
  garden_status (*end)(const garden_host*, garden_process process, uint32_t grace_ms);
} garden_process_host;

#ifdef __cplusplus
}
#endif
#endif
