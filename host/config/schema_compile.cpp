// The compiler of schemas: JSON in, Rules out. Whatever it does not know or understand is an error here, so
// that the checker never meets it.
#include <array>
#include <deque>
#include <functional>

#include "config/formats.hpp"
#include "config/pointer.hpp"
#include "config/schema_rules.hpp"
#include "config/suggest.hpp"

namespace garden::config {
namespace {

using base::Json;

constexpr std::size_t rules_max = 20'000;

struct TypeName {
  std::string_view name;
  unsigned bit;
};
constexpr std::array<TypeName, 7> type_names{{{"null", shape::null},
                                              {"boolean", shape::boolean},
                                              {"integer", shape::integer},
                                              {"number", shape::number},
                                              {"string", shape::text},
                                              {"array", shape::list},
                                              {"object", shape::map}}};

// Thrown inside compile() only, caught at its border.
struct Wrong {
  std::string message;
};

class Compiler {
 public:
  explicit Compiler(const Schema::Source& source) : source_(source) {}

  std::vector<Rule> compile(const Json& root) {
    files_.emplace("", root);
    rule_of("", "");
    while (!waiting_.empty()) {
      auto [id, file, pointer] = waiting_.front();
      waiting_.pop_front();
      place_ = {file, pointer};
      const Json* schema = find(files_.at(file), pointer);
      if (schema == nullptr) throw Wrong{"the reference " + file + '#' + pointer + " leads nowhere"};
      rules_[id] = compile_one(*schema);
    }
    return std::move(rules_);
  }

  std::string place() const { return place_.file + '#' + place_.pointer; }

 private:
  struct Place {
    std::string file, pointer;
  };
  struct Waiting {
    RuleId id;
    std::string file, pointer;
  };
  using Keyword = std::function<void(Compiler&, Rule&, const Json&, const std::string&)>;

  RuleId rule_of(const std::string& file, const std::string& pointer) {
    auto [known, added] = ids_.emplace(file + '#' + pointer, static_cast<RuleId>(rules_.size()));
    if (added) {
      if (rules_.size() >= rules_max) throw Wrong{"the schema is too large"};
      rules_.emplace_back();
      waiting_.push_back({known->second, file, pointer});
    }
    return known->second;
  }
  RuleId below(const std::string& key) { return rule_of(place_.file, child(place_.pointer, key)); }

  RuleId referenced(const std::string& reference) {
    auto hash = reference.find('#');
    auto file = reference.substr(0, hash);
    auto pointer = hash == std::string::npos ? std::string() : reference.substr(hash + 1);
    if (!pointer.empty() && pointer[0] != '/')
      throw Wrong{"the reference \"" + reference + "\" is no JSON pointer, write #/$defs/name"};
    if (file.empty()) return rule_of(place_.file, pointer);
    if (!files_.contains(file)) {
      auto text = source_ ? source_(file) : std::string_view();
      if (text.empty()) throw Wrong{"the reference \"" + reference + "\" leaves this schema"};
      auto parsed = base::parse_json(text);
      if (!parsed) throw Wrong{file + ": " + parsed.error().message};
      files_.emplace(file, std::move(*parsed));
    }
    return rule_of(file, pointer);
  }

  Rule compile_one(const Json& schema) {
    Rule rule;
    if (schema.is_boolean()) {
      rule.refuses_all = !schema.get<bool>();
      return rule;
    }
    if (!schema.is_object()) throw Wrong{"a schema must be an object, true or false"};
    for (const auto& [key, value] : schema.items()) {
      auto keyword = keywords().find(key);
      if (keyword == keywords().end()) {
        if (key.starts_with("x-")) throw Wrong{"unknown keyword \"" + key + "\""};
        std::vector<std::string> known;
        for (const auto& entry : keywords()) known.push_back(entry.first);
        auto hint = suggestion(key, known);
        throw Wrong{"unknown keyword \"" + key + '"' + (hint.empty() ? "" : ", " + hint)};
      }
      keyword->second(*this, rule, value, key);
    }
    if ((!rule.format_minimum.empty() || !rule.format_maximum.empty()) && rule.format != "duration" &&
        rule.format != "size")
      throw Wrong{"x-minimum and x-maximum need the format duration or size"};
    for (const auto* bound : {&rule.format_minimum, &rule.format_maximum})
      if (!bound->empty() && !measure(rule.format, *bound))
        throw Wrong{"\"" + *bound + "\" is no " + rule.format};
    return rule;
  }

