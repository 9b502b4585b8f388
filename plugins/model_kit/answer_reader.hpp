// AnswerReader: a provider's frames as the pieces that the host takes; each provider has its own.
//
// The stream of one request is read frame by frame; every frame becomes pieces at once, because this is the
// path of every token. What a provider says about failure becomes Trouble. Threads: plain values.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "garden/http.hpp"
#include "model_kit/trouble.hpp"

namespace garden::model_kit {

// What a frame became; used again for the next one, memory and all.
class Pieces {
 public:
  struct Piece {
    garden_kind kind = GARDEN_TEXT;
    std::string bytes;
  };
  std::string& add(garden_kind kind) {
    if (count_ == all_.size()) all_.emplace_back();
    auto& piece = all_[count_++];
    piece.kind = kind;
    piece.bytes.clear();
    return piece.bytes;
  }
  void clear() { count_ = 0; }
  bool empty() const { return count_ == 0; }
  const Piece* begin() const { return all_.data(); }
  const Piece* end() const { return all_.data() + count_; }

 private:
  std::vector<Piece> all_;
  std::size_t count_ = 0;
};

class AnswerReader {
 public:
  virtual ~AnswerReader() = default;

  // A request begins, or is made again.
  virtual void begin_request() = 0;
  // Appends what the frame says. False: the frame ends the request, trouble() says why.
  virtual bool read(std::string_view frame, Pieces& into) = 0;
  virtual const Trouble& trouble() const = 0;
  // The stream is over; `rest` came outside of its events. What is wrong, if the request should count as
  // failed.
  virtual std::optional<Trouble> end_request(std::string_view rest, Pieces& into) = 0;
  // The answer has another status than 200.
  virtual Trouble refused(const HttpReply& reply, std::string_view body) = 0;

  virtual bool has_spoken() const = 0;  // since the request began
  virtual bool has_ended() const = 0;   // the provider has said why it stopped
  // {"usage": ...}; empty if nothing was counted.
  virtual std::string usage_json() const = 0;
  // {"finish": ...}; empty: the stream was cut off.
  virtual std::string finish_json() const = 0;
};

}  // namespace garden::model_kit
