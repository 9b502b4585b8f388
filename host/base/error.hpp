// Error and Result: how one room of the house tells another that something did not work.
//
// An expected failure is a value: it has a code that programs act on, a sentence that tells a person what is
// wrong and what to do, and a place. Exceptions stay inside a function body or a library call. The codes are
// those of the plugin ABI (sdk/include/garden/abi.h), number for number, so that an error crosses the border
// unchanged.
#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace garden::base {

enum class Code : std::int32_t {
  ok = 0,
  gone = 1,            // the operation or token is over
  full = 2,            // a buffer or queue is full: try again when told
  cancelled = 3,       // somebody asked for it to stop
  deadline = 4,        // it took longer than it was allowed
  invalid = 5,         // the request or configuration is wrong; the same again cannot work
  not_found = 6,       // there is no such thing
  denied = 7,          // not allowed
  unavailable = 8,     // the other side is away; the same again may work later
  rate_limited = 9,    // too much, too fast; the same again works later
  internal = 10,       // a fault of this program or of a plugin
  unimplemented = 11,  // the other side does not know this
  conflict = 12        // somebody else changed it first: look again, then decide
};

// The word for a code, as logs and problem documents spell it: "rate_limited".
std::string_view name_of(Code code);

struct Error {
  Code code = Code::internal;
  std::string message;  // for a person: what is wrong and what to do; no secret, no personal data
  std::string where;    // file:line:column, JSON pointer, component name; may be empty

  std::string text() const { return where.empty() ? message : where + ": " + message; }
};

template <class T = void>
using Result = std::expected<T, Error>;

// return fail(Code::invalid, "...");
inline std::unexpected<Error> fail(Code code, std::string message, std::string where = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(where)});
}
// return pass_on(found): what went wrong there went wrong here.
template <class T>
std::unexpected<Error> pass_on(Result<T>& failed) {
  return std::unexpected(std::move(failed.error()));
}

}  // namespace garden::base
