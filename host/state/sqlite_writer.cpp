#include "state/sqlite_writer.hpp"

#include <algorithm>
#include <utility>

#include "state/times.hpp"

namespace garden::state {
namespace {
using base::Code;
using base::fail;
using sqlite::Borrowed;
using sqlite::Statement;

std::string where(const Address& address) { return address.collection + "/" + address.key; }

// An empty label is NULL, which keeps it out of its index.
void bind_label(Statement& statement, int index, const std::string& label) {
  if (label.empty())
    statement.bind(index, nullptr);
  else
    statement.bind(index, Borrowed{label});
}

// These concern the batch that met them; any other error concerns the disk and so the whole group.
bool is_own_fault(const base::Error& error) {
  return error.code == Code::conflict || error.code == Code::not_found || error.code == Code::invalid;
}

template <class T>
std::unexpected<base::Error> pass(base::Result<T>& failed) {
  return std::unexpected(std::move(failed.error()));
}

}  // namespace

base::Result<SqliteWriter> SqliteWriter::open(sqlite::Database database) {
  SqliteWriter writer(std::move(database));
  if (auto prepared = writer.prepare(); !prepared) return pass(prepared);
  return writer;
}

base::Result<> SqliteWriter::prepare() {
  const std::pair<std::optional<Statement>*, const char*> statements[] = {
      {&begin_, "BEGIN IMMEDIATE"},
      {&commit_, "COMMIT"},
      {&savepoint_, "SAVEPOINT batch"},
      {&release_, "RELEASE batch"},
      {&undo_, "ROLLBACK TO batch"},
      {&find_,
       "SELECT id, version, log_end, log_reserved, state, sort FROM documents WHERE scope=? AND collection=? "
       "AND "
       "key=?"},
      {&create_,
       "INSERT INTO documents(scope, collection, key, version, log_end, log_reserved, owner, \"group\", "
       "state, "
       "sort, search, head, body) VALUES(?, ?, ?, 1, 0, ?, ?, ?, ?, ?, ?, ?, ?) "
       "ON CONFLICT(scope, collection, key) DO NOTHING"},
      {&append_, "INSERT INTO entries(document, number, at_us, type, tag, body) VALUES(?, ?, ?, ?, ?, ?)"},
      {&extend_, "UPDATE documents SET log_end=?, log_reserved=? WHERE id=?"},
      {&extend_and_move_, "UPDATE documents SET log_end=?, log_reserved=?, sort=? WHERE id=?"},
      {&remove_, "DELETE FROM documents WHERE id=?"},
      {&remove_log_, "DELETE FROM entries WHERE document=?"},
      {&remove_owned_logs_,
       "DELETE FROM entries WHERE document IN "
       "(SELECT id FROM documents WHERE scope=? AND collection=? AND owner=?)"},
      {&remove_owned_, "DELETE FROM documents WHERE scope=? AND collection=? AND owner=?"}};
  for (const auto& [statement, sql] : statements) {
    auto prepared = database_.prepare(sql);
    if (!prepared) return pass(prepared);
    *statement = std::move(*prepared);
  }
  return {};
}

void SqliteWriter::commit(std::span<Work> group) {
  if (commit_group(group) != Attempt::undone || group.size() == 1) return;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (commit_group(group.subspan(i, 1)) != Attempt::locked) continue;
    // Each further try would wait for the lock again.
    for (auto& work : group.subspan(i + 1)) work.result = std::unexpected(group[i].result.error());
    return;
  }
}

SqliteWriter::Attempt SqliteWriter::commit_group(std::span<Work> group) {
  auto attempt = Attempt::locked;
  auto tried = begin_->run();
  if (tried) {
    attempt = Attempt::undone;
    tried = fill_group(group);
  }
  if (tried) return Attempt::committed;
  // SQLite rolls back by itself when the disk fails in the middle.
  if (database_.in_transaction()) (void)database_.run("ROLLBACK");
  for (auto& work : group) work.result = std::unexpected(tried.error());
  return attempt;
}

