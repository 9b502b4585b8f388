// Config: what an instance was configured with, read by JSON pointer while its component is constructed.
//
//   explicit Shop(garden::Config config)
//       : path_(config.text("/path")), busy_ms_(config.duration_ms("/busy_timeout", 2000)) {}
//
// The host has checked the configuration against the component's schema, filled in its defaults and resolved
// its secrets. What is missing or of another type all the same throws ConfigError, whose path the host turns
// into file:line:column. A getter with `otherwise` gives that when the value is not there. Config borrows: it
// is valid until the constructor returns. Threads: a plain value.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "garden/failure.hpp"
#include "garden/json.hpp"
#include "garden/units.hpp"

namespace garden {

// What is wrong with the configuration, where (JSON pointer), and what to do about it.
class ConfigError : public Failure {
 public:
  ConfigError(std::string path, std::string message)
      : Failure(GARDEN_INVALID, std::move(message)), path_(std::move(path)) {}
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

class Config {
 public:
  explicit Config(std::string_view json) : json_(json) {}

  std::string_view json() const { return json_; }
  // The JSON text of a value; empty if it is not there.
  std::string_view json(std::string_view path) const { return json::pointer(json_, path); }
  bool has(std::string_view path) const {
    const auto type = json::type_of(json(path));
    return type != json::Type::none && type != json::Type::null;
  }

  std::string text(std::string_view path) const { return string(required(path), path); }
  std::string text(std::string_view path, std::string_view otherwise) const {
    return has(path) ? string(json(path), path) : std::string(otherwise);
  }
  std::int64_t integer(std::string_view path) const {
    return checked(json::integer(required(path)), path, "must be a whole number");
  }
  std::int64_t integer(std::string_view path, std::int64_t otherwise) const {
    return has(path) ? integer(path) : otherwise;
  }
  double number(std::string_view path) const {
    return checked(json::number(required(path)), path, "must be a number");
  }
  double number(std::string_view path, double otherwise) const {
    return has(path) ? number(path) : otherwise;
  }
  bool boolean(std::string_view path) const {
    return checked(json::boolean(required(path)), path, "must be true or false");
  }
  bool boolean(std::string_view path, bool otherwise) const { return has(path) ? boolean(path) : otherwise; }

  // Text such as "1h30m", or a whole number of milliseconds.
  std::int64_t duration_ms(std::string_view path) const {
    const auto value = required(path);
    const auto ms = value.starts_with('"') ? parse_duration_ms(json::text(value)) : json::integer(value);
    return checked(ms && *ms >= 0 ? ms : std::nullopt, path, "must be a duration such as 150ms or 1h30m");
  }
  std::int64_t duration_ms(std::string_view path, std::int64_t otherwise) const {
    return has(path) ? duration_ms(path) : otherwise;
  }
  // Text such as "64MiB", or a whole number of bytes.
  std::uint64_t size_bytes(std::string_view path) const {
    const auto value = required(path);
    return checked(parse_size(value.starts_with('"') ? json::text(value) : std::string(value)), path,
                   "must be a size such as 64KB or 1MiB");
  }
  std::uint64_t size_bytes(std::string_view path, std::uint64_t otherwise) const {
    return has(path) ? size_bytes(path) : otherwise;
  }

  // The texts of an array; none when it is not there.
  std::vector<std::string> texts(std::string_view path) const {
    std::vector<std::string> all;
    if (!has(path)) return all;
    if (json::type_of(json(path)) != json::Type::array)
      throw ConfigError(std::string(path), "must be a list");
    json::each(json(path), [&](std::string_view element) {
      all.push_back(string(element, std::string(path) + "/" + std::to_string(all.size())));
    });
    return all;
  }

 private:
  std::string_view required(std::string_view path) const {
    if (!has(path)) throw ConfigError(std::string(path), "is missing; set it");
    return json(path);
  }
  static std::string string(std::string_view value, std::string_view path) {
    if (json::type_of(value) != json::Type::string) throw ConfigError(std::string(path), "must be a text");
    return json::text(value);
  }
  template <class Value>
  static Value checked(const std::optional<Value>& value, std::string_view path, std::string_view message) {
    if (!value) throw ConfigError(std::string(path), std::string(message));
    return *value;
  }

  std::string_view json_;
};

}  // namespace garden
