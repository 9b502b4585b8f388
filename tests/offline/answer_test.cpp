// Goal: an answer says what the rows say, all that limits it, and nothing else.
// Method: hand-written results of queries go in as the host sends them; the Markdown that comes out is
// compared, and for generated tables every number in it is looked up among the cells, counts and exact sums.
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string>

#include "decimal.hpp"
#include "reply.hpp"
#include "value.hpp"

namespace garden::offline {
namespace {

const char* const kTools = R"([
  {"name":"get_low_stock_products","description":"Products about to run out. Shortest cover first.",
   "parameters":{"type":"object","properties":{"days":{"type":"integer","minimum":1,"maximum":365}}},
   "examples":["What is running low?"]},
  {"name":"get_order_details","description":"One order with its lines.",
   "parameters":{"type":"object","required":["order_id"],"properties":{"order_id":{"type":"integer","description":"The order's number."}}},
   "examples":["What is in order 10234?"]}])";

std::string text(const std::string& plain) { return write_json(Value(plain)); }

// The answer after one call of get_low_stock_products that gave this content.
std::string answer(const std::string& content, const std::string& question = "What is running low?",
                   const std::string& arguments = "{}", bool ok = true) {
  const Vocabulary vocabulary;
  const std::string id = R"("id":"c1","name":"get_low_stock_products")";
  const auto reply = reply_to(vocabulary,
                              R"({"messages":[{"role":"user","parts":[{"text":)" + text(question) + R"(}]},
          {"role":"assistant","parts":[{"tool_call":{)" +
                                  id + R"(,"arguments":)" + arguments + R"(}}]},
          {"role":"tool","parts":[{"tool_result":{)" +
                                  id + R"(,"ok":)" + (ok ? "true" : "false") + R"(,"content":)" + content +
                                  R"(}}]}],"tools":)" + kTools + "}",
                              "2026-11-22");
  REQUIRE(reply);
  CHECK_FALSE(reply->calls_tools());
  return reply->text;
}

std::string first_answer(const std::string& question, const std::string& more,
                         const std::string& tools = kTools) {
  const Vocabulary vocabulary;
  const auto reply = reply_to(vocabulary,
                              R"({"messages":[{"role":"user","parts":[{"text":)" + text(question) +
                                  R"(}]}],"tools":)" + tools + more + "}",
                              "2026-11-22");
  REQUIRE(reply);
  CHECK(reply->tool_calls.empty());
  return reply->text;
}

const std::string kColumns = R"("columns":[
  {"name":"model","type":"text","title":"Model"},{"name":"name","type":"text","title":"Product"},
  {"name":"available","type":"quantity","title":"Available","unit":"pieces"},
  {"name":"price","type":"money","title":"Price","unit":"USD"},
  {"name":"revenue","type":"revenue","title":"Revenue","unit":"USD"},
  {"name":"cover_days","type":"number","title":"Cover","unit":"days"}])";

}  // namespace

TEST_CASE("rows become a sentence, a table, sums and a source") {
  const std::string out =
      answer(R"({"query":"get_low_stock_products","title":"Low stock","summary":"2 products are low",)" +
             kColumns + R"(,"rows":[["A-1","Red &amp; Blue | 3mm",-2.5,"4.00","10.10",null],
        ["B-2","Clear",3,"5.50","0.20",12.25]],"row_count":2,"total_rows":2,"truncated":false,
        "as_of":"2026-11-22T09:15:00Z","age_s":120,"params":{"days":90,"limit":null},
        "warnings":["Lead time is assumed to be 35 days"]})");
  CHECK(out ==
        "**2 products are low.**\n"
        "First in the list: **Red & Blue \\| 3mm** (`A-1`), available -2.5 pieces, price 4.00 USD, revenue "
        "10.10 USD.\n"
        "\n"
        "| Model | Product | Available (pieces) | Price (USD) | Revenue (USD) | Cover (days) |\n"
        "| --- | --- | ---: | ---: | ---: | ---: |\n"
        "| `A-1` | Red & Blue \\| 3mm | -2.5 | 4.00 | 10.10 | – |\n"
        "| `B-2` | Clear | 3 | 5.50 | 0.20 | 12.25 |\n"
        "\n"
        "Sum over all 2 rows: Available 0.5 pieces; Revenue 10.30 USD (mean 5.15).\n"
        "What it means: Products about to run out.\n"
        "\n"
        "To keep in mind:\n"
        "- Lead time is assumed to be 35 days.\n"
        "\n"
        "Source: `get_low_stock_products` (`days = 90`), 2 rows, as of 2026-11-22T09:15:00Z (120 s old).\n"
        "\n"
        "_No language model is configured (or none answered): this was written from the queries' rows "
        "alone._\n");
}

TEST_CASE("no rows is an answer") {
  const std::string out =
      answer(R"({"query":"q","title":"Low stock","columns":[{"name":"a"}],"rows":[],"total_rows":0})");
  CHECK(out.starts_with("**Low stock: none.** The query ran and found no rows.\n"));
  CHECK(out.find("Source: `q`, 0 rows.") != std::string::npos);
  CHECK(
      answer(R"({"summary":"Nothing is low","columns":[],"rows":[]})").starts_with("**Nothing is low.**\n"));
}

TEST_CASE("a long table says what it leaves out") {
  std::string rows;
  for (int i = 0; i < 40; ++i) rows += (i ? "," : "") + ("[\"N" + std::to_string(i) + "\",1]");
  const std::string columns =
      R"("columns":[{"name":"name","type":"text"},{"name":"units","type":"quantity"}])";
  std::string out = answer("{" + columns + ",\"rows\":[" + rows + R"(],"total_rows":143,"truncated":true})");
  CHECK(out.find("15 of 143 rows are shown.") != std::string::npos);
  CHECK(out.find("| N14 |") != std::string::npos);
  CHECK(out.find("| N15 |") == std::string::npos);
  CHECK(out.find("Sum over the 40 rows that were read: Units 40.") != std::string::npos);
  out = answer("{" + columns + ",\"rows\":[" + rows + R"(],"truncated":true})");
  CHECK(out.find("15 of more than 40 rows are shown.") != std::string::npos);
  CHECK(out.find("at least 40") != std::string::npos);
  out = answer("{" + columns + ",\"rows\":[" + rows + R"(],"total_rows":40,"totals":{"units":"40.5"}})",
               "top 3 low stock");
  CHECK(out.find("3 of 40 rows are shown.") != std::string::npos);
  CHECK(out.find("Over everything that matches: Units 40.5.") != std::string::npos);
}

TEST_CASE("one row is a list of its values") {
  const std::string out =
      answer("{" + kColumns + R"(,"rows":[["A-1","Clear",3,"5.5","11",null]],"total_rows":1})");
  CHECK(out.find("- Model: `A-1`\n- Product: Clear\n- Available (pieces): 3\n- Price (USD): 5.50\n") !=
        std::string::npos);
  CHECK(out.find("Sum") == std::string::npos);
}

TEST_CASE("what was assumed is said in the answer") {
  const std::string out =
      answer(R"({"columns":[{"name":"a"}],"rows":[]})", "What was running low last month?", R"({"days":30})");
  CHECK(out.find("- \"last month\" was read as `days` = 30, counted back from now.") != std::string::npos);
}

TEST_CASE("a product the question names is looked for among the rows") {
  const std::string rows =
      R"(,"rows":[["A-1","Red Opal",1,"1","1",1],["B-2","Clear",2,"1","1",1]],"total_rows":2})";
  CHECK(
      answer("{" + kColumns + rows, "Is Red Opal running low?").find("1 of the 2 rows names \"Red Opal\":") !=
      std::string::npos);
  CHECK(answer("{" + kColumns + rows, "Is Blue Sky running low?")
            .find("None of the 2 rows names \"Blue Sky\"") != std::string::npos);
}

TEST_CASE("a failed query is said in plain words, the others are answered") {
  const std::string out = answer(R"({"error":{"message":"the database did not answer within 10 s"}})",
                                 "What is running low?", "{}", false);
  CHECK(out.starts_with(
      "**`get_low_stock_products` gave no result.** the database did not answer within 10 s. Ask again"));
  CHECK(answer(R"("no such column")", "x", "{}", false).find("no such column.") != std::string::npos);
  CHECK(answer("null", "x", "{}", false).find("gave no result.") != std::string::npos);
}

TEST_CASE("results of another form are still shown") {
  CHECK(answer(R"([{"sku":"A-1","units":3},{"sku":"B-2","units":4}])").find("| `A-1` | 3 |") !=
        std::string::npos);
  CHECK(answer(R"({"products":12,"orders":"34"})").find("| 12 | 34 |") != std::string::npos);
  CHECK(answer(R"("plain words")").find("plain words") != std::string::npos);
  CHECK(answer("42").find("42") != std::string::npos);
  CHECK(answer("[]").find(": none.**") != std::string::npos);
  for (const char* content :
       {"null", "true", R"({"columns":3,"rows":4})", R"({"columns":[{}],"rows":[[],[1,2,3],7,{}]})",
        R"({"columns":[],"rows":[[1]]})", R"({"columns":["a"],"rows":[[1],[2]],"totals":[1]})",
        R"({"columns":[{"name":"a","type":"money"}],"rows":[["x"],["1e9999"]],"total_rows":-4})"}) {
    INFO(content);
    CHECK(answer(content).find("No language model is configured") != std::string::npos);
  }
}

TEST_CASE("without a tool that fits there is still something to go on") {
  const std::string out = first_answer("Who won the match?", "");
  CHECK(out.starts_with(
      "None of this agent's queries answers that. Here is what it can look up:\n\n- What is running low?\n"));
  CHECK(first_answer("Who won the match?", "", "[]").starts_with("This agent has no queries to ask"));
  CHECK(first_answer("Show me the details of an order", "")
            .starts_with("To answer that I need to know `order_id` (The order's number). For example: \"What "
                         "is in order 10234?\""));
  const std::string context =
      R"(,"context":"## Out of stock\n4 products are out of stock.\n\n## Bestsellers\nClear sold 12.\n")";
  CHECK(first_answer("What sold best?", context, "[]")
            .starts_with("From what the store's data says now:\n\n## Bestsellers\nClear sold 12.\n"));
  CHECK(first_answer("How is business?", context, "[]").find("## Out of stock") != std::string::npos);
}

TEST_CASE("every number printed is a cell, a count or an exact sum") {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::set<std::string> allowed;
    std::string rows;
    Decimal sum;
    const unsigned count = 2 + random() % 30;
    for (unsigned i = 0; i < count; ++i) {
      const int cents = static_cast<int>(random() % 2'000'000) - 500'000;
      const std::string money = (cents < 0 ? "-" : "") + std::to_string(std::abs(cents) / 100) + "." +
                                std::to_string(100 + std::abs(cents) % 100).substr(1);
      rows += (i ? "," : "") +
              ("[\"name" + std::string(1, static_cast<char>('a' + i % 26)) + "\",\"" + money + "\"]");
      sum += *Decimal::read(money);
      allowed.insert(Decimal::read(money)->text(2));
    }
    allowed.insert(sum.text(2));
    allowed.insert(sum.divided_by(count, 2).text(2));
    allowed.insert(std::to_string(count));
    allowed.insert("15");
    const std::string out =
        answer(R"({"columns":[{"name":"name","type":"text"},{"name":"total","type":"money"}],"rows":[)" +
               rows + R"(],"total_rows":)" + std::to_string(count) + "}");
    std::string number;
    for (const char c : out + " ") {
      if ((c >= '0' && c <= '9') || (c == '.' && !number.empty()) || (c == '-' && number.empty())) {
        number += c;
        continue;
      }
      while (!number.empty() && (number.back() == '.' || number.back() == '-')) number.pop_back();
      if (!number.empty()) {
        INFO(number << " in\n" << out);
        CHECK(allowed.contains(number));
      }
      number.clear();
    }
  }
}

}  // namespace garden::offline
