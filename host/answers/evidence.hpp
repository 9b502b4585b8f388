// Evidence: everything that the numbers of one answer may come from: the rows that were looked up, the
// context, the question, parameters and thresholds.
//
// It is gathered while a turn works and looked at once, at its end (number_check.hpp), so adding is cheap:
// cells as doubles by column, and of the first rows the words that name them. What many turns share (a
// context, an agent's settings) is read and sorted once for them: add(other) takes it over without a copy.
// Bounded: cells beyond `evidence_cells_max` are not taken. Threads: a value; what add(other) shares is
// [any], and must not be added to any more.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace garden::answers {

class RowFinder;
class Sources;

inline constexpr std::size_t evidence_cells_max = 500'000;  // 4 MB; a turn's largest tables and some more
inline constexpr std::size_t named_rows_max = 200;  // of one table: that an answer may speak of by name

// What a column counts. `unknown`: it is not declared; it fits everything.
enum class Measure : std::uint8_t { unknown, amount, money, percent, ratio, identifier };

struct EvidenceColumn {
  std::string name, unit;
  Measure measure = Measure::unknown;
  std::vector<double> cells;  // one a row; NaN: no number
  bool is_summable = true;    // a pace or a cover is not: its sum says nothing
};

struct EvidenceTable {
  std::vector<EvidenceColumn> columns;  // those with numbers
  std::vector<std::vector<std::string>>
      names;                           // of the first rows: words, lower case, of each text cell joined
  std::vector<EvidenceColumn> totals;  // one cell each
  std::vector<double> counts;          // of rows, of equal texts
  std::vector<double> distances;       // days from dates to today
  std::size_t rows = 0;
};

struct EvidencePart {
  EvidencePart();
  ~EvidencePart();
  std::vector<EvidenceTable> tables;
  std::vector<double> loose;  // numbers without unit and place
  std::vector<double>
      thresholds;  // of them those that somebody asked with: of the question, parameters, settings
  std::size_t cells = 0;

  // Made when first asked for; nothing may be added from then on.
  const Sources& sources() const;
  const std::vector<RowFinder>& finders() const;  // of each table

 private:
  mutable std::once_flag sorted_, turned_;
  mutable std::unique_ptr<const Sources> sources_;
  mutable std::vector<RowFinder> finders_;
};

class Evidence {
 public:
  // The envelope of a query or of a library's tool: {"columns", "rows"} and what stands around them; any
  // other JSON is taken for its numbers.
  void add_result(const base::Json& envelope);
  // Text with tables, as queries::to_markdown() writes them: a context.
  void add_markdown(std::string_view markdown);
  // Every number in a text: a question.
  void add_text(std::string_view text);
  // The same for a text that nobody asked with: an example, a sentence of a result.
  void add_mentioned(std::string_view text);
  // Every number in a value, those in its texts included: parameters, settings.
  void add_values(const base::Json& value);
  void add(const Evidence& other);

  std::size_t cells() const;
  const std::vector<std::shared_ptr<const EvidencePart>>& parts() const { return parts_; }

 private:
  EvidencePart& own();
  void take(EvidenceTable table);

  std::vector<std::shared_ptr<const EvidencePart>> parts_;  // co-owners: copies of this value, and others
  std::shared_ptr<EvidencePart> own_;                       // one of parts_, or null; shared with copies
};

// The words of a text that can name something, lower case: letters and digits, two or more characters.
std::vector<std::string> words_of(std::string_view text);

}  // namespace garden::answers
