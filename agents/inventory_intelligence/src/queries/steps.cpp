#include "queries/steps.hpp"

namespace garden::inventory::steps {

Step find_step(std::string_view name) {
  struct Named {
    std::string_view name;
    Step step;
  };
  static constexpr Named steps[] = {{"abc_xyz", abc_xyz_step},
                                    {"ageing", ageing_step},
                                    {"anomalies", anomalies_step},
                                    {"buy_list", buy_list_step},
                                    {"cut_plan", cut_plan_step},
                                    {"deadlines", deadlines_step},
                                    {"demand", demand_step},
                                    {"demand_class", demand_class_step},
                                    {"forecast_accuracy", forecast_accuracy_step},
                                    {"in_stock_rate", in_stock_rate_step},
                                    {"lost_sales", lost_sales_step},
                                    {"po_risk", po_risk_step},
                                    {"purchase_plan", purchase_plan_step},
                                    {"reorder", reorder_step},
                                    {"returns", returns_step},
                                    {"stockout", stockout_step},
                                    {"what_if_cut", what_if_cut_step}};
  for (const auto& named : steps)
    if (named.name == name) return named.step;
  return nullptr;
}

}  // namespace garden::inventory::steps
