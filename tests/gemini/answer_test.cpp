// Goal: every finish, and every oddity of a frame that has been seen in the wild, is read without surprise.
// Method: frames put into Answer, by tables.
#include <catch2/catch.hpp>

#include "gemini/answer.hpp"
#include "gemini/support.hpp"

using namespace garden;
using namespace garden::gemini;
using namespace garden::gemini::testing;

namespace {

struct Reader {
  Answer answer{"m", "call", "sesame"};
  Pieces pieces;
  std::string text;
  bool read(std::string_view frame) {
    pieces.clear();
    const bool goes_on = answer.read(frame, pieces);
    for (const auto& [kind, bytes] : pieces)
      if (kind == GARDEN_TEXT) text += bytes;
    return goes_on;
  }
  Json finish() { return base::parse_json(answer.finish_json()).value()["finish"]; }
};

std::string with_finish(const std::string& reason, const std::string& parts = R"([{"text":"a"}])") {
  return R"({"candidates":[{"content":{"parts":)" + parts + R"(},"finishReason":")" + reason + R"("}]})";
}

}  // namespace

TEST_CASE("each finish has its reason and keeps its name") {
  const std::pair<const char*, const char*> table[] = {{"STOP", "stop"},
                                                       {"MAX_TOKENS", "length"},
                                                       {"SAFETY", "safety"},
                                                       {"RECITATION", "safety"},
                                                       {"BLOCKLIST", "safety"},
                                                       {"PROHIBITED_CONTENT", "safety"},
                                                       {"SPII", "safety"},
                                                       {"LANGUAGE", "safety"},
                                                       {"IMAGE_SAFETY", "safety"},
                                                       {"IMAGE_OTHER", "safety"},
                                                       {"MALFORMED_FUNCTION_CALL", "other"},
                                                       {"UNEXPECTED_TOOL_CALL", "other"},
                                                       {"MALFORMED_RESPONSE", "other"},
                                                       {"TOO_MANY_TOOL_CALLS", "other"},
                                                       {"OTHER", "other"},
                                                       {"NO_IMAGE", "other"},
                                                       {"A_WORD_OF_NEXT_YEAR", "other"}};
  for (const auto& [finish, reason] : table) {
    Reader reader;
    CHECK(reader.read(with_finish(finish)));
    CHECK_FALSE(reader.answer.end_request({}, reader.pieces));
    CHECK(reader.finish()["reason"] == reason);
    CHECK(base::text_at(reader.finish(), "detail") == (std::string(finish) == "STOP" ? "" : finish));
  }
}

TEST_CASE("a prompt that is blocked ends the answer and is not asked again") {
  Reader reader;
  CHECK(reader.read(
      R"({"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":3}})"));
  CHECK_FALSE(reader.answer.end_request({}, reader.pieces));
  CHECK(reader.finish() == Json({{"reason", "safety"}, {"detail", "blocked: PROHIBITED_CONTENT"}}));
}

TEST_CASE("a finish message is told in one line without the key") {
  Reader reader;
  reader.read(R"({"candidates":[{"finishReason":"OTHER","finishMessage":"no\nsesame today"}]})");
  CHECK(reader.finish()["detail"] == "OTHER: no *** today");
}

TEST_CASE("a model that stumbles is asked again only if it has said nothing") {
  Reader silent;
  silent.read(with_finish("MALFORMED_FUNCTION_CALL", "[]"));
  CHECK(silent.answer.end_request({}, silent.pieces)->retry);
  silent.answer.begin_request();
  silent.read(with_finish("STOP"));
  CHECK_FALSE(silent.answer.end_request({}, silent.pieces));
  CHECK(silent.finish()["reason"] == "stop");
}

