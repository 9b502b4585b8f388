#include "queries/answer.hpp"

namespace garden::inventory::steps {
namespace {
constexpr std::size_t batch_bytes = 32 * 1024;  // half of what the host buffers
}

std::vector<std::string> Answer::take() {
  close();
  json::Writer head;
  head.object().key("columns").array();
  for (const auto& name : columns_) head.object().field("name", name).end();
  for (const auto& total : totals_) head.object().field("name", total.name).end();
  head.object().field("name", "total_rows").end();
  head.end().end();
  std::vector<std::string> messages{head.take()};

  json::Writer first, others;  // what follows a row's own values
  for (const auto& total : totals_) {
    total.value ? first.exact(*total.value) : first.value(nullptr);
    others.value(nullptr);
  }
  first.exact(static_cast<std::int64_t>(count_));
  others.value(nullptr);
  const std::string begin = R"({"rows":[)";
  std::string batch = begin;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (batch.size() > begin.size()) batch += ',';
    batch.append(rows_[i], 0, rows_[i].size() - 1);
    batch += "," + (i == 0 ? first : others).text() + "]";
    if (batch.size() < batch_bytes && i + 1 < rows_.size()) continue;
    messages.push_back(batch + "]}");
    batch = begin;
  }
  json::Writer done;
  done.object().key("done").object().field("truncated", false).key("warnings").array();
  for (const auto& warning : warnings_) done.value(warning);
  messages.push_back(done.end().end().end().take());
  return messages;
}

}  // namespace garden::inventory::steps