base::Result<> SqliteWriter::fill_group(std::span<Work> group) {
  auto filled = fill_plainly(group);
  if (!filled) return pass(filled);
  if (!*filled && group.size() == 1) return {};  // its result says why, and nothing else is to be saved
  if (!*filled) {
    if (auto begun = begin_->run(); !begun) return begun;
    if (auto careful = fill_carefully(group); !careful) return careful;
  }
  if (auto committed = commit_->run(); !committed) return committed;
  if (std::ranges::any_of(group, [](const Work& work) { return work.result.has_value(); })) ++transactions_;
  return {};
}

base::Result<bool> SqliteWriter::fill_plainly(std::span<Work> group) {
  for (auto& work : group) {
    work.result = apply(work.batch);
    if (work.result) continue;
    if (!is_own_fault(work.result.error())) return pass(work.result);
    if (auto undone = database_.run("ROLLBACK"); !undone) return pass(undone);
    return false;
  }
  return true;
}

base::Result<> SqliteWriter::fill_carefully(std::span<Work> group) {
  for (auto& work : group) {
    if (auto marked = savepoint_->run(); !marked) return marked;
    work.result = apply(work.batch);
    if (!work.result) {
      if (!is_own_fault(work.result.error())) return pass(work.result);
      if (auto undone = undo_->run(); !undone) return undone;
    }
    if (auto released = release_->run(); !released) return released;
  }
  return {};
}

base::Result<Committed> SqliteWriter::apply(const Batch& batch) {
  Committed outcomes;
  outcomes.reserve(batch.size());
  for (const auto& operation : batch) {
    auto outcome = std::visit([this](const auto& one) { return apply(one); }, operation);
    if (!outcome) return pass(outcome);
    outcomes.push_back(*outcome);
  }
  return outcomes;
}

base::Result<SqliteWriter::Row> SqliteWriter::find(const Address& address) {
  find_->bind(1, Borrowed{address.scope});
  find_->bind(2, Borrowed{address.collection});
  find_->bind(3, Borrowed{address.key});
  auto found = find_->step();
  if (!found) return pass(found);
  if (!*found) return fail(Code::not_found, "there is no such document", where(address));
  Row row{find_->integer(0), find_->integer(1),           find_->integer(2),
          find_->integer(3), std::string(find_->text(4)), std::string(find_->text(5))};
  find_->reset();
  return row;
}

base::Result<SqliteWriter::Row> SqliteWriter::find(const Address& address, const Expect& expect) {
  auto row = find(address);
  if (!row) return row;
  if (expect.version && *expect.version != row->version)
    return fail(Code::conflict, "the document was changed meanwhile; read it again", where(address));
  if (!expect.states.empty() && std::ranges::find(expect.states, row->state) == expect.states.end())
    return fail(Code::conflict, "the document is \"" + row->state + "\" by now", where(address));
  return row;
}

base::Result<Outcome> SqliteWriter::apply(const Create& create) {
  auto& statement = *create_;
  statement.bind(1, Borrowed{create.address.scope});
  statement.bind(2, Borrowed{create.address.collection});
  statement.bind(3, Borrowed{create.address.key});
  statement.bind(4, create.reserve_to);
  bind_label(statement, 5, create.labels.owner);
  bind_label(statement, 6, create.labels.group);
  bind_label(statement, 7, create.labels.state);
  statement.bind(8, Borrowed{create.labels.sort});
  statement.bind(9, Borrowed{create.labels.search});
  statement.bind(10, Borrowed{create.head});
  statement.bind(11, Borrowed{create.body});
  if (auto ran = statement.run(); !ran) return pass(ran);
  if (database_.changes() == 1) return Outcome{.changed = 1, .version = 1};
  if (!create.keep_existing)
    return fail(Code::conflict, "there is already such a document", where(create.address));
  auto row = find(create.address);
  if (!row) return pass(row);
  return Outcome{.version = row->version, .log_end = row->log_end};
}

