#include "config/substitution.hpp"

#include <algorithm>
#include <set>

#include "config/text_file.hpp"

namespace garden::config {
namespace {

constexpr std::size_t secret_bytes_max = 64 * 1024;
constexpr std::string_view how = "write ${NAME}, ${NAME:-default} or ${file:PATH}, and $$ for a dollar sign";

bool is_name(std::string_view text) {
  auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
  return !text.empty() && letter(text[0]) &&
         std::ranges::all_of(text, [&letter](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// What stands for one `${...}`: a value, a reason why there is none, or a mistake in the file.
struct Found {
  std::string value, missing, wrong, advice;
};

Found from_file(std::string_view path, const SubstitutionContext& context) {
  Found found;
  if (path.empty()) return {.wrong = "${file:} names no file", .advice = "write ${file:PATH}"};
  auto full = std::filesystem::path(path);
  if (full.is_relative()) full = context.folder / full;
  auto text = read_text_file(full, secret_bytes_max);
  auto name = full.lexically_normal().string();
  if (!text && text.error().code == base::Code::invalid)
    return {.wrong = "the file " + name + " is larger than " + std::to_string(secret_bytes_max) + " bytes",
            .advice = "put one value into it"};
  if (!text) return {.missing = "the file " + name + " cannot be read"};
  // Editors and `echo` end a file with a line end that belongs to nobody's password.
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
  if (utf8_fault(*text) || text->find('\0') != std::string::npos)
    return {.wrong = "the file " + name + " holds no UTF-8 text", .advice = "put one value into it"};
  if (text->empty()) return {.missing = "the file " + name + " is empty"};
  found.value = std::move(*text);
  return found;
}

Found look_up(std::string_view inside, const SubstitutionContext& context) {
  if (inside.starts_with("file:")) return from_file(inside.substr(5), context);
  auto name = inside.substr(0, inside.find(":-"));
  if (!is_name(name))
    return {.wrong = "\"${" + std::string(inside.substr(0, 40)) + "}\" is not understood",
            .advice = std::string(how)};
  auto value = context.environment(name);
  if (value && (utf8_fault(*value) || value->find('\0') != std::string::npos))
    return {.wrong = "the variable " + std::string(name) + " holds no UTF-8 text",
            .advice = "set it to UTF-8 text"};
  if (value && !value->empty()) return {.value = std::move(*value)};
  if (name.size() < inside.size()) return {.value = std::string(inside.substr(name.size() + 2))};
  return {.missing = std::string(name) + " is not set"};
}

void substitute_scalar(Tree& tree, const SubstitutionContext& context, Problems& problems) {
  const auto& text = tree.scalar.get_ref<const std::string&>();
  if (text.find('$') == std::string::npos) return;
  std::string result;
  std::string_view rest = text;
  bool substituted = false;
  std::set<std::string> said;  // a name may stand in a text twice
  while (!rest.empty()) {
    auto dollar = std::min(rest.find('$'), rest.size());
    result += rest.substr(0, dollar);
    rest.remove_prefix(dollar);
    if (rest.starts_with("$$")) {
      result += '$';
      rest.remove_prefix(2);
    } else if (rest.starts_with("${")) {
      auto end = rest.find('}');
      if (end == std::string_view::npos) {
        problems.push_back(context.problem(tree.value, "a ${ is not closed", std::string(how)));
        break;
      }
      auto found = look_up(rest.substr(2, end - 2), context);
      if (!found.wrong.empty()) problems.push_back(context.problem(tree.value, found.wrong, found.advice));
      if (!found.missing.empty() && said.insert(found.missing).second)
        tree.missing += (tree.missing.empty() ? "" : ", ") + found.missing;
      result += found.value;
      substituted = true;
      rest.remove_prefix(end + 1);
    } else if (!rest.empty()) {
      result += '$';
      rest.remove_prefix(1);
    }
  }
  if (substituted) {
    tree.substituted = true;
    tree.written = text;
  }
  if (tree.missing.empty())
    tree.scalar = std::move(result);
  else
    tree.scalar = nullptr;
}

}  // namespace

void substitute(Tree& tree, const SubstitutionContext& context, Problems& problems) {
  if (tree.kind == Tree::Kind::scalar && tree.scalar.is_string()) substitute_scalar(tree, context, problems);
  for (auto& [name, member] : tree.members) {
    if (name.find("${") != std::string::npos)
      problems.push_back(context.problem(member.key, "a key cannot hold ${...}", "write the key out"));
    substitute(member, context, problems);
  }
  for (auto& item : tree.items) substitute(item, context, problems);
}

}  // namespace garden::config
