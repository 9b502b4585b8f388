// Schema: is a JSON value of the shape it should be, and if not, what would the author have to change?
//
// One small validator serves configuration files, plugin configurations, tool arguments and HTTP bodies. It
// takes a subset of JSON Schema 2020-12: type, properties, required, additionalProperties, propertyNames,
// minProperties, maxProperties, items, prefixItems, minItems, maxItems, uniqueItems, enum, const, minimum,
// maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength, format, $ref (local), allOf,
// anyOf, oneOf, if/then/else, default, $defs, and the annotations $schema $id $comment title description
// examples deprecated writeOnly. No `pattern`: named formats instead (formats.hpp). Keywords of our own:
// `x-minimum` and `x-maximum` bound a duration or a size ("1s", "1MiB"); `x-inactive: true` marks a property
// that is accepted but does nothing yet. Any other keyword is an error when the schema is loaded: a rule that
// is silently not checked is worse than none.
//
// All faults are found at once, work and depth are bounded whatever schema and value say, and nothing throws.
// Threads: a Schema never changes after parse, all calls [any].
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "config/problem.hpp"

namespace garden::config {

// One thing wrong with a value.
struct Fault {
  std::string pointer;  // of the value, or of the unknown key
  std::string message;  // "port must be a whole number, not text"
  std::string advice;   // "write it without quotes"; may be empty
  Severity severity = Severity::error;
  bool at_key = false;  // the key itself is what is wrong
};

struct CheckOptions {
  // The scalar there is known to be missing: it satisfies everything. Empty: none.
  std::function<bool(std::string_view pointer)> missing;
  // The text there came from a substitution: it may be converted to what `type` wants, and is never quoted.
  std::function<bool(std::string_view pointer)> substituted;
};

struct Checked {
  base::Json value;           // a copy with defaults filled in and substitutions converted
  std::vector<Fault> faults;  // at most 100
  bool ok() const;            // no fault of severity error
  std::string text() const;   // "/port: must be ..., ..." a line each
};

class Schema {
 public:
  // Finds the text of another schema file for `$ref: "host.schema.json#/..."`; empty view: there is none.
  using Source = std::function<std::string_view(std::string_view file)>;

  // Code::invalid with the place inside the schema, for anything outside the subset. Without a source only
  // local references are taken.
  static base::Result<Schema> parse(std::string_view text, const Source& source = {});
  static base::Result<Schema> make(const base::Json& schema, const Source& source = {});

  Checked check(const base::Json& value, const CheckOptions& options = {}) const;

  Schema(const Schema&);
  Schema& operator=(const Schema&);
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

 private:
  struct Rules;  // the compiled form
  explicit Schema(std::shared_ptr<const Rules> rules);
  std::shared_ptr<const Rules> rules_;  // shared by copies: the rules never change
};

// The schemas of our own files, built into the program: embedded_schema("store.schema.json").
// An empty view when there is none of that name.
std::string_view embedded_schema(std::string_view file);
// Parsed with references among the embedded ones. Code::not_found, or Code::invalid.
base::Result<Schema> load_embedded_schema(std::string_view file);

}  // namespace garden::config
