// GeminiModel: Google's Gemini as a model of the host. The protocol is abi_llm.h on one side,
// streamGenerateContent on the other.
//
// A request that fails is made again while nothing of its answer has come; afterwards never, because its
// words have been read. What will not get better is said at once, so that the host asks the agent's next
// model. Threads: reentrant; operations share the settings, which never change.
#pragma once
#include <optional>
#include <string>

#include "garden/abi_llm.h"
#include "garden/component.hpp"
#include "gemini/answer.hpp"
#include "gemini/settings.hpp"

namespace garden::gemini {

class GeminiModel {
 public:
  GeminiModel(Config config, Host host);

  Task<> generate(Context& context);
  Task<> describe(Context& context);

  static constexpr Verb<GeminiModel> verbs[] = {{GARDEN_LLM_GENERATE, &GeminiModel::generate},
                                                {GARDEN_LLM_DESCRIBE, &GeminiModel::describe}};

 private:
  // One request and its answer, passed on as it comes. What went wrong, if the request counts as failed.
  Task<std::optional<model_kit::Trouble>> ask(Context& context, std::string body, Answer& answer);
  // The same until it works, or should not be tried again; then throws Failure.
  Task<> ask_patiently(Context& context, const std::string& body, Answer& answer);
  HttpRequest request(std::string body, const Context& context) const;

  const Settings settings_;
};

}  // namespace garden::gemini
