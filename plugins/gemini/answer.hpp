// Answer: the frames of a stream as the pieces that the host takes.
//
// A frame is read once, from slices: this is the path of every token. Nothing in it is trusted: parts may be
// missing, empty or of a kind that is not known yet, and the last frame may hold nothing but why it is the
// last. Counts of tokens are running totals within one request; an answer that was too long for one request
// goes on in another. Threads: a plain value.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model_kit/answer_reader.hpp"

namespace garden::gemini {
using model_kit::Pieces;

class Answer final : public model_kit::AnswerReader {
 public:
  // model: for what is stored with signed parts; call_prefix: for calls that have no id ("<prefix>-1");
  // key: kept out of error texts.
  Answer(std::string model, std::string call_prefix, std::string key)
      : model_(std::move(model)), call_prefix_(std::move(call_prefix)), key_(std::move(key)) {}

  void begin_request() override;
  bool read(std::string_view frame, Pieces& into) override;
  const model_kit::Trouble& trouble() const override { return trouble_; }
  std::optional<model_kit::Trouble> end_request(std::string_view rest, Pieces& into) override;
  model_kit::Trouble refused(const HttpReply& reply, std::string_view body) override;
  bool has_spoken() const override { return spoken_; }
  bool has_ended() const override { return !finish_.empty(); }
  std::string usage_json() const override;
  std::string finish_json() const override;

  // Not empty: the answer goes on in another request, with this token.
  const std::string& continuation() const { return continuation_; }

 private:
  struct Usage {
    std::int64_t input = 0, output = 0, cached = 0, thoughts = 0;
    bool known = false;
  };
  void read_candidate(std::string_view candidate, Pieces& into);
  void read_part(std::string_view part, Pieces& into);
  void read_call(std::string_view part, std::string_view call, Pieces& into);
  void read_usage(std::string_view usage);
  bool fail(model_kit::Trouble trouble);

  const std::string model_, call_prefix_, key_;
  model_kit::Trouble trouble_;
  std::string finish_, finish_detail_, continuation_;
  Usage before_, current_;  // of the requests before this one; of this one
  std::int64_t calls_ = 0;
  bool spoken_ = false, malformed_ = false;
};

}  // namespace garden::gemini
