#include "config/agent_config.hpp"

#include <algorithm>

#include "config/suggest.hpp"
#include "config/typed.hpp"

namespace garden::config {
namespace {

namespace fs = std::filesystem;
using base::Json;

ContextConfig context_of(const Json& context) {
  ContextConfig config;
  config.queries = texts_at(context, "queries");
  config.ttl = duration_at(context, "ttl");
  config.deadline = duration_at(context, "deadline");
  config.rows_max = count_at(context, "rows_max");
  config.bytes_max = size_at(context, "bytes_max");
  return config;
}

void check_files(const AgentConfig& agent, const Document& document, Problems& problems) {
  std::error_code none;
  if (!fs::is_regular_file(agent.prompt, none))
    problems.push_back(document.at("/prompt", "there is no prompt " + agent.prompt.string(),
                                   "write it, or name another file with \"prompt\""));
  bool needs_queries = !agent.context.queries.empty() || !agent.tools.empty();
  if (needs_queries && !fs::is_directory(agent.queries, none))
    problems.push_back(document.at("/queries", "there is no folder " + agent.queries.string(),
                                   "make it, or name another with \"queries\""));
  if (!agent.component.empty() && agent.library.empty())
    problems.push_back(document.at("/component", "a component needs its library", "add \"library: ...\""));
}

}  // namespace

std::expected<CheckedDocument, Problems> load_checked(const fs::path& file, const std::string& schema_name,
                                                      const LoadOptions& options) {
  auto document = Document::load_file(file, options);
  if (!document) return std::unexpected(std::move(document.error()));
  auto schema = load_embedded_schema(schema_name);
  if (!schema)
    return std::unexpected(
        Problems{{.position = {schema_name}, .message = schema.error().text(), .advice = {}, .pointer = {}}});
  CheckedDocument checked;
  Problems problems;
  checked.value = document->check(*schema, problems);
  for (const auto& missing : document->missing())
    problems.push_back(document->at(missing.pointer, missing.reason, "set it, or give a default"));
  arrange(problems);
  if (has_errors(problems)) return std::unexpected(std::move(problems));
  checked.document = std::make_shared<const Document>(std::move(*document));
  checked.warnings = std::move(problems);
  return checked;
}

std::expected<AgentConfig, Problems> load_agent_config(const fs::path& folder, const LoadOptions& options) {
  auto checked = load_checked(folder / "agent.yaml", "agent.schema.json", options);
  if (!checked) return std::unexpected(std::move(checked.error()));
  const auto& value = checked->value;
  AgentConfig agent;
  auto whole = folder.has_filename() ? folder : folder.parent_path();
  agent.name = whole.filename().string();
  agent.description = base::text_at(value, "description");
  agent.version = base::text_at(value, "version");
  agent.library = base::text_at(value, "library");
  agent.component = base::text_at(value, "component");
  agent.config = base::member(value, "config");
  agent.folder = whole;
  agent.prompt = whole / base::text_at(value, "prompt");
  agent.queries = whole / base::text_at(value, "queries");
  agent.reports = whole / base::text_at(value, "reports");
  agent.context = context_of(base::member(value, "context"));
  agent.tools = texts_at(value, "tools");
  agent.all_tools = base::member(value, "tools").is_string();
  agent.limits = turn_limits_of(base::member(value, "limits"));
  agent.questions = texts_at(value, "questions");
  agent.document = checked->document;
  agent.warnings = std::move(checked->warnings);
  Problems problems;
  check_files(agent, *agent.document, problems);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return agent;
}

base::Result<fs::path> find_agent(const std::vector<fs::path>& directories, const std::string& name) {
  std::vector<std::string> known;
  std::string searched;
  std::error_code none;
  for (const auto& directory : directories) {
    if (fs::is_regular_file(directory / name / "agent.yaml", none)) return directory / name;
    for (const auto& entry : fs::directory_iterator(directory, none))
      if (fs::is_regular_file(entry.path() / "agent.yaml", none))
        known.push_back(entry.path().filename().string());
    searched += (searched.empty() ? "" : ", ") + directory.string();
  }
  std::ranges::sort(known);
  auto advice = suggestion(name, known);
  return base::fail(base::Code::not_found, "there is no agent \"" + name + "\" in " + searched +
                                               (advice.empty() ? "" : ", " + advice));
}

}  // namespace garden::config
