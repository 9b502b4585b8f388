// get_demand_class: how each product sells, and which method forecasts that. get_forecast_accuracy: how far
// off the forecasts of the last weeks were.
#include <algorithm>
#include <array>
#include <cmath>

#include "forecast/forecast.hpp"
#include "queries/shop.hpp"
#include "queries/steps.hpp"

namespace garden::inventory::steps {
namespace {

struct Line {
  const Product* product = nullptr;
  Forecast forecast;
};

// Active products that are meant, by the last `weeks` weeks; those never sold in them only when asked for by
// name.
std::vector<Line> lines_of(const Shop& shop, const Question& question, std::int64_t weeks,
                           const ForecastOptions& options) {
  const auto words = question.text_given("model");
  std::vector<Line> lines;
  for (const auto& product : shop.products) {
    if (!product.active || (!words.empty() && !is_named(product, words))) continue;
    Weeks known = product.weeks;
    const auto over = static_cast<std::int64_t>(known.units.size()) - weeks;
    if (over > 0) known.units.erase(known.units.begin(), known.units.begin() + over);
    Line line{&product, forecast_of(known, false, options)};
    if (!words.empty() || line.forecast.profile.demands > 0) lines.push_back(std::move(line));
  }
  return lines;
}

Answer& begin(Answer& answer, const Product& product) {
  return answer.row().exact(product.id).text_or_null(product.model).text_or_null(product.name);
}

std::optional<std::int64_t> percent(double part, double whole) {
  return whole > 0 ? std::optional<std::int64_t>(std::llround(100 * part / whole)) : std::nullopt;
}

constexpr const char* totals_of_months =
    "The shop has too few orders to tell weeks apart: these are totals of longer times, and classes say "
    "little.";

}  // namespace

Answer demand_class_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto wanted = question.text_given("demand");
  auto lines = lines_of(shop, question, question.integer_given("weeks", weeks_known), {});
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::pair(-a.product->sold_12_months, a.product->id) <
           std::pair(-b.product->sold_12_months, b.product->id);
  });
  Answer answer(question, {"products_id", "model", "name", "demand", "method", "adi", "cv2", "weeks",
                           "weeks_sold", "week_mean", "units_sold", "available", "remark"});
  std::array<std::int64_t, 5> counts{};
  for (const auto& [product, forecast] : lines) {
    const auto& profile = forecast.profile;
    ++counts.at(static_cast<std::size_t>(profile.kind));
    if (!wanted.empty() && wanted != name_of(profile.kind)) continue;
    const bool sold = profile.demands > 0;
    begin(answer, *product).text(name_of(profile.kind)).text(name_of(forecast.method));
    answer.number(sold ? std::optional(profile.adi) : std::nullopt);
    answer.number(sold ? std::optional(profile.cv2) : std::nullopt);
    answer.exact(profile.periods).exact(profile.demands).number(profile.mean);
    answer.exact(product->sold_12_months).exact(product->available);
    answer.text_or_null(profile.ageing ? "fading" : forecast.short_history ? "short history" : "");
  }
  for (const auto kind :
       {DemandClass::smooth, DemandClass::erratic, DemandClass::intermittent, DemandClass::lumpy})
    answer.total(std::string(name_of(kind)) + "_products", counts.at(static_cast<std::size_t>(kind)));
  if (!shop.weekly()) answer.warn(totals_of_months);
  return answer;
}

Answer forecast_accuracy_step(const Question& question) {
  const auto shop = shop_of(question);
  ForecastOptions options;
  options.test_weeks = static_cast<int>(question.integer_given("weeks", 8));
  auto lines = lines_of(shop, question, weeks_known, options);
  std::erase_if(lines, [](const Line& line) { return line.forecast.accuracy.weeks == 0; });
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::pair(-a.forecast.accuracy.error, a.product->id) <
           std::pair(-b.forecast.accuracy.error, b.product->id);
  });
  Answer answer(question, {"products_id", "model", "name", "wape", "bias", "tracking_signal", "actual",
                           "forecast", "error", "method", "demand", "test_weeks", "remark"});
  double actual = 0, forecast_sum = 0, error = 0;
  std::int64_t biased = 0;
  constexpr double signal_limit = 4;  // customary: beyond it a forecast is off to one side, not by chance
  for (const auto& [product, forecast] : lines) {
    const auto& accuracy = forecast.accuracy;
    // Where nothing was sold every forecast was too high, and by so little that it says nothing.
    const double signal = accuracy.wape ? accuracy.tracking_signal.value_or(0) : 0;
    actual += accuracy.actual, forecast_sum += accuracy.forecast, error += accuracy.error;
    biased += std::fabs(signal) > signal_limit;
    begin(answer, *product).number(accuracy.wape).number(accuracy.bias).number(accuracy.tracking_signal);
    answer.number(accuracy.actual).number(accuracy.forecast).number(accuracy.error);
    answer.text(name_of(forecast.method)).text(name_of(forecast.profile.kind)).exact(accuracy.weeks);
    answer.text_or_null(signal > signal_limit    ? "forecasts too little"
                        : signal < -signal_limit ? "forecasts too much"
                                                 : "");
  }
  answer.total("wape_all", percent(error, actual));
  answer.total("bias_all", percent(forecast_sum - actual, actual));
  answer.total("biased", biased);
  if (!shop.weekly()) answer.warn(totals_of_months);
  return answer;
}

}  // namespace garden::inventory::steps
