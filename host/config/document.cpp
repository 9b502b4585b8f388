#include "config/document.hpp"

#include <algorithm>
#include <array>

#include "config/document_builder.hpp"
#include "config/pointer.hpp"
#include "garden/ascii.hpp"

namespace garden::config {
namespace {

using base::Json;

bool sounds_secret(std::string_view key) {
  static constexpr std::array<std::string_view, 9> words{"password",    "passwd",     "secret",
                                                         "token",       "api_key",    "apikey",
                                                         "private_key", "credential", "authorization"};
  std::string folded(key);
  for (auto& c : folded) c = c == '-' ? '_' : to_lower(c);
  return std::ranges::any_of(
      words, [&folded](std::string_view word) { return folded.find(word) != std::string::npos; });
}

using Written = std::map<std::string, std::string, std::less<>>;

void redact(Json& value, std::string& pointer, bool secret, const Written& written) {
  auto size = pointer.size();
  if (auto found = written.find(pointer); found != written.end()) {
    value = found->second;
  } else if (value.is_object()) {
    for (auto& [key, member] : value.items()) {
      append_key(pointer, key);
      // "max_tokens: 4000" is no secret: only text is.
      redact(member, pointer, secret || sounds_secret(key), written);
      pointer.resize(size);
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      pointer += '/' + std::to_string(i);
      redact(value[i], pointer, secret, written);
      pointer.resize(size);
    }
  } else if (secret && value.is_string()) {
    value = "***";
  }
}

Document::Loaded finish(DocumentBuilder& builder, Tree tree, Problems problems) {
  if (has_errors(problems)) {
    arrange(problems);
    return std::unexpected(std::move(problems));
  }
  return builder.build(tree);
}

}  // namespace

Document::Loaded Document::load_file(const std::filesystem::path& path, const LoadOptions& options) {
  Problems problems;
  DocumentBuilder builder(options, problems);
  auto tree = builder.read_file(path, path.lexically_normal().string());
  return finish(builder, std::move(tree), std::move(problems));
}

Document::Loaded Document::load_text(std::string_view text, const std::string& file,
                                     const LoadOptions& options) {
  Problems problems;
  DocumentBuilder builder(options, problems);
  auto tree = builder.read_text(text, file);
  return finish(builder, std::move(tree), std::move(problems));
}

const Document::Place& Document::nearest(std::string_view pointer) const {
  static const Place nowhere;
  for (;;) {
    if (auto found = places_.find(pointer); found != places_.end()) return found->second;
    if (pointer.empty()) return nowhere;
    pointer = parent_of(pointer);
  }
}

Position Document::position_of(const Mark& mark) const { return {files_[mark.file], mark.line, mark.column}; }
Position Document::position(std::string_view pointer) const { return position_of(nearest(pointer).value); }

Position Document::key_position(std::string_view pointer) const {
  const auto& place = nearest(pointer);
  return position_of(place.key.line != 0 ? place.key : place.value);
}

std::filesystem::path Document::path_at(std::string_view pointer) const {
  const auto* text = find(value_, pointer);
  if (text == nullptr || !text->is_string()) return {};
  std::filesystem::path path(text->get_ref<const std::string&>());
  if (path.is_absolute()) return path;
  return std::filesystem::path(files_[nearest(pointer).value.file]).parent_path() / path;
}

Problem Document::at(std::string_view pointer, std::string message, std::string advice,
                     Severity severity) const {
  return {severity, position(pointer), std::move(message), std::move(advice), std::string(pointer)};
}

Problem Document::at_key(std::string_view pointer, std::string message, std::string advice,
                         Severity severity) const {
  return {severity, key_position(pointer), std::move(message), std::move(advice), std::string(pointer)};
}

const Missing* Document::missing_below(std::string_view pointer) const {
  auto below = std::ranges::find_if(missing_, [pointer](const Missing& m) {
    return m.pointer.starts_with(pointer) &&
           (m.pointer.size() == pointer.size() || m.pointer[pointer.size()] == '/');
  });
  return below == missing_.end() ? nullptr : &*below;
}

bool Document::substituted(std::string_view pointer) const { return substituted_.contains(pointer); }

Json Document::redacted() const {
  auto value = value_;
  std::string pointer;
  redact(value, pointer, false, substituted_);
  return value;
}

Json Document::check(const Schema& schema, Problems& problems, std::string_view pointer) const {
  const auto* value = find(value_, pointer);
  static const Json nothing = Json::object();
  auto whole = [pointer](std::string_view below) { return std::string(pointer) + std::string(below); };
  CheckOptions options;
  options.missing = [this, &whole](std::string_view below) {
    return std::ranges::binary_search(missing_, whole(below), {}, &Missing::pointer);
  };
  options.substituted = [this, &whole](std::string_view below) { return substituted(whole(below)); };
  auto checked = schema.check(value != nullptr ? *value : nothing, options);
  for (auto& fault : checked.faults) {
    auto place = whole(fault.pointer);
    auto problem = fault.at_key
                       ? at_key(place, std::move(fault.message), std::move(fault.advice), fault.severity)
                       : at(place, std::move(fault.message), std::move(fault.advice), fault.severity);
    problems.push_back(std::move(problem));
  }
  return std::move(checked.value);
}

}  // namespace garden::config
