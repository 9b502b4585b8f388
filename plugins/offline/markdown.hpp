// Markdown: text from a database made safe and tidy inside an answer.
//
// Product names hold anything: HTML entities ("Payne&#39s"), bars that would break a table, stars, brackets
// that would become links, line breaks. Everything that comes from data goes through here.
//
// Threads: pure functions.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace garden::offline {

// "&amp;", "&#39;", "&#39", "&#x27;" and their kin become characters; unknown ones stay as they are.
std::string decode_entities(std::string_view text);

// On one line: entities decoded, blanks and line breaks squeezed into one blank, control characters dropped,
// cut to `characters_max` with an ellipsis. Markdown in it stays Markdown: for the agent's own texts.
std::string one_line(std::string_view text, std::size_t characters_max = 80);

// One line of plain text for a table cell or a sentence: one_line() with its Markdown escaped.
std::string plain(std::string_view text, std::size_t characters_max = 80);

// Text for between backticks: plain() without escapes and without backticks.
std::string code(std::string_view text, std::size_t characters_max = 80);

// The text in pieces for streaming: a few words each, a table's row as one; no character is split, nothing is
// lost. The views point into `text`.
std::vector<std::string_view> pieces(std::string_view text);

}  // namespace garden::offline
