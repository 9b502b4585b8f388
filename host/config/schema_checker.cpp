#include "config/schema_checker.hpp"

#include <algorithm>

#include "config/formats.hpp"
#include "config/pointer.hpp"
#include "config/shape_words.hpp"
#include "config/suggest.hpp"

namespace garden::config {
namespace {

using base::Json;

constexpr std::size_t faults_max = 100;
constexpr std::size_t work_max = 1'000'000;
constexpr std::size_t depth_max = 160;  // twice the nesting of values, and references between

void set_at(Json& root, const std::string& pointer, const Json& value) {
  if (pointer.empty()) {
    root = value;
    return;
  }
  auto* parent = const_cast<Json*>(find(root, parent_of(pointer)));  // `root` is ours to change
  if (parent == nullptr) return;
  if (parent->is_object())
    (*parent)[last_of(pointer)] = value;
  else if (auto* item = const_cast<Json*>(find(root, pointer)))
    *item = value;
}

// A number where a format of text is wanted: what is lacking is mostly the unit.
std::string format_advice(const std::string& format) {
  if (format == "duration") return "write it with its unit: 10s";
  if (format == "size") return "write it with its unit: 64KiB";
  return "put it into quotes";
}

}  // namespace

Checked Checker::run(const Json& value) {
  visit(0, value);
  if (exhausted_)
    found_.push_back({{.pointer = {},
                       .message = "the value is too large or too deep to be checked",
                       .advice = "make it smaller"}});
  Checked checked{value, {}};
  for (const auto& edit : edits_) set_at(checked.value, edit.pointer, edit.value);
  for (auto& found : found_) checked.faults.push_back(std::move(found.fault));
  return checked;
}

bool Checker::work(std::size_t amount) {
  work_ += amount;
  if (work_ > work_max) exhausted_ = true;
  return !exhausted_;
}

std::string Checker::name() const { return path_.empty() ? "the value" : spoken(path_); }

std::string Checker::shown(const Json& value) const {
  if (substituted() || value.is_structured()) return {};
  auto text = base::to_text(value);
  return text.size() > 80 ? std::string() : ", not " + text;
}

void Checker::note(Fault fault, bool shape) {
  if (fault.severity == Severity::error) ++errors_;
  if (found_.size() < faults_max) found_.push_back({std::move(fault), shape});
}

void Checker::fault(std::string message, std::string advice, bool shape) {
  note({.pointer = path_, .message = std::move(message), .advice = std::move(advice)}, shape);
}

void Checker::visit_child(RuleId id, const Json& value, std::string_view key) {
  auto size = path_.size();
  append_key(path_, key);
  visit(id, value);
  path_.resize(size);
}

void Checker::visit_item(RuleId id, const Json& value, std::size_t index) {
  auto size = path_.size();
  path_ += '/' + std::to_string(index);
  visit(id, value);
  path_.resize(size);
}

void Checker::visit(RuleId id, const Json& value) {
  if (!work(1)) return;
  if (depth_ >= depth_max) {
    exhausted_ = true;
    return;
  }
  ++depth_;
  visit_value(rules_[id], value);
  --depth_;
}

void Checker::visit_value(const Rule& rule, const Json& value) {
  if (missing()) return;
  if (rule.refuses_all) return fault(name() + " is not allowed here", "remove it", true);
  Json other;
  const Json* seen = &value;
  if (value.is_string() && (rule.types & shape::text) == 0 && rule.types != 0 && substituted()) {
    other = converted(rule, value.get_ref<const std::string&>());
    if (!other.is_discarded()) {
      edits_.push_back({path_, other});
      seen = &other;
    }
  }
  if (rule.reference != no_rule) visit(rule.reference, *seen);
  // Of another type: whatever else the rule says would only repeat the complaint.
  if (!check_type(rule, *seen)) return;
  check_choice(rule, *seen);
  if (seen->is_number()) check_number(rule, *seen);
  if (seen->is_string()) check_text(rule, seen->get_ref<const std::string&>());
  if (seen->is_array()) check_list(rule, *seen);
  if (seen->is_object()) check_map(rule, *seen);
  check_combinations(rule, *seen);
}

base::Json Checker::converted(const Rule& rule, const std::string& text) const {
  auto typed = plain_scalar(text);
  bool fits = (typed.is_boolean() && (rule.types & shape::boolean)) ||
              (typed.is_number_integer() && (rule.types & (shape::integer | shape::number))) ||
              (typed.is_number_float() && (rule.types & shape::number));
  return fits ? typed : Json(Json::value_t::discarded);
}

bool Checker::check_type(const Rule& rule, const Json& value) {
  auto is = shape_of(value);
  if (rule.types == 0 || (rule.types & is) != 0) return true;
  if ((is & shape::integer) != 0 && (rule.types & shape::number) != 0) return true;
  bool whole = value.is_number_float() && whole_number(value.get<double>());
  if (whole && (rule.types & shape::integer) != 0) {
    edits_.push_back({path_, static_cast<std::int64_t>(value.get<double>())});
    return true;
  }
  if (rule.types == shape::text && !rule.format.empty() && value.is_number()) {
    fault(name() + ' ' + format_words(rule.format) + shown(value), format_advice(rule.format), true);
    return false;
  }
  bool fraction = value.is_number_float() && (rule.types & shape::integer) != 0;
  auto message =
      name() + " must be " + words_of(rule.types) + (fraction ? shown(value) : ", not " + words_of(is));
  fault(std::move(message), type_advice(rule.types, value, !substituted()), true);
  return false;
}

// ---- combinations -----------------------------------------------------------------------------------------

Checker::Trial Checker::trial(RuleId id, const Json& value) {
  auto outer_found = std::move(found_);
  auto outer_edits = std::move(edits_);
  auto outer_errors = errors_;
  found_.clear();
  edits_.clear();
  errors_ = 0;
  visit(id, value);
  Trial result{std::move(found_), std::move(edits_), errors_, true};
  result.of_this_form = std::ranges::none_of(
      result.found, [this](const Found& f) { return f.shape && f.fault.pointer.size() <= path_.size(); });
  found_ = std::move(outer_found);
  edits_ = std::move(outer_edits);
  errors_ = outer_errors;
  return result;
}

void Checker::keep(Trial&& trial) {
  errors_ += trial.errors;
  for (auto& found : trial.found)
    if (found_.size() < faults_max) found_.push_back(std::move(found));
  for (auto& edit : trial.edits) edits_.push_back(std::move(edit));
}

void Checker::check_combinations(const Rule& rule, const Json& value) {
  for (auto id : rule.all_of) visit(id, value);
  if (!rule.any_of.empty()) check_one_of(rule.any_of, value, false);
  if (!rule.one_of.empty()) check_one_of(rule.one_of, value, true);
  if (rule.if_rule == no_rule) return;
  auto branch = trial(rule.if_rule, value).errors == 0 ? rule.then_rule : rule.else_rule;
  if (branch != no_rule) visit(branch, value);
}

unsigned Checker::types_of(const std::vector<RuleId>& branches) const {
  unsigned types = 0;
  for (auto id : branches) {
    const Rule* rule = &rules_[id];
    for (int hops = 0; rule->types == 0 && rule->reference != no_rule && hops < 8; ++hops)
      rule = &rules_[rule->reference];
    if (rule->types == 0) return 0;
    types |= rule->types;
  }
  return types;
}

void Checker::check_one_of(const std::vector<RuleId>& branches, const Json& value, bool exactly_one) {
  std::optional<Trial> chosen, nearest;
  std::size_t fitting = 0;
  for (auto id : branches) {
    auto tried = trial(id, value);
    if (exhausted_) return;
    if (tried.errors == 0) {
      if (++fitting == 1) chosen = std::move(tried);
      if (!exactly_one) break;
    } else if (!nearest || (tried.of_this_form && !nearest->of_this_form) ||
               (tried.of_this_form == nearest->of_this_form && tried.errors < nearest->errors)) {
      nearest = std::move(tried);
    }
  }
  if (fitting > 1 && exactly_one)
    return fault(name() + " fits more than one of the forms it may have", "say more exactly which is meant");
  if (chosen) return keep(std::move(*chosen));
  auto types = types_of(branches);
  if (types != 0 && !nearest->of_this_form && (types & shape_of(value)) == 0)
    return fault(name() + " must be " + words_of(types) + ", not " + words_of(shape_of(value)),
                 type_advice(types, value, !substituted()), true);
  keep(std::move(*nearest));
}

// ---- lists and maps ---------------------------------------------------------------------------------------

void Checker::check_list(const Rule& rule, const Json& value) {
  auto entries = [](std::size_t n) { return std::to_string(n) + (n == 1 ? " entry" : " entries"); };
  if (rule.items_min && value.size() < *rule.items_min)
    fault(name() + " must have at least " + entries(*rule.items_min));
  if (rule.items_max && value.size() > *rule.items_max)
    fault(name() + " may have at most " + entries(*rule.items_max) + ", it has " +
          std::to_string(value.size()));
  if (rule.unique_items) check_unique(value);
  for (std::size_t i = 0; i < value.size() && !exhausted_; ++i) {
    auto id = i < rule.prefix_items.size() ? rule.prefix_items[i] : rule.items;
    if (id != no_rule) visit_item(id, value[i], i);
  }
}

void Checker::check_unique(const Json& list) {
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto text = base::to_text(list[i]);
    if (!work(text.size() / 16 + 1)) return;
    auto [known, added] = first.emplace(std::move(text), i);
    if (added) continue;
    note({.pointer = child(path_, i),
          .message = spoken(child(path_, i)) + " is the same as entry " + std::to_string(known->second + 1),
          .advice = "remove one of them"},
         false);
  }
}

