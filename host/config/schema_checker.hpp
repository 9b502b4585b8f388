// Checker: walks one value along the rules of a schema. Internal to this room.
//
// The value itself is never changed during the walk: defaults and conversions are noted as edits and made on
// a copy at the end, so that a branch of oneOf that does not fit is undone by forgetting its edits.
#pragma once
#include <string>
#include <vector>

#include "config/schema_rules.hpp"

namespace garden::config {

class Checker {
 public:
  Checker(const std::vector<Rule>& rules, const CheckOptions& options) : rules_(rules), options_(options) {}

  Checked run(const base::Json& value);

 private:
  struct Found {
    Fault fault;
    bool shape = false;  // the value is of another type, or not the constant: it is not this form at all
  };
  struct Edit {
    std::string pointer;
    base::Json value;
  };
  // What a trial has found, taken out of the checker again.
  struct Trial {
    std::vector<Found> found;
    std::vector<Edit> edits;
    std::size_t errors = 0;
    bool of_this_form = true;
  };

  void visit(RuleId id, const base::Json& value);
  void visit_value(const Rule& rule, const base::Json& value);
  void visit_child(RuleId id, const base::Json& value, std::string_view key);
  void visit_item(RuleId id, const base::Json& value, std::size_t index);
  Trial trial(RuleId id, const base::Json& value);
  void keep(Trial&& trial);

  void check_combinations(const Rule& rule, const base::Json& value);
  void check_one_of(const std::vector<RuleId>& branches, const base::Json& value, bool exactly_one);
  bool check_type(const Rule& rule, const base::Json& value);
  void check_choice(const Rule& rule, const base::Json& value);
  void check_number(const Rule& rule, const base::Json& value);
  void check_text(const Rule& rule, const std::string& text);
  void check_format_bounds(const Rule& rule, const std::string& text);
  void check_list(const Rule& rule, const base::Json& value);
  void check_unique(const base::Json& list);
  void check_map(const Rule& rule, const base::Json& value);
  void check_unknown_keys(const Rule& rule, const base::Json& value);
  void check_missing_keys(const Rule& rule, const base::Json& value);
  // The substituted text as what the rule wants, or discarded.
  base::Json converted(const Rule& rule, const std::string& text) const;

  bool work(std::size_t amount);  // false: the limit is reached
  bool missing() const { return !in_name_ && options_.missing && options_.missing(path_); }
  bool substituted() const { return !in_name_ && options_.substituted && options_.substituted(path_); }
  std::string name() const;                          // "server.listen", "the value"
  std::string shown(const base::Json& value) const;  // `, not "x"`; nothing for what must not be shown
  unsigned types_of(const std::vector<RuleId>& branches) const;
  void fault(std::string message, std::string advice = {}, bool shape = false);
  void note(Fault fault, bool shape);

  const std::vector<Rule>& rules_;
  const CheckOptions& options_;
  std::string path_;
  std::vector<Found> found_;
  std::vector<Edit> edits_;
  std::size_t errors_ = 0, work_ = 0, depth_ = 0;
  bool exhausted_ = false, in_name_ = false;
};

}  // namespace garden::config
