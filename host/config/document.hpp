// Document: one YAML file (and what it extends) as a value, with the place of every key and value remembered.
//
// YAML lets a file mean what its author did not: duplicate keys, `no` as a boolean, anchors that explode,
// second documents nobody reads. So only the plain part of YAML is taken. Everything in quotes is text; of
// the rest only what JSON would call true, false, null or a number is typed (`no`, `on`, `012`, `1_000`,
// dates are text). Duplicate keys, anchors, aliases, merge keys, tags and further documents are refused by
// name.
//
// `extends: base.yaml` (or a list; paths are relative to the file) merges the file over its bases: maps
// merge, lists and scalars replace, a key set to null removes what was inherited. `${NAME}`,
// `${NAME:-default}` and
// `${file:PATH}` are replaced inside scalars after parsing, so any character in a value survives; `$$` is a
// dollar sign. A scalar with a substitution is text; where a schema wants a number or a boolean it is
// converted (Schema). A name without a value makes the scalar null and *missing*: what that means is the
// reader's choice. Whatever came from outside counts as secret and never appears in a problem or in
// redacted().
//
// Threads: a loaded Document never changes, [any]; loading reads files and blocks.
#pragma once
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "config/environment.hpp"
#include "config/problem.hpp"
#include "config/schema.hpp"

namespace garden::config {

struct LoadOptions {
  Environment environment = no_environment();
  bool substitute = true;  // false: `$` means nothing (files that hold SQL or code)
  bool extends = true;     // false: `extends` is a key like any other
  std::size_t bytes_max = base::limits::config_file_bytes_max;  // of one file
};

// A scalar whose substitution found nothing.
struct Missing {
  std::string pointer;
  std::string reason;  // "GOOGLE_API_KEY is not set", "the file secrets/key cannot be read"
};

class Document {
 public:
  using Loaded = std::expected<Document, Problems>;

  static Loaded load_file(const std::filesystem::path& path, const LoadOptions& options = {});
  // `file` is the name problems carry; relative paths inside start at its folder.
  static Loaded load_text(std::string_view text, const std::string& file, const LoadOptions& options = {});

  const base::Json& value() const { return value_; }
  const std::string& file() const { return files_.front(); }
  // The file itself first, then all it extends, by the names problems carry.
  const std::vector<std::string>& files() const { return files_; }

  // Where the value at `pointer` stands; for a pointer into nothing, the nearest that contains it.
  Position position(std::string_view pointer) const;
  // Where its key stands; for an item of a list the same as position().
  Position key_position(std::string_view pointer) const;
  // The path in the scalar at `pointer`, relative paths being relative to the file that says it.
  std::filesystem::path path_at(std::string_view pointer) const;

  Problem at(std::string_view pointer, std::string message, std::string advice = {},
             Severity severity = Severity::error) const;
  Problem at_key(std::string_view pointer, std::string message, std::string advice = {},
                 Severity severity = Severity::error) const;

  const std::vector<Missing>& missing() const { return missing_; }
  // The first missing scalar at or below `pointer`, or null.
  const Missing* missing_below(std::string_view pointer) const;
  bool substituted(std::string_view pointer) const;  // came (in part) from `${...}`
  // For showing: a substituted scalar as it was written ("${GOOGLE_API_KEY}"), plain text under a key that
  // sounds secret (password, token, api_key, ...) as "***".
  base::Json redacted() const;

  // Checks the value below `pointer` against `schema`. Gives the value with defaults filled in and
  // substituted scalars converted; faults become problems here, warnings included. Missing scalars satisfy
  // everything.
  base::Json check(const Schema& schema, Problems& problems, std::string_view pointer = {}) const;

 private:
  struct Mark {
    std::uint32_t file = 0, line = 0, column = 0;
  };
  struct Place {
    Mark key, value;
  };
  friend class DocumentBuilder;

  Position position_of(const Mark& mark) const;
  const Place& nearest(std::string_view pointer) const;

  base::Json value_;
  std::vector<std::string> files_{""};
  std::map<std::string, Place, std::less<>> places_;
  std::map<std::string, std::string, std::less<>> substituted_;  // pointer -> as written
  std::vector<Missing> missing_;
};

}  // namespace garden::config