TEST_CASE("frames may lack anything") {
  for (const char* frame :
       {"{}", R"({"candidates":[]})", R"({"candidates":[{}]})", R"({"candidates":[{"content":{}}]})",
        R"({"candidates":[{"content":{"parts":[]}}]})", R"({"candidates":[{"content":{"parts":[{}]}}]})",
        R"({"candidates":[{"content":{"parts":null}}]})", R"({"candidates":null,"usageMetadata":null})",
        R"({"candidates":[{"content":{"parts":[{"text":null},{"text":7},{"thought":true},[],3]}}]})",
        R"({"promptFeedback":{}})", R"({"unknown":{"a":[1,{"b":2}]}})"}) {
    Reader reader;
    INFO(frame);
    CHECK(reader.read(frame));
    CHECK(reader.text.empty());
    CHECK_FALSE(reader.answer.has_spoken());
    CHECK(reader.answer.finish_json().empty());
    CHECK(reader.answer.end_request({}, reader.pieces)->retry);  // an end without a word and a reason
  }
}

TEST_CASE("frames that are broken end the request") {
  for (const char* frame :
       {"", "x", "[", "{", R"({"a")", R"({"a":1)", R"({"a":1}})", R"({"a":1} x)", R"({"a":})", "null",
        R"({"candidates":[{"content":{"parts":[{"functionCall":{}}]}}]})",
        R"({"candidates":[{"content":{"parts":[{"functionCall":{"name":"n","args":{"a":tru}}}]}}]})"}) {
    Reader reader;
    INFO(frame);
    CHECK_FALSE(reader.read(frame));
    CHECK(reader.answer.trouble().status == GARDEN_UNAVAILABLE);
    CHECK(reader.answer.trouble().retry);
  }
}

TEST_CASE("errors come within a stream in three shapes") {
  const auto error = error_body(429, "RESOURCE_EXHAUSTED", "slow", Json::array({retry_info("2s")}));
  for (const auto& frame :
       {error, "[" + error + "]",
        R"({"error":{"status":"RESOURCE_EXHAUSTED","message":"retry in 2s."}})" + std::string()}) {
    Reader reader;
    CHECK_FALSE(reader.read(frame));
    CHECK(reader.answer.trouble().status == GARDEN_RATE_LIMITED);
    CHECK(reader.answer.trouble().after_ms == 2000u);
  }
}

TEST_CASE("the reason may come with every frame and the last one counts") {
  Reader reader;
  reader.read(with_finish("STOP"));
  reader.read(with_finish("STOP"));
  reader.read(with_finish("MAX_TOKENS"));
  reader.answer.end_request({}, reader.pieces);
  CHECK(reader.text == "aaa");
  CHECK(reader.finish()["reason"] == "length");
}

TEST_CASE("usage is a running total: the last one counts") {
  Reader reader;
  CHECK(reader.answer.usage_json().empty());
  reader.read(R"({"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":1}})");
  reader.read(
      R"({"usageMetadata":{"promptTokenCount":100,"toolUsePromptTokenCount":5,"cachedContentTokenCount":64,)"
      R"("candidatesTokenCount":7,"thoughtsTokenCount":20,"totalTokenCount":132,"trafficType":"x"}})");
  CHECK(base::parse_json(reader.answer.usage_json()).value()["usage"] ==
        Json({{"input_tokens", 105}, {"output_tokens", 27}, {"cached_tokens", 64}, {"thought_tokens", 20}}));
}

TEST_CASE("parts of kinds that nobody knows go back with the answer") {
  Reader reader;
  const std::string part = R"({"executableCode":{"language":"PYTHON","code":"1+1"}})";
  reader.read(R"({"candidates":[{"content":{"parts":[)" + part + "]}}]}");
  REQUIRE_FALSE(reader.pieces.empty());
  const auto json = base::parse_json(reader.pieces.begin()->bytes).value();
  CHECK(base::text_at(json, "opaque") == R"({"model":"m","part":)" + part + "}");
}

TEST_CASE("delays are read in every form and nonsense is none") {
  CHECK(model_kit::read_delay_ms("34.07s") == 34'070u);
  CHECK(model_kit::read_delay_ms("500ms") == 500u);
  CHECK(model_kit::read_delay_ms("0s") == 0u);
  CHECK(model_kit::read_delay_ms("7", 1000) == 7000u);
  for (const char* text : {"", "s", "ms", "-1s", "x", "1e99s", "7", "nan s", "9999999s"})
    CHECK_FALSE(model_kit::read_delay_ms(text));
}
