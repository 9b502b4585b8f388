#include "decimal.hpp"

#include <algorithm>
#include <cstdlib>

#include "garden/ascii.hpp"

namespace garden::offline {
namespace {

constexpr std::size_t kDigitsMax = 60;
constexpr int kExponentMax = 40;

void pad_to(std::string& digits, std::size_t size) {
  if (digits.size() < size) digits.insert(0, size - digits.size(), '0');
}

// Both of the same length.
std::string added(const std::string& a, const std::string& b) {
  std::string sum(a.size(), '0');
  int carry = 0;
  for (std::size_t i = a.size(); i-- > 0;) {
    const int digit = (a[i] - '0') + (b[i] - '0') + carry;
    carry = digit / 10;
    sum[i] = static_cast<char>('0' + digit % 10);
  }
  return carry ? "1" + sum : sum;
}

// Both of the same length, a >= b.
std::string subtracted(const std::string& a, const std::string& b) {
  std::string difference(a.size(), '0');
  int borrow = 0;
  for (std::size_t i = a.size(); i-- > 0;) {
    int digit = (a[i] - '0') - (b[i] - '0') - borrow;
    borrow = digit < 0 ? 1 : 0;
    if (borrow) digit += 10;
    difference[i] = static_cast<char>('0' + digit);
  }
  return difference;
}

}  // namespace

std::optional<Decimal> Decimal::read(std::string_view text) {
  Decimal value;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) value.negative_ = text[at++] == '-';
  std::string digits;
  bool point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    digits += text[at];
    if (point) ++value.scale_;
  }
  if (digits.empty() || digits.size() > kDigitsMax) return std::nullopt;
  if (at < text.size()) {
    if ((text[at] | 0x20) != 'e') return std::nullopt;
    const std::string_view rest = text.substr(at + 1);
    const bool sign = !rest.empty() && (rest[0] == '-' || rest[0] == '+');
    const std::string exponent_digits(rest.substr(sign ? 1 : 0));
    if (exponent_digits.empty() || exponent_digits.size() > 3 ||
        !std::all_of(exponent_digits.begin(), exponent_digits.end(), is_digit)) {
      return std::nullopt;
    }
    int exponent = std::atoi(exponent_digits.c_str());
    if (exponent > kExponentMax) return std::nullopt;
    if (sign && rest[0] == '-') exponent = -exponent;
    while (exponent < 0) {
      ++value.scale_;
      ++exponent;
    }
    for (; exponent > 0; --exponent) {
      if (value.scale_ > 0) {
        --value.scale_;
      } else {
        digits += '0';
      }
    }
  }
  value.digits_ = std::move(digits);
  value.strip();
  return value;
}

void Decimal::strip() {
  pad_to(digits_, scale_ + 1);
  const std::size_t keep = scale_ + 1;  // one digit before the point always stays
  std::size_t zeros = 0;
  while (digits_.size() - zeros > keep && digits_[zeros] == '0') ++zeros;
  digits_.erase(0, zeros);
}

void Decimal::scale_to(std::size_t decimals) {
  if (decimals > scale_) {
    digits_.append(decimals - scale_, '0');
    scale_ = decimals;
  }
}

Decimal& Decimal::operator+=(const Decimal& other) {
  Decimal right = other;
  scale_to(right.scale_);
  right.scale_to(scale_);
  const std::size_t size = std::max(digits_.size(), right.digits_.size());
  pad_to(digits_, size);
  pad_to(right.digits_, size);
  if (negative_ == right.negative_) {
    digits_ = added(digits_, right.digits_);
  } else if (digits_ >= right.digits_) {
    digits_ = subtracted(digits_, right.digits_);
  } else {
    digits_ = subtracted(right.digits_, digits_);
    negative_ = right.negative_;
  }
  strip();
  return *this;
}

Decimal Decimal::divided_by(std::uint32_t count, std::size_t decimals) const {
  Decimal quotient = *this;
  quotient.scale_to(decimals + 1);  // one digit more, to round by
  std::uint64_t rest = 0;
  for (char& digit : quotient.digits_) {
    rest = rest * 10 + static_cast<std::uint64_t>(digit - '0');
    digit = static_cast<char>('0' + rest / count);
    rest %= count;
  }
  quotient.strip();
  return quotient.rounded(decimals);
}

Decimal Decimal::rounded(std::size_t decimals) const {
  Decimal result = *this;
  if (scale_ <= decimals) return result;
  const std::size_t cut = scale_ - decimals;
  const bool up = result.digits_[result.digits_.size() - cut] >= '5';
  result.digits_.resize(result.digits_.size() - cut);
  result.scale_ = decimals;
  if (up) {
    std::string one(result.digits_.size(), '0');
    one.back() = '1';
    result.digits_ = added(result.digits_, one);
  }
  result.strip();
  return result;
}

bool Decimal::is_zero() const { return digits_.find_first_not_of('0') == std::string::npos; }

bool Decimal::is_whole() const {
  return digits_.find_first_not_of('0', digits_.size() - scale_) == std::string::npos;
}

double Decimal::approximately() const { return std::strtod(text().c_str(), nullptr); }

std::string Decimal::text(std::size_t decimals_min) const {
  std::string fraction = digits_.substr(digits_.size() - scale_);
  while (fraction.size() > decimals_min && fraction.back() == '0') fraction.pop_back();
  if (fraction.size() < decimals_min) fraction.append(decimals_min - fraction.size(), '0');
  std::string out = is_negative() ? "-" : "";
  out += digits_.substr(0, digits_.size() - scale_);
  if (!fraction.empty()) out += "." + fraction;
  return out;
}

}  // namespace garden::offline
