#include "clues.hpp"

#include <algorithm>
#include <string_view>

#include "periods.hpp"

namespace garden::offline {
namespace {

constexpr std::size_t kCluesMax = 16;  // of each sort; a question with more is no question

constexpr std::string_view kRowNouns =
    "product products item items row rows result results seller sellers bestseller bestsellers sku skus "
    "order "
    "orders line lines mover movers entry entries article articles candidate candidates produkte artikel "
    "bestellungen productos pedidos produits articles commandes";
constexpr std::string_view kRanks =
    "top first best worst bottom limit biggest largest slowest fastest newest latest newest oldest erste "
    "ersten "
    "beste besten primeros mejores premiers meilleurs meilleures";
constexpr std::string_view kAsks =
    "show list give me only just last latest newest recent the past nur zeige solo muestra seulement montre "
    "letzten ultimos derniers dernieres";
constexpr std::string_view kPieces =
    "unit units piece pieces pcs sheet sheets left remaining stuck stucke unidades unidad unites unite";
constexpr std::string_view kMoney = "dollar dollars usd eur euro euros gbp pound pounds bucks";
constexpr std::string_view kCoverBefore =
    "cover coverage covers supply stock reichweite cobertura couverture";

class Reader {
 public:
  Reader(const std::vector<Word>& words, const std::string& today) : words_(words), today_(today) {
    clues_.used.resize(words.size(), false);
  }

  Clues read() {
    quotes();
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (clues_.used[at] || words_[at].kind == WordKind::stop || words_[at].in_quotes) continue;
      if (words_[at].kind == WordKind::code) {
        add(clues_.codes, words_[at].raw);
        clues_.used[at] = true;
      } else if (!amount_of_time(at)) {
        if (words_[at].kind == WordKind::date) date(at);
        if (words_[at].kind == WordKind::number) number(at, words_[at].folded);
        if (words_[at].kind == WordKind::word) worded_number(at);
      }
    }
    return std::move(clues_);
  }

 private:
  static void add(std::vector<std::string>& list, std::string text) {
    if (list.size() < kCluesMax) list.push_back(std::move(text));
  }

  std::string_view folded(std::size_t at, long offset) const {
    const long place = static_cast<long>(at) + offset;
    if (place < 0 || place >= static_cast<long>(words_.size())) return {};
    return words_[static_cast<std::size_t>(place)].folded;  // a stop has none
  }
  bool has(std::size_t at, long offset, std::string_view list) const {
    return is_one_of(list, folded(at, offset));
  }
  void use(std::size_t from, std::size_t count) {
    for (std::size_t i = from; i < from + count && i < words_.size(); ++i) clues_.used[i] = true;
  }

  void quotes() {
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (!words_[at].in_quotes || words_[at].kind == WordKind::stop) continue;
      std::string text;
      while (at < words_.size() && words_[at].in_quotes) {
        if (!text.empty() && words_[at].kind != WordKind::stop) text += ' ';
        text += words_[at].raw;
        clues_.used[at++] = true;
      }
      add(clues_.quoted, std::move(text));
    }
  }

  // A period, or a span of stock ("more than 2 years of stock"; "runs out in the next 2 weeks" is cover below
  // 14 days): true if the word began one.
  bool amount_of_time(std::size_t at) {
    auto found = period_at(words_, at, today_);
    if (!found) return false;
    const bool ahead = has(at, -1, "next coming kommenden proximos prochains within");
    if (found->period.exact && (ahead || speaks_of_cover(at, found->words))) {
      Amount amount;
      amount.text = std::to_string(found->period.days);
      amount.bound = ahead ? Bound::below : bound(at, found->words);
      amount.unit = Unit::day;
      amount.word = at;
      if (clues_.amounts.size() < kCluesMax) clues_.amounts.push_back(std::move(amount));
    } else if (clues_.periods.size() < kCluesMax) {
      clues_.periods.push_back(std::move(found->period));
    }
    use(at, found->words);
    return true;
  }

  // "30 days of cover", "a year's worth of stock", "cover under 30 days".
  bool speaks_of_cover(std::size_t at, std::size_t count) const {
    for (long ahead = 0; ahead < 4; ++ahead) {
      const auto word = folded(at + count, ahead);
      if (is_one_of(kCoverBefore, word)) return true;
      if (!is_one_of("s worth of in our", word)) break;
    }
    for (long back = 1; back <= 5; ++back) {
      if (has(at, -back, "cover coverage reichweite cobertura couverture")) return true;
      if (folded(at, -back).empty()) break;
    }
    return false;
  }

  void date(std::size_t at) {
    Period period;
    period.name = "day";
    period.said = period.since = words_[at].raw;
    if (clues_.periods.size() < kCluesMax) clues_.periods.push_back(std::move(period));
    clues_.used[at] = true;
  }

