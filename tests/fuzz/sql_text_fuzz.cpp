// Goal: any bytes are SQL tokens or an error within them, and what is bound can be read again: no name is
// left, no comment, as many `?` as values. Method: libFuzzer over the tokenizer, both checks and the binding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "queries/sql_text.hpp"

using namespace garden;

namespace {
void demand(bool holds) {
  if (!holds) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view sql(reinterpret_cast<const char*>(data), size);
  auto tokens = queries::tokenize(sql);
  if (!tokens) {
    demand(tokens.error().offset <= size && !tokens.error().message.empty());
    return 0;
  }
  std::size_t end = 0;
  for (const auto& token : *tokens) {
    demand(token.offset >= end && !token.text.empty());
    end = token.offset + token.text.size();
    demand(end <= size && sql.substr(token.offset, token.text.size()) == token.text);
  }
  if (auto fine = queries::check_read_only(*tokens); !fine) demand(fine.error().offset <= size);
  if (auto fine = queries::check_portable(*tokens); !fine) demand(fine.error().offset <= size);

  auto values = base::Json::object();
  for (const auto& name : queries::parameter_names(*tokens)) values[name] = base::Json({1, "x"});
  auto bound = queries::bind_names(sql, values);
  demand(bound.has_value());
  std::size_t marks = 0;
  bool quoted = false;
  char quote = 0;
  for (char c : bound->sql) {
    if (quoted) {
      quoted = c != quote;
    } else if (c == '\'' || c == '`') {
      quoted = true;
      quote = c;
    } else {
      marks += c == '?' ? 1 : 0;
    }
  }
  demand(marks == bound->params.size());
  return 0;
}
