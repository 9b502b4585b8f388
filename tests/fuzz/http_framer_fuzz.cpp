// Goal: no bytes crash the framer or make it read past them, and how bytes are split never changes what they
// say. Method: the first four bytes choose the splits, the rest is fed whole to one framer and in pieces to
// another; both must hand out the same requests and refuse at the same place. Sanitizers watch the rest.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include "http/framer.hpp"

namespace {

using garden::http::BodyBudget;
using garden::http::Framer;
using garden::http::Request;

constexpr std::size_t head_max = 64 * 1024,
                      body_max = 1024 * 1024;  // above the input: limits depend on splits

struct Reader {
  BodyBudget budget{64 * 1024 * 1024};
  Framer framer{head_max, body_max, budget};
  std::string seen;
  bool refused = false;

  void feed(std::string_view bytes) {
    framer.feed(bytes);
    while (!refused) {
      Request request;
      auto got = framer.next(request);
      if (got == Framer::Got::more) return;
      if (got == Framer::Got::go_on) continue;
      if (got == Framer::Got::refused) {
        refused = true;
        seen += "refused " + std::to_string(framer.refusal().status);
        return;
      }
      auto lease = framer.take_lease();
      seen += request.method + ' ' + request.path + '?' + request.query + '\n';
      for (const auto& [name, value] : request.headers) seen += name + ": " + value + '\n';
      seen += request.body + '\n' + (framer.wishes.keep_alive ? 'k' : 'c');
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  std::minstd_rand random(data[0] | data[1] << 8 | data[2] << 16 | (data[3] & 0x7F) << 24);
  std::string_view bytes(reinterpret_cast<const char*>(data) + 4, size - 4);
  Reader whole, pieces;
  whole.feed(bytes);
  std::size_t largest = 1 + random() % 40;
  for (auto left = bytes; !left.empty();) {
    auto count = std::min<std::size_t>(left.size(), 1 + random() % largest);
    pieces.feed(left.substr(0, count));
    left.remove_prefix(count);
  }
  // The last few bytes of a chunked body may still wait for company: with more, both must have made up their
  // mind.
  for (auto* reader : {&whole, &pieces}) reader->feed("\r\n\r\n\r\n\r\n");
  if (whole.seen != pieces.seen) std::abort();
  if (whole.budget.used() > bytes.size() + 8) std::abort();
  return 0;
}
