#include "queries/masked_stream.hpp"

namespace garden::queries {

base::Result<MaskedStream> MaskedStream::open(std::string_view sql, const PersonalData& personal) {
  auto tokens = tokenize(sql);
  if (!tokens) return base::fail(base::Code::invalid, tokens.error().message);
  auto masks = check_personal(*tokens, personal);
  if (!masks) return base::fail(base::Code::denied, masks.error().message);
  return MaskedStream(std::move(*masks), personal);
}

std::string MaskedStream::pass(std::string_view message) {
  bool knows_columns = !columns_.empty();
  if (knows_columns && !any_) return std::string(message);
  auto parsed = base::parse_json(message);
  if (!parsed) return "{}";  // what cannot be read cannot be passed on
  if (const auto& columns = base::member(*parsed, "columns"); columns.is_array() && !knows_columns) {
    for (const auto& column : columns) {
      auto mask = mask_of(base::text_at(column, "name"), personal_, &masks_);
      columns_.push_back(mask);
      any_ = any_ || mask != Mask::none;
    }
  }
  if (!any_) return std::string(message);
  if (!base::member(*parsed, "rows").is_array()) return std::string(message);
  for (auto& row : (*parsed)["rows"])
    for (std::size_t i = 0; row.is_array() && i < columns_.size() && i < row.size(); ++i)
      if (columns_[i] != Mask::none) row[i] = masked(columns_[i], row[i]);
  return base::to_text(*parsed);
}

}  // namespace garden::queries
