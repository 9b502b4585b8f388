#include "base/json.hpp"

#include <set>
#include <vector>

namespace garden::base {
namespace {

using Builder = nlohmann::detail::json_sax_dom_parser<Json>;

// Counts and checks while the library builds the tree; every refusal keeps its own words.
class Checked {
 public:
  Checked(Json& root, const JsonLimits& limits) : builder_(root, false), limits_(limits) {}

  bool null() { return node() && builder_.null(); }
  bool boolean(bool v) { return node() && builder_.boolean(v); }
  bool number_integer(Json::number_integer_t v) { return node() && builder_.number_integer(v); }
  bool number_unsigned(Json::number_unsigned_t v) { return node() && builder_.number_unsigned(v); }
  bool number_float(Json::number_float_t v, const std::string& raw) {
    if (raw.find_first_of(".eE") == std::string::npos) return refuse("an integer does not fit 64 bits");
    return node() && builder_.number_float(v, raw);
  }
  bool string(std::string& v) { return node() && builder_.string(v); }
  bool binary(Json::binary_t& v) { return node() && builder_.binary(v); }
  bool start_object(std::size_t n) {
    if (!enter()) return false;
    keys_.emplace_back();
    return builder_.start_object(n);
  }
  bool key(std::string& name) {
    if (!node()) return false;
    if (!keys_.back().insert(name).second)
      return refuse("the key \"" + name.substr(0, 64) + "\" is given twice");
    return builder_.key(name);
  }
  bool end_object() {
    --depth_;
    keys_.pop_back();
    return builder_.end_object();
  }
  bool start_array(std::size_t n) { return enter() && builder_.start_array(n); }
  bool end_array() {
    --depth_;
    return builder_.end_array();
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    return refuse("not valid JSON at byte " + std::to_string(position));
  }
  const std::string& refusal() const { return refusal_; }

 private:
  bool refuse(std::string why) {
    if (refusal_.empty()) refusal_ = std::move(why);
    return false;
  }
  bool node() {
    return ++nodes_ <= limits_.nodes_max ||
           refuse("more than " + std::to_string(limits_.nodes_max) + " values");
  }
  bool enter() {
    if (!node()) return false;
    return ++depth_ <= limits_.depth_max ||
           refuse("nested deeper than " + std::to_string(limits_.depth_max) + " levels");
  }

  Builder builder_;
  const JsonLimits& limits_;
  std::size_t nodes_ = 0, depth_ = 0;
  std::vector<std::set<std::string, std::less<>>> keys_;
  std::string refusal_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  Json value;
  Checked checked(value, limits);
  if (!Json::sax_parse(text, &checked)) return fail(Code::invalid, checked.refusal());
  return value;
}

std::string to_text(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

const Json& member(const Json& object, std::string_view key) {
  static const Json none;
  if (!object.is_object()) return none;
  auto found = object.find(key);
  return found == object.end() ? none : *found;
}
std::string text_at(const Json& object, std::string_view key, std::string_view otherwise) {
  const auto& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string(otherwise);
}
std::int64_t integer_at(const Json& object, std::string_view key, std::int64_t otherwise) {
  const auto& value = member(object, key);
  return value.is_number_integer() ? value.get<std::int64_t>() : otherwise;
}
bool boolean_at(const Json& object, std::string_view key, bool otherwise) {
  const auto& value = member(object, key);
  return value.is_boolean() ? value.get<bool>() : otherwise;
}

}  // namespace garden::base
