#include "conversation/context_cache.hpp"

#include <algorithm>
#include <chrono>

#include "base/civil_time.hpp"

namespace garden::conversation {
namespace {

// A context that lacks a query is not kept for its whole bucket: what failed may work again in a moment.
constexpr std::chrono::seconds partial_time{15};
// A database that has just failed to give a context is not asked for another at once.
constexpr std::chrono::seconds failure_rest{5};

bool within(base::Wall since, std::chrono::seconds time, base::Wall now) {
  return now >= since && now - since <= time;  // a clock that was set back ends every rest
}

}  // namespace

std::string BuiltContext::to_text() const {
  return base::to_text({{"built_at", base::rfc3339(built_at)},
                        {"built_ms", built_ms},
                        {"failed", failed},
                        {"markdown_bytes", markdown.size()},
                        {"citations", citations}}) +
         "\n" + markdown;
}

base::Result<BuiltContext> BuiltContext::from_text(std::string text) {
  auto line_end = std::min(text.find('\n'), text.size());
  auto head = base::parse_json(std::string_view(text).substr(0, line_end));
  if (!head) return std::unexpected(head.error());
  text.erase(0, line_end + 1);
  BuiltContext context;
  auto built_at = base::parse_rfc3339(base::text_at(*head, "built_at"));
  const auto& bytes = base::member(*head, "markdown_bytes");
  bool is_whole = !text.empty() && bytes.is_number_unsigned() && bytes.get<std::size_t>() == text.size();
  if (!is_whole || !built_at || !base::member(*head, "citations").is_array())
    return base::fail(base::Code::invalid, "what the cache holds under this key is not a context");
  context.markdown = std::move(text);
  context.built_at = *built_at;
  const auto& ms = base::member(*head, "built_ms");
  context.built_ms = ms.is_number() ? ms.get<double>() : 0;
  for (const auto& name : base::member(*head, "failed"))
    if (name.is_string()) context.failed.push_back(name.get<std::string>());
  context.citations = base::member(*head, "citations");
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
