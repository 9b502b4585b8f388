// Masked stream: the guard of a connector that somebody asks in SQL of their own: an agent's library.
//
// A named query is checked when it is loaded; here the statement is checked as it comes, and the connector's
// answer is passed on message by message, with what may not be shown replaced. Threads: one owner, on its
// lane.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "queries/personal.hpp"

namespace garden::queries {

class MaskedStream {
 public:
  // Code::denied: the statement names personal data, or hides where it goes; Code::invalid: it cannot be
  // read.
  static base::Result<MaskedStream> open(std::string_view sql, const PersonalData& personal);

  // What to pass on instead of a message of the connector.
  std::string pass(std::string_view message);

 private:
  MaskedStream(Masks masks, const PersonalData& personal) : masks_(std::move(masks)), personal_(&personal) {}

  Masks masks_;
  const PersonalData* personal_;
  std::vector<Mask> columns_;
  bool any_ = false;
};

}  // namespace garden::queries
