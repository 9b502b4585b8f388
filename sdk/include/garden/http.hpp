// HttpRequest and HttpReply: an HTTP request over the host's client, its answer as it comes.
//
//   garden::HttpRequest request("POST", url);
//   request.header("Content-Type", "application/json").body = out.take();
//   auto reply = co_await ctx.http(std::move(request));
//   if (reply.status() != 200) throw garden::Failure(GARDEN_UNAVAILABLE, "not today");
//   while (auto event = co_await reply.next_sse()) use(*event);
//
// A reply is read in one way: next_sse(), or next_chunk(), or body(). It throws Failure when the transfer
// breaks off and ends it when it is destroyed. What is not read waits at the host, within its limit. Threads:
// one lane.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "garden/http_stream.hpp"
#include "garden/json.hpp"
#include "garden/json_writer.hpp"
#include "garden/task.hpp"

namespace garden {

struct HttpRequest {
  HttpRequest(std::string request_method, std::string request_url)
      : method(std::move(request_method)), url(std::move(request_url)) {}

  HttpRequest& header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }

  std::string method, url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::uint32_t connect_ms = 5000;
  std::uint32_t first_byte_ms = 60'000;
  std::uint32_t idle_ms = 60'000;  // between two pieces of the body; stands still while nobody reads
  std::uint32_t total_ms = 600'000;
  std::string version = "auto";  // "1.1", "2"

  // The request without its body, as the border takes it.
  std::string head_json() const {
    json::Writer out;
    out.object().field("method", method).field("url", url).key("headers").array();
    for (const auto& [name, value] : headers) out.array().value(name).value(value).end();
    out.end().field("connect_ms", connect_ms).field("first_byte_ms", first_byte_ms);
    out.field("idle_ms", idle_ms).field("total_ms", total_ms).field("http", version).end();
    return out.take();
  }
};

class HttpReply {
 public:
  static constexpr std::size_t body_bytes_max = 1024 * 1024;
  static constexpr std::size_t excerpt_bytes_max = 2048;

  explicit HttpReply(std::unique_ptr<detail::HttpStream> stream) : stream_(std::move(stream)) {
    status_ = static_cast<int>(json::integer(json::at(stream_->head(), "status")).value_or(0));
  }

  int status() const { return status_; }
  // {"status":200,"version":"2","headers":[["name","value"],...]}
  std::string_view head() const { return stream_->head(); }
  // The first header of that name, in any case of letters; empty if there is none.
  std::string header(std::string_view name) const {
    std::string value;
    json::each(json::at(head(), "headers"), [&](std::string_view pair) {
      if (value.empty() && same_name(json::text(json::element(pair, 0)), name))
        value = json::text(json::element(pair, 1));
    });
    return value;
  }

  // co_await: the data of the next server-sent event, nothing at the end; holds until the next call. An event
  // that is there already costs neither a suspension nor memory.
  auto next_sse() { return stream_->next_sse(); }
  // The name of the event that next_sse() gave last.
  std::string_view sse_name() const { return stream_->sse().name(); }
  // What next_sse() has found to be no event, at the end: an error that a server put bare into its stream.
  std::string_view sse_rest() const { return stream_->sse().rest(); }
  // co_await: some bytes of the body, as they came; nothing at the end; they hold until the next call.
  auto next_chunk() { return stream_->next_chunk(); }

  // The whole body; Failure(INVALID) if it is larger.
  Task<std::string> body(std::size_t bytes_max = body_bytes_max) {
    std::string all;
    while (const auto chunk = co_await next_chunk()) {
      if (chunk->size() > bytes_max - all.size())
        throw Failure(GARDEN_INVALID, "the answer is larger than " + std::to_string(bytes_max) + " bytes");
      all += *chunk;
    }
    co_return all;
  }
  // The beginning of the body, for an error text: no failure if there is more, or the transfer breaks off.
  Task<std::string> excerpt(std::size_t bytes_max = excerpt_bytes_max) {
    std::string all;
    try {
      while (all.size() < bytes_max) {
        const auto chunk = co_await next_chunk();
        if (!chunk) break;
        all += *chunk;
      }
    } catch (const Failure&) {
    }
    all.resize(utf8_prefix(all, bytes_max).size());
    co_return all;
  }

 private:
  static bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
  }

  std::unique_ptr<detail::HttpStream> stream_;
  int status_ = 0;
};

}  // namespace garden
