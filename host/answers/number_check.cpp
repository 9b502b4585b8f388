#include "answers/number_check.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <unordered_set>

#include "answers/operands.hpp"

namespace garden::answers {
namespace {

constexpr std::size_t thresholds_tried_max = 64;
constexpr std::size_t passages_max =
    64;  // of one answer; numbers of later ones are not derived, only looked up

class Checker {
 public:
  Checker(std::string_view answer, const Evidence& evidence) : answer_(answer), evidence_(evidence) {
    stated_ = read_numbers(answer);
    if (stated_.empty()) return;
    for (auto count : listed_counts(answer)) listed_.push_back(static_cast<double>(count));
    find_passages();
  }

  NumberCheck check() {
    found_.assign(stated_.size(), false);
    for (std::size_t i = 0; i < stated_.size(); ++i) found_[i] = is_looked_up(stated_[i]);
    NumberCheck result;
    for (std::size_t i = 0; i < stated_.size() && result.unverified.size() < unverified_max; ++i)
      if (!found_[i] && !is_derived(i)) result.unverified.push_back(i);
    result.stated = std::move(stated_);
    return result;
  }

 private:
  bool is_looked_up(const StatedNumber& number) const {
    if (std::ranges::find(listed_, number.readings[0].value) != listed_.end()) return true;
    return std::ranges::any_of(evidence_.parts(),
                               [&](const auto& part) { return part->sources().holds(number); });
  }

  // Lines up to an empty one; a number may speak of what this passage and the one before it name.
  void find_passages() {
    std::size_t line = 0, passage = 0;
    bool was_empty = true;
    for (std::size_t at = 0; at <= answer_.size(); ++line) {
      auto end = std::min(answer_.find('\n', at), answer_.size());
      bool is_empty = answer_.find_first_not_of(" \t\r", at) >= end;
      if (!is_empty && was_empty) starts_.push_back(at), ++passage;
      passage_of_.push_back(passage == 0 ? 0 : passage - 1);
      was_empty = is_empty;
      at = end + 1;
    }
  }
  std::size_t passage_of(const StatedNumber& number) const {
    return number.line < passage_of_.size() ? passage_of_[number.line] : 0;
  }
  const Operands* operands_of(const StatedNumber& number) {
    auto passage = passage_of(number);
    auto& made = operands_[passage];
    if (made || operands_.size() > passages_max) return made.get();
    Passage spoken;
    auto begin = passage == 0 || starts_.empty() ? 0 : starts_[passage - 1];
    auto end = passage + 1 < starts_.size() ? starts_[passage + 1] : answer_.size();
    for (auto& word : words_of(answer_.substr(begin, end - begin))) spoken.words.insert(std::move(word));
    for (const auto& one : stated_)
      if (one.begin >= begin && one.begin < end)
        for (std::size_t i = 0; i < one.readings_count; ++i) spoken.stated.add(one.readings[i].value);
    spoken.stated.close();
    made = std::make_unique<Operands>(evidence_, spoken);
    return made.get();
  }

  bool is_derived(std::size_t place) {
    const auto& number = stated_[place];
    // Of a spelling that two countries read differently only the whole number: the other one would fit too
    // much.
    const auto& reading = number.readings[number.readings_count - 1];
    auto wanted = wanted_of(number, reading);
    auto beside = numbers_beside(place);
    if (fits_beside(wanted, beside) || is_count(number, reading, beside) || is_sum_above(place, wanted))
      return true;
    const auto* operands = operands_of(number);
    return operands && operands->make(wanted);
  }

  // The sourced numbers of the same line.
  std::vector<double> numbers_beside(std::size_t place) const {
    std::vector<double> beside;
    auto line = stated_[place].line;
    auto add = [&](std::size_t i) {
      if (found_[i] && beside.size() < operands_max) beside.push_back(value_of(stated_[i]));
    };
    for (auto i = place; i > 0 && stated_[i - 1].line == line; --i) add(i - 1);
    for (auto i = place + 1; i < stated_.size() && stated_[i].line == line; ++i) add(i);
    return beside;
  }
  static double value_of(const StatedNumber& number) {
    return number.readings[number.readings_count - 1].value;
  }

  static bool fits_beside(const Wanted& wanted, const std::vector<double>& beside) {
    double sum = 0;
    for (std::size_t i = 0; i < beside.size(); ++i) {
      sum += beside[i];
      for (std::size_t j = i + 1; j < beside.size(); ++j)
        if (fits(wanted, beside[i], beside[j]) || wanted.difference.holds(beside[i] + beside[j]) ||
            is_ratio(wanted.rate, beside[i], beside[j]))
          return true;
    }
    return beside.size() > 2 && wanted.difference.holds(sum);
  }

  // The sum of what the answer's own table or list says, in one of its columns. Numbers are asked about in
  // their order, so each line is added once.
  bool is_sum_above(std::size_t place, const Wanted& wanted) {
    const auto line = stated_[place].line, passage = passage_of(stated_[place]);
    for (; summed_ < place && stated_[summed_].line != line; ++summed_) {
      const auto& above = stated_[summed_];
      column_ = summed_ > 0 && stated_[summed_ - 1].line == above.line ? column_ + 1 : 0;
      if (found_[summed_]) sums_[{passage_of(above), column_}] += value_of(above);
    }
    while (!sums_.empty() && sums_.begin()->first.first + 2 < passage) sums_.erase(sums_.begin());
    return std::ranges::any_of(sums_, [&](const auto& sum) { return wanted.difference.holds(sum.second); });
  }

  // "7 of them are under 14 days"
  bool is_count(const StatedNumber& number, const NumberReading& reading, const std::vector<double>& beside) {
    if (number.mark != NumberMark::plain || reading.has_decimals) return false;
    auto count = static_cast<std::ptrdiff_t>(reading.value);
    if (counts_beyond_thresholds().contains(count)) return true;
    return std::ranges::any_of(beside, [&](double threshold) {
      bool is = false;
      each_count_beyond(threshold, [&](std::ptrdiff_t one) { is = is || one == count; });
      return is;
    });
  }
  template <class Function>
  void each_count_beyond(double threshold, Function function) const {
    for (const auto& part : evidence_.parts()) part->sources().each_count_beyond(threshold, function);
  }
  const std::unordered_set<std::ptrdiff_t>& counts_beyond_thresholds() {
    if (!counts_.empty()) return counts_;
    counts_.insert(-1);  // no count: they are made once
    std::size_t tried = 0;
    for (const auto& part : evidence_.parts())
      for (auto threshold : part->thresholds)
        if (++tried <= thresholds_tried_max)
          each_count_beyond(threshold, [this](std::ptrdiff_t count) { counts_.insert(count); });
    return counts_;
  }

  std::string_view answer_;
  const Evidence& evidence_;
  std::vector<StatedNumber> stated_;
  std::vector<double> listed_;  // lengths of the answer's own lists and tables
  std::vector<bool> found_;
  std::vector<std::size_t> passage_of_, starts_;  // of each line; first byte of each passage
  std::map<std::size_t, std::unique_ptr<Operands>>
      operands_;  // by passage, made when a number there needs them
  std::map<std::pair<std::size_t, std::size_t>, double> sums_;  // by passage and place within a line
  std::size_t summed_ = 0, column_ = 0;                         // the numbers before are in sums_
  std::unordered_set<std::ptrdiff_t> counts_;
};

}  // namespace

NumberCheck check_numbers(std::string_view answer, const Evidence& evidence) {
  return Checker(answer, evidence).check();
}

}  // namespace garden::answers
