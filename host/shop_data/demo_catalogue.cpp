#include "shop_data/demo_catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "shop_data/demo_words.hpp"
#include "shop_data/local_time.hpp"
#include "shop_data/random.hpp"
#include "shop_data/shop_writer.hpp"

namespace garden::shop_data {
namespace {
using words::Word;
using Plan = DemoTruth::Plan;
using Names = std::array<std::string, 4>;

// A size in which a maker's glass is sold; shares and factors are of the family's largest.
struct SheetSize {
  std::string_view text, code;
  double demand_share, price_factor, pounds, usual_units;
};
constexpr SheetSize larkmoor_sizes[] = {{"24\"x24\"", "2424", .06, 1, 7.2, 1.2},
                                        {"12\"x12\"", "1212", .34, .31, 1.8, 1.7},
                                        {"6\"x12\"", "0612", .20, .17, .9, 1.6},
                                        {"6\"x6\"", "0606", .40, .095, .45, 2.6}};
constexpr SheetSize tidewell_sizes[] = {{"17\"x20\"", "1720", .10, 1, 4.1, 1.3},
                                        {"10\"x10\"", "1010", .42, .33, 1.2, 1.8},
                                        {"5\"x10\"", "0510", .16, .18, .6, 1.6},
                                        {"5\"x5\"", "0505", .32, .1, .3, 2.4}};
constexpr double grain_shares[] = {.3, .22, .34, .14};

// No id of a category: where both are terms of one table (WooCommerce), a number means one thing.
enum Maker : int { larkmoor = 51, tidewell, molds_maker, tools_maker, supplies_maker };
enum Category : int {
  glass = 1,
  larkmoor_sheets,
  tidewell_sheets,
  frit,
  rods,
  molds,
  tools,
  supplies,
  holiday,
  clearance,
  first_family = family_category_min
};

struct Range {  // a family's glass before it is put into sizes
  Names names;
  std::string code;
  double appeal = 0;
  double price = 0;  // of the largest size
  bool red = false;
};

std::int64_t money(double amount, double step) {
  return std::llround(std::max(amount, step) / step) * std::llround(step * 1e4);
}

class CatalogueBuilder {
 public:
  CatalogueBuilder(std::uint64_t seed, int products, int history_days, std::int64_t as_of_s)
      : random_(seed, "catalogue"), wanted_(products), history_days_(history_days), as_of_s_(as_of_s) {}

  Catalogue build() {
    add_makers_and_categories();
    auto share = [this](double part) { return std::max(1, static_cast<int>(std::lround(part * wanted_))); };
    add_sheets(larkmoor, larkmoor_sheets, larkmoor_sizes, share(.45 / 4));
    add_sheets(tidewell, tidewell_sheets, tidewell_sizes, share(.25 / 4));
    add_frit(share(.12 / 4));
    add_rods(share(.05));
    add_articles(tools, tools_maker, "HT", words::tools, share(.035));
    add_articles(supplies, supplies_maker, "KS", words::supplies, share(.045));
    add_molds(std::max(1, wanted_ - static_cast<int>(catalogue_.products.size())));
    choose_dates();
    choose_plans();
    add_disorder();
    return std::move(catalogue_);
  }

 private:
  void add_makers_and_categories() {
    catalogue_.makers = {{larkmoor, "Larkmoor Glassworks"},
                         {tidewell, "Tidewell Art Glass"},
                         {molds_maker, "Ember &amp; Clay"},
                         {tools_maker, "Hollis Toolworks"},
                         {supplies_maker, "Kestrel Kiln Supply"}};
    catalogue_.categories = {
        {glass, 0, {"Sheet Glass", "Tafelglas", "Verre en feuille", "Vidrio en plancha"}},
        {larkmoor_sheets, glass, {"Larkmoor COE96", "Larkmoor AK96", "Larkmoor COE96", "Larkmoor COE96"}},
        {tidewell_sheets, glass, {"Tidewell COE90", "Tidewell AK90", "Tidewell COE90", "Tidewell COE90"}},
        {frit, 0, {"Frit &amp; Powder", "Fritte &amp; Pulver", "Fritte et poudre", "Frita y polvo"}},
        {rods, 0, {"Stringers &amp; Noodles", "Glasfäden", "Filaments", "Hilos"}},
        {molds, 0, {"Molds", "Formen", "Moules", "Moldes"}},
        {tools, 0, {"Tools", "Werkzeuge", "Outils", "Herramientas"}},
        {supplies, 0, {"Kiln Supplies", "Ofenzubehör", "Fournitures de four", "Accesorios de horno"}},
        {holiday, 0, {"Holiday", "Weihnachten", "Fêtes", "Fiestas"}},
        {clearance, 0, {"Clearance", "Restposten", "Déstockage", "Liquidación"}}};
  }

