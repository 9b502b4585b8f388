// Limits: every buffer, queue, wait and nesting of the host has an end, and this is where it is written down.
//
// A limit that an operator may need to move is a YAML key whose default is here; the others are constants. A
// limit that is hit counts in a metric `garden_limit_hits_total{limit="..."}` named like the constant.
#pragma once
#include <chrono>
#include <cstddef>

namespace garden::base::limits {
using namespace std::chrono_literals;

// HTTP (host/http)
inline constexpr std::size_t request_head_bytes_max = 16 * 1024;
inline constexpr std::size_t request_headers_max = 128;  // browsers send about twenty
inline constexpr std::size_t request_body_bytes_max = 1024 * 1024;
inline constexpr std::size_t bodies_in_memory_bytes_max = 64 * 1024 * 1024;  // all connections together
inline constexpr std::size_t stream_buffer_bytes_max = 256 * 1024;  // a slower reader is cut and may resume
inline constexpr auto stream_ping_interval = 15s;  // proxies cut silent streams at 30 to 60 s
inline constexpr auto request_head_time = 10s;     // from its first byte: a trickle gains nothing
inline constexpr auto request_body_time = 30s;     // from the end of the head
inline constexpr auto connection_idle_time = 60s;  // between requests
inline constexpr auto answer_stall_time = 30s;     // a client that reads nothing for so long is cut
inline constexpr std::size_t reader_bytes_per_s_min = 4 * 1024;  // and so is one that only trickles
inline constexpr auto handler_time = 30s;           // to begin an answer; a handler may ask for another
inline constexpr auto connection_linger_time = 2s;  // reading on after our end, or a reset eats the answer

// Operations (host/runtime)
inline constexpr std::size_t operation_buffer_bytes_max = 64 * 1024;  // emitted, not yet taken: then FULL
inline constexpr std::size_t emit_bytes_max = 1024 * 1024;
inline constexpr std::size_t call_depth_max = 8;  // component calls component calls ...
inline constexpr std::size_t children_per_operation_max =
    256;  // calls, timers, transfers, jobs under way at once
inline constexpr std::size_t operations_max = 100'000;
inline constexpr std::size_t offload_queue_max = 1024;
inline constexpr unsigned offload_threads_default = 4;
inline constexpr unsigned offload_threads_max = 64;
inline constexpr auto operation_time_default = 600s;  // an operation that never finishes ends then
inline constexpr auto create_time_max = 40s;          // create and start of an instance together
inline constexpr auto stop_time_max = 30s;            // for components to stop when the host ends
inline constexpr std::size_t creations_max = 16;      // components being created, those that hang included
inline constexpr auto lane_hang_max = 10s;            // a callback that is out for longer: quarantine
inline constexpr std::size_t collected_bytes_max = 64 * 1024 * 1024;  // of an answer that is not streamed
inline constexpr std::size_t plugin_metrics_max = 64;                 // names of metrics of one instance
inline constexpr std::size_t plugin_log_bytes_max = 4 * 1024;         // of one line

// Programs that plugins run (host/runtime)
inline constexpr std::size_t processes_per_instance_max = 8;
inline constexpr std::size_t process_line_bytes_default = 1024 * 1024;
inline constexpr std::size_t process_line_bytes_max =
    64 * 1024 * 1024;  // a whole answer of a database, as one line
inline constexpr std::size_t process_output_bytes_max = 256 * 1024;  // lines not yet read: then it waits
inline constexpr std::size_t process_input_bytes_max = 1024 * 1024;  // lines that it has not read
inline constexpr std::size_t process_log_lines_per_s_max = 20;       // of its standard error
inline constexpr std::size_t process_log_line_bytes_max = 1024;
inline constexpr auto process_stop_grace = 2s;  // from closed input to SIGTERM, when its instance stops

// Outgoing HTTP (host/runtime), for each shard
inline constexpr std::size_t upstream_buffer_bytes_max = 64 * 1024;  // received, not yet taken: then paused
inline constexpr std::size_t upstream_head_bytes_max = 32 * 1024;
inline constexpr std::size_t upstream_transfers_per_host_max = 2048;
inline constexpr long upstream_idle_connections_max = 1024;       // kept open for the next request
inline constexpr long upstream_streams_per_connection_max = 100;  // HTTP/2

// Libraries (host/plugins)
inline constexpr std::size_t plugin_file_bytes_max = 512 * 1024 * 1024;
inline constexpr std::size_t plugin_components_max = 64;
inline constexpr std::size_t probe_memory_bytes_max = std::size_t{2} << 30;  // address space of the child
inline constexpr std::size_t probe_answer_bytes_max = 1024 * 1024;

// A turn (host/conversation)
inline constexpr std::size_t message_bytes_max = 64 * 1024;
inline constexpr std::size_t answer_bytes_max = 1024 * 1024;
inline constexpr std::size_t session_queue_max = 4;  // messages waiting for a busy session: then 409
inline constexpr unsigned turn_steps_max = 8;        // model calls of one turn
inline constexpr unsigned tool_calls_per_step_max = 16;
inline constexpr auto turn_time_max = 300s;
inline constexpr auto context_time_max = 10s;
inline constexpr auto context_cache_time = 500ms;        // of one call to a cache plugin; slower is no help
inline constexpr std::size_t history_messages_max = 40;  // what of a session goes to the model again
inline constexpr std::size_t history_bytes_max = 256 * 1024;

// Queries (host/queries)
inline constexpr std::size_t query_rows_max = 10'000;
inline constexpr std::size_t query_rows_default = 50;
inline constexpr auto query_time_default = 10s;
inline constexpr std::size_t search_rows_max = 200'000;  // candidates of a search by words; two texts each

// State store (host/state)
inline constexpr std::size_t state_queue_max = 4096;  // batches, and reads, that wait: then Code::full
inline constexpr std::size_t state_queue_bytes_max = 64 * 1024 * 1024;  // of waiting batches
inline constexpr std::size_t state_batch_bytes_max = 16 * 1024 * 1024;  // one batch
inline constexpr std::size_t state_group_max = 256;     // batches that share one wait for the disk
inline constexpr std::size_t state_page_max = 1000;     // documents of one page
inline constexpr std::size_t state_scan_max = 20'000;   // documents looked at for one page of a search
inline constexpr std::size_t log_entries_max = 10'000;  // entries of one read
inline constexpr int event_ids_reserved = 1024;         // ids ahead of what is on disk

// Text from outside (base/json, config)
inline constexpr std::size_t json_depth_max = 64;
inline constexpr std::size_t config_file_bytes_max = 1024 * 1024;

}  // namespace garden::base::limits
