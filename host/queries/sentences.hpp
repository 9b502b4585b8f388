// Sentences: what a result says in words: its summary and its warnings, from templates in YAML.
//
// A template holds {name} for a value, and {name|one|many} for a value with its word: "{total|product is|
// products are}" becomes "1 product is" or "12 products are". Names: rows, total, since, until, every
// parameter and total of the query, and first.COLUMN, the value in the first row. Threads: pure functions
// [any].
#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "queries/definition.hpp"
#include "queries/result.hpp"

namespace garden::queries {

// The names a template uses, or what is wrong with it.
std::expected<std::vector<std::string>, std::string> template_names(std::string_view text);

// `values`: name -> value; a name without a value becomes "?" (the loader has checked the names).
std::string fill_template(std::string_view text, const base::Json& values);

// Fills result.summary and appends the warnings whose rule holds for the rows.
void add_sentences(const Definition& definition, QueryResult& result);

}  // namespace garden::queries
