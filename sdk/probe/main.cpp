// garden-probe: loads a plugin library in a process of its own, tries it, and says what it found
// (report.hpp).
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

#include "supervisor.hpp"

namespace {

constexpr const char* usage =
    "usage: garden-probe [--json] [--time-ms N] FILE.so\n"
    "Loads a plugin library in a process of its own, reads its description, creates and destroys each "
    "component\n"
    "whose schema offers a configuration, and says what a host would mind. Exit status: 0 nothing, 1 "
    "defects,\n"
    "2 nothing was tried.\n";

int fail(const std::string& why) {
  std::fputs(why.c_str(), stderr);
  return 2;
}

}  // namespace

int main(int count, char** arguments) {
  bool as_json = false;
  garden::probe::Limits limits;
  std::string file;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--json") {
      as_json = true;
    } else if (argument == "--time-ms" && i + 1 < count) {
      const std::string_view number = arguments[++i];
      int ms = 0;
      std::from_chars(number.data(), number.data() + number.size(), ms);
      if (ms < 1) return fail(usage);
      limits.time = std::chrono::milliseconds(ms);
    } else if (argument.starts_with("-") || !file.empty()) {
      return fail(usage);
    } else {
      file = argument;
    }
  }
  if (file.empty()) return fail(usage);
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    return fail("garden-probe: no such file: " + file + "\n");
  const auto report = garden::probe::probe(std::filesystem::absolute(file, error).string(), limits);
  const auto text = as_json ? report.to_json() + "\n" : report.to_text();
  std::fwrite(text.data(), 1, text.size(), stdout);
  return report.defects.empty() ? 0 : 1;
}
