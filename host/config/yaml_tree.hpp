// Yaml tree: one YAML text as a tree of our own, every node with its place. Internal to this room; the only
// door to yaml-cpp.
//
// It is built from the parser's events, not from its nodes: events tell quoted from plain scalars, come
// before anything is expanded, and let duplicate keys be seen.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "config/problem.hpp"

namespace garden::config {

struct Mark {
  std::uint32_t file = 0, line = 0, column = 0;
};

struct Tree {
  enum class Kind { scalar, list, map };
  Kind kind = Kind::scalar;
  Mark key, value;
  base::Json scalar;    // null, boolean, number or text
  std::string written;  // as in the file, if a substitution changed it
  std::string missing;  // why a substitution found nothing; empty: it did not fail
  bool substituted = false;
  struct Member;                // a name and its tree, as `first` and `second`
  std::vector<Member> members;  // of a map, names unique
  std::vector<Tree> items;      // of a list

  bool is_null() const { return kind == Kind::scalar && scalar.is_null() && missing.empty(); }
  Tree* member(std::string_view name);  // null: there is none
};

// A struct of its own, not std::pair: a pair must be complete where Tree is not yet, and clang insists.
struct Tree::Member {
  std::string first;
  Tree second;
};

// Parses `text`, whose places carry the number `file` and, in problems, the name `name`. Problems are
// appended; after an error the tree holds what could be read. The root is a map.
Tree parse_yaml(std::string_view text, std::uint32_t file, const std::string& name, Problems& problems);

}  // namespace garden::config
