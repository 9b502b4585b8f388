#include "answer.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "markdown.hpp"
#include "ranking.hpp"
#include "table.hpp"
#include "table_text.hpp"

namespace garden::offline {
namespace {

constexpr std::size_t kRowsShown = 15;
constexpr std::size_t kResultsMax = 12;
constexpr std::size_t kExamplesShown = 8;
constexpr std::size_t kContextBytesMax = 4'000;

constexpr std::string_view kNotice =
    "_No language model is configured (or none answered): this was written from the queries' rows alone._\n";

const Tool* tool_named(const Request& request, std::string_view name) {
  for (const Tool& tool : request.tools) {
    if (tool.name == name) return &tool;
  }
  return nullptr;
}

// The first sentence of a description.
std::string first_sentence(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '.' && (text[i + 1] == ' ' || text[i + 1] == '\n'))
      return std::string(text.substr(0, i + 1));
  }
  return std::string(text);
}

std::string sentence(std::string text) {
  if (!text.empty() && text.back() != '.' && text.back() != '!' && text.back() != '?') text += '.';
  return text;
}

// The plan's thoughts on the call that this result belongs to, or null.
const PlannedCall* planned(const Plan& plan, const Request& request, const ToolResult& result) {
  for (const Message& message : request.messages) {
    for (const ToolCall& call : message.calls) {
      if (call.id != result.id || call.name != result.name) continue;
      const std::string arguments = write_json(call.arguments);
      for (const PlannedCall& one : plan.calls) {
        if (one.tool->name == result.name && write_json(one.arguments) == arguments) return &one;
      }
    }
  }
  return nullptr;
}

std::string why_failed(const Value& content) {
  for (const Value* place : {&content, &content.at("error"), &content.at("problem")}) {
    if (!place->text().empty()) return std::string(place->text());
    for (const std::string_view key : {"message", "detail", "title", "reason"}) {
      if (!place->at(key).text().empty()) return std::string(place->at(key).text());
    }
  }
  return {};
}

std::string failure_text(const ToolResult& result) {
  const std::string why = why_failed(result.content);
  std::string out = "**`" + code(result.name) + "` gave no result.** ";
  if (!why.empty()) out += sentence(plain(why, 400)) + " ";
  return out +
         "Ask again; if it fails again, `/health?verbose=1` says which "
         "part is away.\n";
}

std::string source_text(const ToolResult& result, const Table& table) {
  std::string out = "Source: `" + code(table.query.empty() ? result.name : table.query) + "`";
  std::string params;
  for (const auto& [name, value] : table.params->members()) {
    if (value.is_null()) continue;
    const std::string text = value.is_text() ? std::string(value.text()) : write_json(value);
    params += (params.empty() ? "" : ", ") + code(name) + " = " + code(text);
  }
  if (!params.empty()) out += " (`" + params + "`)";
  out += ", " + std::to_string(table.rows.size()) + (table.rows.size() == 1 ? " row" : " rows");
  if (!table.as_of.empty()) out += ", as of " + plain(table.as_of, 40);
  if (table.age_s > 0) out += " (" + std::to_string(table.age_s) + " s old)";
  return out + ".\n";
}

class Section {
 public:
  Section(const Request& request, const Plan& plan, const ToolResult& result)
      : plan_(plan),
        result_(result),
        table_(read_table(result.content)),
        tool_(tool_named(request, result.name)),
        call_(planned(plan, request, result)) {}

  std::string text() {
    if (!table_.is_table) return loose();
    std::string out = headline();
    if (!table_.rows.empty()) out += rows();
    out += meaning() + notes() + "\n" + source_text(result_, table_);
    return out;
  }

 private:
  std::string title() const {
    if (!table_.title.empty()) return plain(table_.title, 120);
    return humanised(result_.name.starts_with("get_") ? result_.name.substr(4) : result_.name);
  }

  std::string headline() const {
    if (!table_.summary.empty()) return "**" + sentence(plain(table_.summary, 400)) + "**\n";
    if (table_.rows.empty()) return "**" + title() + ": none.** The query ran and found no rows.\n";
    const auto total = table_.total_rows.value_or(table_.rows.size());
    const bool at_least = table_.truncated && !table_.total_rows;
    return "**" + title() + ": " + (at_least ? "at least " : "") + std::to_string(total) + ".**\n";
  }

