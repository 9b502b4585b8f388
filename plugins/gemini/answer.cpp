#include "gemini/answer.hpp"

#include <array>
#include <utility>

#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/json_writer.hpp"
#include "gemini/error_body.hpp"
#include "gemini/request_body.hpp"

namespace garden::gemini {
namespace {
using model_kit::Trouble;

constexpr std::string_view blocked = "blocked: ";  // a finish that is the prompt's fault
// The model lost its way, and finds it at the next try more often than not.
constexpr std::array<std::string_view, 3> stumbles = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL",
                                                      "MALFORMED_RESPONSE"};
constexpr std::array<std::string_view, 6> filters = {
    "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  for (const auto one : words)
    if (one == word) return true;
  return false;
}

std::string_view reason_of(std::string_view finish, bool has_calls) {
  if (finish == "STOP") return has_calls ? "tool_calls" : "stop";
  if (finish == "MAX_TOKENS") return "length";
  const bool is_filter =
      is_one_of(filters, finish) || finish.starts_with(blocked) || finish.starts_with("IMAGE_");
  return is_filter ? "safety" : "other";
}

// One pass over an object, which must end where the text ends: a frame that was cut or garbled is seen here.
template <class Visit>
bool each_member_to_the_end(std::string_view object, Visit&& visit) {
  json::Cursor cursor(object);
  if (!cursor.eat('{')) return false;
  if (cursor.eat('}')) return cursor.peek() == '\0';
  do {
    std::string_view key;
    if (!cursor.string(&key) || !cursor.eat(':')) return false;
    const auto value = cursor.value();
    if (value.empty()) return false;
    visit(key, value);
  } while (cursor.eat(','));
  return cursor.eat('}') && cursor.peek() == '\0';
}

std::int64_t count(std::string_view value) {
  const auto number = json::integer(value).value_or(0);
  return number > 0 ? number : 0;
}

}  // namespace

void Answer::begin_request() {
  finish_.clear(), finish_detail_.clear(), continuation_.clear();
  current_ = {};
  spoken_ = malformed_ = false;
}

bool Answer::fail(Trouble trouble) {
  trouble_ = std::move(trouble);
  return false;
}

bool Answer::read(std::string_view frame, Pieces& into) {
  bool has_error = false;
  const bool whole = each_member_to_the_end(frame, [&](std::string_view key, std::string_view value) {
    if (key == "candidates") {
      read_candidate(json::element(value, 0), into);
    } else if (key == "usageMetadata") {
      read_usage(value);
    } else if (key == "promptFeedback") {
      const auto why = json::text(json::at(value, "blockReason"));
      if (!why.empty()) finish_ = std::string(blocked) + why;
    } else if (key == "error") {
      has_error = true;
    }
  });
  spoken_ = spoken_ || !into.empty();
  if (has_error || !find_error(frame).empty()) return fail(trouble_of(0, frame, key_));
  if (whole && !malformed_) return true;
  return fail({GARDEN_UNAVAILABLE, "Gemini sent a piece that cannot be read", true, {}});
}

void Answer::read_candidate(std::string_view candidate, Pieces& into) {
  json::each_member(candidate, [&](std::string_view key, std::string_view value) {
    if (json::same(key, "content")) {
      json::each(json::at(value, "parts"), [&](std::string_view part) { read_part(part, into); });
    } else if (json::same(key, "finishReason")) {
      finish_ = json::text(value);
    } else if (json::same(key, "finishMessage")) {
      finish_detail_ = json::text(value);
    } else if (json::same(key, "continuationToken")) {
      continuation_ = json::text(value);
    }
  });
}

