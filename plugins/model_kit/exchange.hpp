// exchange: one request to a provider and its answer, passed on to the host as it comes.
//
// A request that fails is made again while nothing of its answer has come; afterwards never, because its
// words have been read. What will not get better is said at once, so that the host asks the agent's next
// model. Threads: the lane of the operation.
#pragma once
#include "garden/context.hpp"
#include "model_kit/answer_reader.hpp"
#include "model_kit/backoff.hpp"
#include "model_kit/kept_body.hpp"

namespace garden::model_kit {

// co_await: the answer is whole. Throws Failure; what was counted by then has been told. `request` (which is
// without its body), `body` and `reader` must outlive it.
Task<> exchange(Context& context, const HttpRequest& request, KeptBody& body, AnswerReader& reader,
                const BackoffLimits& limits);

// The end of an answer: its usage, and why it ended, unless it was cut off.
Task<> finish(Context& context, const AnswerReader& reader);

}  // namespace garden::model_kit
