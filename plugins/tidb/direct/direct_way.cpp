#include "direct/direct_way.hpp"

#include <algorithm>
#include <utility>

#include "direct/cursor.hpp"
#include "direct/describe.hpp"

namespace garden::tidb {
namespace {

using Millis = std::chrono::milliseconds;

constexpr Millis describe_within(10'000);

Millis left_until(Clock::time_point deadline) {
  return std::max(std::chrono::duration_cast<Millis>(deadline - Clock::now()), Millis(1));
}

Failure too_late(const Settings& settings) {
  return {GARDEN_DEADLINE, settings.place() +
                               ": the statement took longer than it was given; the server was told "
                               "to stop it"};
}

}  // namespace

DirectWay::DirectWay(Settings settings, Host host)
    : settings_(std::move(settings)),
      host_(host),
      pool_(settings_, [this](Connection& connection) { greet(connection); }),
      keeper_(settings_, [this](Clock::time_point now) { return pool_.tidy(now); }) {
  static const int initialised =
      mysql_library_init(0, nullptr, nullptr);  // of the process; not for two at once
  if (initialised != 0) throw Failure(GARDEN_INTERNAL, "the MariaDB library cannot be initialised");
}

void DirectWay::start() {
  if (auto warning = settings_.warning(); !warning.empty()) host_.warn(warning);
  keeper_.start();
  starter_ = std::thread([this] {
    try {
      pool_.warm_up(keeper_);
    } catch (const Failure& failure) {  // no reason not to start: a database may come up later
      host_.warn(failure.text());
    }
    keeper_.notify();
  });
}

void DirectWay::greet(Connection& connection) {
  host_.count("connections_opened_total");
  if (!surveyed()) {
    const auto seen = survey(connection);
    const std::lock_guard lock(mutex_);
    if (!survey_) {
      survey_ = seen;
      const std::string cipher(connection.cipher());
      host_.info("connected to " + settings_.place() + ", " + std::string(name_of(connection.flavour())) +
                 " " + connection.version() + (cipher.empty() ? ", not encrypted" : ", TLS " + cipher));
      if (!seen.warning.empty()) host_.warn(seen.warning);
    }
  }
  if (const auto seen = surveyed(); settings_.require_read_only && seen->may_write)
    throw Failure(GARDEN_DENIED, seen->warning);
}

void DirectWay::stop() noexcept {
  if (starter_.joinable()) starter_.join();
  keeper_.stop();
}

std::optional<Survey> DirectWay::surveyed() const {
  const std::lock_guard lock(mutex_);
  return survey_;
}

std::string DirectWay::warning() const {
  auto text = settings_.warning();
  if (const auto seen = surveyed(); seen && !seen->warning.empty())
    text += (text.empty() ? "" : ". ") + seen->warning;
  return text;
}

Task<> DirectWay::query(Context& context, const Query& query, Answer& answer) {
  auto lease = co_await pool_.acquire(context, query.deadline, [this] { keeper_.notify(); });
  Attempts attempts;
  bool without_tiflash = false;
  for (;;) {
    Millis pause{};
    try {
      co_await attempt(context, query, answer, lease, without_tiflash);
      co_return;
    } catch (const DatabaseFailure& failure) {
      const auto wait = attempts.next(failure, left_until(query.deadline));
      if (answer.begun() || !wait) throw;
      pause = *wait;
      without_tiflash = without_tiflash || failure.retry() == Retry::without_tiflash;
      host_.count("retries_total");
    }
    if (pause > Millis(0)) co_await context.sleep(static_cast<std::uint32_t>(pause.count()));
  }
}

Task<> DirectWay::attempt(Context& context, const Query& query, Answer& answer, Lease& lease,
                          bool without_tiflash) {
  struct Drop {  // also when the operation is cancelled: its statement ends on the server
    DirectWay& way;
    Lease& lease;
    ~Drop() {
      if (const auto lost = lease.drop_spoiled()) way.keeper_.later(*lost);
    }
  };
  const Drop drop{*this, lease};
  std::optional<Keeper::Watch> watch;
  std::optional<Cursor> cursor;
  std::optional<Cursor::Batch> batch;
  auto read = [&] {
    batch = cursor->next();
    worked_at_ = Clock::now();
    if (watch->stopped()) throw too_late(settings_);  // some statements end well when they are told to stop
  };
  auto begin = [&] {
    auto& connection = lease.connection(keeper_, left_until(query.deadline));
    watch.emplace(keeper_, connection, [&context] { return context.cancelled(); }, query.deadline);
    if (without_tiflash && connection.flavour() == Flavour::tidb) {
      connection.read_without_tiflash();
      connection.spoil();  // later queries shall have the column store again
    }
    cursor.emplace(connection, query);
    read();
    return cursor->columns();
  };
  try {
    const auto columns = co_await context.offload(begin);
    co_await answer.columns(columns);
    while (batch) {
      co_await answer.rows(batch->json, batch->count);
      if (cursor->finished()) break;
      co_await context.offload(read);
    }
    if (cursor->truncated()) answer.set_truncated();
  } catch (const DatabaseFailure& failure) {
    if ((watch && watch->stopped()) ||
        (failure.status() == GARDEN_DEADLINE && Clock::now() >= query.deadline))
      throw too_late(settings_);
    throw;
  }
}

template <class Work>
Task<> DirectWay::with_connection(Context& context, Clock::time_point deadline, Work work) {
  auto lease = co_await pool_.acquire(context, deadline, [this] { keeper_.notify(); });
  auto run = [&] {
    auto& connection = lease.connection(keeper_, left_until(deadline));
    const Keeper::Watch watch(keeper_, connection, [&context] { return context.cancelled(); }, deadline);
    work(connection);
  };
  co_await context.offload(run);
}

Task<std::string> DirectWay::describe(Context& context) {
  std::string text;
  const auto said = warning();
  auto work = [&](Connection& connection) { text = describe_database(connection, said); };
  co_await with_connection(context, Clock::now() + describe_within, work);
  co_return text;
}

// That all connections are in use is no fault of the database, as long as queries get answers.
Task<> DirectWay::probe(Context& context, Millis patience) {
  constexpr std::chrono::seconds recent(30);
  try {
    auto work = [](Connection& connection) { connection.ping(); };
    co_await with_connection(context, Clock::now() + patience, work);
  } catch (const Failure& failure) {
    if (failure.status() != GARDEN_DEADLINE) throw;
    if (Clock::now() - worked_at_.load() > recent) throw Failure(GARDEN_UNAVAILABLE, failure.text());
  }
}

}  // namespace garden::tidb
