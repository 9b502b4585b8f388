// Arguments: what was typed, as values; one struct a command. The only file pair that knows the argument
// parser. Threads: main's, once.
#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace garden::cli {

inline constexpr int exit_done = 0, exit_failed = 1, exit_wrong_use = 2;

struct Common {
  std::string config;                     // a file or a directory; empty: config/demo.yaml
  std::vector<std::string> plugin_paths;  // searched before those of the configuration
  bool json = false;                      // output for programs
  bool strict = false;                    // a component that is disabled is an error
  std::string log_level;                  // empty: as configured; commands that answer are silent by default
};

struct Serve {
  Common common;
  std::optional<std::uint16_t> port;  // beats the environment's PORT and the YAML
};
struct Ask {
  Common common;
  std::string agent, session, question;  // no question: a chat
  std::string report;                    // one of the agent's reports instead of a question
  bool plain = false;                    // Markdown as it is
};
struct Check {
  Common common;
  std::vector<std::string> files;
};
struct Query {
  Common common;
  std::string name;  // empty: list them
  std::vector<std::pair<std::string, std::string>> params;
  std::string format = "table";  // table | csv | json | md
};
struct PluginsList {
  Common common;
};
struct PluginsInspect {
  Common common;
  std::string file;
};
struct SessionsCommand {
  Common common;
  std::string verb, id, format = "md";  // list | show | export | delete
};
struct DatabaseDemo {
  Common common;
  std::string file = "var/demo.db", as_of, schema = "zencart";
  std::uint64_t seed = 1;
  bool force = false, if_stale = false;
};
struct DatabaseImport {
  Common common;
  std::string file, mapping, name, directory = "var", as_of;
  bool strict = false, force = false;
};
struct LedgerCommand {
  Common common;
  std::string verb;         // status | refresh | rebuild | snapshot | import | export
  std::string table, file;  // of import and export; export without a file: standard output
  bool strict_rows = false, replace = false;
};
struct Version {
  Common common;
};

using Command = std::variant<Serve, Ask, Check, Query, PluginsList, PluginsInspect, SessionsCommand,
                             DatabaseDemo, DatabaseImport, LedgerCommand, Version>;

// What to print and with which exit code, when there is nothing to run (help, or wrong use).
struct Exit {
  int code = exit_wrong_use;
  std::string text;
};

std::expected<Command, Exit> parse_arguments(int count, const char* const* values);

}  // namespace garden::cli
