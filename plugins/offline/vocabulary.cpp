#include "vocabulary.hpp"

#include <algorithm>
#include <optional>

#include "neighbours_data.hpp"
#include "stop_words_data.hpp"
#include "vocabulary_data.hpp"

namespace garden::offline {
namespace {

constexpr std::size_t kPhraseWordsMax = 6;

// Calls each(piece) for every piece between separators.
template <class Each>
void pieces(std::string_view text, char separator, Each each) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) each(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string stems(std::string_view phrase) {
  std::string out;
  pieces(phrase, ' ', [&out](std::string_view word) {
    if (!out.empty()) out += ' ';
    out += stem(word);
  });
  return out;
}

}  // namespace

Vocabulary::Vocabulary() {
  for (const Meaning& meaning : kMeanings) {
    pieces(meaning.phrases, '|', [this, &meaning](std::string_view phrase) {
      const std::string key = stems(phrase);
      phrases_.emplace(key, meaning.names);
      bool first = true;
      const std::size_t length = 1 + static_cast<std::size_t>(std::count(key.begin(), key.end(), ' '));
      pieces(key, ' ', [this, &first, length](std::string_view part) {
        std::size_t& longest = parts_[std::string(part)];
        if (first) longest = std::max(longest, length);
        first = false;
      });
    });
  }
  pieces(kStopWords, ' ', [this](std::string_view word) { stop_words_.emplace(word, true); });
}

std::vector<Term> Vocabulary::terms(std::span<const Word> words, const std::vector<bool>& skip) const {
  std::vector<std::size_t> usable;  // indexes of the words that phrases are made of
  std::vector<std::string> stemmed;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].kind != WordKind::word && words[i].kind != WordKind::stop) continue;
    if (i < skip.size() && skip[i]) continue;
    usable.push_back(i);
    stemmed.push_back(words[i].kind == WordKind::stop ? "." : stem(words[i].folded));
  }
  std::vector<Term> found;
  for (std::size_t i = 0; i < usable.size();) {
    std::size_t taken = 1;
    std::optional<std::string_view> names;
    const auto part = parts_.find(stemmed[i]);
    const std::size_t longest = part == parts_.end() ? 0 : std::min(part->second, kPhraseWordsMax);
    std::string key;
    for (std::size_t n = 1; n <= longest && i + n <= usable.size(); ++n) {
      if (n > 1) key += ' ';
      key += stemmed[i + n - 1];
      if (const auto phrase = phrases_.find(key); phrase != phrases_.end()) {
        names = phrase->second;
        taken = n;
      }
    }
    const std::size_t first = usable[i], last = usable[i + taken - 1];
    if (names) {
      pieces(*names, ' ', [&found, first, last](std::string_view name) {
        found.push_back({"=" + std::string(name), first, last});
      });
    } else if (stemmed[i] != "." && words[first].folded.size() > 1 && !is_stop_word(words[first].folded)) {
      found.push_back({stemmed[i], first, last});
    }
    i += taken;
  }
  return found;
}

std::string_view Vocabulary::related(std::string_view meaning) const {
  for (const Neighbours& pair : kNeighbours) {
    if (pair.from == meaning) return pair.to;
  }
  return {};
}

std::string Vocabulary::nearest(std::string_view stem) const {
  const std::size_t limit = stem.size() >= 8 ? 2 : 1;
  std::string best;
  std::size_t best_distance = limit + 1;
  for (const auto& [part, length] : parts_) {
    if (part.size() < 4 || part.front() != stem.front()) continue;
    const std::size_t edits = distance(stem, part, limit);
    if (edits < best_distance || (edits == best_distance && edits <= limit && part < best)) {
      best = part;
      best_distance = edits;
    }
  }
  return best;
}

bool Vocabulary::is_stop_word(std::string_view folded) const {
  return stop_words_.contains(std::string(folded));
}

}  // namespace garden::offline
