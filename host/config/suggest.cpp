#include "config/suggest.hpp"

#include <algorithm>

#include "garden/ascii.hpp"

namespace garden::config {
namespace {

constexpr std::size_t word_bytes_max = 64;  // longer words are no slip of a known one
constexpr std::size_t listed_max = 20;

std::string folded(std::string_view word) {
  auto result = to_lower(word);
  for (auto& c : result)
    if (c == '-' || c == ' ') c = '_';
  return result;
}

// Edits (one letter lost, added or changed, two neighbours swapped) that turn `a` into `b`.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(now);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& known) {
  if (word.empty() || word.size() > word_bytes_max) return std::nullopt;
  auto said = folded(word);
  const std::string* best = nullptr;
  auto best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto& candidate : known) {
    if (candidate.size() > word_bytes_max) continue;
    auto meant = folded(candidate);
    auto edits = distance(said, meant);
    // A word cut short, or an abbreviation written out, is near too: "deadline_ms" for "deadline".
    bool prefix =
        std::min(said.size(), meant.size()) >= 4 && (said.starts_with(meant) || meant.starts_with(said));
    if (prefix) edits = std::min<std::size_t>(edits, 1);
    if (edits < best_distance && edits < std::max(said.size(), meant.size())) {
      best_distance = edits;
      best = &candidate;
    }
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  if (auto near = nearest_word(word, known)) return "did you mean \"" + *near + "\"?";
  if (known.empty() || known.size() > listed_max) return {};
  std::string list = known.size() == 1 ? "known is: " : "known are: ";
  for (std::size_t i = 0; i < known.size(); ++i) list += (i ? ", " : "") + known[i];
  return list;
}

}  // namespace garden::config
