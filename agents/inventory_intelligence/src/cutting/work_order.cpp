#include "cutting/work_order.hpp"

#include <algorithm>
#include <cstdio>

namespace garden::inventory::cutting {
namespace {
std::string days_text(const std::optional<double>& days) {
  if (!days) return {};
  char text[40];
  std::snprintf(text, sizeof text, "%.1f", *days);
  return text;
}

// A cover for people: what nothing sells of has none.
std::string cover_text(const std::optional<double>& days) {
  return days ? days_text(days) + " d" : std::string("no sales");
}

std::string csv_cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos)
    text.insert(0, 1, '\'');
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

// Numbers are the caller's own and are not texts: a backlog keeps its minus.
std::string csv_row(const std::vector<std::string>& cells) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) row += (i == 0 ? "" : ",") + cells[i];
  return row + "\r\n";
}

std::string padded(const std::string& text, std::size_t width, bool right = false) {
  std::size_t shown = 0;
  for (char c : text) shown += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // characters, not bytes
  std::string blank(shown < width ? width - shown : 0, ' ');
  return right ? blank + text : text + blank;
}

std::string line_title(const Family& family, const WorkLine& line) {
  if (line.recipe) return family.recipes[*line.recipe].name;
  return family.sizes[line.source.size].name + " uncut -> 2 loose";
}

std::string signed_pieces(std::int64_t pieces) {
  return pieces > 0 ? "+" + std::to_string(pieces) : std::to_string(pieces);
}
}  // namespace

std::string quantity_text(std::int64_t quantity_m) {
  std::string sign = quantity_m < 0 ? "-" : "";
  auto size = quantity_m < 0 ? -quantity_m : quantity_m;
  auto text = sign + std::to_string(size / 1000);
  if (size % 1000 == 0) return text;
  auto fraction = std::to_string(1000 + size % 1000).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return text + "." + fraction;
}

std::string_view text_of(Why why) {
  switch (why) {
    case Why::off_zero: return "off zero";
    case Why::to_minimum: return "to its minimum";
    case Why::toward_minimum: return "toward its minimum";
    case Why::to_target: return "to its target";
    case Why::toward_target: return "toward its target";
    case Why::cut_on: return "to be cut on";
    case Why::byproduct: return "byproduct";
    case Why::split: return "split";
  }
  return {};
}

std::string_view text_of(Quality quality) {
  switch (quality) {
    case Quality::optimal: return "optimal";
    case Quality::best_found: return "best found";
    case Quality::given: return "given";
    case Quality::refused: return "refused";
  }
  return {};
}

std::string_view text_of(Breach breach) {
  switch (breach) {
    case Breach::unknown_recipe: return "unknown_recipe";
    case Breach::bad_count: return "bad_count";
    case Breach::not_enough: return "not_enough";
    case Breach::no_uncut: return "no_uncut";
    case Breach::below_minimum: return "below_minimum";
    case Breach::popular: return "popular";
    case Breach::too_many_cuts: return "too_many_cuts";
  }
  return {};
}

std::string work_order_csv_header() {
  return "family,family_name,line,recipe,cuts,source_sku,source_size,source_pieces,source_before,source_"
         "after,"
         "source_cover_before_days,source_cover_after_days,made_sku,made_size,made_pieces,made_before,made_"
         "after,"
         "made_cover_before_days,made_cover_after_days,why,quality\r\n";
}

std::string work_order_csv(const Family& family, const CutPlan& plan) {
  std::string rows;
  for (std::size_t n = 0; n < plan.lines.size(); ++n) {
    const auto& line = plan.lines[n];
    const auto& source = family.sizes[line.source.size];
    std::vector<std::string> head = {csv_cell(family.id),
                                     csv_cell(family.name),
                                     std::to_string(n + 1),
                                     csv_cell(line_title(family, line)),
                                     std::to_string(line.count),
                                     csv_cell(source.sku),
                                     csv_cell(source.name),
                                     std::to_string(line.source.pieces),
                                     quantity_text(line.source.before_m),
                                     quantity_text(line.source.after_m),
                                     days_text(line.source.before_days),
                                     days_text(line.source.after_days)};
    auto row = [&](std::vector<std::string> made, Why why) {
      auto cells = head;
      cells.insert(cells.end(), made.begin(), made.end());
      cells.emplace_back(text_of(why));
      cells.emplace_back(text_of(plan.quality));
      rows += csv_row(cells);
    };
    if (line.made.empty()) row(std::vector<std::string>(7), line.source.why);
    for (const auto& made : line.made) {
      const auto& size = family.sizes[made.size];
      row({csv_cell(size.sku), csv_cell(size.name), std::to_string(made.pieces), quantity_text(made.before_m),
           quantity_text(made.after_m), days_text(made.before_days), days_text(made.after_days)},
          made.why);
    }
  }
  return rows;
}

std::string work_order_text(const Family& family, const CutPlan& plan) {
  std::string text = (family.name.empty() ? family.id : family.name) + "\n";
  if (plan.quality == Quality::refused) return text + "  no plan: " + plan.fault + "\n";
  for (std::size_t n = 0; n < plan.lines.size(); ++n) {
    const auto& line = plan.lines[n];
    text += "  " + padded(std::to_string(n + 1), 2, true) + ". [ ] cut " + std::to_string(line.count) +
            " x " + line_title(family, line) + "\n";
    for (const auto& made : line.made)
      text += "          " + signed_pieces(made.pieces) + " " + family.sizes[made.size].name + ": " +
              std::string(text_of(made.why)) + "\n";
  }
  std::size_t width = 4;
  for (const auto& size : family.sizes) width = std::max(width, size.name.size());
  text += "  " + padded("size", width) + "  " + padded("stock", 8, true) + "  " + padded("after", 8, true) +
          "  " + padded("cover", 10, true) + "  " + padded("after", 10, true) + "  sku\n";
  for (const auto& outcome : plan.sizes) {
    const auto& size = family.sizes[outcome.size];
    text += "  " + padded(size.name, width) + "  " + padded(quantity_text(outcome.before_m), 8, true) + "  " +
            padded(quantity_text(outcome.after_m), 8, true) + "  " +
            padded(cover_text(outcome.before_days), 10, true) + "  " +
            padded(cover_text(outcome.after_days), 10, true) + "  " + size.sku + "\n";
  }
  for (const auto& violation : plan.violations) text += "  ! " + violation.text + "\n";
  for (const auto& note : plan.notes) text += "  - " + note + "\n";
  return text + "  " + std::to_string(plan.after.labour.cuts) + " cuts; " +
         std::string(text_of(plan.quality)) + "\n";
}

}  // namespace garden::inventory::cutting
