// Sessions and messages as clients and readers get them: JSON, Markdown, plain text. Threads: pure functions
// [any].
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "state/sessions.hpp"

namespace garden::api {

enum class ExportFormat { json, md, txt };
std::optional<ExportFormat> export_format(std::string_view name);
std::string_view name_of(ExportFormat format);
std::string content_type_of(ExportFormat format);

base::Json to_json(const state::Session& session);
// {"number","role","run_id","created_at","text","parts"}: the text is what a person would read of it.
base::Json to_json(const state::Message& message);

// The whole conversation as a file. Results of tools are in the JSON form only.
std::string session_text(const state::Session& session, const std::vector<state::Message>& messages,
                         ExportFormat format);

}  // namespace garden::api
