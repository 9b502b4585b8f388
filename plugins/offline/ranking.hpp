// Ranking: which of the tools answers this question?
//
// Every tool is a small document: its name, example questions, description and parameters. A question scores
// a tool by the share of its meaning that the tool covers (rare terms weigh more, in the manner of BM25) and
// by its likeness to the closest example. Both are between 0 and 1, so one threshold tells "this one" from
// "none of them".
//
// Threads: built per request, then only read.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "reading.hpp"
#include "request.hpp"
#include "vocabulary.hpp"

namespace garden::offline {

struct Ranked {
  const Tool* tool = nullptr;
  double topic = 0;     // how well the words fit, 0 to 1
  double likeness = 0;  // to the closest example alone, 0 to 1
  double score = 0;     // topic, and how well the parameters suit the clues
};

class Ranking {
 public:
  // Both must outlive this.
  Ranking(const Vocabulary& vocabulary, const std::vector<Tool>& tools);

  // Reads a question; words that are misspellings of what the tools or the vocabulary know are corrected.
  Reading read(std::string_view question, const std::string& today) const;
  Reading read(std::vector<Word> words, const std::string& today) const;

  // All tools, best first; ties in the order in which the request named them.
  std::vector<Ranked> rank(const Reading& question) const;

  // True if some tool speaks of this stem or meaning, be it in an example.
  bool knows(const std::string& term) const { return tools_with_.contains(term); }

  // From this score on a tool is taken to be what was meant.
  static constexpr double kMeant = 0.38;

 private:
  struct Document {
    std::unordered_map<std::string, double> weights;  // of each term, in all fields
    std::vector<std::unordered_map<std::string, bool>> examples;
    std::unordered_map<std::string, bool> topics;     // no part of a name that is looked for
    std::unordered_map<std::string, bool> sentences;  // the examples' bare words
    bool is_about_today = false;
  };
  void add(Document& document, std::string_view text, double weight) const;
  Document document(const Tool& tool) const;
  double rarity(const std::string& term) const;
  double covered(const Document& document, const std::string& term) const;
  double coverage(const Document& document, const std::vector<std::string>& terms) const;
  double likeness(const Document& document, const std::vector<std::string>& terms) const;
  void correct(Word& word) const;
  static void add_implied(Reading& reading);
  std::string name_in(const Reading& reading) const;

  const Vocabulary& vocabulary_;
  const std::vector<Tool>& tools_;
  std::vector<Document> documents_;
  std::unordered_map<std::string, bool> topics_;        // terms that are no part of a name
  std::unordered_map<std::string, double> tools_with_;  // term -> number of tools that speak of it
};

}  // namespace garden::offline
