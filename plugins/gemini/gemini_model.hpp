// GeminiModel: Google's Gemini as a model of the host: abi_llm.h on one side, streamGenerateContent on the
// other.
//
// What goes out is in request_body.hpp, what comes back in answer.hpp; how a request is made, and made again,
// in model_kit/exchange.hpp.
//
// Threads: reentrant; operations share the settings, which never change, and the beginnings of their
// requests.
#pragma once
#include <string>

#include "garden/abi_llm.h"
#include "garden/component.hpp"
#include "gemini/settings.hpp"
#include "model_kit/kept_body.hpp"
#include "model_kit/tool_memo.hpp"

namespace garden::gemini {

class GeminiModel {
 public:
  GeminiModel(Config config, Host host);

  Task<> generate(Context& context);
  Task<> describe(Context& context);

  static constexpr Verb<GeminiModel> verbs[] = {{GARDEN_LLM_GENERATE, &GeminiModel::generate, true},
                                                {GARDEN_LLM_DESCRIBE, &GeminiModel::describe}};

 private:
  HttpRequest request() const;

  const Settings settings_;
  model_kit::ToolMemo tools_;
  model_kit::SharedBodies bodies_;
};

}  // namespace garden::gemini
