// Goal: no schema and no value make the checker crash, hang or contradict itself.
// Method: libFuzzer feeds a schema and a value, divided by a NUL; a value that passed, with its defaults
// filled in and whole fractions made integers, must be a value that can be checked again to the same end.
#include <cstdlib>
#include <string_view>

#include "config/schema.hpp"

using namespace garden;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto divide = text.find('\0');
  if (divide == std::string_view::npos) return -1;
  auto schema = config::Schema::parse(text.substr(0, divide));
  if (!schema) return 0;
  auto value = base::parse_json(text.substr(divide + 1));
  if (!value) return 0;
  auto checked = schema->check(*value);
  if (checked.faults.size() > 101) std::abort();
  auto again = schema->check(*value);
  if (again.ok() != checked.ok() || again.value != checked.value) std::abort();
  config::CheckOptions options;
  options.substituted = [](std::string_view) { return true; };
  options.missing = [](std::string_view pointer) { return pointer.size() % 7 == 3; };
  schema->check(*value, options);
  return 0;
}
