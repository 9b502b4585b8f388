// Steps: the computed queries of this agent, by the name their YAML gives after `compute:`.
// A step is a function from the question (facts, parameters, settings, day) to rows; it asks nobody, keeps
// nothing and gives the same for the same. Threads: pure functions.
#pragma once
#include <string_view>

#include "queries/answer.hpp"
#include "queries/facts.hpp"

namespace garden::inventory::steps {

using Step = Answer (*)(const Question&);

Answer abc_xyz_step(const Question& question);
Answer ageing_step(const Question& question);
Answer anomalies_step(const Question& question);
Answer buy_list_step(const Question& question);
Answer cut_plan_step(const Question& question);
Answer in_stock_rate_step(const Question& question);
Answer lost_sales_step(const Question& question);
Answer po_risk_step(const Question& question);
Answer deadlines_step(const Question& question);
Answer demand_step(const Question& question);
Answer demand_class_step(const Question& question);
Answer forecast_accuracy_step(const Question& question);
Answer purchase_plan_step(const Question& question);
Answer reorder_step(const Question& question);
Answer returns_step(const Question& question);
Answer stockout_step(const Question& question);
Answer what_if_cut_step(const Question& question);

// Null: there is no step of that name.
Step find_step(std::string_view name);

}  // namespace garden::inventory::steps
