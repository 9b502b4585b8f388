#include "ranking.hpp"

#include <algorithm>
#include <cmath>

#include "periods.hpp"
#include "place.hpp"

namespace garden::offline {
namespace {

constexpr double kNameWeight = 3, kExampleWeight = 2, kDescriptionWeight = 1, kParameterWeight = 0.4;
constexpr double kDetailWeight =
    0.3;                             // of what follows a description's first two sentences: formulas, columns
constexpr double kWordForWord = 2;   // added where the question is an example, word for word
constexpr double kSaturation = 0.6;  // BM25's k1: one mention in a description counts 1 / (1 + k1)
constexpr double kUnknownWeight = 0.35;   // of a word that no tool knows, against the rarest known one
constexpr double kNeighbourWeight = 0.7;  // of a related meaning, where no tool has the meaning itself
constexpr double kSaysLittle = 0.35;  // less rarity than this ("products?") is no question for any one tool
constexpr double kCoverageShare = 0.55;  // the rest of the score is the likeness to an example

std::vector<std::string> unique(const std::vector<Term>& terms) {
  std::vector<std::string> out;
  for (const Term& term : terms) {
    if (std::find(out.begin(), out.end(), term.text) == out.end()) out.push_back(term.text);
  }
  return out;
}

// "getTopOrders_30" as words.
std::string spaced(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty() && out.back() >= 'a' && out.back() <= 'z') out += ' ';
    out += c == '_' || c == '-' || c == '.' ? ' ' : c;
  }
  return out;
}

// Where the first `count` sentences end.
std::size_t end_of_sentences(std::string_view text, std::size_t count) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '.' && (text[i + 1] == ' ' || text[i + 1] == '\n') && --count == 0) return i + 1;
  }
  return text.size();
}

// The words alone, to tell whether two sentences are the same.
std::string bare(const std::vector<Word>& words) {
  std::string out;
  for (const Word& word : words) {
    if (word.kind != WordKind::stop) out += fold(word.raw) + " ";
  }
  return out;
}

}  // namespace

Ranking::Ranking(const Vocabulary& vocabulary, const std::vector<Tool>& tools)
    : vocabulary_(vocabulary), tools_(tools) {
  for (const Tool& tool : tools_) {
    documents_.push_back(document(tool));
    for (const auto& [term, weight] : documents_.back().weights) {
      if (weight > kParameterWeight) tools_with_[term] += 1;
    }
    topics_.insert(documents_.back().topics.begin(), documents_.back().topics.end());
  }
}

Ranking::Document Ranking::document(const Tool& tool) const {
  Document document;
  add(document, spaced(tool.name), kNameWeight);
  for (const Period& period : read_clues(split(spaced(tool.name)), "").periods) {
    document.is_about_today = document.is_about_today || period.name == "today";
  }
  const std::size_t detail = end_of_sentences(tool.description, 2);
  add(document, std::string_view(tool.description).substr(0, detail), kDescriptionWeight);
  add(document, std::string_view(tool.description).substr(detail), kDetailWeight);
  // Where a tool looks for words, its examples hold such words: "Find the product Red Opal".
  const bool takes_names =
      std::any_of(tool.properties.begin(), tool.properties.end(), [&tool](const Property& property) {
        const Place place = place_of(property);
        if (only_narrows(tool, property)) return false;
        return place == Place::text || place == Place::code || place == Place::category ||
               place == Place::maker;
      });
  for (const std::string& example : tool.examples) {
    const std::vector<Word> words = split(example);
    std::unordered_map<std::string, bool> terms;
    for (const Term& term : vocabulary_.terms(words, read_clues(words, "").used))
      terms.emplace(term.text, true);
    for (const auto& [term, present] : terms) {
      double& weight = document.weights[term];
      weight = std::max(weight, kExampleWeight);
      if (!takes_names) document.topics.emplace(term, true);
    }
    document.examples.push_back(std::move(terms));
    document.sentences.emplace(bare(words), true);
  }
  for (const Property& property : tool.properties) {
    add(document, spaced(property.name) + ". " + property.description, kParameterWeight);
  }
  return document;
}

// The weight of a term is that of the best field it stands in: repeating a word in a long description must
// not make it the tool's topic.
void Ranking::add(Document& document, std::string_view text, double weight) const {
  const std::vector<Word> words = split(text);
  for (const Term& term : vocabulary_.terms(words, read_clues(words, "").used)) {
    double& known = document.weights[term.text];
    known = std::max(known, weight);
    if (weight >= kParameterWeight) document.topics.emplace(term.text, true);
  }
}

Reading Ranking::read(std::string_view question, const std::string& today) const {
  return read(split(question), today);
}

Reading Ranking::read(std::vector<Word> words, const std::string& today) const {
  Reading reading;
  reading.words = std::move(words);
  for (Word& word : reading.words) correct(word);
  reading.clues = read_clues(reading.words, today);
  reading.terms = vocabulary_.terms(reading.words, reading.clues.used);
  add_implied(reading);
  reading.name = name_in(reading);
  return reading;
}

