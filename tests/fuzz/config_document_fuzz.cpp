// Goal: no text makes reading a configuration crash, hang, or forget where things stand, and no value of the
// environment comes out in a problem or a redacted view.
// Method: libFuzzer feeds whole files; what was read must be consistent with itself.
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "config/configuration.hpp"
#include "config/pointer.hpp"

using namespace garden;
using namespace garden::config;

namespace {

constexpr std::string_view secret = "s3cr3t-value";

void demand(bool holds, std::string_view what) {
  if (holds) return;
  std::cerr << "does not hold: " << what << '\n';
  std::abort();
}

void check_places(const Document& document, const base::Json& value, std::string& pointer) {
  auto position = document.position(pointer);
  demand(position.line > 0 && position.column > 0, "every value has a place");
  auto size = pointer.size();
  if (value.is_object())
    for (const auto& [key, member] : value.items()) {
      append_key(pointer, key);
      check_places(document, member, pointer);
      pointer.resize(size);
    }
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) {
      pointer += '/' + std::to_string(i);
      check_places(document, value[i], pointer);
      pointer.resize(size);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.find("file:") != std::string_view::npos || text.find("extends") != std::string_view::npos)
    return -1;
  LoadOptions options;
  options.environment = [](std::string_view name) {
    return name.size() % 2 == 0 ? std::optional<std::string>() : std::optional<std::string>(secret);
  };
  auto document = Document::load_text(text, "fuzz.yaml", options);
  bool told = text.find("s3cr3t") != std::string_view::npos;  // the input says it itself
  if (document) {
    demand(document->value().is_object(), "a document is a map");
    std::string pointer;
    check_places(*document, document->value(), pointer);
    demand(told || base::to_text(document->redacted()).find(secret) == std::string::npos,
           "secrets are not shown");
  } else {
    demand(!document.error().empty(), "a refusal has reasons");
  }
  auto configuration = load_configuration_text(text, "fuzz.yaml", options);
  auto problems = configuration ? text_of(configuration->warnings) : text_of(configuration.error());
  demand(told || problems.find(secret) == std::string::npos, "problems hold no secret");
  return 0;
}
