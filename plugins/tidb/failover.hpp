// Failover: two ways in a configured order, of which one is used.
//
// The first way answers while it can. When it does not (UNAVAILABLE), the other does, at once and for the
// same question, and goes on doing so; after a while that grows with every failure one question, or one look
// at the health, tries the first again, while all others stay with what works. So a way that is dead costs
// nobody more than one wait, and one that heals is used again without anybody's doing. What one way cannot do
// though it is well (UNIMPLEMENTED) the other is asked, and nothing changes. Threads: as Way; the state has
// its own lock.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "garden/host.hpp"
#include "way.hpp"

namespace garden::tidb {

class Failover final : public Way {
 public:
  struct Delays {
    std::chrono::milliseconds first{1000}, most{60'000};  // from a failure to the next try
  };
  // `now`: a clock, for tests.
  Failover(std::unique_ptr<Way> first, std::unique_ptr<Way> second, Host host, Delays delays,
           std::function<Clock::time_point()> now);
  Failover(std::unique_ptr<Way> first, std::unique_ptr<Way> second, Host host);

  std::string_view name() const override;  // of the way in use
  void start() override;
  void stop() noexcept override;
  Task<> query(Context& context, const Query& query, Answer& answer) override;
  Task<std::string> describe(Context& context) override;
  Task<> probe(Context& context, std::chrono::milliseconds patience) override;
  std::string warning() const override;

 private:
  class Trial;
  // One work, done by one way or by the other. `work(way, is_last)` throws Failure; may_go_on(): the other
  // may still be asked after that.
  template <class Work, class MayGoOn>
  Task<> either(Work work, MayGoOn may_go_on);
  bool may_try_first();
  void first_failed(const std::string& why);
  void first_works();

  const std::unique_ptr<Way> first_, second_;
  const Host host_;
  const Delays delays_;
  const std::function<Clock::time_point()> now_;
  mutable std::mutex mutex_;  // of what follows
  bool down_ = false;         // the first way
  bool trying_ = false;       // somebody looks whether it has healed
  std::string why_;
  Clock::time_point next_try_{};
  std::chrono::milliseconds delay_{0};
};

}  // namespace garden::tidb