void Checker::check_map(const Rule& rule, const Json& value) {
  if (rule.properties_min && value.size() < *rule.properties_min)
    fault(name() + " must have at least " + std::to_string(*rule.properties_min) + " keys");
  if (rule.properties_max && value.size() > *rule.properties_max)
    fault(name() + " may have at most " + std::to_string(*rule.properties_max) + " keys");
  check_unknown_keys(rule, value);
  check_missing_keys(rule, value);
}

void Checker::check_unknown_keys(const Rule& rule, const Json& value) {
  for (const auto& [key, item] : value.items()) {
    if (exhausted_) return;
    auto size = path_.size();
    if (rule.names != no_rule) {
      append_key(path_, key);
      in_name_ = true;  // what is noted about the value at this path is not about its key
      auto tried = trial(rule.names, key);
      in_name_ = false;
      path_.resize(size);
      for (auto& found : tried.found) found.fault.at_key = true;
      keep(std::move(tried));
    }
    if (auto known = rule.properties.find(key); known != rule.properties.end()) {
      if (rules_[known->second].inactive)
        note({.pointer = child(path_, key),
              .message = spoken(child(path_, key)) + " is not active in this version",
              .advice = "it is read and has no effect",
              .severity = Severity::warning,
              .at_key = true},
             false);
      visit_child(known->second, item, key);
    } else if (rule.additional != no_rule && rules_[rule.additional].refuses_all) {
      auto where = path_.empty() ? std::string() : " in " + name();
      note({.pointer = child(path_, key),
            .message = "unknown key \"" + key.substr(0, 80) + '"' + where,
            .advice = suggestion(key, rule.property_names),
            .at_key = true},
           false);
    } else if (rule.additional != no_rule) {
      visit_child(rule.additional, item, key);
    }
  }
}