  std::string rows() const {
    std::string out;
    const std::size_t all = table_.rows.size();
    std::vector<std::size_t> shown(all);
    std::iota(shown.begin(), shown.end(), std::size_t{0});
    if (call_ && !call_->name.empty()) {
      const auto about = rows_about(table_, call_->name);
      if (!about.empty() && about.size() < all) {
        shown = about;
        out += std::to_string(about.size()) + " of the " + std::to_string(all) + " rows " +
               (about.size() == 1 ? "names" : "name") + " \"" + plain(call_->name) + "\":\n";
      } else if (about.empty()) {
        out += "None of the " + std::to_string(all) + " rows names \"" + plain(call_->name) +
               "\"; all are shown.\n";
      }
    }
    const std::size_t matching = shown.size();
    const std::size_t rows_max = plan_.rows_wanted > 0 ? std::min(plan_.rows_wanted, kRowsShown) : kRowsShown;
    if (shown.size() > rows_max) shown.resize(rows_max);
    const std::string first = first_row_text(table_, shown.front());
    if (all > 1 && !first.empty() && !summary_names(shown.front())) out += first + "\n";
    out += "\n" + rows_text(table_, shown) + "\n";
    out += count_text(shown.size(), matching, all);
    const std::string sums = sums_text(table_);
    if (!sums.empty()) out += sums + "\n";
    return out;
  }

  // True if the summary already speaks of this row's product.
  bool summary_names(std::size_t row) const {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const std::string_view text = table_.rows[row][i]->text();
      if (table_.columns[i].role == ColumnRole::name && !text.empty() &&
          table_.summary.find(text) != std::string::npos) {
        return true;
      }
    }
    return false;
  }

  // "15 of 143 rows are shown."
  std::string count_text(std::size_t shown, std::size_t matching, std::size_t all) const {
    const std::uint64_t total = matching < all ? matching : table_.total_rows.value_or(all);
    if (shown >= total && !(table_.truncated && matching == all)) return {};
    const bool unknown = table_.truncated && !table_.total_rows && matching == all;
    return std::to_string(shown) + " of " + (unknown ? "more than " : "") + std::to_string(total) +
           " rows are shown.\n";
  }

  std::string meaning() const {
    std::string out;
    if (tool_ && !tool_->description.empty()) {
      out += "What it means: " + one_line(first_sentence(tool_->description), 400) + "\n";
    }
    if (!table_.formula.empty()) out += "How it is computed: " + sentence(plain(table_.formula, 400)) + "\n";
    return out;
  }

  std::string notes() const {
    std::string out;
    for (const std::string& warning : table_.warnings) out += "- " + sentence(plain(warning, 400)) + "\n";
    if (call_) {
      for (const std::string& note : call_->notes) out += "- " + note + "\n";
    }
    return out.empty() ? out : "\nTo keep in mind:\n" + out;
  }

  // A result that is no table: its text, or its JSON.
  std::string loose() const {
    const Value& content = result_.content;
    const std::string text = content.is_text() ? std::string(content.text()) : write_json(content);
    return "**" + title() + "**\n\n" + plain(text, 2'000) + "\n\nSource: `" + code(result_.name) + "`.\n";
  }

  const Plan& plan_;
  const ToolResult& result_;
  Table table_;
  const Tool* tool_;
  const PlannedCall* call_;
};

// A context's sections: a heading and what is under it.
std::vector<std::string_view> sections_of(std::string_view context) {
  std::vector<std::string_view> out;
  std::size_t from = 0;
  for (std::size_t at = context.find("\n#"); at != std::string_view::npos; at = context.find("\n#", at + 1)) {
    out.push_back(context.substr(from, at + 1 - from));
    from = at + 1;
  }
  out.push_back(context.substr(from));
  return out;
}

