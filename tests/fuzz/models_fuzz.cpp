// Goal: no bytes of a provider, and no history of the host, can crash the plugins for models or make them
// write what is no JSON; how a stream is cut into packets changes nothing. Method: by the first byte, the
// rest is a stream of Gemini or of OpenAI's kind, an error, or a request of the host.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/sse.hpp"
#include "gemini/answer.hpp"
#include "gemini/error_body.hpp"
#include "gemini/request_body.hpp"
#include "openai/answer.hpp"
#include "openai/error_body.hpp"
#include "openai/request_body.hpp"

namespace {
using garden::Config;
using garden::model_kit::AnswerReader;
using garden::model_kit::Pieces;

void demand(bool holds) {
  if (!holds) std::abort();
}

// Everything that the reader made of the stream, in one text.
std::string read_stream(AnswerReader& reader, std::string_view bytes, std::size_t packet) {
  garden::SseReader events;
  Pieces pieces;
  std::string all;
  const auto tell = [&] {
    for (const auto& [kind, text] : pieces) {
      demand(kind != GARDEN_JSON || garden::json::valid(text, 200));
      all += std::to_string(kind) + text;
    }
    pieces.clear();
  };
  reader.begin_request();
  for (std::size_t at = 0; at < bytes.size(); at += packet) {
    events.append(bytes.substr(at, packet));
    while (events.next()) {
      const bool goes_on = reader.read(events.data(), pieces);
      tell();
      if (!goes_on) return all + reader.trouble().text;
    }
  }
  const auto trouble = reader.end_request(events.rest(), pieces);
  if (!trouble) tell();
  for (const auto& json : {reader.usage_json(), reader.finish_json()})
    demand(json.empty() || garden::json::valid(json));
  return all + (trouble ? trouble->text : reader.finish_json());
}

template <class Answer>
void check_stream(std::string_view bytes) {
  Answer whole("model", "call", "secret"), cut("model", "call", "secret");
  demand(read_stream(whole, bytes, bytes.size() + 1) == read_stream(cut, bytes, 3));
}

void check_request(std::string_view request) {
  using namespace garden;
  static const gemini::Settings gemini_settings{Config(R"({"api_key": "k"})")};
  static const openai::Settings openai_settings{Config(R"({"base_url": "http://x", "model": "m"})")};
  const auto conversation = model_kit::read_conversation(request);
  if (!conversation) return;
  const auto body =
      gemini::request_body(*conversation, gemini::written_tools(conversation->tools), gemini_settings);
  const auto other =
      openai::request_body(*conversation, openai::written_tools(conversation->tools), openai_settings, true);
  if (!json::valid(request)) return;  // the host's requests are; for others it is enough to survive
  demand(json::valid(body, 200));
  demand(json::valid(gemini::with_continuation(body, request), 200));
  demand(json::valid(other, 200));
}

void check_error(std::string_view body) {
  for (const int status : {0, 400, 429, 503}) {
    const auto one = garden::gemini::trouble_of(status, body, "secret");
    const auto two = garden::openai::trouble_of(status, body, body, "secret");
    demand(one.text.find("secret") == std::string::npos && one.text.size() < 600);
    demand(two.text.find("secret") == std::string::npos && two.text.size() < 600);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0: check_stream<garden::gemini::Answer>(bytes); break;
    case 1: check_stream<garden::openai::Answer>(bytes); break;
    case 2: check_request(bytes); break;
    default: check_error(bytes); break;
  }
  return 0;
}
