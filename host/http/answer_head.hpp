// AnswerHead: the status line and headers of an answer, as bytes.
//
// Content-Length, Connection, Date and X-Request-Id are written here and nowhere else; what a handler gives
// under these names is left out, and CR, LF and NUL in a value become spaces: an answer is always one answer.
// Threads: pure; DateText belongs to one loop.
#pragma once
#include <ctime>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace garden::http {

// "Sun, 22 Nov 2026 08:25:39 GMT", made once a second.
class DateText {
 public:
  std::string_view at(std::time_t now);

 private:
  std::time_t made_ = 0;
  char text_[32] = {};
};

struct HeadOptions {
  std::string_view date;
  std::string_view request_id;
  bool keep_alive = true, http10 = false;
};

bool may_have_body(int status);  // not 1xx, 204, 304
// Of an answer with a length.
std::string answer_head(const Response& response, const HeadOptions& options);
// Of an event stream: no length, ends with its connection.
std::string stream_head(const Headers& headers, const HeadOptions& options);

}  // namespace garden::http
