// Document builder: reads a file and what it extends, merges the trees, and lays them out as a Document.
// Internal to this room.
// Threads: used by one call of Document::load_*.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "config/yaml_tree.hpp"

namespace garden::config {

class DocumentBuilder {
 public:
  DocumentBuilder(const LoadOptions& options, Problems& problems) : options_(options), problems_(problems) {}

  // The merged tree of a file; `name` is what problems call it.
  Tree read_file(const std::filesystem::path& path, const std::string& name);
  Tree read_text(std::string_view text, const std::string& name);
  Document build(const Tree& tree);

 private:
  Tree merge_bases(Tree tree, const std::filesystem::path& folder);
  bool read_base(const Tree& entry, const std::filesystem::path& folder, Tree& into);
  void lay_out(const Tree& tree, std::string& pointer, base::Json& value, Document& document);
  Problem problem(const Mark& mark, std::string message, std::string advice) const;

  const LoadOptions& options_;
  Problems& problems_;
  std::vector<std::string> files_;              // names, by the number in a Mark
  std::vector<std::filesystem::path> reading_;  // the chain of files that extend each other, outermost first
};

}  // namespace garden::config
