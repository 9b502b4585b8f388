// agent-garden db demo | import: databases to try the product with.
#include "cli/commands.hpp"

#include <filesystem>
#include <utility>

#include "base/civil_time.hpp"
#include "shop_data/demo.hpp"
#include "shop_data/import.hpp"

namespace garden::cli {
namespace {
namespace fs = std::filesystem;

constexpr const char* demo_timezone = "America/Los_Angeles";  // of config/demo.yaml

std::string now_text(const char* timezone) {
  auto zone = base::TimeZone::load(timezone);
  base::SystemClock clock;
  return (zone ? *zone : base::TimeZone::utc()).local_text(clock.wall());
}

// Whether the file was made on an earlier day: a demo shop whose orders end yesterday has no orders "today".
bool is_stale(const fs::path& file) {
  std::error_code error;
  auto made = fs::last_write_time(file, error);
  if (error) return true;
  auto wall = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::file_clock::to_sys(made));
  auto zone = base::TimeZone::load(demo_timezone).value_or(base::TimeZone::utc());
  return zone.local_day(wall) != zone.local_day(base::SystemClock().wall());
}

}  // namespace

int database_demo(const DatabaseDemo& command, const Terminal& terminal) {
  if (command.if_stale && !is_stale(command.file)) return exit_done;
  shop_data::DemoOptions options;
  options.path = command.file;
  options.seed = command.seed;
  options.as_of = command.as_of.empty() ? now_text(demo_timezone)
                                        : command.as_of + (command.as_of.size() == 10 ? " 18:00:00" : "");
  options.force = command.force;
  if (command.schema == "woocommerce") {
    options.tables = shop_data::ShopTables::woocommerce;
    options.whole_units = true;
  }
  options.progress = progress_on(terminal);
  auto made = shop_data::make_demo_shop(options);
  if (!made) {
    complain("error: " + made.error().text());
    return made.error().code == base::Code::invalid ? exit_wrong_use : exit_failed;
  }
  print("Demo shop " + made->path.string() + ": " + std::to_string(made->products) + " products, " +
        std::to_string(made->orders) + " orders from " + made->first_order.substr(0, 10) + " to " +
        made->last_order.substr(0, 10) + "\n");
  return exit_done;
}

int database_import(const DatabaseImport& command, const Terminal& terminal) {
  auto name = command.name.empty() ? fs::path(command.file).stem().string() : command.name;
  shop_data::ImportOptions options;
  options.file = command.file;
  options.database = fs::path(command.directory) / (name + ".db");
  options.mapping = command.mapping;
  options.as_of = command.as_of.empty() ? now_text("UTC")
                                        : command.as_of + (command.as_of.size() == 10 ? " 18:00:00" : "");
  options.strict = command.strict;
  options.force = command.force;
  options.progress = progress_on(terminal);
  auto report = shop_data::import_inventory(options);
  if (!report) {
    complain("error: " + report.error().text());
    return report.error().code == base::Code::invalid ? exit_wrong_use : exit_failed;
  }
  for (const auto& row : report->rejected)
    complain(command.file + ":" + std::to_string(row.line) + ": not taken: " + row.reason +
             (row.advice.empty() ? "" : "; " + row.advice));
  for (const auto& note : report->notes) complain("note: " + note);
  print("Imported " + std::to_string(report->rows_taken) + " of " + std::to_string(report->rows_read) +
        " rows (" + std::to_string(report->products) + " products) into " + report->database.string() + "\n");
  for (const auto& assumption : report->assumptions) print("Assumed: " + assumption + "\n");
  print("Ask it: agent-garden ask --config " + report->store_yaml.string() +
        " \"What should I reorder first?\"\n");
  return exit_done;
}

}  // namespace garden::cli
