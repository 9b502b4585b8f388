#include "conversation/context_cache.hpp"

#include <algorithm>

#include "base/civil_time.hpp"

namespace garden::conversation {

std::string BuiltContext::to_text() const {
  return base::to_text({{"markdown", markdown},
                        {"built_at", base::rfc3339(built_at)},
                        {"built_ms", built_ms},
                        {"failed", failed},
                        {"citations", citations}});
}

base::Result<BuiltContext> BuiltContext::from_text(std::string_view text) {
  auto parsed = base::parse_json(text);
  if (!parsed) return std::unexpected(parsed.error());
  BuiltContext context;
  context.markdown = base::text_at(*parsed, "markdown");
  auto built_at = base::parse_rfc3339(base::text_at(*parsed, "built_at"));
  if (context.markdown.empty() || !built_at)
    return base::fail(base::Code::invalid, "what the cache holds under this key is not a context");
  context.built_at = *built_at;
  const auto& ms = base::member(*parsed, "built_ms");
  context.built_ms = ms.is_number() ? ms.get<double>() : 0;
  for (const auto& name : base::member(*parsed, "failed"))
    if (name.is_string()) context.failed.push_back(name.get<std::string>());
  context.citations = base::member(*parsed, "citations");
  return context;
}

ContextPointer ContextCache::find(const std::string& key) const {
  std::lock_guard guard(mutex_);
  auto found = std::ranges::find(entries_, key, &Entry::key);
  return found == entries_.end() ? nullptr : found->context;
}

ContextPointer ContextCache::last_good(const std::string& family) const {
  std::lock_guard guard(mutex_);
  auto found = std::ranges::find(entries_, family, &Entry::family);
  return found == entries_.end() ? nullptr : found->context;
}

bool ContextCache::lead_or_wait(const std::string& key, Waiter waiter) {
  std::lock_guard guard(mutex_);
  auto [building, is_first] = building_.try_emplace(key);
  if (!is_first) building->second.push_back(std::move(waiter));
  return is_first;
}

void ContextCache::complete(const std::string& key, const std::string& family,
                            const ContextOutcome& outcome) {
  std::vector<Waiter> waiters;
  {
    std::lock_guard guard(mutex_);
    if (auto building = building_.extract(key)) waiters = std::move(building.mapped());
    if (outcome) keep(key, family, *outcome);
  }
  for (const auto& waiter : waiters) waiter(outcome);
}

void ContextCache::keep(const std::string& key, const std::string& family, ContextPointer context) {
  std::erase_if(entries_, [&](const Entry& entry) {
    if (entry.key != key && entry.family != family) return false;
    bytes_ -= entry.context->markdown.size();
    return true;
  });
  bytes_ += context->markdown.size();
  entries_.push_front({key, family, std::move(context)});
  while (bytes_ > bytes_max_ && entries_.size() > 1) {
    bytes_ -= entries_.back().context->markdown.size();
    entries_.pop_back();
  }
}

}  // namespace garden::conversation
