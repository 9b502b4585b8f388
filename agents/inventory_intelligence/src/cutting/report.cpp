#include "cutting/report.hpp"

#include <algorithm>

#include "cutting/cover.hpp"
#include "cutting/work_order.hpp"

namespace garden::inventory::cutting {
namespace {
class Reporter {
 public:
  Reporter(const Program& program, const Counts& counts, Quality quality, const PlanLimits& limits)
      : program_(program), counts_(counts), limits_(limits), net_(program.net_of(counts)) {
    plan_.quality = quality;
    plan_.steps = program.steps_of(counts);
    plan_.before = program.score_of(Counts{});
    plan_.after = program.score_of(counts);
  }

  CutPlan write() {
    add_lines();
    add_sizes();
    add_violations();
    add_notes();
    add_relief();
    return std::move(plan_);
  }

 private:
  const Size& size(std::size_t index) const { return program_.size(index); }
  std::int64_t after_m(std::size_t index) const { return program_.stock_after_m(index, net_[index]); }

  Why why_made(std::size_t index) const {
    const auto& made = size(index);
    auto before = made.stock_m, after = after_m(index);
    if (net_[index] <= 0) return Why::cut_on;
    if (!has_demand(made)) return program_.taken(index, counts_) > 0 ? Why::cut_on : Why::byproduct;
    if (before <= 0 && after > 0) return Why::off_zero;
    if (before < minimum_m(made)) return after >= minimum_m(made) ? Why::to_minimum : Why::toward_minimum;
    if (before < target_m(made)) return after >= target_m(made) ? Why::to_target : Why::toward_target;
    return Why::byproduct;
  }

  LineSize line_size(std::size_t index, std::int64_t pieces, std::int64_t sign, Why why) {
    LineSize line;
    line.size = program_.sizes[index].place;
    line.pieces = pieces;
    line.before_m = stock_[index];
    stock_[index] += 1000 * sign * pieces;
    line.after_m = stock_[index];
    line.before_days = cover_days(size(index), line.before_m);
    line.after_days = cover_days(size(index), line.after_m);
    line.why = why;
    return line;
  }

  void add_lines() {
    for (std::size_t i = 0; i < program_.sizes.size(); ++i) stock_[i] = size(i).stock_m;
    for (std::size_t i = 0; i < program_.sizes.size(); ++i) {
      if (auto splits = program_.splits(i, counts_); splits > 0) {
        WorkLine line;
        line.count = splits;
        line.source = line_size(i, 2 * splits, 0, Why::split);
        plan_.lines.push_back(line);
      }
      for (auto c = program_.sizes[i].cuts_begin; c < program_.sizes[i].cuts_end; ++c)
        if (counts_[c] > 0) add_line(program_.cuts[c], counts_[c]);
    }
  }

  void add_line(const ProgramCut& cut, std::int64_t count) {
    WorkLine line;
    line.recipe = cut.place;
    line.count = count;
    line.source = line_size(cut.from, cut.takes * count, -1, Why::cut_on);
    for (const auto& output : cut.outputs)
      line.made.push_back(line_size(output.size, output.count * count, 1, why_made(output.size)));
    plan_.lines.push_back(std::move(line));
  }

  void add_sizes() {
    plan_.sizes.resize(program_.sizes.size());
    for (std::size_t i = 0; i < program_.sizes.size(); ++i) {
      const auto& own = program_.sizes[i];
      auto& outcome = plan_.sizes[own.place];
      outcome.size = own.place;
      outcome.before_m = size(i).stock_m;
      outcome.after_m = after_m(i);
      outcome.taken = program_.taken(i, counts_);
      outcome.made = net_[i] + outcome.taken;
      outcome.before_days = cover_days(size(i), outcome.before_m);
      outcome.after_days = cover_days(size(i), outcome.after_m);
      if (!size(i).booked_in_pairs) continue;
      outcome.uncut_before = own.uncut;
      outcome.loose_before = own.loose;
      outcome.uncut_after = program_.uncut_left(i, counts_);
      outcome.loose_after = own.own_pieces + net_[i] - 2 * *outcome.uncut_after;
    }
  }

  void violate(Breach breach, std::size_t index, const std::string& text) {
    plan_.violations.push_back({breach, program_.sizes[index].place, {}, size(index).name + ": " + text});
  }