void Checker::check_missing_keys(const Rule& rule, const Json& value) {
  if (!work(rule.required.size())) return;
  for (const auto& key : rule.required) {
    if (value.contains(key)) continue;
    auto property = rule.properties.find(key);
    if (property != rule.properties.end() && rules_[property->second].fallback) continue;
    auto where = path_.empty() ? std::string() : " in " + name();
    std::string advice = "add \"" + key + ": ...\"";
    if (property != rule.properties.end())
      if (auto about = first_sentence(rules_[property->second].description); !about.empty())
        advice += " (" + about + ')';
    note({.pointer = path_,
          .message = "the key \"" + key + "\" is missing" + where,
          .advice = std::move(advice),
          .at_key = true},
         true);
  }
  for (const auto& key : rule.property_names) {
    if (exhausted_) return;
    auto id = rule.properties.find(key)->second;
    const Rule* declared = &rules_[id];
    if (!declared->fallback && declared->reference != no_rule) declared = &rules_[declared->reference];
    if (!declared->fallback || value.contains(key)) continue;
    edits_.push_back({child(path_, key), *declared->fallback});
    visit_child(id, *declared->fallback, key);
  }
}

Checked Schema::check(const base::Json& value, const CheckOptions& options) const {
  return Checker(rules_->rules, options).run(value);
}

bool Checked::ok() const {
  return std::ranges::none_of(faults, [](const Fault& f) { return f.severity == Severity::error; });
}

std::string Checked::text() const {
  std::string lines;
  for (const auto& fault : faults) {
    if (fault.severity != Severity::error) continue;
    lines +=
        (lines.empty() ? "" : "\n") + (fault.pointer.empty() ? "" : fault.pointer + ": ") + fault.message;
    if (!fault.advice.empty()) lines += ", " + fault.advice;
  }
  return lines;
}

}  // namespace garden::config
