// TokenSource: a language model that is nothing but wire: Gemini's frames, made before, at a given pace.
//
// The FakeModel of the tests reads every request as the real API does, which takes longer than the host's
// whole part and would hide it. The source takes the frames of that fake once, finds in a request only the
// order "[[stream tokens gap_ms]]", and sends. Each token is "~stream.number ", so that a reader sees what is
// lost, doubled or of another stream. GET /last gives the body of the last request. Runs in a child process.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

namespace garden::bench {

// What a client writes into its message.
std::string order(std::size_t stream, std::size_t tokens, unsigned gap_ms);

// Serves until the process is ended.
void serve_tokens(const std::function<void(std::uint16_t)>& ready);

// The floor: for every connection one to `to`; bytes that come on either go out on the other, unread.
void serve_proxy(std::uint16_t to, const std::function<void(std::uint16_t)>& ready);

}  // namespace garden::bench
