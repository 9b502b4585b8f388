// The YAML parser's complaints in words that help. Internal to this room.
// Threads: pure function [any].
#pragma once
#include <string>
#include <string_view>

namespace garden::config {

struct YamlWords {
  // The mistake is further up than where the parser gave up: something was opened and never closed.
  enum class Opened { nothing, quote, bracket };
  std::string message, advice;
  Opened opened_before = Opened::nothing;
};

// `complaint` is the parser's own text, `line` the line of the file it is about.
YamlWords yaml_words(std::string_view complaint, std::string_view line);

}  // namespace garden::config
