// A child that waits for an upstream: HEAD, DATA and DONE of one HTTP transfer.
#include <utility>

#include "runtime/child.hpp"
#include "runtime/http_client.hpp"
#include "runtime/http_request.hpp"
#include "runtime/live_operation.hpp"
#include "runtime/shard.hpp"

namespace garden::runtime {
namespace {
using base::Code;

class HttpChild final : public Child,
                        public HttpClient::Listener,
                        public std::enable_shared_from_this<HttpChild> {
 public:
  HttpChild(LiveOperation& operation, std::uint64_t token)
      : operation_(operation.shared_from_this()), token_(token), client_(operation.lane().http()) {}

  void start(HttpRequest&& request, std::string_view body) {
    transfer_ = client_.start(std::move(request), body, *this);
  }

  // Each event may lead the component to drop this child: look again after each.
  void http_ready() override {
    auto me = shared_from_this();
    if (transfer_ != nullptr && transfer_->head_done && !head_told_) {
      head_told_ = true;
      const std::string head = std::exchange(transfer_->head, {});
      operation_->tell(GARDEN_EV_HEAD, token_, Code::ok, GARDEN_JSON, head);
    }
    if (transfer_ != nullptr && !paused_ && !transfer_->bytes.empty()) tell_data();
    if (transfer_ != nullptr && !paused_ && transfer_->ended && transfer_->bytes.empty()) tell_done();
  }

  void pause(bool on) override {
    if (transfer_ == nullptr || paused_ == on) return;
    paused_ = on;
    client_.hold(transfer_, on);
    if (!on) client_.again(transfer_);  // not from here: the component is on the stack
  }

  void drop() override {
    if (auto* transfer = std::exchange(transfer_, nullptr)) client_.cancel(transfer);
  }

 private:
  void tell_data() {
    constexpr std::size_t kept_capacity = 1024;
    std::string bytes = std::exchange(transfer_->bytes, {});
    operation_->tell(GARDEN_EV_DATA, token_, Code::ok, GARDEN_RAW, bytes);
    if (transfer_ == nullptr) return;
    if (transfer_->bytes.empty() && bytes.capacity() <= kept_capacity) {
      bytes.clear();
      transfer_->bytes.swap(bytes);  // small buffers are used again
    }
    client_.taken(transfer_);
  }

  void tell_done() {
    const Code result = transfer_->result;
    const std::string error = std::move(transfer_->error);
    auto me = operation_->remove_child(token_);
    drop();
    operation_->tell(GARDEN_EV_DONE, token_, result, GARDEN_TEXT, error);
  }

  std::shared_ptr<LiveOperation>
      operation_;  // co-owner while the child lives; the operation drops its children
  const std::uint64_t token_;
  HttpClient& client_;
  HttpClient::Transfer* transfer_ = nullptr;
  bool head_told_ = false;
  bool paused_ = false;
};

}  // namespace

garden_status start_http(LiveOperation& operation, std::uint64_t token, std::string_view request,
                         std::string_view body) {
  auto child = std::make_shared<HttpChild>(operation, token);
  operation.add_child(token, child);
  child->start(read_http_request(request, operation.trace().traceparent), body);
  return GARDEN_OK;
}

}  // namespace garden::runtime
