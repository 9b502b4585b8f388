#include "state/sqlite_store.hpp"

#include <thread>

#include "state/holders.hpp"
#include "state/sqlite_reader.hpp"
#include "state/sqlite_schema.hpp"
#include "state/sqlite_writer.hpp"
#include "state/work_queue.hpp"

namespace garden::state {
namespace {
namespace limits = base::limits;
using base::Code;
using base::Error;

std::size_t size_of(const Operation& operation) {
  struct Size {
    static std::size_t of(const std::optional<std::string>& text) { return text ? text->size() : 0; }
    std::size_t operator()(const Create& create) const {
      return create.head.size() + create.body.size() + create.labels.search.size();
    }
    std::size_t operator()(const Update& update) const {
      return of(update.head) + of(update.body) + of(update.search);
    }
    std::size_t operator()(const Append& append) const {
      std::size_t bytes = 0;
      for (const auto& entry : append.entries) bytes += entry.body.size() + entry.type.size() + 64;
      return bytes;
    }
    std::size_t operator()(const Remove&) const { return 0; }
    std::size_t operator()(const RemoveOwned&) const { return 0; }
  };
  return 256 + std::visit(Size{}, operation);  // 256: the address, the labels and SQLite's own
}

class SqliteStore final : public Store {
 public:
  SqliteStore(const SqliteStoreOptions& options, Holders holders, telemetry::Log& log,
              telemetry::Metrics& metrics)
      : holders_(std::move(holders)),
        log_(log),
        batches_(metrics.counter("garden_state_batches_total")),
        transactions_(metrics.counter("garden_state_transactions_total")),
        failures_(metrics.counter("garden_state_failures_total")),
        queue_full_(metrics.counter("garden_limit_hits_total", R"(limit="state_queue_max")")),
        writes_(options.queue_max, limits::state_queue_bytes_max),
        reads_(options.queue_max, limits::state_queue_bytes_max) {}

  void start(SqliteWriter writer, std::vector<SqliteReader> readers) {
    writer_ = std::thread([this, writer = std::move(writer)]() mutable { write(writer); });
    for (auto& reader : readers)
      readers_.emplace_back([this, reader = std::move(reader)]() mutable { read(reader); });
  }

  ~SqliteStore() override {
    // The writer first: what its last `done`s want to read is still answered.
    writes_.close();
    if (writer_.joinable()) writer_.join();
    reads_.close();
    for (auto& reader : readers_) reader.join();
  }

  void commit(Batch batch, Done<Committed> done) override {
    std::size_t bytes = 0;
    for (const auto& operation : batch) bytes += size_of(operation);
    if (bytes > limits::state_batch_bytes_max)
      return done(base::fail(Code::invalid, "this is too much to save at once (" + std::to_string(bytes) +
                                                " bytes, at most " +
                                                std::to_string(limits::state_batch_bytes_max) + ")"));
    SqliteWriter::Work work{std::move(batch), std::move(done)};
    auto pushed = writes_.push(work, bytes);
    if (pushed != Writes::Push::accepted) work.done(std::unexpected(refusal(pushed == Writes::Push::full)));
  }
  void get(Address address, Done<Document> done) override {
    enqueue(std::move(done),
            [address = std::move(address)](SqliteReader& reader) { return reader.get(address); });
  }
  void list(Listing listing, Done<Page> done) override {
    enqueue(std::move(done),
            [listing = std::move(listing)](SqliteReader& reader) { return reader.list(listing); });
  }
  void count(Filter filter, Done<std::int64_t> done) override {
    enqueue(std::move(done),
            [filter = std::move(filter)](SqliteReader& reader) { return reader.count(filter); });
  }
  void read_log(LogRange range, Done<LogSlice> done) override {
    enqueue(std::move(done),
            [range = std::move(range)](SqliteReader& reader) { return reader.read_log(range); });
  }
  const std::string& holder() const override { return holders_.name(); }
  void is_open(std::string holder, Done<bool> done) override {
    enqueue(std::move(done),
            [this, holder = std::move(holder)](SqliteReader&) { return holders_.is_open(holder); });
  }