  CatalogueProduct& add(int maker, std::string model, Names names, std::vector<int> categories) {
    CatalogueProduct product;
    product.id = 2001 + static_cast<int>(catalogue_.products.size());
    product.model = std::move(model);
    product.names = std::move(names);
    product.manufacturer_id = maker;
    product.category_ids = std::move(categories);
    return catalogue_.products.emplace_back(std::move(product));
  }

  void price(CatalogueProduct& product, double amount, double pounds) {
    product.price_e4 = money(amount, product.by_weight ? .20 : amount < 5 ? .05 : .25);
    product.cost_e4 = money(static_cast<double>(product.price_e4) / 1e4 * random_.between(.48, .66), .01);
    product.weight = pounds;
  }

  int add_family(int parent, const Names& names) {
    int id = first_family + families_++;
    catalogue_.categories.push_back({id, parent, names});
    return id;
  }

  // A colour nobody has yet, in all languages, without maker and size: "Harbor Teal Transparent".
  Names new_colour(std::string_view maker) {
    for (int turn = 1;; ++turn) {
      const auto& mood = random_.pick(words::colour_moods);
      const Word& colour = random_.pick(words::colours);
      const Word& second = random_.pick(words::colours);
      const Word& opacity = random_.pick(words::opacities);
      bool streaky = random_.chance(.12), reserve = random_.chance(.06);
      Names names;
      for (std::size_t i = 0; i < names.size(); ++i) {
        names[i] = std::string(maker) + " ";
        if (reserve) names[i] += "Artisan&#39s Choice ";
        names[i] += std::string(mood) + " " + std::string(colour[i]);
        if (streaky) names[i] += " &amp; " + std::string(second[i]);
        names[i] += " " + std::string(opacity[i]);
        if (turn > 20) names[i] += " No. " + std::to_string(turn);
      }
      if (colours_.insert(names[0]).second) return names;
    }
  }

  Range new_range(int maker, int index, int count) {
    std::string_view maker_name = maker == larkmoor ? "Larkmoor" : "Tidewell";
    Range range;
    range.red = index == 1;  // one of the best sellers of each maker sells before Christmas only
    if (range.red && maker == larkmoor)
      range.names = {"Larkmoor Yuletide Red Opal", "Larkmoor Yuletide Rot opal",
                     "Larkmoor Yuletide Rouge opale", "Larkmoor Yuletide Rojo opal"};
    else if (range.red)
      range.names = {"Tidewell Hollyberry Red Transparent", "Tidewell Hollyberry Rot transparent",
                     "Tidewell Hollyberry Rouge transparent", "Tidewell Hollyberry Rojo transparente"};
    else
      range.names = new_colour(maker_name);
    range.code = (maker == larkmoor ? "LM" : "TW") + std::to_string(1000 + 7 * index + random_.whole(0, 6));
    // The share of the r-th most popular family falls like a power of its rank.
    range.appeal =
        std::pow(index + 2.0, -.75) * std::pow(static_cast<double>(count), .75) * random_.log_normal(.45);
    range.price = maker == larkmoor ? random_.between(46, 104) : random_.between(38, 92);
    if (range.red) range.price *= 1.35;
    return range;
  }

  template <std::size_t N>
  void add_sheets(int maker, int category, const SheetSize (&sizes)[N], int count) {
    for (int i = 0; i < count; ++i) {
      auto range = new_range(maker, i, count);
      std::string_view thickness = maker == tidewell && random_.chance(.3) ? "2mm" : "3mm";
      std::string tail = " " + std::string(thickness) + (maker == larkmoor ? " COE96" : " COE90");
      for (auto& name : range.names) name += tail;
      int family = add_family(category, range.names);
      bool encoded = random_.chance(.05);  // somebody pasted these names from a web page
      for (const auto& size : sizes) {
        Names names;
        for (std::size_t l = 0; l < names.size(); ++l)
          names[l] = range.names[l] + " - " + std::string(words::size[l]) + " " +
                     (encoded ? quoted(size.text) : std::string(size.text));
        auto& product =
            add(maker, range.code + "-" + std::string(thickness.substr(0, 1)) + "-" + std::string(size.code),
                names, {family, category});
        price(product, range.price * size.price_factor, size.pounds);
        product.appeal = range.appeal * size.demand_share * 4 * random_.log_normal(.35);
        product.usual_units = size.usual_units;
        if (range.red) {
          product.plan = Plan::seasonal;
          product.category_ids.push_back(holiday);
        }
      }
      if (maker == larkmoor && i < 200) best_.push_back(range.names);
    }
  }

