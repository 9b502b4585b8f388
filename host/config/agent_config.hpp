// Agent configuration: agents/NAME/agent.yaml as types.
//
// The folder is the agent: `agent.yaml` says what it is, `prompt.md` how it speaks, `queries/*.yaml` what it
// can look up. This reads the first; that the others are there is checked, their contents belong to other
// rooms. Threads: plain data [any]; loading blocks.
#pragma once
#include <chrono>
#include <cstddef>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/store_config.hpp"

namespace garden::config {

struct ContextConfig {
  std::vector<std::string> queries;      // run for every turn, all at once, in this order in the text
  std::chrono::milliseconds ttl{};       // a built context is used this long
  std::chrono::milliseconds deadline{};  // for the whole
  std::size_t rows_max = 0;              // of one query
  std::size_t bytes_max = 0;             // of the rendered text
};

struct AgentConfig {
  std::string name;  // the folder's
  std::string description;
  std::string version;
  std::string library;    // plugin library with the agent's code; empty: YAML only
  std::string component;  // which of its components
  base::Json config;      // handed to it; null when not given
  std::filesystem::path folder;
  std::filesystem::path prompt;   // exists
  std::filesystem::path queries;  // folder of query files
  std::filesystem::path reports;  // folder of reports; it need not be there
  ContextConfig context;
  bool all_tools = true;           // every query of the folder is a tool
  std::vector<std::string> tools;  // otherwise these
  TurnLimits limits;
  std::vector<std::string> questions;        // examples for people and for the offline model
  std::shared_ptr<const Document> document;  // for problems found later; shared with copies of this value
  Problems warnings;
};

std::expected<AgentConfig, Problems> load_agent_config(const std::filesystem::path& folder,
                                                       const LoadOptions& options = {});

// The folder of agent `name` in the first directory that has one; Code::not_found with the nearest name.
base::Result<std::filesystem::path> find_agent(const std::vector<std::filesystem::path>& directories,
                                               const std::string& name);

// What every YAML file of another kind needs: the document, and its value checked against an embedded schema
// ("query.schema.json") with defaults filled in.
struct CheckedDocument {
  std::shared_ptr<const Document> document;  // for problems found later; shared with what is made of it
  base::Json value;
  Problems warnings;
};
std::expected<CheckedDocument, Problems> load_checked(const std::filesystem::path& file,
                                                      const std::string& schema,
                                                      const LoadOptions& options = {});

}  // namespace garden::config
