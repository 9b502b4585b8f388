// Search: which rows mean the thing a person wrote.
//
// People write "clear 3mm", "OGT-100" or "rouge foncé" and mean a product or a category. Databases compare
// text each in its own way, so rows of (id, texts) are read and compared here, all texts folded (fold_text).
// The better the match the earlier it comes; equals are ordered by id. Threads: a Matcher never changes,
// [any].
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace garden::queries {

class Matcher {
 public:
  explicit Matcher(std::string_view wanted);

  // How well one row's texts match, 0 best; nothing when they do not. 0: one text is what was written; 1: it
  // is but for blanks and punctuation; 2: one begins with it; 3: one contains it; 4: the texts together
  // contain every word of it.
  std::optional<int> rank(const std::vector<std::string>& texts) const;

 private:
  std::string folded_, squeezed_;
  std::vector<std::string> words_;
};

struct Match {
  int rank = 0;
  std::int64_t id = 0;
  auto operator<=>(const Match&) const = default;
};

// The best `count_max` of any number of matches, without keeping the others. Who wrote a model or a name
// exactly means that one: as soon as a row is what was written (ranks 0 and 1), those that only contain it
// are left out.
class BestMatches {
 public:
  explicit BestMatches(std::size_t count_max) : count_max_(count_max) {}
  void add(Match match);
  // How many there are in all.
  std::int64_t total() const { return exact_ > 0 ? exact_ : total_; }
  std::vector<Match> sorted() const;  // best first

 private:
  std::size_t count_max_;
  std::int64_t total_ = 0, exact_ = 0;
  std::vector<Match> heap_;  // the worst one on top
};

}  // namespace garden::queries