  static std::string quoted(std::string_view size) {
    std::string text;
    for (char c : size) text += c == '"' ? std::string("&quot;") : std::string(1, c);
    return text;
  }

  // Frit and rods come in the colours of the better-selling sheets, and then in colours of their own.
  Names colour_of_sheets(int index) {
    if (index * 2 < static_cast<int>(best_.size())) {
      auto names = best_[static_cast<std::size_t>(index) * 2];
      for (auto& name : names)
        name.resize(name.find(" 3mm") != name.npos ? name.find(" 3mm") : name.find(" 2mm"));
      return names;
    }
    return new_colour("Larkmoor");
  }

  void add_frit(int count) {
    for (int i = 0; i < count; ++i) {
      auto colour = colour_of_sheets(i);
      Names family_names;
      for (std::size_t l = 0; l < 4; ++l) family_names[l] = colour[l] + " " + std::string(words::frit[l]);
      int family = add_family(frit, family_names);
      std::string code = "LF" + std::to_string(1000 + 3 * i);
      double appeal = std::pow(i + 2.0, -.6) * 1.6, base = random_.between(9, 17);
      for (std::size_t g = 0; g < words::grains.size(); ++g) {
        Names names;
        for (std::size_t l = 0; l < 4; ++l)
          names[l] = family_names[l] + " - " + std::string(words::grains[g][l]) + " - " +
                     std::string(words::weight[l]) + " 8.5oz";
        auto& product = add(larkmoor, code + "-" + std::to_string(g + 1), names, {family, frit});
        price(product, base * (g == 0 ? 1.2 : 1), .53);
        product.appeal = appeal * grain_shares[g] * 4 * random_.log_normal(.3);
        product.usual_units = 1.4;
      }
    }
  }

  void add_rods(int count) {
    for (int i = 0; i < count; ++i) {
      auto colour = colour_of_sheets(i);
      const auto& kind = words::rods[static_cast<std::size_t>(i) % words::rods.size()];
      Names names;
      for (std::size_t l = 0; l < 4; ++l) names[l] = colour[l] + " " + std::string(kind[l]);
      auto& product = add(larkmoor, "LS" + std::to_string(2000 + i), names, {rods});
      price(product, random_.between(6.5, 14), .35);
      product.appeal = std::pow(i + 3.0, -.5) * random_.log_normal(.5);
      product.usual_units = 1.5;
    }
  }

  void add_articles(int category, int maker, std::string_view prefix,
                    std::span<const words::Article> articles, int count) {
    for (int i = 0; i < count; ++i) {
      const auto& article = articles[static_cast<std::size_t>(i) % articles.size()];
      int edition = i / static_cast<int>(articles.size());
      Names names;
      for (std::size_t l = 0; l < 4; ++l) {
        names[l] = article.name[l];
        if (article.by_weight) names[l] += " " + std::string(words::by_the_pound[l]);
        if (edition > 0) names[l] += " " + std::to_string(edition + 1);
      }
      auto& product = add(maker, std::string(prefix) + "-" + std::to_string(101 + i), names, {category});
      product.by_weight = article.by_weight;
      price(product, article.price * random_.between(.9, 1.1), article.weight);
      product.appeal = std::pow(i + 1.0, -.45) * 2.2 * random_.log_normal(.5);
      product.usual_units = category == supplies ? 1.6 : 1.05;
    }
  }

  void add_molds(int count) {
    auto subjects = words::mold_subjects.size(), kinds = words::mold_kinds.size();
    for (int i = 0; i < count; ++i) {
      auto n = static_cast<std::size_t>(i);
      const auto &subject = words::mold_subjects[n % subjects],
                 &kind = words::mold_kinds[n / subjects % kinds];
      auto edition = n / (subjects * kinds);
      Names names;
      for (std::size_t l = 0; l < 4; ++l) {
        names[l] = std::string(subject[l]) + " " + std::string(kind[l]);
        if (edition > 0) names[l] += " " + std::to_string(edition + 1);
      }
      auto& product = add(molds_maker, "EC-" + std::to_string(301 + i), names, {molds});
      price(product, random_.between(16, 58), random_.between(.6, 2.4));
      product.appeal = std::pow(i + 2.0, -.5) * .8 * random_.log_normal(.6);
      product.usual_units = 1.05;
    }
  }

