// TokenReaders: many clients in one thread, each of which wants its own tokens, every one once and in order.
//
// Connections are opened before anything is timed; then all requests are sent at once. A token is
// "~stream.number " wherever it stands, so the same reader reads the host, the floor and the model itself.
// Threads: one.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace garden::bench {

struct Load {
  std::size_t streams = 1, tokens = 20;
  unsigned gap_ms = 0;
};

struct Outcome {
  std::size_t tokens = 0;
  std::size_t wrong = 0;  // tokens out of order, doubled, of another stream; streams that lack any
  std::vector<double> first_token_ms;  // of each stream, since the requests were sent
  double seconds = 0;                  // from then to the last token
};

class TokenReaders {
 public:
  using Request = std::function<std::string(std::size_t stream)>;
  TokenReaders(std::uint16_t port, const Load& load, const Request& request);
  ~TokenReaders();
  TokenReaders(const TokenReaders&) = delete;

  // Sends all requests and reads all answers; `all_began` is called once, when each stream has a token.
  Outcome run(const std::function<void()>& all_began = {});

 private:
  struct Reader {
    int fd = -1;
    std::string request;   // what of it is not yet sent
    std::string rest;      // of what was read, what may go on
    std::size_t next = 0;  // token
    bool over = false, blocked = false;
  };
  void send(Reader& reader);
  void read(std::size_t id);
  void take(std::size_t id, std::string_view bytes);
  void end(std::size_t id);

  Load load_;
  std::vector<Reader> readers_;
  int poll_;
  std::size_t began_ = 0, over_ = 0;
  std::chrono::steady_clock::time_point begun_;
  Outcome outcome_;
  bool complained_ = false;
};

// A whole answer to one request on a connection of its own: head and body.
std::string ask_plainly(std::uint16_t port, std::string_view request);

double median(std::vector<double> values);

}  // namespace garden::bench
