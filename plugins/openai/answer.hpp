// Answer: the chunks of chat.completions as the pieces that the host takes.
//
// Text and thinking pass through as they come. Calls come in fragments that are joined by their place, and
// are told when the answer ends: some servers send whole calls under one place, or a name after its
// arguments, or no id. Usage comes in a chunk without choices, after the finish. Threads: a plain value.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model_kit/answer_reader.hpp"

namespace garden::openai {
using model_kit::Pieces;

class Answer final : public model_kit::AnswerReader {
 public:
  // model: for what is stored with calls; call_prefix: for calls that have no id ("<prefix>-1"); key: kept
  // out of error texts.
  Answer(std::string model, std::string call_prefix, std::string key)
      : model_(std::move(model)), call_prefix_(std::move(call_prefix)), key_(std::move(key)) {}

  void begin_request() override;
  bool read(std::string_view frame, Pieces& into) override;
  const model_kit::Trouble& trouble() const override { return trouble_; }
  std::optional<model_kit::Trouble> end_request(std::string_view rest, Pieces& into) override;
  model_kit::Trouble refused(const HttpReply& reply, std::string_view body) override;
  bool has_spoken() const override { return spoken_; }
  bool has_ended() const override { return done_ || !finish_.empty(); }
  std::string usage_json() const override;
  std::string finish_json() const override;

  // The last refusal was about the question for token counts.
  bool refuses_usage() const { return refuses_usage_; }

 private:
  struct Call {
    std::int64_t place = 0;
    std::string id, name, arguments, extra_content;
    bool too_large = false;
  };
  struct Usage {
    std::int64_t input = 0, output = 0, cached = 0, thoughts = 0;
    bool known = false;
  };
  void read_choice(std::string_view choice, Pieces& into);
  void read_delta(std::string_view delta, Pieces& into);
  void read_fragment(std::string_view fragment);
  Call& call_at(std::optional<std::int64_t> place, std::string_view id);
  void tell_calls(Pieces& into);
  void read_usage(std::string_view usage);
  bool fail(model_kit::Trouble trouble);

  const std::string model_, call_prefix_, key_;
  model_kit::Trouble trouble_;
  std::vector<Call> calls_;
  std::string finish_;
  Usage usage_;
  bool spoken_ = false, done_ = false, cut_ = false, refuses_usage_ = false;
};

}  // namespace garden::openai
