// Goal: no question, tool list or result can crash the offline model, and its pieces always join to its text.
// Method: the bytes are taken as a whole request, as a question, or as a tool's result, by their first byte.
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "markdown.hpp"
#include "reply.hpp"
#include "value.hpp"

namespace {

const std::string& tools() {
  static const std::string text = [] {
    std::ostringstream all;
    all << std::ifstream(GARDEN_SOURCE_DIR "/tests/offline/tools.json").rdbuf();
    return all.str();
  }();
  return text;
}

std::string request(std::string_view bytes) {
  if (bytes.empty()) return {};
  const std::string_view rest = bytes.substr(1);
  const std::string question = garden::offline::write_json(garden::offline::Value(std::string(rest)));
  const std::string user = R"({"messages":[{"role":"user","parts":[{"text":)";
  const std::string call = R"("id":"1","name":"get_bestsellers")";
  switch (bytes[0] % 3) {
    case 0: return std::string(rest);
    case 1: return user + question + R"(}]}],"tools":)" + tools() + "}";
    default:
      return user + R"("only the top 3"}]},{"role":"assistant","parts":[{"tool_call":{)" + call +
             R"(,"arguments":{"days":7}}}]},{"role":"tool","parts":[{"tool_result":{)" + call +
             R"(,"ok":true,"content":)" + std::string(rest) + "}}]}],\"tools\":" + tools() + "}";
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const garden::offline::Vocabulary vocabulary;
  const std::string text = request({reinterpret_cast<const char*>(data), size});
  const auto reply = garden::offline::reply_to(vocabulary, text, "2026-11-22");
  if (!reply) return 0;
  if (reply->calls_tools() != reply->text.empty()) std::abort();
  for (const std::string& call : reply->tool_calls) {
    if (!garden::offline::read_json(call)) std::abort();
  }
  std::string joined;
  for (const std::string_view piece : garden::offline::pieces(reply->text)) joined += piece;
  if (joined != reply->text) std::abort();
  return 0;
}