  void choose_dates() {
    for (auto& product : catalogue_.products) {
      double age_days = random_.chance(.85) ? history_days_ + random_.between(100, 2500)
                                            : random_.between(95, std::max(100.0, history_days_ + 0.0));
      product.added_s = as_of_s_ - std::llround(age_days * day_s);
      product.trend = random_.chance(.2) ? random_.between(-.8, .8) : random_.between(-.15, .15);
    }
  }

  void choose_plans() {
    std::vector<std::size_t> by_appeal(catalogue_.products.size());
    for (std::size_t i = 0; i < by_appeal.size(); ++i) by_appeal[i] = i;
    std::sort(by_appeal.begin(), by_appeal.end(), [this](auto a, auto b) {
      return std::pair(-catalogue_.products[a].appeal, a) < std::pair(-catalogue_.products[b].appeal, b);
    });
    // Best sellers neither die nor stay unsold; the tail does.
    for (std::size_t rank = by_appeal.size() / 12; rank < by_appeal.size(); ++rank) {
      auto& product = catalogue_.products[by_appeal[rank]];
      double dice = random_.unit();
      if (product.plan != Plan::ordinary) continue;
      if (dice < .045) {
        product.plan = Plan::dead;
        product.sells_until_s = as_of_s_ - random_.whole(210, 400) * day_s;
        product.added_s = std::min(product.added_s, product.sells_until_s - 200 * day_s);
        product.appeal = std::max(product.appeal, .8);
        if (random_.chance(.5)) product.category_ids.push_back(clearance);
      } else if (dice < .08) {
        product.plan = Plan::never_sold;
        product.appeal = 0;
        product.added_s = std::min(product.added_s, as_of_s_ - random_.whole(380, 900) * day_s);
      } else if (dice < .12) {
        product.plan = Plan::fresh;
        product.added_s = as_of_s_ - random_.whole(6, 55) * day_s;
        product.appeal = std::max(product.appeal, .5);
      } else if (dice < .155) {
        product.plan = Plan::inactive;
        product.active = false;
        product.sells_until_s = as_of_s_ - random_.whole(20, 500) * day_s;
      }
    }
  }

  // Real tables are not tidy, and a query that falls over this would fall over a real shop.
  void add_disorder() {
    for (auto& product : catalogue_.products) {
      if (product.plan == Plan::seasonal) continue;
      if (random_.chance(.01)) product.model.reset();
      if (random_.chance(.012)) product.manufacturer_id = 0;
      if (random_.chance(.03)) product.cost_e4.reset();
      for (std::size_t language = 1; language < 4; ++language)
        if (random_.chance(.04)) product.names[language].clear();
      if (random_.chance(.004)) product.names[0].clear();
      if (random_.chance(.004)) product.category_ids.clear();
    }
    auto any = [this]() -> CatalogueProduct& {
      return catalogue_.products[random_.below(catalogue_.products.size())];
    };
    any().model.reset();
    any().manufacturer_id = 0;
    auto last = catalogue_.products.size() - 1;
    catalogue_.products[last].model = "EC-DUPLICATE";
    catalogue_.products[last - 1].model = "EC-DUPLICATE";
    catalogue_.products[last].price_e4 = 0;  // a free sample
    catalogue_.products[last].cost_e4.reset();
  }

  Catalogue catalogue_;
  Random random_;
  int wanted_, history_days_;
  std::int64_t as_of_s_;
  int families_ = 0;
  std::set<std::string> colours_;
  std::vector<Names> best_;  // names of Larkmoor's families, the most popular first
};
}  // namespace

const std::string& CatalogueProduct::name(std::size_t language) const {
  if (!names[language].empty()) return names[language];
  for (const auto& name : names)
    if (!name.empty()) return name;
  return names[0];
}

Catalogue make_catalogue(std::uint64_t seed, int products, int history_days, std::int64_t as_of_s) {
  return CatalogueBuilder(seed, products, history_days, as_of_s).build();
}

}  // namespace garden::shop_data
