#include "plan.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "garden/ascii.hpp"
#include "history.hpp"
#include "parameters.hpp"
#include "ranking.hpp"

namespace garden::offline {
namespace {

constexpr std::size_t kCallsMax = 3;
constexpr double kSameQuestion = 0.95;  // likeness from which a question is an example, said in other words
constexpr double kNearlyAsGood = 0.85;
constexpr double kTopicLeast = 0.2;  // below this a period or a threshold that happens to fit proves nothing

bool is_conjunction(const std::string& word) {
  static constexpr std::array words = {"and",  "or",    "also", "plus", "then", "und",
                                       "oder", "sowie", "y",    "o",    "et",   "ou"};
  return std::any_of(words.begin(), words.end(), [&word](const char* one) { return word == one; });
}

// "10 or fewer", "5 and up", "between 5 and 10": the conjunction belongs to the number before it.
bool joins_numbers(const std::vector<Word>& words, std::size_t at) {
  static constexpr std::array bounds = {"less", "fewer", "below", "under", "lower",
                                        "more", "above", "over",  "up",    "greater"};
  if (at == 0 || at + 1 >= words.size()) return false;
  const Word& next = words[at + 1];
  return (words[at - 1].kind == WordKind::number && next.kind == WordKind::number) ||
         std::any_of(bounds.begin(), bounds.end(), [&next](const char* one) { return next.folded == one; });
}

// The question's clauses: between sentence marks and conjunctions.
std::vector<std::vector<Word>> clauses(const std::vector<Word>& words) {
  std::vector<std::vector<Word>> out(1);
  for (std::size_t at = 0; at < words.size(); ++at) {
    const Word& word = words[at];
    const bool joint = !word.in_quotes && is_conjunction(word.folded) && !joins_numbers(words, at);
    const bool ends = word.kind == WordKind::stop || joint;
    if (!ends) {
      out.back().push_back(word);
    } else if (!out.back().empty()) {
      out.emplace_back();
    }
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

const Tool* tool_named(const Request& request, std::string_view name) {
  for (const Tool& tool : request.tools) {
    if (tool.name == name) return &tool;
  }
  return nullptr;
}

class Planner {
 public:
  Planner(const Vocabulary& vocabulary, const Request& request, const std::string& today)
      : vocabulary_(vocabulary), request_(request), today_(today), ranking_(vocabulary, request.tools) {}

  Plan make() {
    std::size_t last_user = request_.messages.size();
    while (last_user > 0 && request_.messages[last_user - 1].role != Role::user) --last_user;
    if (last_user == 0) return std::move(plan_);
    plan_.question = request_.messages[last_user - 1].text;
    question_ = ranking_.read(plan_.question, today_);
    rows_wanted();
    const Earlier earlier = look_back(request_, last_user - 1);
    const bool pointed = resolve_pointer(earlier, question_);
    if (!pointed && follow_up(earlier)) return std::move(plan_);
    if (pointed) {
      single(question_);
    } else {
      several();
    }
    return std::move(plan_);
  }

 private:
  void rows_wanted() {
    for (const Amount& amount : question_.clues.amounts) {
      if (amount.bound == Bound::top) plan_.rows_wanted = std::strtoul(amount.text.c_str(), nullptr, 10);
    }
  }

  void add(const Tool& tool, const Reading& reading, Filling filling) {
    PlannedCall call;
    call.tool = &tool;
    call.notes = std::move(filling.notes);
    bool name_taken = false;
    for (const auto& [name, value] : filling.arguments) {
      name_taken = name_taken || (!reading.name.empty() && value.text() == reading.name);
    }
    if (!name_taken) call.name = reading.name;
    call.arguments = Value(std::move(filling.arguments));
    const std::string text = write_json(call.arguments);
    for (const PlannedCall& other : plan_.calls) {
      if (other.tool == call.tool && write_json(other.arguments) == text) return;
    }
    if (plan_.calls.size() < kCallsMax) plan_.calls.push_back(std::move(call));
  }

  // A SKU or an order's number is topic enough.
  static bool names_a_thing(const Reading& reading) {
    return !reading.clues.codes.empty() || !reading.clues.order_numbers.empty() ||
           !reading.clues.quoted.empty();
  }

  // "Orders #5 and #6": the same question about every further order number or SKU.
  static std::vector<Reading> further_things(const Reading& reading) {
    std::vector<Reading> out;
    auto rest = [&out, &reading](std::vector<std::string> Clues::* list) {
      for (std::size_t i = 1; i < (reading.clues.*list).size() && i < kCallsMax; ++i) {
        out.push_back(reading);
        out.back().clues.*list = {(reading.clues.*list)[i]};
      }
    };
    rest(&Clues::order_numbers);
    if (out.empty()) rest(&Clues::codes);
    return out;
  }

  // Calls the best tool for this reading; if that lacks something, one that is nearly as good; if there is
  // none, the plan remembers what was lacking. True if a call was added.
  bool single(const Reading& reading) {
    double best = 0;
    for (const Ranked& ranked : ranking_.rank(reading)) {
      if (ranked.score < Ranking::kMeant || ranked.score < best * kNearlyAsGood) break;
      if (ranked.topic < kTopicLeast && !names_a_thing(reading)) continue;
      best = std::max(best, ranked.score);
      Filling filling = fill(vocabulary_, *ranked.tool, reading, Value());
      if (filling.missing.empty()) {
        add(*ranked.tool, reading, std::move(filling));
        for (const Reading& other : further_things(reading)) {
          add(*ranked.tool, other, fill(vocabulary_, *ranked.tool, other, Value()));
        }
        return true;
      }
      if (!plan_.meant) {
        plan_.meant = ranked.tool;
        plan_.missing = filling.missing;
      }
    }
    return false;
  }

  // One call for each clause with a topic of its own; clauses without one belong to their neighbour.
  void several() {
    const auto whole = ranking_.rank(question_);
    const auto parts = clauses(question_.words);
    if (parts.size() < 2 || whole.empty() || whole.front().likeness >= kSameQuestion) {
      single(question_);
      return;
    }
    std::vector<std::vector<Word>> groups;
    const Tool* current = nullptr;
    for (const auto& part : parts) {
      const auto ranked = ranking_.rank(ranking_.read(part, today_));
      const Tool* topic = ranked.front().topic >= Ranking::kMeant ? ranked.front().tool : nullptr;
      if (groups.empty() || (topic && current && topic != current)) groups.emplace_back();
      if (topic) current = topic;
      groups.back().insert(groups.back().end(), part.begin(), part.end());
    }
    if (groups.size() < 2) {
      single(question_);
      return;
    }
    for (const auto& group : groups) single(ranking_.read(group, today_));
  }

  // A question that says only what should be different this time.
  bool follow_up(const Earlier& earlier) {
    if (earlier.calls.empty()) return false;
    const auto ranked = ranking_.rank(question_);
    if (ranked.empty()) return false;
    const bool own_topic = ranked.front().topic >= Ranking::kMeant;
    bool changed = false;
    for (const ToolCall* call : earlier.calls) {
      const Tool* tool = tool_named(request_, call->name);
      if (!tool) continue;
      const bool same_tool = ranked.front().tool == tool;
      if (own_topic && !(same_tool && leans_back(question_))) continue;
      Filling filling = fill(vocabulary_, *tool, question_, call->arguments);
      if (filling.found == 0 || !filling.missing.empty()) continue;
      add(*tool, question_, std::move(filling));
      changed = true;
    }
    return changed || (!own_topic && earlier_topic(earlier));
  }

  // The earlier tool has no place for what changed ("and yesterday?" after today's orders): the earlier
  // question's topic with this question's clues may suit another one. Without any clue it is no follow-up,
  // but for "only the top 3", which the shown rows alone can answer.
  bool earlier_topic(const Earlier& earlier) {
    const Clues& clues = question_.clues;
    const bool fewer_rows = plan_.rows_wanted > 0;
    if (clues.periods.empty() && clues.codes.empty() && clues.order_numbers.empty() && !fewer_rows)
      return false;
    // The clues of the earlier question are replaced; its words, and which of them were clues, stay.
    Reading both = ranking_.read(earlier.question + "\n" + plan_.question, today_);
    std::vector<bool> used = std::move(both.clues.used);
    both.clues = question_.clues;
    both.clues.used = std::move(used);
    both.name = question_.name;
    if (fewer_rows && clues.periods.empty()) {
      const Tool* tool = tool_named(request_, earlier.calls.back()->name);
      if (!tool) return false;
      add(*tool, both, fill(vocabulary_, *tool, question_, earlier.calls.back()->arguments));
      return true;
    }
    return single(both);
  }

  const Vocabulary& vocabulary_;
  const Request& request_;
  const std::string& today_;
  Ranking ranking_;
  Reading question_;
  Plan plan_;
};

// The first YYYY-MM-DD within 40 bytes of this place.
std::string date_near(std::string_view text, std::size_t at) {
  const std::string_view near = text.substr(at, 50);
  for (std::size_t i = 0; i + 10 <= near.size(); ++i) {
    bool date = true;
    for (std::size_t k = 0; k < 10; ++k) {
      date = date && (k == 4 || k == 7 ? near[i + k] == '-' : is_digit(near[i + k]));
    }
    if (date) return std::string(near.substr(i, 10));
  }
  return {};
}

}  // namespace

Plan make_plan(const Vocabulary& vocabulary, const Request& request, const std::string& today) {
  return Planner(vocabulary, request, today).make();
}

std::string stated_today(const Request& request) {
  for (const std::string* text : {&request.context, &request.system}) {
    const std::string folded = fold(*text);
    for (const std::string_view phrase : {"today is", "today:", "as of"}) {
      const std::size_t at = folded.find(phrase);
      if (at == std::string::npos) continue;
      const std::string date = date_near(folded, at);
      if (!date.empty()) return date;
    }
  }
  return {};
}

}  // namespace garden::offline
