// get_demand_forecast: what each product will sell, by which method, and how well that method did.
#include <algorithm>
#include <cmath>

#include "forecast/forecast.hpp"
#include "queries/shop.hpp"
#include "queries/steps.hpp"

namespace garden::inventory::steps {
namespace {

struct Line {
  const Product* product = nullptr;
  Forecast forecast;
  double units = 0;  // in the horizon
};

// The mean of so many days: whole weeks, and a share of the last.
double units_in(const Forecast& forecast, std::int64_t days) {
  double units = 0;
  for (const auto& week : forecast.weeks) {
    if (days <= 0) break;
    units += week.mean * static_cast<double>(std::min<std::int64_t>(days, 7)) / 7;
    days -= 7;
  }
  return units;
}

void write(Answer& answer, const Line& line) {
  const auto& [product, forecast, units] = line;
  const auto week = forecast.weeks.empty() ? WeekAhead{} : forecast.weeks.front();
  const bool sold = forecast.profile.demands > 0;
  auto of_sold = [sold](double value) { return sold ? std::optional(value) : std::nullopt; };
  answer.row().exact(product->id).text_or_null(product->model).text_or_null(product->name);
  answer.number(units).number(week.mean).number(week.p50).number(week.p90);
  answer.text(name_of(forecast.profile.kind)).text(name_of(forecast.method));
  answer.number(forecast.accuracy.wape).number(forecast.accuracy.bias);
  answer.number(forecast.accuracy.tracking_signal);
  answer.number(of_sold(forecast.profile.adi)).number(of_sold(forecast.profile.cv2));
  answer.exact(forecast.profile.periods).exact(product->sold_12_months).exact(product->available);
  answer.text_or_null(forecast.profile.ageing ? "fading" : forecast.short_history ? "short history" : "");
}

}  // namespace

Answer demand_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto words = question.text_given("model");
  const auto horizon = question.integer_given("horizon", 60);
  ForecastOptions options;
  options.weeks = static_cast<int>((horizon + 6) / 7);
  std::vector<Line> lines;
  double all = 0, actual = 0, error = 0, signed_error = 0;
  for (const auto& product : shop.products) {
    if (!product.active || (!words.empty() && !is_named(product, words))) continue;
    Line line{&product, forecast_of(product.weeks, false, options), 0};
    if (words.empty() && line.forecast.profile.demands == 0) continue;
    line.units = units_in(line.forecast, horizon);
    all += line.units;
    actual += line.forecast.accuracy.actual;
    error += line.forecast.accuracy.error;
    signed_error += line.forecast.accuracy.forecast - line.forecast.accuracy.actual;
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::pair(-a.units, a.product->id) < std::pair(-b.units, b.product->id);
  });
  Answer answer(question, {"products_id", "model", "name", "units", "week_mean", "week_p50", "week_p90",
                           "demand", "method", "wape", "bias", "tracking_signal", "adi", "cv2", "weeks",
                           "units_sold", "available", "remark"});
  for (const auto& line : lines) write(answer, line);
  auto percent = [actual](double value) {
    return actual > 0 ? std::optional<std::int64_t>(std::llround(100 * value / actual)) : std::nullopt;
  };
  answer.total("total_units", std::llround(1000 * all));
  answer.total("wape_all", percent(error));
  answer.total("bias_all", percent(signed_error));
  return answer;
}

}  // namespace garden::inventory::steps
