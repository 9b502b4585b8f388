// DirectWay: the way to the database over its own protocol.
//
// Each query works on the instance's own threads while the database works, one batch at a time, and hands
// each batch on from its lane. The first batch is read together with the columns and before anything is sent,
// so a query that fails early, as most that fail do, can be repeated without the reader noticing. Threads: as
// Way.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "direct/grants.hpp"
#include "direct/keeper.hpp"
#include "direct/pool.hpp"
#include "direct/settings.hpp"
#include "garden/host.hpp"
#include "way.hpp"

namespace garden::tidb {

class DirectWay final : public Way {
 public:
  DirectWay(Settings settings, Host host);
  ~DirectWay() override { stop(); }

  std::string_view name() const override { return "direct"; }
  void start() override;
  void stop() noexcept override;
  Task<> query(Context& context, const Query& query, Answer& answer) override;
  Task<std::string> describe(Context& context) override;
  Task<> probe(Context& context, std::chrono::milliseconds patience) override;
  std::string warning() const override;

 private:
  // One try of a query. Throws DatabaseFailure, after which another may follow if nothing was sent.
  Task<> attempt(Context& context, const Query& query, Answer& answer, Lease& lease, bool without_tiflash);
  // Runs work(Connection&) on a connection, watched, on a thread of the pool.
  template <class Work>
  Task<> with_connection(Context& context, Clock::time_point deadline, Work work);
  // Looks at the user's grants, once; logs what the operator should know.
  void greet(Connection& connection);
  std::optional<Survey> surveyed() const;  // [any]

  const Settings settings_;
  Host host_;
  std::atomic<Clock::time_point> worked_at_{};  // when a query last had an answer
  mutable std::mutex mutex_;                    // of the survey
  std::optional<Survey> survey_;
  Pool pool_;
  Keeper keeper_;
  std::thread starter_;  // makes the first connection, which may take long
};

}  // namespace garden::tidb
