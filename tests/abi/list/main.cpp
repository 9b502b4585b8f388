// Prints what the headers of the border promise: the golden list of a minor that is being released
// (docs/abi.md).
//   build/dev/tests/abi/garden-abi-list sdk/include/garden/abi*.h > tests/abi/golden/v1.1.txt
#include <fstream>
#include <iostream>
#include <iterator>

#include "abi/declarations.hpp"

int main(int count, char** files) {
  for (int i = 1; i < count; ++i) {
    std::ifstream in(files[i]);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (text.empty()) {
      std::cerr << "cannot read " << files[i] << "\n";
      return 1;
    }
    for (const auto& line : garden::testing::declarations_of(text)) std::cout << line << "\n";
  }
  return 0;
}
