// Runs::recover: closes what a process left running when it died.
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "base/json.hpp"
#include "state/collections.hpp"
#include "state/run_record.hpp"
#include "state/runs.hpp"

namespace garden::state {
namespace {

constexpr std::size_t page_documents = 100;

std::string interrupted_problem() {
  return base::to_text({{"type", "about:blank"},
                        {"title", "interrupted"},
                        {"status", 503},
                        {"detail", "The host stopped while this run was under way. Ask again."}});
}

// Goes through the live runs page by page; of each page, first asks which holders are still there, then
// closes the runs of those that are not, all at once. One step follows the other.
class Recovery : public std::enable_shared_from_this<Recovery> {
 public:
  Recovery(Store& store, std::string scope, const base::Clock& clock, Store::Done<std::int64_t> done)
      : store_(store), scope_(std::move(scope)), clock_(clock), done_(std::move(done)) {}

  void next_page() {
    Listing listing{.filter = {.scope = scope_, .collection = std::string(runs_collection)},
                    .limit = page_documents,
                    .cursor = std::exchange(cursor_, {})};
    listing.filter.state = std::string(name_of(status_));
    store_.list(std::move(listing), [self = shared_from_this()](base::Result<Page> page) {
      if (!page) return self->done_(std::unexpected(std::move(page.error())));
      self->runs_ = std::move(page->documents);
      self->cursor_ = std::move(page->next);
      self->next_holder(0);
    });
  }

 private:
  void next_holder(std::size_t index) {
    for (; index < runs_.size(); ++index) {
      auto holder = holder_of(runs_[index].head);
      if (is_open_.contains(holder)) continue;
      return store_.is_open(holder, [self = shared_from_this(), holder, index](base::Result<bool> open) {
        if (!open) return self->done_(std::unexpected(std::move(open.error())));
        self->is_open_[holder] = *open;
        self->next_holder(index + 1);
      });
    }
    close();
  }

  void close() {
    std::erase_if(runs_, [this](const Document& run) { return is_open_[holder_of(run.head)]; });
    if (runs_.empty()) return page_is_done();
    waiting_ = runs_.size();
    for (auto& run : std::exchange(runs_, {}))
      store_.commit(closing(run), [self = shared_from_this()](base::Result<Committed> committed) {
        if (self->count(committed)) self->page_is_done();
      });
  }

  // True for the last of a page. Commits answer on the store's writer, but a refusal at the door on this
  // thread.
  bool count(base::Result<Committed>& committed) {
    std::lock_guard lock(mutex_);
    if (committed) ++closed_;
    // Gone or changed: another process was quicker, which is as good.
    else if (committed.error().code != base::Code::conflict &&
             committed.error().code != base::Code::not_found)
      failure_ = std::move(committed.error());
    return --waiting_ == 0;
  }

  Batch closing(const Document& run) {
    Address address{scope_, std::string(runs_collection), run.key};
    const auto now = clock_.wall();
    RunEnd end{
        .status = RunStatus::interrupted, .finish_reason = "interrupted", .error = interrupted_problem()};
    Batch batch;
    batch.push_back(Update{.address = address,
                           .expect = {.version = run.version},
                           .state = std::string(name_of(RunStatus::interrupted)),
                           .head = ended_run_head(run.head, now, end)});
    // Behind the reserved block: every id in it may have been seen by a client with another content.
    batch.push_back(Append{.address = address,
                           .entries = {{.number = run.log_reserved + 1,
                                        .at = now,
                                        .type = "run.error",
                                        .body = R"({"problem":)" + end.error + "}"}}});
    return batch;
  }

  void page_is_done() {
    if (failure_) return done_(std::unexpected(std::move(*failure_)));
    if (!cursor_.empty()) return next_page();
    if (status_ == RunStatus::running) {
      status_ = RunStatus::queued;
      return next_page();
    }
    done_(closed_);
  }

  Store& store_;
  const std::string scope_;
  const base::Clock& clock_;
  Store::Done<std::int64_t> done_;
  RunStatus status_ = RunStatus::running;
  std::string cursor_;
  std::vector<Document> runs_;
  std::map<std::string, bool> is_open_;  // by holder
  std::mutex mutex_;                     // guards what follows
  std::size_t waiting_ = 0;
  std::int64_t closed_ = 0;
  std::optional<base::Error> failure_;
};

}  // namespace

void Runs::recover(Store::Done<std::int64_t> done) {
  // Owned by the store's calls under way, one at a time, or by the commits of one page.
  std::make_shared<Recovery>(store_, scope_, clock_, std::move(done))->next_page();
}

}  // namespace garden::state
