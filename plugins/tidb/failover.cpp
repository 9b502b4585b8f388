#include "failover.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace garden::tidb {

using Millis = std::chrono::milliseconds;

Failover::Failover(std::unique_ptr<Way> first, std::unique_ptr<Way> second, Host host, Delays delays,
                   std::function<Clock::time_point()> now)
    : first_(std::move(first)),
      second_(std::move(second)),
      host_(host),
      delays_(delays),
      now_(std::move(now)) {}

Failover::Failover(std::unique_ptr<Way> first, std::unique_ptr<Way> second, Host host)
    : Failover(std::move(first), std::move(second), host, Delays{}, [] { return Clock::now(); }) {}

std::string_view Failover::name() const {
  const std::lock_guard lock(mutex_);
  return down_ ? second_->name() : first_->name();
}

void Failover::start() {
  host_.gauge("failed_over", 0);
  first_->start();
  second_->start();
}

void Failover::stop() noexcept {
  first_->stop();
  second_->stop();
}

std::string Failover::warning() const {
  std::string text;
  {
    const std::lock_guard lock(mutex_);
    if (down_)
      text = "'" + std::string(first_->name()) + "' does not work (" + why_ + "); '" +
             std::string(second_->name()) + "' is used instead";
  }
  for (const auto& more : {first_->warning(), second_->warning()})
    if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
  return text;
}

// Among all who ask one at a time looks whether the first way has healed; however that ends, others may
// again.
class Failover::Trial {
 public:
  explicit Trial(Failover& owner) : owner_(owner), allowed_(owner.may_try_first()) {}
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;
  ~Trial() {
    if (!allowed_) return;
    const std::lock_guard lock(owner_.mutex_);
    owner_.trying_ = false;
  }
  bool allowed() const { return allowed_; }

 private:
  Failover& owner_;
  const bool allowed_;
};

bool Failover::may_try_first() {
  const std::lock_guard lock(mutex_);
  if (!down_) return true;
  if (trying_ || now_() < next_try_) return false;
  return trying_ = true;
}

void Failover::first_failed(const std::string& why) {
  const auto now = now_();
  {
    const std::lock_guard lock(mutex_);
    why_ = why;
    // Many may fail at once: only a failure after the pause counts as another one.
    if (down_ && now < next_try_) return;
    delay_ = std::clamp(delay_ * 2, delays_.first, delays_.most);
    next_try_ = now + delay_;
    if (std::exchange(down_, true)) return;
  }
  host_.warn("'" + std::string(first_->name()) + "' does not work: " + why + "; going over to '" +
             std::string(second_->name()) + "'");
  host_.count("failovers_total");
  host_.gauge("failed_over", 1);
}

void Failover::first_works() {
  {
    const std::lock_guard lock(mutex_);
    delay_ = Millis(0);
    if (!std::exchange(down_, false)) return;
  }
  host_.info("'" + std::string(first_->name()) + "' works again and is used from now on");
  host_.count("failbacks_total");
  host_.gauge("failed_over", 0);
}

template <class Work, class MayGoOn>
Task<> Failover::either(Work work, MayGoOn may_go_on) {
  std::optional<Failure> failed;
  {
    const Trial trial(*this);
    if (trial.allowed()) {
      try {
        co_await work(*first_, false);
        first_works();
        co_return;
      } catch (const Failure& failure) {
        if (failure.status() == GARDEN_UNAVAILABLE) {
          first_failed(failure.text());
        } else if (failure.status() != GARDEN_UNIMPLEMENTED) {
          first_works();  // it answered, and would not answer otherwise
          throw;
        }
        if (!may_go_on()) throw;
        failed.emplace(failure);
      }
    }
  }
  try {
    co_await work(*second_, true);
    co_return;
  } catch (const Failure& failure) {
    if (failure.status() != GARDEN_UNAVAILABLE || !may_go_on()) throw;
    std::string why;
    if (failed) {
      why = failed->text();
    } else {
      const std::lock_guard lock(mutex_);
      why = why_;
    }
    failed.emplace(GARDEN_UNAVAILABLE, "'" + std::string(first_->name()) + "' fails: " + why + "; and '" +
                                           std::string(second_->name()) + "' fails: " + failure.text());
  }
  throw Failure(*failed);
}

Task<> Failover::query(Context& context, const Query& query, Answer& answer) {
  const auto work = [&](Way& way, bool) {
    answer.set_via(way.name());
    return way.query(context, query, answer);
  };
  // What has been sent cannot be taken back.
  co_await either(work, [&answer] { return !answer.begun(); });
}

Task<std::string> Failover::describe(Context& context) {
  std::string text;
  co_await either([&](Way& way, bool) -> Task<> { text = co_await way.describe(context); },
                  [] { return true; });
  co_return text;
}

Task<> Failover::probe(Context& context, Millis patience) {
  // The first has the larger half, so that a slow one is not mistaken for a dead one.
  const auto work = [&](Way& way, bool is_last) {
    return way.probe(context, is_last ? patience * 2 / 5 : patience * 3 / 5);
  };
  co_await either(work, [] { return true; });
}

}  // namespace garden::tidb
