// Substitution: `${NAME}`, `${NAME:-default}`, `${file:PATH}` and `$$` inside the scalars of a tree. Internal
// to this room.
//
// It works on what the parser has read, so a value may hold any character and is never parsed again. A
// default ends at the first `}`; there is no nesting. Threads: [any]; `${file:}` reads files and blocks.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "config/environment.hpp"
#include "config/problem.hpp"
#include "config/yaml_tree.hpp"

namespace garden::config {

struct SubstitutionContext {
  const Environment& environment;
  std::filesystem::path folder;  // where `${file:}` starts
  std::function<Problem(const Mark&, std::string message, std::string advice)> problem;
};

// Replaces in every text of `tree`. A name without a value makes its scalar null and missing.
void substitute(Tree& tree, const SubstitutionContext& context, Problems& problems);

}  // namespace garden::config
