#include "state/sqlite_reader.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "garden/ascii.hpp"
#include "state/times.hpp"

namespace garden::state {
namespace {
namespace limits = base::limits;
using base::Code;
using sqlite::Borrowed;
using sqlite::Statement;

// A statement that is left on a row would hold its snapshot and keep the log from being cut.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;
  ~ResetAtEnd() { statement_.reset(); }

 private:
  Statement& statement_;
};

bool contains(std::string_view text, std::string_view part) {
  auto same = [](char a, char b) { return to_lower(a) == to_lower(b); };
  return part.empty() || !std::ranges::search(text, part, same).empty();
}

std::string where_text(const Filter& filter) {
  std::string sql = " WHERE scope=? AND collection=?";
  if (filter.owner) sql += " AND owner=?";
  if (filter.group) sql += " AND \"group\"=?";
  if (filter.state) sql += " AND state=?";
  if (!filter.sort_from.empty()) sql += " AND sort>=?";
  return sql;
}

// Binds what where_text() asks for; gives the number of the last parameter.
int bind_filter(Statement& statement, const Filter& filter) {
  int index = 0;
  statement.bind(++index, Borrowed{filter.scope});
  statement.bind(++index, Borrowed{filter.collection});
  for (const auto* label : {&filter.owner, &filter.group, &filter.state})
    if (*label) statement.bind(++index, Borrowed{**label});
  if (!filter.sort_from.empty()) statement.bind(++index, Borrowed{filter.sort_from});
  return index;
}

constexpr std::string_view document_columns =
    "key, version, log_end, log_reserved, owner, \"group\", state, sort, search, head";

Document document_of(const Statement& row) {
  Document document{.key = std::string(row.text(0)),
                    .version = row.integer(1),
                    .head = std::string(row.text(9)),
                    .log_end = row.integer(2),
                    .log_reserved = row.integer(3)};
  document.labels = {std::string(row.text(4)), std::string(row.text(5)), std::string(row.text(6)),
                     std::string(row.text(7)), std::string(row.text(8))};
  return document;
}

base::Error unknown(const Address& address) {
  return {Code::not_found, "there is no such document", address.collection + "/" + address.key};
}

}  // namespace

base::Result<Statement*> SqliteReader::statement(const std::string& sql) {
  auto known = statements_.find(sql);
  if (known == statements_.end()) {
    auto prepared = database_.prepare(sql);
    if (!prepared) return base::pass_on(prepared);
    known = statements_.emplace(sql, std::move(*prepared)).first;
  }
  return &known->second;
}

base::Result<Document> SqliteReader::get(const Address& address) {
  auto prepared = statement("SELECT " + std::string(document_columns) +
                            ", body FROM documents WHERE scope=? AND collection=? AND key=?");
  if (!prepared) return base::pass_on(prepared);
  auto& row = **prepared;
  ResetAtEnd reset(row);
  row.bind(1, Borrowed{address.scope});
  row.bind(2, Borrowed{address.collection});
  row.bind(3, Borrowed{address.key});
  auto found = row.step();
  if (!found) return base::pass_on(found);
  if (!*found) return std::unexpected(unknown(address));
  auto document = document_of(row);
  document.body = row.text(10);
  return document;
}

base::Result<Page> SqliteReader::list(const Listing& listing) {
  const auto& filter = listing.filter;
  auto sql = "SELECT " + std::string(document_columns) + " FROM documents" + where_text(filter);
  const std::string order = listing.newest_first ? " DESC" : " ASC";
  Position behind;
  if (!listing.cursor.empty()) {
    auto parsed = parse_cursor(listing.cursor);
    if (!parsed) return base::pass_on(parsed);
    behind = std::move(*parsed);
    sql += listing.newest_first ? " AND (sort, key) < (?, ?)" : " AND (sort, key) > (?, ?)";
  }
  auto prepared = statement(sql + " ORDER BY sort" + order + ", key" + order);
  if (!prepared) return base::pass_on(prepared);
  auto& row = **prepared;
  ResetAtEnd reset(row);
  auto index = bind_filter(row, filter);
  if (!listing.cursor.empty()) {
    row.bind(index + 1, Borrowed{behind.sort});
    row.bind(index + 2, Borrowed{behind.key});
  }
  const auto wanted = std::clamp<std::size_t>(listing.limit, 1, limits::state_page_max);
  Page page;
  Position last;
  for (std::size_t scanned = 0;; ++scanned) {
    auto found = row.step();
    if (!found) return base::pass_on(found);
    if (!*found) return page;
    if (page.documents.size() == wanted || scanned == limits::state_scan_max) break;
    last = {std::string(row.text(7)), std::string(row.text(0))};
    if (contains(row.text(8), filter.contains)) page.documents.push_back(document_of(row));
  }
  page.next = to_cursor(last);
  return page;
}

base::Result<std::int64_t> SqliteReader::count(const Filter& filter) {
  auto prepared = statement("SELECT count(*) FROM documents" + where_text(filter));
  if (!prepared) return base::pass_on(prepared);
  auto& row = **prepared;
  ResetAtEnd reset(row);
  bind_filter(row, filter);
  auto found = row.step();
  if (!found) return base::pass_on(found);
  return row.integer(0);
}

base::Result<LogSlice> SqliteReader::read_log(const LogRange& range) {
  // Both statements see the same moment.
  auto snapshot = sqlite::Transaction::begin(database_, sqlite::Transaction::Kind::deferred);
  if (!snapshot) return base::pass_on(snapshot);
  auto head = statement(
      "SELECT id, log_end, log_reserved, state FROM documents WHERE scope=? AND collection=? AND key=?");
  if (!head) return base::pass_on(head);
  ResetAtEnd reset_head(**head);
  (*head)->bind(1, Borrowed{range.address.scope});
  (*head)->bind(2, Borrowed{range.address.collection});
  (*head)->bind(3, Borrowed{range.address.key});
  auto found = (*head)->step();
  if (!found) return base::pass_on(found);
  if (!*found) return std::unexpected(unknown(range.address));
  LogSlice slice{.log_end = (*head)->integer(1),
                 .log_reserved = (*head)->integer(2),
                 .state = std::string((*head)->text(3))};
  auto entries =
      statement(std::string("SELECT number, at_us, type, tag, body FROM entries WHERE document=? AND number>?"
                            " ORDER BY number ") +
                (range.newest_first ? "DESC" : "ASC"));
  if (!entries) return base::pass_on(entries);
  auto& row = **entries;
  ResetAtEnd reset_entries(row);
  row.bind(1, (*head)->integer(0));
  row.bind(2, range.after);
  const auto entries_max = std::min(range.entries_max, limits::log_entries_max);
  std::size_t bytes = 0;
  for (;;) {
    auto next = row.step();
    if (!next) return base::pass_on(next);
    if (!*next) break;
    auto body = row.text(4);
    bytes += body.size();
    if (slice.entries.size() == entries_max || (bytes > range.bytes_max && !slice.entries.empty())) {
      slice.more = true;
      break;
    }
    slice.entries.push_back({row.integer(0), from_us(row.integer(1)), std::string(row.text(2)),
                             std::string(row.text(3)), std::string(body)});
  }
  if (range.newest_first) std::ranges::reverse(slice.entries);
  return slice;
}

}  // namespace garden::state
