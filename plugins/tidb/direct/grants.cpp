#include "direct/grants.hpp"

#include <algorithm>
#include <cctype>

namespace garden::tidb {
namespace {

constexpr std::string_view harmless[] = {
    "USAGE",      "SELECT",         "SHOW VIEW",     "SHOW DATABASES",     "PROCESS",
    "REFERENCES", "BINLOG MONITOR", "SLAVE MONITOR", "REPLICATION CLIENT", "SHOW CREATE ROUTINE"};

// Names in quotes may hold any word: they are taken out before words are looked for.
std::string without_quoted(std::string_view line) {
  std::string out;
  char quote = 0;
  for (const char c : line) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '`' || c == '\'' || c == '"') {
      quote = c;
    } else {
      out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

std::string trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(' ') - from + 1));
}

// "SELECT (A, B), INSERT" has two privileges: what is in parentheses are columns.
std::vector<std::string> split(std::string_view privileges) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : privileges) {
    if (c == '(') ++depth;
    if (c == ',' && depth == 0) {
      parts.emplace_back();
    } else if (depth == 0) {
      parts.back() += c;
    }
    if (c == ')') --depth;
  }
  for (auto& part : parts) part = trimmed(part);
  return parts;
}

void add(std::vector<std::string>& all, std::string one) {
  if (!one.empty() && std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
}

std::string joined(const std::vector<std::string>& words, std::size_t words_max) {
  std::string text;
  for (std::size_t i = 0; i < std::min(words.size(), words_max); ++i) text += (i == 0 ? "" : ", ") + words[i];
  return words.size() > words_max ? text + " and more" : text;
}

}  // namespace

std::vector<std::string> writing_privileges(const std::vector<std::string>& grants) {
  std::vector<std::string> found;
  for (const auto& line : grants) {
    const auto words = without_quoted(line);
    if (!words.starts_with("GRANT ")) continue;
    const auto on = words.find(" ON ");
    if (on == std::string::npos) {  // GRANT `role`@`%` TO ...
      const auto to = line.find(" TO ");
      add(found, "the role " + line.substr(6, to == std::string::npos ? to : to - 6));
      continue;
    }
    for (auto& privilege : split(std::string_view(words).substr(6, on - 6)))
      if (std::ranges::find(harmless, privilege) == std::end(harmless)) add(found, std::move(privilege));
  }
  return found;
}

std::string reading_user_sql(std::string_view user, std::string_view database) {
  const auto name = user.substr(0, user.rfind('@'));
  const auto point = name.find('.');  // of the prefix that users of TiDB Cloud carry
  const auto prefix =
      point == std::string_view::npos ? std::string() : std::string(name.substr(0, point + 1));
  const auto quoted = "'" + prefix + "garden_reader'@'%'";
  return "CREATE USER " + quoted + " IDENTIFIED BY '...'; GRANT SELECT ON `" + std::string(database) +
         "`.* TO " + quoted + ";";
}

Survey survey(Connection& connection) {
  Survey seen;
  std::vector<std::string> grants;
  for (auto& row : connection.run("SHOW GRANTS")) grants.push_back(row.empty() ? "" : row[0]);
  const auto facts = connection.run(
      "SELECT CURRENT_USER(), (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = "
      "DATABASE() AND "
      "engine = 'MyISAM')");
  const auto user = facts.empty() ? std::string() : facts[0][0];
  const auto myisam = facts.empty() ? std::string("0") : facts[0][1];
  const auto database = connection.settings().database;
  if (const auto writing = writing_privileges(grants); !writing.empty()) {
    seen.may_write = true;
    seen.warning = "the user " + user + " may do more than read (" + joined(writing, 6) +
                   "); one that cannot is safer: " + reading_user_sql(user, database);
  }
  if (myisam != "0")
    seen.warning += (seen.warning.empty() ? "" : " Also: ") + myisam + " tables of " + database +
                    " are MyISAM: while a long query reads one, nobody can write to it; ALTER TABLE ... "
                    "ENGINE=InnoDB ends that";
  return seen;
}

}  // namespace garden::tidb
