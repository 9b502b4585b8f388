// OfflineModel: the language model for when there is none.
//
// It picks the agent's tools by the question, lets the host run them like any model's, and writes the answer
// from their rows: no network, no training, no guess. What it says is made in reply.hpp; here is the wire:
// verbs, streaming in small pieces, and large requests taken off the lane.
//
// Threads: reentrant; operations share nothing but the vocabulary, which never changes.
#pragma once
#include <cstdint>

#include "garden/component.hpp"
#include "vocabulary.hpp"

namespace garden::offline {

inline constexpr const char* kConfigSchema = R"({
  "type": "object", "additionalProperties": false,
  "properties": {
    "pace_ms": {"type": "integer", "minimum": 0, "maximum": 1000, "default": 0,
                "description": "Pause between two pieces of an answer, in milliseconds; 0: full speed."}}})";

class OfflineModel {
 public:
  // {"pace_ms": pause between two pieces of an answer, 0 to 1000}
  explicit OfflineModel(Config config)
      : pace_ms_(static_cast<std::uint32_t>(config.integer("/pace_ms", 0))) {}

  Task<> generate(Context& context);
  Task<> describe(Context& context);

  static constexpr Verb<OfflineModel> verbs[] = {{"generate", &OfflineModel::generate},
                                                 {"describe", &OfflineModel::describe}};

 private:
  const Vocabulary vocabulary_;
  std::uint32_t pace_ms_;
};

}  // namespace garden::offline