base::Result<Statement*> SqliteWriter::update_statement(const Update& update) {
  const std::pair<const std::optional<std::string>*, const char*> fields[] = {{&update.state, ", state=?"},
                                                                              {&update.sort, ", sort=?"},
                                                                              {&update.search, ", search=?"},
                                                                              {&update.head, ", head=?"},
                                                                              {&update.body, ", body=?"}};
  std::size_t mask = 0;
  std::string sql = "UPDATE documents SET version=version+1";
  for (std::size_t i = 0; i < std::size(fields); ++i) {
    if (!*fields[i].first) continue;
    mask |= std::size_t{1} << i;
    sql += fields[i].second;
  }
  auto& statement = updates_[mask];
  if (!statement) {
    auto prepared = database_.prepare(sql + " WHERE id=?");
    if (!prepared) return pass(prepared);
    statement = std::move(*prepared);
  }
  return &*statement;
}

base::Result<Outcome> SqliteWriter::apply(const Update& update) {
  auto row = find(update.address, update.expect);
  if (!row) return pass(row);
  auto prepared = update_statement(update);
  if (!prepared) return pass(prepared);
  auto& statement = **prepared;
  int index = 0;
  if (update.state) bind_label(statement, ++index, *update.state);
  for (const auto* field : {&update.sort, &update.search, &update.head, &update.body})
    if (*field) statement.bind(++index, Borrowed{**field});
  statement.bind(++index, row->id);
  if (auto ran = statement.run(); !ran) return pass(ran);
  return Outcome{.changed = 1, .version = row->version + 1, .log_end = row->log_end};
}

base::Result<Outcome> SqliteWriter::apply(const Append& append) {
  auto row = find(append.address, append.expect);
  if (!row) return pass(row);
  auto end = row->log_end;
  for (const auto& entry : append.entries) {
    auto number = entry.number == 0 ? end + 1 : entry.number;
    if (number <= end)
      return fail(Code::conflict, "the log has gone on beyond this number", where(append.address));
    auto appended = append_->run(row->id, number, to_us(entry.at), Borrowed{entry.type}, Borrowed{entry.tag},
                                 Borrowed{entry.body});
    if (!appended) return pass(appended);
    end = number;
  }
  auto reserved = std::max({row->log_reserved, append.reserve_to, end});
  // A label that is written is moved in its indexes, be it the same as before or not.
  auto extended = append.sort && *append.sort != row->sort
                      ? extend_and_move_->run(end, reserved, Borrowed{*append.sort}, row->id)
                      : extend_->run(end, reserved, row->id);
  if (!extended) return pass(extended);
  return Outcome{.changed = 1, .version = row->version, .log_end = end};
}

base::Result<Outcome> SqliteWriter::apply(const Remove& remove) {
  auto row = find(remove.address, remove.expect);
  if (!row) return pass(row);
  if (auto removed = remove_log_->run(row->id); !removed) return pass(removed);
  if (auto removed = remove_->run(row->id); !removed) return pass(removed);
  erased_ = true;
  return Outcome{.changed = 1};
}

base::Result<Outcome> SqliteWriter::apply(const RemoveOwned& remove) {
  for (auto* statement : {&remove_owned_logs_, &remove_owned_}) {
    auto removed =
        (*statement)->run(Borrowed{remove.scope}, Borrowed{remove.collection}, Borrowed{remove.owner});
    if (!removed) return pass(removed);
  }
  erased_ = true;
  return Outcome{.changed = database_.changes()};
}

void SqliteWriter::cut_log() {
  // Not now is no failure: the mark stays and the next quiet moment tries again.
  if (auto cut = database_.truncate_log(); cut && *cut) erased_ = false;
}

}  // namespace garden::state
