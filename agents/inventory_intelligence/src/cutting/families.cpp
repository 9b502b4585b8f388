#include "cutting/families.hpp"

#include <algorithm>
#include <map>

namespace garden::inventory::cutting {
namespace {
std::string lowered(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// What the family's name is: a product's, up to where its size begins.
std::string title_of(const std::string& name) {
  auto end = name.rfind(" - ");
  return end == std::string::npos ? name : name.substr(0, end);
}

struct Member {
  const ProductRow* row;
  SheetSize sheet;
};

class Grouper {
 public:
  explicit Grouper(const FamilyRules& rules) : rules_(rules) {}

  FamilyList group(const std::vector<ProductRow>& rows) {
    std::map<std::string, std::vector<Member>> members;
    for (const auto& row : rows) {
      auto sheet = size_in(row.size.empty() ? row.name : row.size);
      if (auto why = why_no_sheet(row, sheet); !why.empty()) {
        list_.left_out.push_back({row.family, row.sku, why});
      } else {
        members[row.family].push_back({&row, *sheet});
      }
    }
    for (auto& [key, of_family] : members) add(key, of_family);
    return std::move(list_);
  }

 private:
  std::string why_no_sheet(const ProductRow& row, const std::optional<SheetSize>& sheet) const {
    if (row.family.empty()) return "it belongs to no family";
    if (rules_.parent_stock_m > 0 && row.stock_m >= rules_.parent_stock_m) return "its stock marks a parent";
    auto name = lowered(row.name);
    for (const auto& word : rules_.no_sheet_words)
      if (name.find(word) != std::string::npos) return "its name says '" + word + "': no sheet";
    if (!sheet) return "no size is in its name";
    return {};
  }

  Size size_of(const Member& member, const std::string& thickness) const {
    const auto& row = *member.row;
    Size size;
    size.name = text_of(member.sheet);
    size.sku = row.sku;
    size.stock_m = row.stock_m;
    size.sold_m = row.active ? row.sold_m : 0;
    size.window_days = row.window_days;
    size.price_e4 = row.price_e4;
    for (const auto& rule : rules_.sizes) {
      if (!rule.size.empty() && rule.size != size.name) continue;
      if (!rule.thickness.empty() && rule.thickness != thickness) continue;
      size.rule = rule.rule;
      size.booked_in_pairs = rule.booked_in_pairs;
    }
    return size;
  }

  void add(const std::string& key, std::vector<Member>& members) {
    std::stable_sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
      return a.sheet.short_inches * a.sheet.long_inches > b.sheet.short_inches * b.sheet.long_inches;
    });
    Family family;
    family.id = key;
    family.name = title_of(members.front().row->name);
    family.thickness = thickness_in(members.front().row->name);
    std::vector<SheetSize> sheets;
    for (const auto& member : members) {
      if (std::find(sheets.begin(), sheets.end(), member.sheet) != sheets.end()) {
        leave_out(key, member.row->sku,
                  "another product of the family has the size " + text_of(member.sheet));
        continue;
      }
      sheets.push_back(member.sheet);
      family.sizes.push_back(size_of(member, family.thickness));
    }
    if (family.sizes.size() < 2)
      return leave_out(key, members.front().row->sku, "the family has one size only");
    for (const auto& why : bind_recipes(family, rules_.recipes)) leave_out(key, {}, why);
    if (family.recipes.empty() && rules_.derive_missing)
      bind_recipes(family, derive_recipes(sheets, rules_.kerf_inches));
    if (family.recipes.empty()) return leave_out(key, {}, "no recipe fits its sizes");
    if (auto fault = fault_of(family); !fault.empty()) return leave_out(key, {}, fault);
    list_.families.push_back(std::move(family));
  }

  void leave_out(const std::string& key, const std::string& sku, const std::string& why) {
    list_.left_out.push_back({key, sku, why});
  }

  const FamilyRules& rules_;
  FamilyList list_;
};
}  // namespace

FamilyList group_families(const std::vector<ProductRow>& rows, const FamilyRules& rules) {
  return Grouper(rules).group(rows);
}

}  // namespace garden::inventory::cutting
