#include "openai/answer.hpp"

#include <algorithm>
#include <utility>

#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/json_writer.hpp"
#include "openai/error_body.hpp"
#include "openai/request_body.hpp"

namespace garden::openai {
namespace {
using model_kit::Trouble;

constexpr std::size_t calls_max = 64;
constexpr std::size_t arguments_bytes_max = 64 * 1024;

std::string_view reason_of(std::string_view finish, bool has_calls) {
  if (finish == "length") return "length";
  if (finish == "content_filter") return "safety";
  if (has_calls) return "tool_calls";  // servers that say "stop" then have been seen
  return finish.empty() || finish == "stop" ? "stop" : "other";
}

bool is_words(std::string_view value) {
  return json::type_of(value) == json::Type::string && value != R"("")";
}

std::int64_t count(std::string_view value) {
  return std::max<std::int64_t>(json::integer(value).value_or(0), 0);
}

}  // namespace

void Answer::begin_request() {
  calls_.clear(), finish_.clear();
  usage_ = {};
  spoken_ = done_ = cut_ = refuses_usage_ = false;
}

bool Answer::fail(Trouble trouble) {
  trouble_ = std::move(trouble);
  return false;
}

bool Answer::read(std::string_view frame, Pieces& into) {
  if (frame == "[DONE]") {
    done_ = true;
    return true;
  }
  if (json::type_of(frame) != json::Type::object || json::Cursor(frame).value().size() != frame.size())
    return fail({GARDEN_UNAVAILABLE, "the server sent a piece that cannot be read", true, {}});
  std::string_view choices, usage, error;
  json::each_member(frame, [&](std::string_view key, std::string_view value) {
    if (json::same(key, "choices")) choices = value;
    if (json::same(key, "usage")) usage = value;
    if (json::same(key, "error")) error = value;
  });
  if ((!error.empty() || choices.empty()) && is_error(frame)) return fail(trouble_of(0, {}, frame, key_));
  read_choice(json::element(choices, 0), into);
  if (json::type_of(usage) == json::Type::object) read_usage(usage);
  spoken_ = spoken_ || !into.empty();
  return true;
}

void Answer::read_choice(std::string_view choice, Pieces& into) {
  json::each_member(choice, [&](std::string_view key, std::string_view value) {
    // A server that does not stream sends the whole message at once.
    if (json::same(key, "delta") || json::same(key, "message")) read_delta(value, into);
    if (json::same(key, "finish_reason") && is_words(value)) finish_ = json::text(value);
  });
}

void Answer::read_delta(std::string_view delta, Pieces& into) {
  bool has_thought = false;  // some servers send it under both names
  json::each_member(delta, [&](std::string_view key, std::string_view value) {
    if (json::same(key, "content")) {
      if (is_words(value)) json::append_text(into.add(GARDEN_TEXT), value);
    } else if (json::same(key, "reasoning_content") || json::same(key, "reasoning")) {
      if (is_words(value) && !std::exchange(has_thought, true))
        json::append_text(into.add(GARDEN_THOUGHT), value);
    } else if (json::same(key, "tool_calls")) {
      json::each(value, [this](std::string_view fragment) { read_fragment(fragment); });
    }
  });
}

// A fragment with another id than the open call at its place begins a new call; one without id goes on with
// it.
Answer::Call& Answer::call_at(std::optional<std::int64_t> place, std::string_view id) {
  const auto open = std::find_if(calls_.rbegin(), calls_.rend(),
                                 [place](const Call& call) { return !place || call.place == *place; });
  const bool goes_on = open != calls_.rend() && (id.empty() || open->id.empty() || open->id == id);
  if (goes_on || calls_.size() == calls_max) return goes_on ? *open : calls_.back();
  calls_.push_back({place.value_or(0), {}, {}, {}, {}, false});
  return calls_.back();
}

void Answer::read_fragment(std::string_view fragment) {
  const auto id = json::text(json::at(fragment, "id"));
  auto& call = call_at(json::integer(json::at(fragment, "index")), id);
  if (!id.empty()) call.id = id;
  const auto function = json::at(fragment, "function");
  if (call.name.empty()) call.name = json::text(json::at(function, "name"));
  const auto arguments = json::at(function, "arguments");
  if (json::type_of(arguments) == json::Type::object) {
    call.arguments = arguments;
  } else {
    json::append_text(call.arguments, arguments);
  }
  if (call.arguments.size() > arguments_bytes_max) call.too_large = true, call.arguments.clear();
  const auto extra = json::at(fragment, "extra_content");
  if (json::type_of(extra) == json::Type::object && json::valid(extra)) call.extra_content = extra;
}

void Answer::tell_calls(Pieces& into) {
  std::size_t number = 0;
  for (auto& call : calls_) {
    ++number;
    if (call.name.empty()) continue;
    if (call.id.empty()) call.id = call_prefix_ + "-" + std::to_string(number);
    if (call.arguments.empty() && !call.too_large) call.arguments = "{}";
    const bool readable = json::type_of(call.arguments) == json::Type::object && json::valid(call.arguments);
    json::Writer out;
    out.object().key("tool_call").object().field("id", call.id).field("name", call.name).key("arguments");
    if (readable) {
      out.raw(call.arguments);
    } else {  // no tool takes this: the model is told, and tries again
      out.object().field("not_valid_json", model_kit::quotable(call.arguments, key_)).end();
    }
    out.end();
    if (!call.extra_content.empty()) out.field("opaque", opaque_of(model_, call.extra_content));
    out.end();
    into.add(GARDEN_JSON) = out.take();
  }
}

void Answer::read_usage(std::string_view usage) {
  usage_.known = true;
  usage_.input = count(json::at(usage, "prompt_tokens"));
  usage_.output = count(json::at(usage, "completion_tokens"));
  usage_.cached = count(json::at(usage, "prompt_tokens_details", "cached_tokens"));
  usage_.thoughts = count(json::at(usage, "completion_tokens_details", "reasoning_tokens"));
}

Trouble Answer::refused(const HttpReply& reply, std::string_view body) {
  refuses_usage_ = reply.status() == 400 && body.find("stream_options") != body.npos;
  return trouble_of(reply.status(), reply.header("retry-after"), body, key_);
}

std::optional<Trouble> Answer::end_request(std::string_view rest, Pieces& into) {
  if (!has_ended() && json::type_of(rest) == json::Type::object) {
    while (!rest.empty() && static_cast<unsigned char>(rest.back()) <= ' ') rest.remove_suffix(1);
    while (!rest.empty() && static_cast<unsigned char>(rest.front()) <= ' ') rest.remove_prefix(1);
    if (!read(rest, into)) return trouble_;  // an answer, or an error, that is no stream
  }
  cut_ = !has_ended();
  const bool is_empty = calls_.empty() && (finish_.empty() || finish_ == "stop");
  if (!spoken_ && (cut_ || is_empty))
    return Trouble{GARDEN_UNAVAILABLE, "the server's answer broke off before it began", true, {}};
  if (cut_) calls_.clear();  // who knows what was still to come of them
  tell_calls(into);
  return std::nullopt;
}

std::string Answer::usage_json() const {
  if (!usage_.known) return {};
  json::Writer out;
  out.object().key("usage").object().field("input_tokens", usage_.input);
  out.field("output_tokens", usage_.output).field("cached_tokens", usage_.cached);
  out.field("thought_tokens", usage_.thoughts).end().end();
  return out.take();
}

std::string Answer::finish_json() const {
  if (cut_) return {};
  const auto reason = reason_of(finish_, !calls_.empty());
  json::Writer out;
  out.object().key("finish").object().field("reason", reason);
  if (reason != "stop" && reason != "tool_calls") out.field("detail", model_kit::quotable(finish_, key_));
  out.end().end();
  return out.take();
}

}  // namespace garden::openai
