#include "api/execute_request.hpp"

#include <array>
#include <optional>

#include "base/ids.hpp"
#include "base/limits.hpp"

namespace garden::api {
namespace {

using base::Json;

bool claims_json(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type.empty() || http::equal_ignoring_case(type, "application/json") ||
         (type.size() > 5 && http::equal_ignoring_case(type.substr(type.size() - 5), "+json"));
}

http::Problem wrong_body(std::vector<http::FieldError> errors) {
  http::Problem problem;
  problem.status = 400;
  problem.detail = errors.size() == 1 ? errors.front().detail
                                      : "the body has " + std::to_string(errors.size()) + " errors";
  problem.errors = std::move(errors);
  return problem;
}

// The words of a member and what each means; the first is the default.
template <class Enum, std::size_t count>
using Choices = std::array<std::pair<std::string_view, Enum>, count>;

// Reads members of the body and gathers what is wrong with them.
class Reader {
 public:
  explicit Reader(const Json& body) : body_(body) {}

  std::string text(const char* name, bool required, std::size_t bytes_max) {
    const auto& value = base::member(body_, name);
    if (value.is_null() && !required) return {};
    if (value.is_null()) return wrong(name, std::string("Missing ") + name + ": a non-empty text is needed");
    if (!value.is_string()) return wrong(name, std::string(name) + " must be text");
    auto text = value.get<std::string>();
    if (required && text.find_first_not_of(" \t\r\n") == std::string::npos)
      return wrong(name, std::string(name) + " must not be empty");
    if (text.size() > bytes_max)
      return wrong(name, std::string(name) + " is longer than " + std::to_string(bytes_max) + " bytes");
    return text;
  }

  template <class Enum, std::size_t n>
  Enum choice(const char* name, const Choices<Enum, n>& choices) {
    const auto& value = base::member(body_, name);
    if (value.is_null()) return choices[0].second;
    std::string known;
    for (const auto& [word, meaning] : choices) {
      if (value.is_string() && value.get_ref<const std::string&>() == word) return meaning;
      known += (known.empty() ? "" : ", ") + std::string(word);
    }
    wrong(name, std::string(name) + " must be one of " + known);
    return choices[0].second;
  }

  std::string wrong(const char* name, std::string detail) {
    errors_.push_back({std::string("/") + name, std::move(detail)});
    return {};
  }
  std::vector<http::FieldError>& errors() { return errors_; }

 private:
  const Json& body_;
  std::vector<http::FieldError> errors_;
};

}  // namespace

std::expected<Json, http::Problem> read_json_object(const http::Request& request) {
  http::Problem problem;
  if (!claims_json(http::header(request.headers, "Content-Type"))) {
    problem.status = 415;
    problem.detail = "the body must be JSON: send it with Content-Type: application/json";
    return std::unexpected(std::move(problem));
  }
  auto body =
      base::parse_json(request.body, {.depth_max = base::limits::json_depth_max, .nodes_max = 10'000});
  if (!body) return std::unexpected(wrong_body({{"", "the body cannot be read: " + body.error().message}}));
  if (!body->is_object()) return std::unexpected(wrong_body({{"", "the body must be a JSON object"}}));
  return std::move(*body);
}

std::expected<ExecuteRequest, http::Problem> read_execute_request(const http::Request& request) {
  using conversation::OnBusy, conversation::OnDisconnect;
  auto body = read_json_object(request);
  if (!body) return std::unexpected(std::move(body.error()));
  static constexpr Choices<StreamForm, 3> forms{
      {{"text", StreamForm::text}, {"events", StreamForm::events}, {"none", StreamForm::none}}};
  static constexpr Choices<OnBusy, 3> busy{
      {{"enqueue", OnBusy::enqueue}, {"reject", OnBusy::reject}, {"interrupt", OnBusy::interrupt}}};
  static constexpr Choices<OnDisconnect, 2> disconnect{
      {{"cancel", OnDisconnect::cancel}, {"continue", OnDisconnect::keep_on}}};
  Reader reader(*body);
  ExecuteRequest read;
  read.agent_type = reader.text("agent_type", true, 128);
  read.message = reader.text("message", true, base::limits::message_bytes_max);
  read.session_id = reader.text("session_id", false, 128);
  if (!read.session_id.empty() && !base::is_valid_client_id(read.session_id))
    reader.wrong("session_id", "session_id may have letters, digits and . _ : - only, at most 128");
  read.form = reader.choice("stream", forms);
  read.on_busy = reader.choice("on_busy", busy);
  read.on_disconnect = reader.choice("on_disconnect", disconnect);
  if (!reader.errors().empty()) return std::unexpected(wrong_body(std::move(reader.errors())));
  return read;
}

}  // namespace garden::api
