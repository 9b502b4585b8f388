#include "answers/golden_answers.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "queries/render.hpp"

namespace garden::testing {
namespace {
namespace fs = std::filesystem;

const fs::path folder = fs::path(GARDEN_SOURCE_DIR) / "tests/answers/golden";

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
base::Json result(const std::string& name) {
  return base::parse_json(text_of(folder / "results" / (name + ".json"))).value();
}
std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  std::istringstream words(list);
  for (std::string word; words >> word;) {
    std::erase(word, ',');
    names.push_back(word);
  }
  return names;
}

}  // namespace

std::vector<GoldenAnswer> golden_answers() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<GoldenAnswer> all;
  for (const auto& file : files) {
    GoldenAnswer golden;
    golden.name = file.stem();
    std::istringstream lines(text_of(file));
    for (std::string line; std::getline(lines, line) && !line.empty();) {
      auto value = line.substr(line.find(": ") + 2);
      if (line.starts_with("question:")) golden.evidence.add_text(value);
      if (line.starts_with("results:"))
        for (const auto& name : names_in(value)) golden.evidence.add_result(result(name));
      if (line.starts_with("context:"))  // a turn's context is Markdown
        for (const auto& name : names_in(value))
          golden.evidence.add_markdown(queries::to_markdown(queries::result_from_json(result(name)).value()));
    }
    // Thresholds of the shop, as the agent's settings hold them.
    golden.evidence.add_values({{"critical_days", 14}, {"urgent_days", 28}, {"lead_time_days", 35}});
    std::ostringstream text;
    text << lines.rdbuf();
    golden.text = text.str();
    all.push_back(std::move(golden));
  }
  return all;
}

}  // namespace garden::testing