// Few pieces or days left is low stock, however it is said; long cover is too much of it.
void Ranking::add_implied(Reading& reading) {
  for (const Amount& amount : reading.clues.amounts) {
    const bool days = amount.unit == Unit::day;
    const bool low = amount.bound == Bound::below && (days || amount.unit == Unit::piece);
    if (low) reading.terms.push_back({"=lowstock", amount.word, amount.word});
    if (days && amount.bound == Bound::above)
      reading.terms.push_back({"=overstock", amount.word, amount.word});
  }
}

// The longest run of words that are no topic, with little words between them ("Leaf in Frame"); the later one
// of equals, since names tend to come last.
std::string Ranking::name_in(const Reading& reading) const {
  struct Run {
    std::size_t first = 0, last = 0, terms = 0;
  };
  Run best, run;
  for (const Term& term : reading.terms) {
    if (term.is_meaning() || topics_.contains(term.text)) {
      run.terms = 0;
      continue;
    }
    bool joined = run.terms > 0 && term.first - run.last <= 3;
    for (std::size_t i = run.last; joined && i < term.first; ++i) {
      joined = reading.words[i].kind != WordKind::stop;
    }
    run = {joined ? run.first : term.first, term.last, joined ? run.terms + 1 : 1};
    if (run.terms >= best.terms) best = run;
  }
  std::string name;
  for (std::size_t i = best.first; best.terms > 0 && i <= best.last; ++i) {
    if (!name.empty()) name += ' ';
    name += reading.words[i].raw;
  }
  return name;
}

void Ranking::correct(Word& word) const {
  if (word.kind != WordKind::word || word.in_quotes || word.folded.size() < 5) return;
  const std::string stemmed = stem(word.folded);
  if (vocabulary_.is_stop_word(word.folded) || vocabulary_.knows(stemmed) || knows(stemmed)) return;
  if (days_of_unit(word.folded) > 0) return;
  const std::string best = vocabulary_.nearest(stemmed);
  if (!best.empty()) {
    word.folded = best;
    return;
  }
  std::string found;
  const std::size_t limit = stemmed.size() >= 8 ? 2 : 1;
  for (const auto& [term, count] : tools_with_) {
    if (term.front() != stemmed.front() || distance(stemmed, term, limit) > limit) continue;
    if (found.empty() || term < found) found = term;
  }
  if (!found.empty()) word.folded = found;
}

double Ranking::rarity(const std::string& term) const {
  const auto count = static_cast<double>(tools_.size());
  const auto found = tools_with_.find(term);
  const double with = found == tools_with_.end() ? 0 : found->second;
  return std::log(1 + (count - with + 0.5) / (with + 0.5));
}

double Ranking::covered(const Document& document, const std::string& term) const {
  const auto found = document.weights.find(term);
  if (found != document.weights.end()) return found->second / (kSaturation + found->second);
  const std::string neighbour(vocabulary_.related(term));
  if (neighbour.empty()) return 0;
  const auto near = document.weights.find(neighbour);
  if (near == document.weights.end()) return 0;
  const double share = knows(term) ? kNeighbourWeight / 2 : kNeighbourWeight;
  return share * near->second / (kSaturation + near->second);
}

double Ranking::coverage(const Document& document, const std::vector<std::string>& terms) const {
  double all = 0, had = 0;
  for (const std::string& term : terms) {
    const bool foreign = !knows(term) && !knows(std::string(vocabulary_.related(term)));
    const double weight = rarity(term) * (foreign ? kUnknownWeight : 1.0);
    all += weight;
    had += weight * covered(document, term);
  }
  return all > 0 ? had / std::max(all, kSaysLittle) : 0;
}

double Ranking::likeness(const Document& document, const std::vector<std::string>& terms) const {
  double best = 0;
  double asked = 0;
  for (const std::string& term : terms) {
    asked += std::pow(rarity(term) * (knows(term) ? 1.0 : kUnknownWeight), 2);
  }
  for (const auto& example : document.examples) {
    double shared = 0, own = 0;
    for (const auto& [term, present] : example) own += std::pow(rarity(term), 2);
    for (const std::string& term : terms) {
      if (example.contains(term)) shared += std::pow(rarity(term), 2);
    }
    if (asked > 0 && own > 0) best = std::max(best, shared / std::sqrt(asked * own));
  }
  return best * std::min(1.0, std::sqrt(asked) / kSaysLittle);
}

std::vector<Ranked> Ranking::rank(const Reading& question) const {
  const std::vector<std::string> terms = unique(question.terms);
  const std::string sentence = bare(question.words);
  std::vector<Ranked> ranked;
  for (std::size_t i = 0; i < tools_.size(); ++i) {
    const Document& document = documents_[i];
    Ranked one;
    one.tool = &tools_[i];
    one.topic = coverage(document, terms);
    if (!document.examples.empty()) {
      one.likeness = likeness(document, terms);
      one.topic = kCoverageShare * one.topic + (1 - kCoverageShare) * one.likeness;
    }
    one.score = one.topic + fit(tools_[i], question, document.is_about_today);
    if (document.sentences.contains(sentence)) {
      one.topic = one.likeness = 1;
      one.score += kWordForWord;
    }
    ranked.push_back(one);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
  return ranked;
}

}  // namespace garden::offline
