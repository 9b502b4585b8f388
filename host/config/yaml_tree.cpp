#include "config/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_set>

#include "base/limits.hpp"
#include "config/shape_words.hpp"
#include "config/text_file.hpp"
#include "config/yaml_words.hpp"

namespace garden::config {
namespace {

using base::Json;

constexpr std::size_t nodes_max = 100'000;
constexpr std::size_t depth_max = base::limits::json_depth_max;

// Ends the parse from inside an event; the problem has been noted.
struct Stop {};

// Turns the parser's marks (lines from 0, columns in bytes) into places.
class Places {
 public:
  Places(std::string_view text, std::uint32_t file, const std::string& name) : file_(file), name_(name) {
    while (!text.empty()) {
      auto end = std::min(text.find('\n'), text.size());
      lines_.push_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  Mark mark(const YAML::Mark& at) const {
    if (at.is_null()) return {file_, 1, 1};
    auto row = static_cast<std::size_t>(std::max(at.line, 0));
    // The end of the text is reported as a line behind it: the last one is where a person would look.
    if (row >= lines_.size()) {
      if (lines_.empty()) return {file_, 1, 1};
      row = lines_.size() - 1;
      return {file_, static_cast<std::uint32_t>(row + 1), column(row, lines_[row].size())};
    }
    return {file_, static_cast<std::uint32_t>(row + 1),
            column(row, static_cast<std::size_t>(std::max(at.column, 0)))};
  }
  std::string_view line(const Mark& mark) const {
    return mark.line == 0 || mark.line > lines_.size() ? std::string_view() : lines_[mark.line - 1];
  }
  Problem problem(const Mark& mark, std::string message, std::string advice) const {
    return {.position = {name_, mark.line, mark.column},
            .message = std::move(message),
            .advice = std::move(advice),
            .pointer = {}};
  }

 private:
  // Counts on from the place before, which mostly stands in the same line: a file may be one long line.
  std::uint32_t column(std::size_t row, std::size_t bytes) const {
    bytes = std::min(bytes, lines_[row].size());
    if (row != counted_.row || bytes < counted_.bytes) counted_ = {row, 0, 0};
    counted_.characters += characters(lines_[row].substr(counted_.bytes, bytes - counted_.bytes));
    counted_.bytes = bytes;
    return static_cast<std::uint32_t>(counted_.characters + 1);
  }
  struct Counted {
    std::size_t row = 0, bytes = 0, characters = 0;
  };
  mutable Counted counted_;
  std::vector<std::string_view> lines_;
  std::uint32_t file_;
  const std::string& name_;
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const Places& places, Problems& problems) : places_(places), problems_(problems) {}

  Tree take() { return std::move(root_); }
  // What was understood last, and the bracket or map that is open: where a person must look when the parser
  // complains only at the end of the file.
  const Mark& last() const { return last_; }
  const Mark& innermost() const { return frames_.empty() ? last_ : frames_.back().tree.value; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& at, YAML::anchor_t anchor) override { scalar(at, "?", anchor, ""); }
  void OnAlias(const YAML::Mark& at, YAML::anchor_t) override {
    refuse(at, "an alias (*name) is not taken", "write the value out, or share it with \"extends\"");
    scalar(at, "!", 0, "");
  }
  void OnScalar(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    scalar(at, tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(at, tag, anchor, Tree::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(at, tag, anchor, Tree::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Tree tree;
    bool is_key = false;  // a map or list where a key should be: read to its end and dropped
    bool has_key = false;
    bool drop_value = false;
    std::string key;
    Mark key_mark;
    std::unordered_set<std::string> names;
  };

  void refuse(const YAML::Mark& at, std::string message, std::string advice) {
    problems_.push_back(places_.problem(places_.mark(at), std::move(message), std::move(advice)));
  }
  void count(const YAML::Mark& at) {
    last_ = places_.mark(at);
    if (++nodes_ <= nodes_max) return;
    refuse(at, "the file holds more than " + std::to_string(nodes_max) + " values", "make it smaller");
    throw Stop();
  }
  void check_properties(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0)
      refuse(at, "an anchor (&name) is not taken", "write the value out, or share it with \"extends\"");
    if (!tag.empty() && tag != "?" && tag != "!")
      refuse(at, "a tag (!name) is not taken", "remove it; put text into quotes");
  }
  bool key_expected() const {
    return !frames_.empty() && frames_.back().tree.kind == Tree::Kind::map && !frames_.back().has_key;
  }

  void scalar(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor, const std::string& text) {
    count(at);
    check_properties(at, tag, anchor);
    if (key_expected()) return key(at, tag, text);
    Tree tree;
    tree.value = places_.mark(at);
    tree.scalar = tag == "?" ? plain_scalar(text) : Json(text);
    if (tree.scalar.is_discarded()) {
      refuse(at, "the number " + text.substr(0, 40) + " does not fit 64 bits", "put it into quotes");
      tree.scalar = nullptr;
    }
    add(std::move(tree));
  }

  void key(const YAML::Mark& at, const std::string& tag, const std::string& text) {
    auto& frame = frames_.back();
    frame.has_key = true;
    frame.key = text;
    frame.key_mark = places_.mark(at);
    if (tag == "?" && text == "<<") {
      refuse(at, "a merge key (<<) is not taken", "use \"extends\", or write the keys out");
      frame.drop_value = true;
    } else if (tag == "?" && text.empty()) {
      refuse(at, "a key is missing before the colon", "write \"key: value\"");
      frame.drop_value = true;
    } else if (!frame.names.insert(text).second) {
      refuse(at, "the key \"" + text.substr(0, 80) + "\" is given twice in the same map",
             "remove one of them");
      frame.drop_value = true;
    }
  }

  void open(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor, Tree::Kind kind) {
    count(at);
    check_properties(at, tag, anchor);
    if (frames_.size() >= depth_max) {
      refuse(at, "nested deeper than " + std::to_string(depth_max) + " levels", "make it flatter");
      throw Stop();
    }
    Frame frame;
    frame.is_key = key_expected();
    if (frame.is_key) refuse(at, "a key must be plain text, not a map or a list", "write \"key: value\"");
    frame.tree.kind = kind;
    frame.tree.value = places_.mark(at);
    frames_.push_back(std::move(frame));
  }

  void close() {
    auto frame = std::move(frames_.back());
    frames_.pop_back();
    if (frame.is_key) {
      frames_.back().has_key = frames_.back().drop_value = true;
      return;
    }
    add(std::move(frame.tree));
  }

  void add(Tree tree) {
    if (frames_.empty()) {
      root_ = std::move(tree);
      return;
    }
    auto& frame = frames_.back();
    if (frame.tree.kind == Tree::Kind::list) {
      frame.tree.items.push_back(std::move(tree));
      return;
    }
    tree.key = frame.key_mark;
    if (!frame.drop_value) frame.tree.members.emplace_back(std::move(frame.key), std::move(tree));
    frame.has_key = frame.drop_value = false;
  }

  const Places& places_;
  Problems& problems_;
  std::vector<Frame> frames_;
  Tree root_;
  Mark last_;
  std::size_t nodes_ = 0;
};

// Sees only that there is another document.
class FurtherDocument final : public YAML::EventHandler {
 public:
  explicit FurtherDocument(const Places& places) : places_(places) {}
  Mark at;
  void OnDocumentStart(const YAML::Mark& mark) override { at = places_.mark(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {
    stop();
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    stop();
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    stop();
  }
  void OnMapEnd() override {}

 private:
  [[noreturn]] static void stop() { throw Stop(); }
  const Places& places_;
};

// What the parser would misread rather than refuse: bytes that are no text.
bool check_bytes(std::string_view text, const std::string& name, Problems& problems) {
  auto broken = utf8_fault(text);
  std::size_t at = 0;
  auto control = [](unsigned char c) {
    return (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
  };
  while (at < text.size() && !control(static_cast<unsigned char>(text[at])) && (!broken || at < *broken))
    ++at;
  if (at == text.size()) return true;
  auto before = text.substr(0, at);
  auto line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  Position position{name, static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1),
                    static_cast<std::uint32_t>(characters(before.substr(line_start)) + 1)};
  bool utf16 = text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
  bool not_utf8 = broken && at == *broken;
  problems.push_back({.position = std::move(position),
                      .message = utf16      ? "the file is UTF-16"
                                 : not_utf8 ? "this is no UTF-8"
                                            : "there is a control character here",
                      .advice = utf16 || not_utf8 ? "save the file as UTF-8"
                                                  : "remove it, or write it as \"\\x..\" in quotes",
                      .pointer = {}});
  return false;
}

void read_documents(std::string_view text, TreeBuilder& builder, const Places& places, Problems& problems) {
  // The parser takes quotes that the end of the file closes; a line that ends the document makes it complain.
  auto ended = std::string(text) + (text.ends_with('\n') ? "...\n" : "\n...\n");
  std::istringstream stream{std::move(ended)};
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return;
    FurtherDocument further(places);
    bool another = false;
    try {
      another = parser.HandleNextDocument(further);
    } catch (const Stop&) {
      another = true;
    }
    if (another)
      problems.push_back(places.problem(further.at, "a second document begins here",
                                        "a file holds one: remove this line and what follows"));
  } catch (const Stop&) {
  } catch (const YAML::Exception& wrong) {
    auto mark = places.mark(wrong.mark);
    auto words = yaml_words(wrong.msg, places.line(mark));
    if (words.opened_before == YamlWords::Opened::quote && builder.last().line != 0) mark = builder.last();
    if (words.opened_before == YamlWords::Opened::bracket && builder.innermost().line != 0)
      mark = builder.innermost();
    problems.push_back(places.problem(mark, std::move(words.message), std::move(words.advice)));
  }
}

}  // namespace

Tree* Tree::member(std::string_view name) {
  for (auto& [key_name, tree] : members)
    if (key_name == name) return &tree;
  return nullptr;
}

Tree parse_yaml(std::string_view text, std::uint32_t file, const std::string& name, Problems& problems) {
  Tree empty;
  empty.kind = Tree::Kind::map;
  empty.value = empty.key = {file, 1, 1};
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!check_bytes(text, name, problems)) return empty;
  Places places(text, file, name);
  TreeBuilder builder(places, problems);
  auto before = problems.size();
  read_documents(text, builder, places, problems);
  auto tree = builder.take();
  if (tree.kind == Tree::Kind::map) {
    tree.key = tree.value;
    return tree;
  }
  if (problems.size() == before)
    problems.push_back(places.problem(tree.is_null() ? Mark{file, 1, 1} : tree.value,
                                      tree.is_null() ? "the file is empty" : "the file must be a map of keys",
                                      "write \"key: value\" lines"));
  return empty;
}

}  // namespace garden::config
