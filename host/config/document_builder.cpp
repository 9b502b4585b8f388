#include "config/document_builder.hpp"

#include <algorithm>

#include "config/pointer.hpp"
#include "config/substitution.hpp"
#include "config/text_file.hpp"

namespace garden::config {
namespace {

using base::Json;

constexpr std::size_t chain_max = 8;   // a file extends a file extends ...
constexpr std::size_t files_max = 32;  // of one document

// `over` on top of `tree`: maps merge, all else replaces, null removes what was inherited.
void merge(Tree& tree, Tree&& over) {
  if (tree.kind != Tree::Kind::map || over.kind != Tree::Kind::map) {
    tree = std::move(over);
    return;
  }
  tree.key = over.key;
  tree.value = over.value;
  for (auto& [name, member] : over.members) {
    auto known = std::ranges::find_if(tree.members, [&name](const auto& m) { return m.first == name; });
    if (known == tree.members.end())
      tree.members.emplace_back(std::move(name), std::move(member));
    else if (member.is_null())
      tree.members.erase(known);
    else
      merge(known->second, std::move(member));
  }
}

}  // namespace

Problem DocumentBuilder::problem(const Mark& mark, std::string message, std::string advice) const {
  return {.position = {files_[mark.file], mark.line, mark.column},
          .message = std::move(message),
          .advice = std::move(advice),
          .pointer = {}};
}

Tree DocumentBuilder::read_file(const std::filesystem::path& path, const std::string& name) {
  auto text = read_text_file(path, options_.bytes_max);
  if (!text) {
    auto file = static_cast<std::uint32_t>(files_.size());
    files_.push_back(name);
    problems_.push_back(problem({file, 0, 0}, text.error().message, {}));
    Tree empty;
    empty.kind = Tree::Kind::map;
    empty.key = empty.value = {file, 0, 0};
    return empty;
  }
  std::error_code ignored;
  reading_.push_back(std::filesystem::weakly_canonical(path, ignored));
  auto tree = read_text(*text, name);
  reading_.pop_back();
  return tree;
}

Tree DocumentBuilder::read_text(std::string_view text, const std::string& name) {
  auto file = static_cast<std::uint32_t>(files_.size());
  files_.push_back(name);
  if (text.size() > options_.bytes_max) {
    problems_.push_back(problem(
        {file, 0, 0}, "the file is larger than " + std::to_string(options_.bytes_max) + " bytes", {}));
    text = "{}";
  }
  auto tree = parse_yaml(text, file, name, problems_);
  auto folder = std::filesystem::path(name).parent_path();
  if (options_.substitute) {
    SubstitutionContext context{options_.environment, folder,
                                [this](const Mark& mark, std::string message, std::string advice) {
                                  return problem(mark, std::move(message), std::move(advice));
                                }};
    substitute(tree, context, problems_);
  }
  return options_.extends ? merge_bases(std::move(tree), folder) : tree;
}

Tree DocumentBuilder::merge_bases(Tree tree, const std::filesystem::path& folder) {
  auto entry = std::ranges::find_if(tree.members, [](const auto& m) { return m.first == "extends"; });
  if (entry == tree.members.end()) return tree;
  auto extends = std::move(entry->second);
  tree.members.erase(entry);
  Tree merged;
  merged.kind = Tree::Kind::map;
  merged.key = merged.value = tree.value;
  if (extends.kind == Tree::Kind::list) {
    for (const auto& item : extends.items)
      if (!read_base(item, folder, merged)) break;
  } else {
    read_base(extends, folder, merged);
  }
  merge(merged, std::move(tree));
  return merged;
}

bool DocumentBuilder::read_base(const Tree& entry, const std::filesystem::path& folder, Tree& into) {
  auto refuse = [this, &entry](std::string message, std::string advice) {
    problems_.push_back(problem(entry.value, std::move(message), std::move(advice)));
    return false;
  };
  if (entry.substituted) return refuse("extends cannot hold ${...}", "write the path out");
  if (entry.kind != Tree::Kind::scalar || !entry.scalar.is_string())
    return refuse("extends must be a path or a list of paths", "write \"extends: base.yaml\"");
  auto path = std::filesystem::path(entry.scalar.get_ref<const std::string&>());
  auto full = (path.is_absolute() ? path : folder / path).lexically_normal();
  auto shown = full.string();
  std::error_code error;
  if (!std::filesystem::is_regular_file(full, error))
    return refuse("there is no file " + shown + " to extend",
                  "paths are relative to the file that says extends");
  if (std::ranges::find(reading_, std::filesystem::weakly_canonical(full, error)) != reading_.end())
    return refuse(shown + " extends itself, directly or by way of others", "remove one of the extends");
  if (reading_.size() >= chain_max || files_.size() >= files_max)
    return refuse("too many files extend each other", "merge some of them");
  auto before = problems_.size();
  merge(into, read_file(full, shown));
  return problems_.size() == before;
}

Document DocumentBuilder::build(const Tree& tree) {
  Document document;
  document.files_ = files_;
  std::string pointer;
  lay_out(tree, pointer, document.value_, document);
  std::ranges::sort(document.missing_, {}, &Missing::pointer);
  return document;
}

void DocumentBuilder::lay_out(const Tree& tree, std::string& pointer, Json& value, Document& document) {
  auto place = [](const Mark& mark) { return Document::Mark{mark.file, mark.line, mark.column}; };
  document.places_.emplace(pointer, Document::Place{place(tree.key), place(tree.value)});
  auto size = pointer.size();
  switch (tree.kind) {
    case Tree::Kind::scalar:
      value = tree.scalar;
      if (tree.substituted) document.substituted_.emplace(pointer, tree.written);
      if (!tree.missing.empty()) document.missing_.push_back({pointer, tree.missing});
      break;
    case Tree::Kind::list: {
      value = Json::array();
      auto& items = value.get_ref<Json::array_t&>();
      items.reserve(tree.items.size());
      for (std::size_t i = 0; i < tree.items.size(); ++i) {
        pointer += '/' + std::to_string(i);
        lay_out(tree.items[i], pointer, items.emplace_back(), document);
        pointer.resize(size);
      }
      break;
    }
    case Tree::Kind::map: {
      value = Json::object();
      // Names are unique already, so they go to the end unseen: a look-up each would make wide maps
      // quadratic.
      auto& members = value.get_ref<Json::object_t&>();
      members.reserve(tree.members.size());
      for (const auto& [name, member] : tree.members) {
        append_key(pointer, name);
        members.push_back({name, Json()});
        lay_out(member, pointer, members.back().second, document);
        pointer.resize(size);
      }
      break;
    }
  }
}

}  // namespace garden::config
