// Random: numbers that only depend on a seed, the same on every machine and with every standard library.
//
// The standard's distributions may differ between libraries, so the few that are needed are written out here
// over one small generator (xoshiro256**, seeded by splitmix64). Each part of a generator takes a stream of
// its own, so that a change in one part does not move all the others. Threads: one owner, no sharing.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>

namespace garden::shop_data {

class Random {
 public:
  // The stream `name` of `seed`.
  Random(std::uint64_t seed, std::string_view name) {
    std::uint64_t hash = 1469598103934665603ULL ^ seed;
    for (unsigned char c : name) hash = (hash ^ c) * 1099511628211ULL;
    for (auto& word : state_) {
      hash += 0x9e3779b97f4a7c15ULL;
      std::uint64_t z = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ULL;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
      word = z ^ (z >> 31);
    }
  }

  std::uint64_t next() {
    std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9, t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // [0, 1)
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double between(double low, double high) { return low + (high - low) * unit(); }
  bool chance(double probability) { return unit() < probability; }

  // [0, count), count > 0
  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(unit() * static_cast<double>(count));
  }
  // [low, high], both included
  int whole(int low, int high) {
    return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
  }

  template <class List>
  const auto& pick(const List& list) {
    return list[below(std::size(list))];
  }

  double normal() {
    double radius = std::sqrt(-2 * std::log(1 - unit()));
    return radius * std::cos(2 * std::numbers::pi * unit());
  }
  // Median 1; `sigma` is the spread of its logarithm.
  double log_normal(double sigma) { return std::exp(sigma * normal()); }

  // How many of many rare events happen, `mean` on average.
  int poisson(double mean) {
    if (mean > 60) return std::max(0, static_cast<int>(std::lround(mean + std::sqrt(mean) * normal())));
    double limit = std::exp(-mean), product = unit();
    int count = 0;
    for (; product > limit; ++count) product *= unit();
    return count;
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace garden::shop_data
