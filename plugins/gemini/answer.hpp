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
#include <vector>

#include "garden/abi.h"
#include "model_kit/trouble.hpp"

namespace garden::gemini {

// What a frame became; used again for the next one, memory and all.
class Pieces {
 public:
  struct Piece {
    garden_kind kind = GARDEN_TEXT;
    std::string bytes;
  };
  std::string& add(garden_kind kind);
  void clear() { count_ = 0; }
  bool empty() const { return count_ == 0; }
  const Piece* begin() const { return all_.data(); }
  const Piece* end() const { return all_.data() + count_; }

 private:
  std::vector<Piece> all_;
  std::size_t count_ = 0;
};

class Answer {
 public:
  // model: for what is stored with signed parts; call_prefix: for calls that have no id ("<prefix>-1");
  // key: kept out of error texts.
  Answer(std::string model, std::string call_prefix, std::string key)
      : model_(std::move(model)), call_prefix_(std::move(call_prefix)), key_(std::move(key)) {}

  // A request begins, or is made again.
  void begin_request();
  // Appends what the frame says. False: the frame ends the request, trouble() says why.
  bool read(std::string_view frame, Pieces& into);
  // The request's stream is over. What is wrong with it, if the request should count as failed.
  std::optional<model_kit::Trouble> end_request();

  const model_kit::Trouble& trouble() const { return trouble_; }
  bool has_spoken() const { return spoken_; }          // since the request began
  bool has_ended() const { return !finish_.empty(); }  // the last frame has come
  // Not empty: the answer goes on in another request, with this token.
  const std::string& continuation() const { return continuation_; }

  // {"usage": ...}; empty if nothing was counted.
  std::string usage_json() const;
  // {"finish": ...}; empty: the stream was cut off.
  std::string finish_json() const;

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
