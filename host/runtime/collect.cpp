#include "runtime/collect.hpp"

#include <future>

#include "runtime/runtime.hpp"
#include "runtime/shard.hpp"

namespace garden::runtime {
using base::Code;

namespace {

// Gathers everything, then calls `done` once.
class CollectSink final : public Sink {
 public:
  CollectSink(Shard& home, std::move_only_function<void(Answer)> done, std::size_t bytes_max)
      : Sink(home), done_(std::move(done)), bytes_max_(bytes_max) {}

  void readable(Operation& operation) override {
    while (operation.take(output_)) {
      if (!done_) continue;  // it was too much: what still comes is let go
      output_.each([this](garden_kind kind, std::string_view bytes) {
        bytes_ += bytes.size();
        if (bytes_ <= bytes_max_) answer_.records.push_back({kind, std::string(bytes)});
      });
      if (bytes_ > bytes_max_) {
        operation.cancel(Code::invalid, "the answer is too long");
        answer_.status = Code::invalid;
        answer_.body = "the answer is longer than " + std::to_string(bytes_max_) + " bytes";
      } else if (!output_.over) {
        continue;
      } else {
        answer_.status = output_.status;
        answer_.body = std::move(output_.body);
      }
      std::exchange(done_, nullptr)(std::move(answer_));
    }
  }

 private:
  std::move_only_function<void(Answer)> done_;
  const std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  Output output_;
  Answer answer_;
};

class EachSink final : public Sink {
 public:
  EachSink(Shard& home, std::move_only_function<void(garden_kind, std::string_view)> on_record,
           std::move_only_function<void(Code, std::string_view)> on_end)
      : Sink(home), on_record_(std::move(on_record)), on_end_(std::move(on_end)) {}

  void readable(Operation& operation) override {
    while (operation.take(output_)) {
      output_.each([this](garden_kind kind, std::string_view bytes) { on_record_(kind, bytes); });
      if (output_.over) on_end_(output_.status, output_.body);
    }
  }

 private:
  std::move_only_function<void(garden_kind, std::string_view)> on_record_;
  std::move_only_function<void(Code, std::string_view)> on_end_;
  Output output_;
};

}  // namespace

std::string Answer::joined(garden_kind kind) const {
  std::string all;
  for (const Record& record : records)
    if (record.kind == kind) all += record.bytes;
  return all;
}

base::Error Answer::error(std::string_view where) const { return {status, body, std::string(where)}; }

base::Result<std::shared_ptr<Operation>> run_then(Runtime& runtime, OperationRequest request, Shard& home,
                                                  std::move_only_function<void(Answer)> done,
                                                  std::size_t bytes_max) {
  request.sink = std::make_shared<CollectSink>(home, std::move(done), bytes_max);
  return runtime.begin(std::move(request));
}

base::Result<std::shared_ptr<Operation>> run_each(
    Runtime& runtime, OperationRequest request, Shard& home,
    std::move_only_function<void(garden_kind, std::string_view)> on_record,
    std::move_only_function<void(Code, std::string_view)> on_end) {
  request.sink = std::make_shared<EachSink>(home, std::move(on_record), std::move(on_end));
  return runtime.begin(std::move(request));
}

Answer run(Runtime& runtime, OperationRequest request, std::size_t bytes_max) {
  Answer failed{.status = Code::internal, .body = "an answer cannot be waited for on a shard", .records = {}};
  if (Shard::current() != nullptr) return failed;
  // Shared with the callback: the promise must outlive set_value(), which may still be returning there when
  // this thread has its answer.
  auto promise = std::make_shared<std::promise<Answer>>();
  auto answer = promise->get_future();
  auto begun = run_then(
      runtime, std::move(request), runtime.next_shard(),
      [promise](Answer whole) { promise->set_value(std::move(whole)); }, bytes_max);
  if (begun) return answer.get();
  failed.status = begun.error().code;
  failed.body = begun.error().message;
  return failed;
}

}  // namespace garden::runtime
