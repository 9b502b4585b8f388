#include "reports/definition.hpp"

#include <algorithm>
#include <system_error>

#include "config/agent_config.hpp"
#include "config/pointer.hpp"
#include "config/suggest.hpp"
#include "queries/parameters.hpp"
#include "queries/sentences.hpp"

namespace garden::reports {
namespace {
namespace fs = std::filesystem;
using base::Json;

Section section_of(const Json& value) {
  Section section;
  section.name = base::text_at(value, "name");
  section.title = base::text_at(value, "title");
  section.query = base::text_at(value, "query");
  section.params = base::member(value, "params");
  section.changes_of = base::text_at(value, "changes_of");
  section.stock = base::text_at(value, "stock");
  section.where = base::member(value, "where");
  for (const auto& name : base::member(value, "once")) section.once.push_back(name.get<std::string>());
  for (const auto& name : base::member(value, "key")) section.key.push_back(name.get<std::string>());
  section.rank = base::text_at(value, "rank");
  auto lines = base::text_at(value, "lines");
  section.lines = lines == "all"   ? Section::Lines::all
                  : lines == "new" ? Section::Lines::fresh
                                   : Section::Lines::none;
  section.rows = static_cast<std::size_t>(base::integer_at(value, "rows", 5));
  section.line = base::text_at(value, "line");
  section.say = base::text_at(value, "say");
  section.say_first = base::text_at(value, "say_first");
  section.say_same = base::text_at(value, "say_same");
  section.say_empty = base::text_at(value, "say_empty");
  section.quiet = base::text_at(value, "quiet");
  section.news = base::boolean_at(value, "news", true);
  return section;
}

// Whether a section is about something that such a shop does not have.
bool is_left_out(const Section& section, const Definition& made, const queries::Catalogue& catalogue) {
  if (!catalogue.schema()) return false;
  auto source = std::ranges::find(made.sections, section.changes_of, &Section::name);
  const auto& query = section.query.empty() && source != made.sections.end() ? source->query : section.query;
  return std::ranges::find(catalogue.schema()->without(), query) != catalogue.schema()->without().end();
}

// What the schema cannot see: names that have to exist.
class Checker {
 public:
  Checker(const config::Document& document, const Definition& made, const queries::Catalogue& catalogue,
          config::Problems& problems)
      : document_(document), made_(made), catalogue_(catalogue), problems_(problems) {}

  void check() {
    auto stem = fs::path(document_.file()).stem().string();
    if (stem != made_.name)
      complain("/name", "the file is called " + stem + ".yaml", "name the report " + stem);
    for (std::size_t i = 0; i < made_.sections.size(); ++i)
      if (!is_left_out(made_.sections[i], made_, catalogue_)) check_section(i);
  }

 private:
  void complain(const std::string& pointer, std::string message, std::string advice = {}) {
    problems_.push_back(document_.at(pointer, std::move(message), std::move(advice)));
  }

  void check_section(std::size_t index) {
    const auto& section = made_.sections[index];
    auto here = config::child("/sections", index);
    auto before = made_.sections.begin() + static_cast<std::ptrdiff_t>(index);
    if (std::any_of(made_.sections.begin(), before,
                    [&](const auto& one) { return one.name == section.name; }))
      complain(here + "/name", "there are two sections " + section.name, "name one of them differently");
    if (section.query.empty() == section.changes_of.empty())
      return complain(here, "a section shows either a query or changes_of", "give it one of them");
    const auto* source = &section;
    if (!section.changes_of.empty()) {
      auto other = std::ranges::find(made_.sections, section.changes_of, &Section::name);
      if (other == made_.sections.end() || other->query.empty())
        return complain(here + "/changes_of", "there is no section " + section.changes_of + " with a query");
      if (other->key.empty())
        complain(here + "/changes_of", "the section " + section.changes_of + " has no key to compare by");
      source = &*other;
    }
    auto query = catalogue_.get(source->query);
    if (!query) return section.query.empty() ? void() : complain(here + "/query", query.error().message);
    if (!section.query.empty()) check_params(here, section, **query);
    for (std::size_t i = 0; i < section.key.size(); ++i)
      want_column(config::child(here + "/key", i), section.key[i], **query);
    for (std::size_t i = 0; i < section.once.size(); ++i)
      want_column(config::child(here + "/once", i), section.once[i], **query);
    for (const auto& [name, values] : section.where.items())
      want_column(config::child(here + "/where", name), name, **query);
    if (!section.rank.empty()) want_column(here + "/rank", section.rank, **query);
    if (!section.stock.empty()) want_column(here + "/stock", section.stock, **query);
    check_texts(here, section, **query);
  }

