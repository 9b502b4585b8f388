// fake_model [PORT [STANDING-PLAN]]: the FakeModel as a program. Prints "PORT n" and serves until its
// standard input ends, so that it dies with whoever started it.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "support/fake_model.hpp"

int main(int count, char** arguments) {
  try {
    garden::testing::FakeModel model(static_cast<unsigned short>(count > 1 ? std::atoi(arguments[1]) : 0));
    if (count > 2) model.standing(arguments[2]);
    std::printf("PORT %d\n", model.port());
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fake_model: %s\n", error.what());
    return 1;
  }
}
