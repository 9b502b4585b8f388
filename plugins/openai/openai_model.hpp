// OpenAiModel: a server that speaks OpenAI's chat.completions as a model of the host: the subset that Ollama,
// vLLM, llama.cpp and OpenAI share.
//
// What goes out is in request_body.hpp, what comes back in answer.hpp; how a request is made, and made again,
// in model_kit/exchange.hpp.
//
// Threads: reentrant; operations share the settings, which never change, the beginnings of
// their requests, and one flag.
#pragma once
#include <atomic>
#include <string>

#include "garden/abi_llm.h"
#include "garden/component.hpp"
#include "model_kit/kept_body.hpp"
#include "model_kit/tool_memo.hpp"
#include "openai/settings.hpp"

namespace garden::openai {
class Answer;

class OpenAiModel {
 public:
  OpenAiModel(Config config, Host host);

  Task<> generate(Context& context);
  Task<> describe(Context& context);

  static constexpr Verb<OpenAiModel> verbs[] = {{GARDEN_LLM_GENERATE, &OpenAiModel::generate},
                                                {GARDEN_LLM_DESCRIBE, &OpenAiModel::describe}};

 private:
  HttpRequest request() const;

  const Settings settings_;
  model_kit::ToolMemo tools_;
  model_kit::SharedBodies asked_, bodies_;
  std::atomic<bool> asks_usage_;  // until the server refuses the question
};

}  // namespace garden::openai