  void add_violations() {
    for (std::size_t i = 0; i < program_.sizes.size(); ++i) {
      const auto& own = program_.sizes[i];
      auto taken = program_.taken(i, counts_), there = own.own_pieces + net_[i] + taken;
      if (taken > there) {
        violate(Breach::not_enough, i,
                std::to_string(taken) + " are cut, and there are " + std::to_string(there) +
                    ", with what the plan makes");
      } else if (net_[i] < own.floor_net) {
        auto kept = std::max(size(i).rule.may_be_emptied ? 0 : minimum_m(size(i)), size(i).rule.reserve_m);
        violate(Breach::below_minimum, i,
                quantity_text(after_m(i)) + " are left, and " + quantity_text(kept) + " are to be kept");
      }
      if (size(i).booked_in_pairs && taken <= there && program_.uncut_left(i, counts_) < 0)
        violate(Breach::no_uncut, i,
                "needs more than the " + std::to_string(own.uncut) +
                    " uncut sheets there are; loose pieces do not make one");
      if (auto pieces = program_.labour_of(i, counts_).popular_pieces; pieces > 0)
        violate(Breach::popular, i,
                std::to_string(pieces) + " of a popular size are cut for sizes that sell no faster" +
                    (plan_.quality == Quality::given ? "" : "; nothing else helps"));
    }
    if (limits_.cuts_max && plan_.after.labour.cuts > *limits_.cuts_max)
      plan_.violations.push_back({Breach::too_many_cuts,
                                  {},
                                  {},
                                  std::to_string(plan_.after.labour.cuts) + " cuts, and at most " +
                                      std::to_string(*limits_.cuts_max) + " can be done"});
  }

  void add_notes() {
    if (plan_.steps.empty())
      plan_.notes.push_back(plan_.before.below_target_md.empty()
                                ? "nothing to cut: no size is short"
                                : "nothing to cut: no source has pieces to give");
    for (std::size_t i = 0; i < program_.sizes.size(); ++i) note_size(i);
    if (plan_.quality == Quality::best_found)
      plan_.notes.push_back("the search was ended by its limit: a better plan may exist");
  }

  void note_size(std::size_t i) {
    const auto& name = size(i).name;
    const auto& outcome = plan_.sizes[program_.sizes[i].place];
    if (outcome.uncut_after && outcome.taken > 0)
      plan_.notes.push_back(name + ": of what is left " + std::to_string(*outcome.uncut_after) +
                            " are uncut sheets (booked as two) and " + std::to_string(*outcome.loose_after) +
                            " loose pieces; the count alone cannot tell");
    if (program_.labour_of(i, counts_).emptied_sizes > 0)
      plan_.notes.push_back(name + " is used up; it sold " + quantity_text(size(i).sold_m) + " in " +
                            std::to_string(size(i).window_days) + " days");
    if (!program_.sizes[i].aimed) return;
    if (outcome.after_m <= 0) {
      plan_.notes.push_back(name + " stays at zero: buy it");
    } else if (outcome.after_m < minimum_m(size(i))) {
      plan_.notes.push_back(name + " stays below its minimum of " + quantity_text(minimum_m(size(i))) +
                            ": buy it");
    }
  }

  void add_relief() {
    std::int64_t sum = 0;
    bool known = true;
    for (std::size_t i = 0; i < program_.sizes.size(); ++i) {
      auto target = target_m(size(i));
      auto relieved = std::min(after_m(i), target) - std::min(size(i).stock_m, target);
      if (!has_demand(size(i)) || relieved <= 0) continue;
      known = known && size(i).price_e4.has_value();
      sum += std::min(relieved, quantity_m_max) * size(i).price_e4.value_or(0) / 1000;
    }
    if (known) plan_.relieved_e4 = sum;
  }

  const Program& program_;
  const Counts& counts_;
  const PlanLimits& limits_;
  Net net_;
  Net stock_{};  // while the lines are walked
  CutPlan plan_;
};
}  // namespace

CutPlan report(const Program& program, const Counts& counts, Quality quality, const PlanLimits& limits) {
  return Reporter(program, counts, quality, limits).write();
}

}  // namespace garden::inventory::cutting
