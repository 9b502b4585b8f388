// Goal: however an answer is cut into pieces, the terminal shows the same text, and no control character gets
// through. Method: every text is written whole, byte by byte and in random pieces; the outputs are compared.
#include <catch2/catch.hpp>

#include "cli/terminal_markdown.hpp"
#include "cli/terminal_table.hpp"

using garden::cli::display_width;
using garden::cli::TerminalMarkdown;

namespace {
std::string render(std::string_view text, std::size_t step, bool colour = false) {
  std::string shown;
  TerminalMarkdown markdown([&](std::string_view piece) { shown += piece; }, colour, 80);
  for (std::size_t at = 0; at < text.size(); at += step) markdown.write(text.substr(at, step));
  markdown.finish();
  return shown;
}
constexpr std::string_view answer =
    "# Out of **stock**\n\nTwo products are *out*; `get_zero` says so. A second sentence with 3 * 4 marks.\n"
    "| Model | Stock |\n|---|---:|\n| Ünïcode | 12 |\n| B | 3.5 |\n\n- first\n- second **bold**\n> "
    "note\n```\n| raw |\n```\nend";
}  // namespace

TEST_CASE("the cut does not matter") {
  auto whole = render(answer, answer.size());
  CHECK(whole ==
        "Out of stock\n\nTwo products are out; get_zero says so. A second sentence with 3 * 4 marks.\n"
        "Model    Stock\n──────────────\nÜnïcode     12\nB          3.5\n\n• first\n• second bold\n│ note\n"
        "| raw |\nend\n");
  for (std::size_t step = 1; step < 12; ++step) CHECK(render(answer, step) == whole);
}

TEST_CASE("words are shown before the line ends") {
  std::string shown;
  TerminalMarkdown markdown([&](std::string_view piece) { shown += piece; }, false, 80);
  markdown.write("Three products ar");
  CHECK(shown == "Three products ");
}

TEST_CASE("nothing in an answer can drive the terminal") {
  auto shown = render("a\033]0;title\007b\x9b\r\x08 c\xe2\x80\xae d\n", 1);
  CHECK(shown.find('\033') == std::string::npos);
  CHECK(shown.find('\007') == std::string::npos);
  CHECK(shown.find("\xe2\x80\xae") == std::string::npos);
}

TEST_CASE("width as a terminal counts it") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("Zoë") == 3);
  CHECK(display_width("漢字") == 4);
}

TEST_CASE("a table fits the terminal: the widest column gives way") {
  auto table = garden::cli::lay_out_table(
      {"| Model | Name | N |", "|---|---|--:|", "| A1 | a very long name that nobody needs in whole | 7 |"},
      30);
  CHECK(display_width(table.rule) == 30);
  REQUIRE(table.rows.size() == 1);
  CHECK(display_width(table.rows[0]) == 30);
  CHECK(table.rows[0].find("…") != std::string::npos);
  CHECK(garden::cli::lay_out_table({"|---|"}, 30).rows.empty());
}
