// Personal: which columns of a shop are about people, and what may become of them.
//
// Names, addresses, e-mail, telephone, IP and card columns of the shop systems we know are denied to
// everybody, whatever an agent's files say: a query that names one is refused when it is loaded, and a
// connector's rows are looked at again where they enter. An agent's settings.yaml denies more. Only the
// store's own YAML can open a column: `allow` it, or show it masked as initials or as a pseudonym. The
// pseudonym of a value is the same as long as the program runs and tells nothing outside of it: its key is
// made at the start. Threads: building one; then immutable, [any].
#pragma once
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "queries/sql_text.hpp"

namespace garden::queries {

// From free to strict: where several meet in one column, the strictest holds.
enum class Mask { none, initials, hash, deny };

// Output column -> how its values are shown.
using Masks = std::map<std::string, Mask, std::less<>>;

class PersonalData {
 public:
  PersonalData();  // what is known of shop systems, denied

  // `*` in a pattern stands for any letters; case does not matter.
  void deny(std::string pattern);
  // The store's word on one column: none (allowed), initials or hash; it beats what is denied.
  void open(std::string column, Mask mask);

  Mask mask_of(std::string_view column) const;
  // Whether a token of a statement is a column that is not for everybody; for text that may name none.
  bool is_named_by(const Token& token) const;

 private:
  std::vector<std::string> denied_;
  std::map<std::string, Mask, std::less<>> opened_;  // lower case
};

// A column's name as masks know it: lower case, without quotes.
std::string folded_name(std::string_view name);

// What the columns of a statement's result may show: of denied columns it may name none; masked ones it may
// only select, and each goes where its alias goes, through subqueries and WITH. The error says what to write
// instead.
std::expected<Masks, SqlError> check_personal(const std::vector<Token>& tokens, const PersonalData& personal);

// How a column of a result is shown: the strictest of what is known of its name and of the statement. Either
// may be null.
Mask mask_of(std::string_view column, const PersonalData* personal, const Masks* masks);

// "Ada Lovelace" as "A. L.", as "p-3f2a9c01d2", or null. Null stays null.
base::Json masked(Mask mask, const base::Json& value);

}  // namespace garden::queries
