// Goal: every number of a forecast is the one its formulas give. Method: 900 made-up series of all kinds
// (steady, rare, wild, fading, seasonal, with weeks out of stock) are forecast here and by
// forecast_reference.py, which shares no code and works by definition instead of by update; each class,
// choice, accuracy and forecast must agree.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>

#include "forecast/forecast.hpp"
#include "support/temp_dir.hpp"

using namespace garden::inventory;

namespace {
struct Series {
  std::vector<double> weeks;
  bool discontinued = false;
};

// Kinds by turn; sizes in quarters, so that both sides read the same number.
Series made_up(int number) {
  std::mt19937 random(static_cast<unsigned>(number) * 7919 + 1);
  auto share = [&random] { return static_cast<double>(random() % 10'000) / 10'000; };
  const int kind = number % 6;
  const int lengths[] = {1, 3, 4, 9, 16, 30, 52, 104, 112};
  const int length = kind == 4 ? 110 : lengths[static_cast<std::size_t>(number / 6) % 9];
  Series series;
  series.discontinued = number % 17 == 0;
  for (int week = 0; week < length; ++week) {
    double units = 0;
    if (kind == 0) units = 10 + 4 * share();                                          // steady
    if (kind == 1) units = share() < 0.25 ? 1 + 2 * share() : 0;                      // rare
    if (kind == 2) units = share() < 0.9 ? std::exp(3 * share()) : 0;                 // wild
    if (kind == 3) units = share() < 0.4 - 0.006 * week ? std::exp(3 * share()) : 0;  // fading
    if (kind == 4) units = 20 + 15 * std::sin(week * 0.120830) + 4 * share();         // seasonal
    if (kind == 5) units = share() < 0.1 ? 5 : 0;                                     // rarer
    units = std::round(units * 4) / 4;
    series.weeks.push_back(share() < 0.06 ? std::nan("") : units);
  }
  return series;
}

std::vector<std::string> reference(const std::vector<Series>& all) {
  garden::testing::TempDir folder;
  const auto file = folder.path() / "series.txt";
  {
    std::ofstream out(file);
    for (const auto& series : all) {
      if (series.discontinued) out << "d ";
      for (const double units : series.weeks) out << units << ' ';
      out << '\n';
    }
  }
  const std::string command =
      "python3 '" GARDEN_SOURCE_DIR "/tests/inventory/forecast_reference.py' < '" + file.string() + "'";
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  for (char part[4096]; std::fgets(part, sizeof part, pipe) != nullptr;) text += part;
  REQUIRE(pclose(pipe) == 0);
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void compare(const Series& series, const std::string& line) {
  INFO(line);
  std::istringstream fields(line);
  auto text = [&fields] {
    std::string field;
    std::getline(fields, field, '\t');
    return field;
  };
  auto close = [&text](double ours) {
    const std::string field = text();
    INFO("expected " << field);
    CHECK(ours == Approx(std::stod(field)).epsilon(1e-9).margin(1e-9));
  };
  Weeks weeks;
  weeks.units = series.weeks;
  const auto forecast = forecast_of(weeks, series.discontinued);
  const auto& profile = forecast.profile;
  CHECK(name_of(profile.kind) == text());
  close(profile.adi);
  close(profile.cv2);
  close(profile.mean);
  close(profile.deviation);
  close(profile.silence_chance);
  CHECK(name_of(forecast.method) == text());
  close(forecast.alpha);
  close(forecast.beta);
  close(forecast.weeks.at(0).mean);
  if (forecast.method == Method::none)
    text();
  else
    close(forecast.deviation_per_day * std::sqrt(7.0));
  close(forecast.accuracy.weeks);
  for (const auto& share : {forecast.accuracy.wape, forecast.accuracy.bias}) {
    const std::string field = text();
    INFO("expected " << field);
    CHECK(share.has_value() == (field != "-"));
    if (share) CHECK(*share == Approx(std::stod(field)).epsilon(1e-9).margin(1e-9));
  }
}
}  // namespace

TEST_CASE("forecast: the same numbers as a second implementation") {
  std::vector<Series> all;
  for (int number = 0; number < 900; ++number) all.push_back(made_up(number));
  const auto lines = reference(all);
  REQUIRE(lines.size() == all.size());
  for (std::size_t at = 0; at < all.size(); ++at) {
    INFO("series " << at);
    compare(all[at], lines[at]);
  }
  // What was compared must hold every method, or the agreement says little.
  std::string text;
  for (const auto& line : lines) text += line;
  for (const char* method : {"smooth\t", "erratic", "intermittent", "lumpy", "exponential smoothing",
                             "seasonal naive", "SBA", "TSB", "none", "mean"}) {
    INFO(method);
    CHECK(text.find(method) != text.npos);
  }
}
