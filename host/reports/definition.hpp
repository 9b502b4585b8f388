// Definition: a report of an agent, as its YAML file declares it: which queries, in which order, and how each
// is shown.
//
// A report is read every morning, so it says the same things in the same order, what is new first, and fits
// on one screen. It is made without any language model. Its file is checked against the agent's queries when
// the store is loaded. Threads: loading [any]; a loaded Definition never changes.
#pragma once
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "config/problem.hpp"
#include "queries/catalogue.hpp"

namespace garden::reports {

struct Section {
  enum class Lines { none, fresh, all };
  std::string name, title;
  std::string query;  // empty: changes_of
  base::Json params = base::Json::object();
  std::string changes_of;                   // another section
  std::string stock;                        // column that rises when advice was followed
  base::Json where = base::Json::object();  // column -> values that it may have
  std::vector<std::string> once;            // of rows that are the same in these columns only the first
  std::vector<std::string> key;             // columns that tell which row is the same as yesterday
  std::string rank;  // column whose largest values come first; empty: the query's order
  Lines lines = Lines::none;
  std::size_t rows = 5;                                   // lines at most
  std::string line, say, say_first, say_same, say_empty;  // templates (queries/sentences.hpp)
  std::string quiet;                                      // its part of a quiet day's line
  bool news = true;                                       // whether its new rows make a day not quiet
};

struct Definition {
  std::string name, title, description, prose, file;
  std::size_t lines_max = 45;
  std::vector<Section> sections;
};

// The reports of a folder, by name; none when it is not there. All that is wrong with any of them, else.
std::expected<std::vector<Definition>, config::Problems> load_reports(const std::filesystem::path& folder,
                                                                      const queries::Catalogue& catalogue);

// Columns whose sum a section's texts use: {sum.revenue}.
std::vector<std::string> summed_columns(const Section& section);

}  // namespace garden::reports