 private:
  // A read: with a reader it is done, without one it is refused.
  struct Read {
    std::move_only_function<void(SqliteReader*, Error)> run;
  };
  using Writes = WorkQueue<SqliteWriter::Work>;
  using Reads = WorkQueue<Read>;

  Error refusal(bool full) {
    if (!full) return {Code::unavailable, "the state store is closing", {}};
    queue_full_.add();
    return {Code::full, "too much waits for the state store; try again shortly", {}};
  }

  template <class T, class Work>
  void enqueue(Done<T> done, Work work) {
    Read read{[done = std::move(done), work = std::move(work)](SqliteReader* reader, Error refused) mutable {
      done(reader != nullptr ? work(*reader) : base::Result<T>(std::unexpected(std::move(refused))));
    }};
    auto pushed = reads_.push(read, 0);
    if (pushed != Reads::Push::accepted) read.run(nullptr, refusal(pushed == Reads::Push::full));
  }

  void write(SqliteWriter& writer) {
    for (auto group = writes_.take(limits::state_group_max); !group.empty();
         group = writes_.take(limits::state_group_max)) {
      auto before = writer.transactions();
      writer.commit(group);
      transactions_.add(writer.transactions() - before);
      for (auto& work : group) {
        watch(work.result);
        work.done(std::move(work.result));
      }
      group.clear();
      if (writer.has_erased() && writes_.empty()) writer.cut_log();
    }
  }

  void read(SqliteReader& reader) {
    for (auto jobs = reads_.take(1); !jobs.empty(); jobs = reads_.take(1)) jobs.front().run(&reader, {});
  }

  // One line when saving begins to fail and one when it works again, not one for each batch.
  void watch(const base::Result<Committed>& result) {
    batches_.add();
    if (!result) failures_.add();
    bool fault = !result && result.error().code != Code::conflict && result.error().code != Code::not_found &&
                 result.error().code != Code::invalid;
    if (fault && !failing_) log_.error("state", "ERROR saving fails: " + result.error().text());
    if (result && failing_) log_.info("state", "saving works again");
    failing_ = fault || (failing_ && !result);
  }

  Holders holders_;
  telemetry::Log& log_;
  telemetry::Counter &batches_, &transactions_, &failures_, &queue_full_;
  Writes writes_;
  Reads reads_;
  bool failing_ = false;  // writer thread only
  std::thread writer_;
  std::vector<std::thread> readers_;
};

}  // namespace

base::Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteStoreOptions& options, telemetry::Log& log,
                                                       telemetry::Metrics& metrics) {
  if (options.path.empty() || options.path.front() == ':')
    return base::fail(Code::invalid, "the state needs the name of a file", options.path);
  auto database = sqlite::open_owned(options.path, state_file(),
                                     {.access = sqlite::Access::read_write,
                                      .secure_delete = true,
                                      .cache_bytes = 4 << 20,
                                      .value_bytes_max = 64 << 20});
  if (!database) return std::unexpected(std::move(database.error()));
  auto writer = SqliteWriter::open(std::move(*database));
  if (!writer) return std::unexpected(std::move(writer.error()));
  std::vector<SqliteReader> readers;
  for (unsigned i = 0; i < std::max(1U, options.readers); ++i) {
    // Read-write for the log's shared index; it is only ever given SELECTs.
    auto reader = sqlite::Database::open(
        options.path,
        {.access = sqlite::Access::read_write, .cache_bytes = 2 << 20, .value_bytes_max = 64 << 20});
    if (!reader) return std::unexpected(std::move(reader.error()));
    readers.emplace_back(std::move(*reader));
  }
  auto holders = Holders::join(options.path);
  if (!holders) return std::unexpected(std::move(holders.error()));
  auto store = std::make_unique<SqliteStore>(options, std::move(*holders), log, metrics);
  store->start(std::move(*writer), std::move(readers));
  return store;
}

}  // namespace garden::state
