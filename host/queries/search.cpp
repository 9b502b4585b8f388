#include "queries/search.hpp"

#include <algorithm>

#include "queries/convert.hpp"

namespace garden::queries {
namespace {

constexpr int exact_rank_max = 1;

// Letters and digits; every byte of a letter outside ASCII counts as a letter.
bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

std::string squeezed(std::string_view text) {
  std::string out;
  for (char c : text)
    if (is_word_byte(c)) out += c;
  return out;
}

}  // namespace

Matcher::Matcher(std::string_view wanted) : folded_(fold_text(wanted)), squeezed_(squeezed(folded_)) {
  std::string word;
  for (char c : folded_ + " ") {
    if (is_word_byte(c)) {
      word += c;
    } else if (!word.empty()) {
      words_.push_back(std::move(word));
      word.clear();
    }
  }
}

std::optional<int> Matcher::rank(const std::vector<std::string>& texts) const {
  if (folded_.empty()) return std::nullopt;
  std::optional<int> best;
  auto better = [&best](int rank) { best = std::min(best.value_or(rank), rank); };
  std::string all;
  for (const auto& text : texts) {
    auto folded = fold_text(text);
    if (folded == folded_)
      better(0);
    else if (!squeezed_.empty() && squeezed(folded) == squeezed_)
      better(1);
    else if (folded.starts_with(folded_))
      better(2);
    else if (folded.find(folded_) != std::string::npos)
      better(3);
    all += folded + '\n';
  }
  if (best || words_.empty()) return best;
  for (const auto& word : words_)
    if (all.find(word) == std::string::npos) return std::nullopt;
  return 4;
}

void BestMatches::add(Match match) {
  ++total_;
  if (match.rank <= exact_rank_max) ++exact_;
  if (count_max_ == 0) return;
  if (heap_.size() < count_max_) {
    heap_.push_back(match);
    std::push_heap(heap_.begin(), heap_.end());
  } else if (match < heap_.front()) {
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.back() = match;
    std::push_heap(heap_.begin(), heap_.end());
  }
}

std::vector<Match> BestMatches::sorted() const {
  auto matches = heap_;
  if (exact_ > 0) std::erase_if(matches, [](const Match& match) { return match.rank > exact_rank_max; });
  std::sort(matches.begin(), matches.end());
  return matches;
}

}  // namespace garden::queries
