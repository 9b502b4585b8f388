#include "reply.hpp"

#include <hiredis/hiredis.h>

#include <utility>
#include <vector>

#include "garden/failure.hpp"

namespace garden::redis_cache {

ReplyType ReplyView::type() const {
  if (!reply_) return ReplyType::nil;
  switch (reply_->type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS: return ReplyType::text;
    case REDIS_REPLY_ARRAY: return ReplyType::array;
    case REDIS_REPLY_INTEGER: return ReplyType::integer;
    case REDIS_REPLY_ERROR: return ReplyType::error;
    default: return ReplyType::nil;
  }
}

std::string_view ReplyView::text() const {
  const auto kind = type();
  if (kind != ReplyType::text && kind != ReplyType::error) return {};
  return {reply_->str, reply_->len};
}

std::int64_t ReplyView::integer() const {
  return type() == ReplyType::integer ? static_cast<std::int64_t>(reply_->integer) : 0;
}

std::size_t ReplyView::size() const { return type() == ReplyType::array ? reply_->elements : 0; }

ReplyView ReplyView::operator[](std::size_t index) const {
  return ReplyView(index < size() ? reply_->element[index] : nullptr);
}

void Reply::Free::operator()(redisReply* reply) const { freeReplyObject(reply); }

void ReplyReader::Free::operator()(redisReader* reader) const { redisReaderFree(reader); }

ReplyReader::ReplyReader(std::size_t bytes_max) : bytes_max_(bytes_max), reader_(redisReaderCreate()) {
  if (!reader_) throw Failure(GARDEN_INTERNAL, "there is no memory for a connection to Redis");
}
ReplyReader::ReplyReader(ReplyReader&&) noexcept = default;
ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) {
  if (!broken_.empty()) return;
  bytes_ += bytes.size();
  if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK)
    broken_ = "there is no memory for its reply";
}

std::optional<Reply> ReplyReader::next() {
  if (!broken_.empty()) return std::nullopt;
  void* reply = nullptr;
  if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) {
    broken_ = "its reply is not of the protocol RESP2";
    return std::nullopt;
  }
  if (reply) {
    bytes_ = reader_->len - reader_->pos;
    return Reply(static_cast<redisReply*>(reply));
  }
  if (bytes_ > bytes_max_) broken_ = "one reply is larger than " + std::to_string(bytes_max_) + " bytes";
  return std::nullopt;
}

std::string command(std::span<const std::string_view> arguments) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  texts.reserve(arguments.size());
  sizes.reserve(arguments.size());
  for (const auto argument : arguments) {
    texts.push_back(argument.data() ? argument.data() : "");
    sizes.push_back(argument.size());
  }
  char* made = nullptr;
  const int size =
      redisFormatCommandArgv(&made, static_cast<int>(arguments.size()), texts.data(), sizes.data());
  if (size < 0) throw Failure(GARDEN_INTERNAL, "there is no memory for a command to Redis");
  std::string line(made, static_cast<std::size_t>(size));
  redisFreeCommand(made);
  return line;
}

std::string command(std::initializer_list<std::string_view> arguments) {
  return command(std::span<const std::string_view>(arguments.begin(), arguments.size()));
}

}  // namespace garden::redis_cache