  void worded_number(std::size_t at) {
    const long value = number_word(words_[at].folded);
    if (value == 0) return;
    const std::string text = std::to_string(value);
    const Bound found = bound(at, 1);
    const bool counts = found != Bound::none || has(at, 1, kRowNouns) || has(at, 1, kPieces) ||
                        has(at, 1, kRanks) || has(at, 1, "most least");
    if (counts) number(at, text);
  }

  void number(std::size_t at, const std::string& text) {
    if (is_order_number(at)) {
      add(clues_.order_numbers, text);
      use(at, 1);
      return;
    }
    if (has(at, -1, "product sku model item article part id artikel producto produit")) {
      add(clues_.codes, words_[at].raw);
      use(at, 1);
      return;
    }
    Amount amount;
    amount.text = text;
    amount.word = at;
    amount.unit = unit(at);
    amount.bound = bound(at, 1);
    if (amount.bound == Bound::none && amount.unit == Unit::none && counts_rows(at))
      amount.bound = Bound::top;
    if (clues_.amounts.size() < kCluesMax) clues_.amounts.push_back(std::move(amount));
    use(at, 1);
  }

  bool is_order_number(std::size_t at) const {
    const std::string& text = words_[at].folded;
    if (text.find('.') != std::string::npos) return false;
    if (words_[at].mark == '#') return true;
    constexpr std::string_view names = "order bestellung pedido commande invoice auftrag";
    if (has(at, 1, kRowNouns) || days_of_unit(folded(at, 1)) > 0) return false;
    if (has(at, -1, names)) return true;
    if (has(at, -1, "orders") && text.size() >= 4) return true;
    return has(at, -1, "number no nr num id numero nummer") && has(at, -2, names);
  }

  Unit unit(std::size_t at) const {
    const char mark = words_[at].mark;
    if (mark == '$' || has(at, 1, kMoney)) return Unit::money;
    if (mark == '%' || has(at, 1, "percent prozent")) return Unit::percent;
    if (has(at, 1, kPieces) || (has(at, 1, "in") && has(at, 2, "stock"))) return Unit::piece;
    if (has(at, -1, "cover coverage") || has(at, -2, "cover coverage")) return Unit::day;
    return Unit::none;
  }

  bool counts_rows(std::size_t at) const {
    if (has(at, -1, kRanks) || has(at, 1, kRanks) || has(at, 1, "most least")) return true;
    if (has(at, 1, kRowNouns) || has(at, 2, kRowNouns)) {
      return at == 0 || has(at, -1, kAsks) || has(at, -1, "are what which and");
    }
    return has(at, -1, "only just nur solo seulement") && folded(at, 1).empty();
  }

  // Bound words before the amount ("less than 10") or behind it ("10 or fewer").
  Bound bound(std::size_t at, std::size_t count) const {
    if (words_[at].mark == '<') return Bound::below;
    if (words_[at].mark == '>') return Bound::above;
    const bool negated = has(at, -3, "no not") && has(at, -1, "than");
    if (has(at, -1, "than")) {
      if (has(at, -2, "less fewer lower smaller")) return negated ? Bound::above : Bound::below;
      if (has(at, -2, "more greater higher larger longer")) return negated ? Bound::below : Bound::above;
    }
    if (has(at, -1, "under below beneath maximum max unter bajo sous") ||
        (has(at, -1, "to most") && has(at, -2, "up at")) || pair(at, "weniger menos moins")) {
      return Bound::below;
    }
    if (has(at, -1, "over above exceeding minimum min uber sobre") ||
        (has(at, -1, "least") && has(at, -2, "at")) || pair(at, "mehr mas plus")) {
      return Bound::above;
    }
    if (has(at, -1, "between")) return Bound::above;
    if (has(at, -1, "and") && has(at, -3, "between")) return Bound::below;
    return bound_behind(at + count);
  }
  bool pair(std::size_t at, std::string_view words) const {
    return has(at, -1, "als de que") && has(at, -2, words);
  }
  Bound bound_behind(std::size_t at) const {
    const long skip = has(at, 0, kPieces) ? 1 : 0;
    if (!has(at, skip, "or and oder o ou")) return Bound::none;
    if (has(at, skip + 1, "less fewer below under lower weniger menos moins")) return Bound::below;
    if (has(at, skip + 1, "more above over up greater mehr mas plus")) return Bound::above;
    return Bound::none;
  }

  const std::vector<Word>& words_;
  const std::string& today_;
  Clues clues_;
};

}  // namespace

Clues read_clues(const std::vector<Word>& words, const std::string& today) {
  return Reader(words, today).read();
}

}  // namespace garden::offline