// The section of the context that speaks most of the question, or nothing.
std::string_view best_section(const Vocabulary& vocabulary, const Request& request, const Plan& plan) {
  std::vector<Tool> sections;
  const auto texts = sections_of(request.context);
  for (const std::string_view text : texts) {
    if (sections.size() == 100) break;
    Tool section;
    section.name = std::string(text.substr(0, text.find('\n')));
    section.description = std::string(text.substr(0, 2'000));
    sections.push_back(std::move(section));
  }
  const Ranking ranking(vocabulary, sections);
  const Reading question = ranking.read(plan.question, "");
  if (question.terms.empty()) return {};
  const auto ranked = ranking.rank(question);
  if (ranked.empty() || ranked.front().topic < Ranking::kMeant) return {};
  return texts[static_cast<std::size_t>(ranked.front().tool - sections.data())];
}

bool asks_for_overview(const Vocabulary& vocabulary, const Plan& plan) {
  const auto terms = vocabulary.terms(split(plan.question));
  return std::any_of(terms.begin(), terms.end(), [](const Term& term) { return term.text == "=overview"; });
}

// The context's own words, cut at a line where they are long.
std::string context_text(std::string_view text) {
  std::size_t end = text.size();
  if (end > kContextBytesMax) {
    end = text.rfind('\n', kContextBytesMax);
    if (end == std::string_view::npos) end = 0;
  }
  std::string out = "From what the store's data says now:\n\n" + std::string(text.substr(0, end)) + "\n";
  if (end < text.size()) out += "\nThere is more; ask for one part of it.\n";
  return out;
}

std::string ask_back(const Plan& plan) {
  std::string out = "To answer that I need to know";
  for (std::size_t i = 0; i < plan.missing.size(); ++i) {
    const std::string& name = plan.missing[i];
    out += (i == 0                         ? " "
            : i + 1 == plan.missing.size() ? " and "
                                           : ", ") +
           std::string("`") + code(name) + "`";
    for (const Property& property : plan.meant->properties) {
      if (property.name == name && !property.description.empty()) {
        std::string words = first_sentence(property.description);
        if (words.ends_with('.')) words.pop_back();
        out += " (" + plain(words, 200) + ")";
      }
    }
  }
  out += ".";
  if (!plan.meant->examples.empty())
    out += " For example: \"" + plain(plan.meant->examples.front(), 200) + "\"";
  return out + "\n";
}

std::string what_can_be_asked(const Request& request) {
  std::vector<std::string> questions;
  for (std::size_t round = 0; round < 2; ++round) {
    for (const Tool& tool : request.tools) {
      if (questions.size() < kExamplesShown && round < tool.examples.size())
        questions.push_back(tool.examples[round]);
    }
    if (questions.size() >= 5) break;
  }
  if (questions.empty()) {
    for (const Tool& tool : request.tools) {
      if (questions.size() < kExamplesShown) questions.push_back(first_sentence(tool.description));
    }
  }
  if (questions.empty()) return "This agent has no queries to ask, so there is nothing it could look up.\n";
  std::string out = "None of this agent's queries answers that. Here is what it can look up:\n\n";
  for (const std::string& question : questions) out += "- " + plain(question, 200) + "\n";
  return out;
}

}  // namespace

std::string answer_from_results(const Request& request, const Plan& plan) {
  std::size_t first = request.messages.size();
  while (first > 0 && request.messages[first - 1].role != Role::user) --first;
  std::string out;
  std::size_t count = 0;
  for (std::size_t i = first; i < request.messages.size(); ++i) {
    for (const ToolResult& result : request.messages[i].results) {
      if (count == kResultsMax) break;
      if (count++ > 0) out += "\n---\n\n";
      out += result.ok ? Section(request, plan, result).text() : failure_text(result);
    }
  }
  if (count == 0) out = "The tools gave nothing back, so there is nothing to report.\n";
  return out + "\n" + std::string(kNotice);
}

std::string answer_without_tools(const Vocabulary& vocabulary, const Request& request, const Plan& plan) {
  std::string out;
  if (plan.meant) {
    out = ask_back(plan);
  } else if (const auto section = best_section(vocabulary, request, plan); !section.empty()) {
    out = context_text(section);
  } else if (asks_for_overview(vocabulary, plan) && !request.context.empty()) {
    out = context_text(request.context);
  } else {
    out = what_can_be_asked(request);
  }
  return out + "\n" + std::string(kNotice);
}

}  // namespace garden::offline
