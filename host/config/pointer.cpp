#include "config/pointer.hpp"

#include <algorithm>
#include <charconv>

namespace garden::config {
namespace {

std::string unescape(std::string_view token) {
  std::string key;
  key.reserve(token.size());
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1'))
      key += token[++i] == '0' ? '~' : '/';
    else
      key += token[i];
  }
  return key;
}

bool to_index(std::string_view token, std::size_t& index) {
  auto [end, wrong] = std::from_chars(token.data(), token.data() + token.size(), index);
  return wrong == std::errc() && end == token.data() + token.size() && (token.size() == 1 || token[0] != '0');
}

bool plain(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-' || c >= 0x80;
  });
}

}  // namespace

void append_key(std::string& pointer, std::string_view key) {
  pointer += '/';
  for (char c : key) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
}

std::string child(std::string_view pointer, std::string_view key) {
  std::string result(pointer);
  append_key(result, key);
  return result;
}

std::string child(std::string_view pointer, std::size_t index) {
  return std::string(pointer) + '/' + std::to_string(index);
}

std::string_view parent_of(std::string_view pointer) {
  auto slash = pointer.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : pointer.substr(0, slash);
}

std::string last_of(std::string_view pointer) {
  auto slash = pointer.rfind('/');
  return slash == std::string_view::npos ? std::string() : unescape(pointer.substr(slash + 1));
}

std::string spoken(std::string_view pointer) {
  std::string words;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    auto end = std::min(pointer.find('/'), pointer.size());
    auto token = pointer.substr(0, end);
    std::size_t index = 0;
    auto key = unescape(token);
    if (to_index(token, index) && !words.empty())
      words += '[' + std::string(token) + ']';
    else if (plain(key))
      words += (words.empty() ? "" : ".") + key;
    else
      words += (words.empty() ? "\"" : ".\"") + key + '"';
    pointer.remove_prefix(end);
  }
  return words;
}

const base::Json* find(const base::Json& root, std::string_view pointer) {
  const base::Json* value = &root;
  while (!pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    pointer.remove_prefix(1);
    auto end = std::min(pointer.find('/'), pointer.size());
    auto token = pointer.substr(0, end);
    pointer.remove_prefix(end);
    std::size_t index = 0;
    if (value->is_object()) {
      auto found = value->find(unescape(token));
      if (found == value->end()) return nullptr;
      value = &*found;
    } else if (value->is_array() && to_index(token, index) && index < value->size()) {
      value = &(*value)[index];
    } else {
      return nullptr;
    }
  }
  return value;
}

}  // namespace garden::config