  static std::string text_of(const Json& value, const std::string& key) {
    if (!value.is_string()) throw Wrong{key + " must be text"};
    return value.get<std::string>();
  }
  static bool flag_of(const Json& value, const std::string& key) {
    if (!value.is_boolean()) throw Wrong{key + " must be true or false"};
    return value.get<bool>();
  }
  static std::size_t count_of(const Json& value, const std::string& key) {
    if (!value.is_number_unsigned() && !(value.is_number_integer() && value.get<std::int64_t>() >= 0))
      throw Wrong{key + " must be a whole number, not negative"};
    return value.get<std::size_t>();
  }
  static long double number_of(const Json& value, const std::string& key) {
    if (!value.is_number()) throw Wrong{key + " must be a number"};
    if (value.is_number_unsigned()) return static_cast<long double>(value.get<std::uint64_t>());
    if (value.is_number_integer()) return static_cast<long double>(value.get<std::int64_t>());
    return value.get<double>();
  }
  static std::vector<std::string> texts_of(const Json& value, const std::string& key) {
    if (!value.is_array()) throw Wrong{key + " must be a list of texts"};
    std::vector<std::string> texts;
    for (const auto& item : value) texts.push_back(text_of(item, key));
    return texts;
  }
  static unsigned type_of(const Json& value) {
    auto name = text_of(value, "type");
    for (const auto& type : type_names)
      if (type.name == name) return type.bit;
    throw Wrong{"unknown type \"" + name + '"'};
  }
  std::vector<RuleId> schemas_of(const Json& value, const std::string& key) {
    if (!value.is_array() || value.empty()) throw Wrong{key + " must be a list of schemas"};
    std::vector<RuleId> ids;
    for (std::size_t i = 0; i < value.size(); ++i)
      ids.push_back(rule_of(place_.file, child(child(place_.pointer, key), i)));
    return ids;
  }
  void properties(Rule& rule, const Json& value) {
    if (!value.is_object()) throw Wrong{"properties must be an object"};
    for (const auto& [name, schema] : value.items()) {
      rule.properties.emplace(name, rule_of(place_.file, child(child(place_.pointer, "properties"), name)));
      rule.property_names.push_back(name);
    }
  }

  // Which function takes which keyword: one table, so that what is known is said in one place.
  static const std::map<std::string, Keyword, std::less<>>& keywords();
  static void add_annotations(std::map<std::string, Keyword, std::less<>>& table);
  static void add_values(std::map<std::string, Keyword, std::less<>>& table);
  static void add_structure(std::map<std::string, Keyword, std::less<>>& table);

