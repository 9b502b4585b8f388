// Whether the numbers of an answer are those that were looked up (answers/number_check.hpp).
#include <algorithm>
#include <string>

#include "answers/number_check.hpp"
#include "conversation/turn.hpp"

namespace garden::conversation {
namespace {
using base::Json;

constexpr std::size_t numbers_named_max = 12;     // in one warning; the rest is counted
constexpr std::size_t inline_cells_max = 20'000;  // more are sorted and searched off the lane
constexpr std::size_t words_around = 24;          // bytes before and behind a number, for people to find it

// The number with some words around it, cut between characters.
std::string excerpt(std::string_view text, const answers::StatedNumber& number) {
  auto is_inside = [&](std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  auto begin = number.begin < words_around ? 0 : number.begin - words_around;
  auto end = std::min(number.end + words_around, text.size());
  while (is_inside(begin)) ++begin;
  while (is_inside(end)) ++end;
  if (auto line = text.rfind('\n', number.begin); line != std::string_view::npos && line >= begin)
    begin = line + 1;
  end = std::min(end, text.find('\n', number.end));
  return std::string(text.substr(begin, end - begin));
}

}  // namespace

void add_evidence(TurnFrame& frame, const Json& messages) {
  auto& evidence = frame.out.record().evidence;
  evidence.add_text(frame.message);
  for (const auto& message : messages)
    for (const auto& part : base::member(message, "parts")) {
      if (base::text_at(message, "role") == "user") evidence.add_text(base::text_at(part, "text"));
      if (const auto& result = base::member(part, "tool_result"); result.is_object())
        evidence.add_result(base::member(result, "content"));
    }
  evidence.add(frame.agent.numbers);
}

garden::Task<> check_answer(TurnFrame& frame) {
  auto& record = frame.out.record();
  answers::NumberCheck check;
  if (record.evidence.cells() > inline_cells_max)
    check = co_await frame.context.offload(
        [&record] { return answers::check_numbers(record.text, record.evidence); });
  else
    check = answers::check_numbers(record.text, record.evidence);
  auto& metrics = frame.conversation.parts().metrics;
  metrics.counter("garden_answer_numbers_total").add(static_cast<std::int64_t>(check.stated.size()));
  if (check.unverified.empty()) co_return;
  metrics.counter("garden_answer_numbers_unverified_total")
      .add(static_cast<std::int64_t>(check.unverified.size()));
  Json numbers = Json::array();
  std::string named;
  for (auto place : check.unverified) {
    if (numbers.size() == numbers_named_max) break;
    const auto& number = check.stated[place];
    auto digits = record.text.substr(number.begin, number.end - number.begin);
    named += (named.empty() ? "" : ", ") + digits;
    numbers.push_back({{"text", digits}, {"excerpt", excerpt(record.text, number)}});
  }
  auto count = check.unverified.size();
  auto rest = count - numbers.size();
  std::string detail = count == 1 ? "no result of a query accounts for this number of the answer: "
                                  : "no result of a query accounts for these numbers of the answer: ";
  const auto* at_least = count == answers::unverified_max ? "at least " : "";
  detail += named + (rest > 0 ? " and " + (at_least + std::to_string(rest)) + " more" : "");
  frame.out.publish(
      EventType::warning,
      base::to_text({{"code", "unverified-number"}, {"detail", detail}, {"numbers", std::move(numbers)}}));
}

}  // namespace garden::conversation
