#include "conversation/context_cache.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "garden/json_writer.hpp"

namespace garden::conversation {
namespace {

// A context that lacks a query is not kept for its whole bucket: what failed may work again in a moment.
constexpr std::chrono::seconds partial_time{15};
// A database that has just failed to give a context is not asked for another at once.
constexpr std::chrono::seconds failure_rest{5};

bool within(base::Wall since, std::chrono::seconds time, base::Wall now) {
  return now >= since && now - since <= time;  // a clock that was set back ends every rest
}

constexpr std::string_view last_line_begin = "garden-context/1 ";

// Cuts a whole number and the space behind it off; false: there is none.
bool take_number(std::string_view& line, std::int64_t& number) {
  auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc() || number < 0) return false;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  if (!line.empty() && line.front() != ' ') return false;
  line.remove_prefix(line.empty() ? 0 : 1);
  return true;
}

}  // namespace

const Citations::State& Citations::parsed() const {
  std::call_once(state_->parsed, [&state = *state_] {
    auto parsed = base::parse_json(state.text);
    state.array = parsed && parsed->is_array() ? std::move(*parsed) : base::Json::array();
    state.numbered = base::Json::array();
    for (auto citation : state.array) {
      if (!citation.is_object()) continue;
      citation["n"] = state.numbered.size() + 1;
      state.events.push_back(base::to_text(citation));
      state.numbered.push_back(std::move(citation));
    }
  });
  return *state_;
}

const std::string& ContextJson::get(const std::string& markdown) const {
  std::call_once(state_->written, [&] { state_->json = garden::json::quoted(markdown); });
  return state_->json;
}

std::string BuiltContext::to_text() const {
  std::string text = markdown + citations.text() + "\n" + std::string(last_line_begin) +
                     std::to_string(built_at.time_since_epoch().count()) + " " +
                     std::to_string(std::llround(built_ms * 1000)) + " " + std::to_string(markdown.size()) +
                     " " + std::to_string(citations.text().size());
  for (const auto& name : failed) text += " " + name;
  return text;
}

base::Result<BuiltContext> BuiltContext::from_text(std::string text) {
  const auto wrong = base::fail(base::Code::invalid, "what the cache holds under this key is not a context");
  auto line_at = text.rfind('\n');
  if (line_at == std::string::npos) return wrong;
  auto line = std::string_view(text).substr(line_at + 1);
  if (!line.starts_with(last_line_begin)) return wrong;
  line.remove_prefix(last_line_begin.size());
  std::array<std::int64_t, 4> numbers{};
  for (auto& number : numbers)
    if (!take_number(line, number)) return wrong;
  auto [built_us, took_us, markdown_bytes, citations_bytes] = numbers;
  auto size = static_cast<std::int64_t>(line_at);
  if (markdown_bytes < 1 || markdown_bytes > size || citations_bytes != size - markdown_bytes) return wrong;
  BuiltContext context;
  context.built_at = base::Wall(std::chrono::microseconds(built_us));
  context.built_ms = static_cast<double>(took_us) / 1000;
  while (!line.empty()) {
    auto name = line.substr(0, line.find(' '));
    context.failed.emplace_back(name);
    line.remove_prefix(std::min(name.size() + 1, line.size()));
  }
  context.citations = Citations(
      text.substr(static_cast<std::size_t>(markdown_bytes), static_cast<std::size_t>(citations_bytes)));
  text.resize(static_cast<std::size_t>(markdown_bytes));
  context.markdown = std::move(text);
  return context;
}

ContextStanding ContextCache::look(const ContextKey& key, base::Wall now) const {
  std::lock_guard guard(mutex_);
  auto found = families_.find(key.family);
  if (found == families_.end()) return {};
  const auto& family = found->second;
  ContextStanding standing{nullptr, family.bucket, family.context, family.trouble,
                           !family.trouble.empty() && within(family.failed_at, failure_rest, now)};
  const auto& context = family.context;
  if (context && family.bucket >= key.bucket &&
      (context->failed.empty() || within(context->built_at, partial_time, now)))
    standing.current = context;
  return standing;
}

std::uint64_t ContextCache::join(const ContextKey& key, Waiter waiter) {
  std::lock_guard guard(mutex_);
  auto [build, is_first] = building_.try_emplace(key.text());
  if (waiter) build->second.waiters.push_back(std::move(waiter));
  if (!is_first) return 0;
  build->second.ticket = ++last_ticket_;
  return last_ticket_;
}

void ContextCache::complete(const ContextKey& key, std::uint64_t ticket, const ContextOutcome& outcome,
                            base::Wall now) {
  std::vector<Waiter> waiters;
  {
    std::lock_guard guard(mutex_);
    auto build = building_.find(key.text());
    if (build == building_.end() || build->second.ticket != ticket) return;
    waiters = std::move(build->second.waiters);
    building_.erase(build);
    if (outcome) {
      keep(key, *outcome);
    } else {
      auto& family = families_[key.family];
      family.trouble = outcome.error().message.empty() ? "it failed" : outcome.error().message;
      family.failed_at = now;
    }
  }
  for (const auto& waiter : waiters) waiter(outcome);
}

void ContextCache::keep(const ContextKey& key, ContextPointer context) {
  auto& family = families_[key.family];
  if (family.context && family.context->built_at > context->built_at) return;  // a slower one came in first
  if (family.context) bytes_ -= family.context->markdown.size();
  bytes_ += context->markdown.size();
  family = {std::move(context), key.bucket, {}, {}};
  make_room(key.family);
}

// The oldest go first, the one that was just built last.
void ContextCache::make_room(const std::string& keep_family) {
  while (bytes_ > bytes_max_) {
    auto oldest = families_.end();
    for (auto it = families_.begin(); it != families_.end(); ++it)
      if (it->first != keep_family && it->second.context &&
          (oldest == families_.end() || it->second.context->built_at < oldest->second.context->built_at))
        oldest = it;
    if (oldest == families_.end()) return;
    bytes_ -= oldest->second.context->markdown.size();
    families_.erase(oldest);
  }
}

}  // namespace garden::conversation