  const Schema::Source& source_;
  std::map<std::string, Json, std::less<>> files_;
  std::map<std::string, RuleId, std::less<>> ids_;
  std::deque<Waiting> waiting_;
  std::vector<Rule> rules_;
  Place place_;
};

using Table = std::map<std::string, std::function<void(Compiler&, Rule&, const Json&, const std::string&)>,
                       std::less<>>;

void Compiler::add_annotations(Table& table) {
  auto nothing = [](Compiler&, Rule&, const Json&, const std::string&) {};
  for (const char* key :
       {"$schema", "$id", "$comment", "title", "examples", "deprecated", "writeOnly", "$defs"})
    table.emplace(key, nothing);
  table["description"] = [](Compiler&, Rule& rule, const Json& value, const std::string& key) {
    rule.description = text_of(value, key);
  };
  table["default"] = [](Compiler&, Rule& rule, const Json& value, const std::string&) {
    rule.fallback = value;
  };
  table["x-inactive"] = [](Compiler&, Rule& rule, const Json& value, const std::string& key) {
    rule.inactive = flag_of(value, key);
  };
}

void Compiler::add_values(Table& table) {
  table["type"] = [](Compiler&, Rule& rule, const Json& value, const std::string&) {
    if (!value.is_array()) {
      rule.types = type_of(value);
      return;
    }
    if (value.empty()) throw Wrong{"type must name at least one type"};
    for (const auto& type : value) rule.types |= type_of(type);
  };
  table["enum"] = [](Compiler&, Rule& rule, const Json& value, const std::string& key) {
    if (!value.is_array() || value.empty()) throw Wrong{key + " must be a list of values"};
    rule.allowed.assign(value.begin(), value.end());
  };
  table["const"] = [](Compiler&, Rule& rule, const Json& value, const std::string&) {
    rule.constant = value;
  };
  auto number = [&table](const char* key, std::optional<long double> Rule::* member) {
    table[key] = [member](Compiler&, Rule& rule, const Json& value, const std::string& name) {
      rule.*member = number_of(value, name);
    };
  };
  number("minimum", &Rule::minimum);
  number("maximum", &Rule::maximum);
  number("exclusiveMinimum", &Rule::above);
  number("exclusiveMaximum", &Rule::below);
  table["multipleOf"] = [](Compiler&, Rule& rule, const Json& value, const std::string& key) {
    rule.multiple_of = number_of(value, key);
    if (*rule.multiple_of <= 0) throw Wrong{"multipleOf must be above 0"};
  };
  auto count = [&table](const char* key, std::optional<std::size_t> Rule::* member) {
    table[key] = [member](Compiler&, Rule& rule, const Json& value, const std::string& name) {
      rule.*member = count_of(value, name);
    };
  };
  count("minLength", &Rule::length_min);
  count("maxLength", &Rule::length_max);
  count("minItems", &Rule::items_min);
  count("maxItems", &Rule::items_max);
  count("minProperties", &Rule::properties_min);
  count("maxProperties", &Rule::properties_max);
  table["format"] = [](Compiler&, Rule& rule, const Json& value, const std::string& key) {
    rule.format = text_of(value, key);
    if (!is_format(rule.format)) throw Wrong{"unknown format \"" + rule.format + '"'};
  };
  table["x-minimum"] = [](Compiler&, Rule& rule, const Json& value, const std::string& key) {
    rule.format_minimum = text_of(value, key);
  };
  table["x-maximum"] = [](Compiler&, Rule& rule, const Json& value, const std::string& key) {
    rule.format_maximum = text_of(value, key);
  };
  table["uniqueItems"] = [](Compiler&, Rule& rule, const Json& value, const std::string& key) {
    rule.unique_items = flag_of(value, key);
  };
}

void Compiler::add_structure(Table& table) {
  table["properties"] = [](Compiler& self, Rule& rule, const Json& value, const std::string&) {
    self.properties(rule, value);
  };
  table["required"] = [](Compiler&, Rule& rule, const Json& value, const std::string& key) {
    rule.required = texts_of(value, key);
  };
  table["$ref"] = [](Compiler& self, Rule& rule, const Json& value, const std::string& key) {
    rule.reference = self.referenced(text_of(value, key));
  };
  auto schema = [&table](const char* key, RuleId Rule::* member) {
    table[key] = [member](Compiler& self, Rule& rule, const Json&, const std::string& name) {
      rule.*member = self.below(name);
    };
  };
  schema("additionalProperties", &Rule::additional);
  schema("propertyNames", &Rule::names);
  schema("items", &Rule::items);
  schema("if", &Rule::if_rule);
  schema("then", &Rule::then_rule);
  schema("else", &Rule::else_rule);
  auto schemas = [&table](const char* key, std::vector<RuleId> Rule::* member) {
    table[key] = [member](Compiler& self, Rule& rule, const Json& value, const std::string& name) {
      rule.*member = self.schemas_of(value, name);
    };
  };
  schemas("prefixItems", &Rule::prefix_items);
  schemas("allOf", &Rule::all_of);
  schemas("anyOf", &Rule::any_of);
  schemas("oneOf", &Rule::one_of);
}

const Table& Compiler::keywords() {
  static const Table table = [] {
    Table made;
    add_annotations(made);
    add_values(made);
    add_structure(made);
    return made;
  }();
  return table;
}

}  // namespace

std::optional<long double> measure(const std::string& format, const std::string& text) {
  if (format == "duration") {
    if (auto duration = parse_duration(text)) return static_cast<long double>(duration->count());
  } else if (format == "size") {
    if (auto size = parse_size(text)) return static_cast<long double>(*size);
  }
  return std::nullopt;
}

base::Result<Schema> Schema::make(const base::Json& schema, const Source& source) {
  Compiler compiler(source);
  try {
    return Schema(std::make_shared<const Rules>(compiler.compile(schema)));
  } catch (const Wrong& wrong) {
    return base::fail(base::Code::invalid, wrong.message, compiler.place());
  }
}

base::Result<Schema> Schema::parse(std::string_view text, const Source& source) {
  auto schema = base::parse_json(text);
  if (!schema) return std::unexpected(schema.error());
  return make(*schema, source);
}

Schema::Schema(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}
Schema::Schema(const Schema&) = default;
Schema& Schema::operator=(const Schema&) = default;
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

}  // namespace garden::config
