#include "ledger/ledger.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/civil_time.hpp"
#include "ledger/rows.hpp"
#include "ledger/schema.hpp"
#include "ledger/shop_reader.hpp"
#include "queries/runner.hpp"

namespace garden::ledger {
namespace {
using base::Code;
using base::Json;
using base::Result;

constexpr std::size_t readers_max = 4;  // kept open; more are opened and closed again
constexpr std::int64_t exact_in_json_max = std::int64_t{1} << 53;

void bind(sqlite::Statement& statement, const Json& params) {
  int index = 0;
  for (const auto& value : params) {
    ++index;
    if (value.is_null())
      statement.bind(index, nullptr);
    else if (value.is_boolean())
      statement.bind(index, value.get<bool>() ? 1 : 0);
    else if (value.is_number_integer())
      statement.bind(index, value.get<std::int64_t>());
    else if (value.is_number())
      statement.bind(index, value.get<double>());
    else
      statement.bind(index, value.is_string() ? value.get<std::string>() : base::to_text(value));
  }
}

Json value_at(const sqlite::Statement& row, int column) {
  switch (row.type(column)) {
    case sqlite::Type::integer: {
      auto value = row.integer(column);
      if (value > exact_in_json_max || value < -exact_in_json_max) return std::to_string(value);
      return value;
    }
    case sqlite::Type::real: return row.real(column);
    case sqlite::Type::text: return std::string(row.text(column));
    default: return {};
  }
}

// Puts a connection back when it was lent.
struct Late {
  sqlite::Database& database;
  ~Late() { database.stop_at(std::chrono::steady_clock::time_point::max()); }
};

Result<bool> hand_on(sqlite::Database& database, const queries::BoundSql& bound, std::size_t rows_max,
                     queries::RowSink& sink) {
  auto refused = [](std::string why) { return base::fail(Code::internal, std::move(why), "ledger"); };
  auto statement = database.prepare(bound.sql);
  if (!statement) return std::unexpected(std::move(statement.error()));
  bind(*statement, bound.params);
  auto columns = Json::array();
  for (int i = 0; i < statement->column_count(); ++i)
    columns.push_back({{"name", std::string(statement->column_name(i))}});
  if (auto wrong = sink.columns(columns); !wrong.empty()) return refused(wrong);
  for (std::size_t rows = 0;; ++rows) {
    auto there = statement->step();
    if (!there) return std::unexpected(std::move(there.error()));
    if (!*there) return false;
    if (rows == rows_max) return true;
    auto row = Json::array();
    for (int i = 0; i < statement->column_count(); ++i) row.push_back(value_at(*statement, i));
    if (auto wrong = sink.row(row); !wrong.empty()) return refused(wrong);
  }
}

}  // namespace

Result<std::unique_ptr<Ledger>> Ledger::open(LedgerOptions options, ShopSource source) {
  if (options.path.empty() || options.path.front() == ':')
    return base::fail(Code::invalid, "the ledger needs the name of a file", options.path);
  // What the shop says can be read again; what people import is committed with care (own_import.cpp).
  auto database = sqlite::open_owned(options.path, ledger_file(),
                                     {.access = sqlite::Access::read_write,
                                      .synchronous = sqlite::Synchronous::normal,
                                      .cache_bytes = 32 << 20});
  if (!database) return std::unexpected(std::move(database.error()));
  return std::unique_ptr<Ledger>(new Ledger(std::move(options), std::move(source), std::move(*database)));
}

Ledger::Ledger(LedgerOptions options, ShopSource source, sqlite::Database writer)
    : options_(std::move(options)), source_(std::move(source)), writer_(std::move(writer)) {}
Ledger::~Ledger() = default;

Result<sqlite::Database> Ledger::reader() {
  {
    std::lock_guard guard(pooling_);
    if (!readers_.empty()) {
      auto database = std::move(readers_.back());
      readers_.pop_back();
      return database;
    }
  }
  // Read-write for the log's shared index; it is only ever given SELECTs.
  return sqlite::Database::open(options_.path,
                                {.access = sqlite::Access::read_write, .cache_bytes = 16 << 20});
}

void Ledger::give_back(sqlite::Database reader) {
  std::lock_guard guard(pooling_);
  if (readers_.size() < readers_max) readers_.push_back(std::move(reader));
}

Result<bool> Ledger::read(const queries::BoundSql& bound, std::size_t rows_max,
                          std::chrono::milliseconds time_max, queries::RowSink& sink) {
  auto database = reader();
  if (!database) return std::unexpected(std::move(database.error()));
  Result<bool> more;
  {
    Late late{*database};
    database->stop_at(std::chrono::steady_clock::now() + time_max);
    more = hand_on(*database, bound, rows_max, sink);
  }
  give_back(std::move(*database));
  if (!more && more.error().code == Code::cancelled) more.error().code = Code::deadline;
  return more;
}

Ledger::Turn::~Turn() { ::close(file_); }

std::unique_ptr<Ledger::Turn> Ledger::take_turn() {
  // The kernel lets go of the lock when the process ends, however it ends.
  int file = ::open((options_.path + "-refresh").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return nullptr;
  auto turn = std::make_unique<Turn>(file);
  return ::flock(file, LOCK_EX | LOCK_NB) == 0 ? std::move(turn) : nullptr;
}

}  // namespace garden::ledger