  void check_params(const std::string& here, const Section& section, const queries::Definition& query) {
    auto checked = queries::check_parameters(query.parameters, section.params);
    if (checked) return;
    for (const auto& problem : checked.error()) complain(here + "/params" + problem.pointer, problem.detail);
  }

  static bool has_column(const queries::Definition& query, std::string_view name) {
    return std::ranges::any_of(query.columns, [&](const auto& column) { return column.name == name; });
  }
  void want_column(const std::string& pointer, const std::string& name, const queries::Definition& query) {
    if (has_column(query, name)) return;
    std::vector<std::string> known;
    for (const auto& column : query.columns) known.push_back(column.name);
    complain(pointer, query.name + " has no column " + name, config::suggestion(name, known));
  }

  void check_texts(const std::string& here, const Section& section, const queries::Definition& query) {
    if (section.lines != Section::Lines::none && section.line.empty())
      complain(here, "lines need a `line`", "say how a row is shown");
    if (section.say.empty() && section.line.empty()) complain(here, "a section needs `say` or `line`");
    for (auto [key, text] : {std::pair{"line", &section.line},
                             {"say", &section.say},
                             {"say_first", &section.say_first},
                             {"say_same", &section.say_same},
                             {"say_empty", &section.say_empty},
                             {"quiet", &section.quiet}}) {
      auto names = queries::template_names(*text);
      if (!names) {
        complain(here + "/" + key, names.error());
        continue;
      }
      for (const auto& name : *names)
        if (!(std::string_view(key) == "line" ? is_of_row(name, query) : is_of_section(name, query)))
          complain(here + "/" + key, "{" + name + "} is no value of this section");
    }
  }
  static bool is_of_row(const std::string& name, const queries::Definition& query) {
    return name == "currency" || has_column(query, name);
  }
  static bool is_of_section(const std::string& name, const queries::Definition& query) {
    for (const char* known : {"rows", "total", "new", "still", "gone", "since_day", "day", "summary",
                              "currency", "advised", "followed", "since", "until"})
      if (name == known) return true;
    for (std::string_view prefix : {"first.", "sum."})
      if (name.starts_with(prefix)) return has_column(query, std::string_view(name).substr(prefix.size()));
    auto is_name = [&](const auto& one) { return one.name == name; };
    return std::ranges::any_of(query.parameters, is_name) || std::ranges::any_of(query.totals, is_name);
  }

  const config::Document& document_;
  const Definition& made_;
  const queries::Catalogue& catalogue_;
  config::Problems& problems_;
};

std::expected<Definition, config::Problems> load_one(const fs::path& file,
                                                     const queries::Catalogue& catalogue) {
  config::LoadOptions plain;
  plain.substitute = false;
  plain.extends = false;
  auto loaded = config::load_checked(file, "report.schema.json", plain);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  const auto& value = loaded->value;
  Definition made;
  made.name = base::text_at(value, "name");
  made.title = base::text_at(value, "title");
  made.description = base::text_at(value, "description");
  made.prose = base::text_at(value, "prose");
  made.file = file.string();
  made.lines_max = static_cast<std::size_t>(base::integer_at(value, "lines_max", 45));
  for (const auto& section : base::member(value, "sections")) made.sections.push_back(section_of(section));
  auto problems = std::move(loaded->warnings);
  Checker(*loaded->document, made, catalogue, problems).check();
  if (config::has_errors(problems)) {
    config::arrange(problems);
    return std::unexpected(std::move(problems));
  }
  auto sections = made.sections;
  std::erase_if(sections, [&](const Section& section) { return is_left_out(section, made, catalogue); });
  made.sections = std::move(sections);
  return made;
}

}  // namespace

std::vector<std::string> summed_columns(const Section& section) {
  std::vector<std::string> columns;
  for (const auto* text : {&section.say, &section.say_first, &section.say_same, &section.quiet})
    if (auto names = queries::template_names(*text))
      for (const auto& name : *names)
        if (name.starts_with("sum.")) columns.push_back(name.substr(4));
  return columns;
}

std::expected<std::vector<Definition>, config::Problems> load_reports(const fs::path& folder,
                                                                      const queries::Catalogue& catalogue) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (entry->path().extension() == ".yaml" && !entry->path().filename().string().starts_with('.'))
      files.push_back(entry->path());
  config::Problems problems;
  if (error)
    problems.push_back({.position = {folder.string()},
                        .message = "cannot be read: " + error.message(),
                        .advice = "check the folder's permissions"});
  std::ranges::sort(files);
  std::vector<Definition> all;
  for (const auto& file : files) {
    auto made = load_one(file, catalogue);
    if (made)
      all.push_back(std::move(*made));
    else
      problems.insert(problems.end(), made.error().begin(), made.error().end());
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return all;
}

}  // namespace garden::reports