void Answer::read_part(std::string_view part, Pieces& into) {
  std::string_view text, call, signature;
  bool thought = false, other = false;
  json::each_member(part, [&](std::string_view key, std::string_view value) {
    if (json::same(key, "text")) {
      if (json::type_of(value) == json::Type::string) text = value;
    } else if (json::same(key, "functionCall")) {
      call = value;
    } else if (json::same(key, "thoughtSignature")) {
      signature = value;
    } else if (json::same(key, "thought")) {
      thought = value == "true";
    } else {
      other = true;
    }
  });
  if (!call.empty()) return read_call(part, call, into);
  if (!text.empty() && text != R"("")")
    json::append_text(into.add(thought ? GARDEN_THOUGHT : GARDEN_TEXT), text);
  // Signed, or of a kind that says nothing to a reader but must go back all the same.
  if (signature.empty() && (!other || !text.empty())) return;
  if (!json::valid(part)) {
    malformed_ = true;
    return;
  }
  json::Writer out;
  out.object().field("opaque", opaque_of(model_, part)).end();
  into.add(GARDEN_JSON) = out.take();
}

void Answer::read_call(std::string_view part, std::string_view call, Pieces& into) {
  ++calls_;
  auto id = json::text(json::at(call, "id"));
  if (id.empty()) id = call_prefix_ + "-" + std::to_string(calls_);
  auto arguments = json::at(call, "args");
  if (json::type_of(arguments) != json::Type::object) arguments = "{}";
  const auto name = json::text(json::at(call, "name"));
  if (name.empty() || !json::valid(part)) {
    malformed_ = true;
    return;
  }
  json::Writer out;
  out.object().key("tool_call").object().field("id", id).field("name", name).key("arguments").raw(arguments);
  out.end().field("opaque", opaque_of(model_, part)).end();
  into.add(GARDEN_JSON) = out.take();
}

void Answer::read_usage(std::string_view usage) {
  current_ = {};
  current_.known = true;
  json::each_member(usage, [this](std::string_view key, std::string_view value) {
    if (json::same(key, "promptTokenCount") || json::same(key, "toolUsePromptTokenCount"))
      current_.input += count(value);
    else if (json::same(key, "cachedContentTokenCount"))
      current_.cached = count(value);
    else if (json::same(key, "candidatesTokenCount"))
      current_.output += count(value);
    else if (json::same(key, "thoughtsTokenCount"))
      current_.thoughts = count(value);
  });
  current_.output += current_.thoughts;  // thinking is billed as output, and counted beside it
}

Trouble Answer::refused(const HttpReply& reply, std::string_view body) {
  return trouble_of(reply.status(), body, key_);
}

std::optional<Trouble> Answer::end_request(std::string_view rest, Pieces&) {
  if (finish_.empty() && !find_error(rest).empty()) return trouble_of(0, rest, key_);  // it was put in bare
  if (finish_.empty() && !spoken_)
    return Trouble{GARDEN_UNAVAILABLE, "Gemini's answer broke off before it began", true, {}};
  if (!spoken_ && (finish_ == "STOP" || is_one_of(stumbles, finish_)))
    return Trouble{GARDEN_UNAVAILABLE, "Gemini's answer has no words (" + finish_ + ")", true, {}};
  if (finish_ != "CONTINUATION") continuation_.clear();
  before_.input += current_.input;
  before_.output += current_.output;
  before_.cached += current_.cached;
  before_.thoughts += current_.thoughts;
  before_.known = before_.known || current_.known;
  current_ = {};
  return std::nullopt;
}

std::string Answer::usage_json() const {
  if (!before_.known && !current_.known) return {};
  json::Writer out;
  out.object().key("usage").object().field("input_tokens", before_.input + current_.input);
  out.field("output_tokens", before_.output + current_.output);
  out.field("cached_tokens", before_.cached + current_.cached);
  out.field("thought_tokens", before_.thoughts + current_.thoughts).end().end();
  return out.take();
}

std::string Answer::finish_json() const {
  if (finish_.empty()) return {};
  const auto reason = reason_of(finish_, calls_ > 0);
  json::Writer out;
  out.object().key("finish").object().field("reason", reason);
  if (reason != "stop" && reason != "tool_calls") {
    const auto words = model_kit::quotable(finish_detail_, key_);
    out.field("detail", words.empty() ? finish_ : finish_ + ": " + words);
  }
  out.end().end();
  return out.take();
}

}  // namespace garden::gemini
