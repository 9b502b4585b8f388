#include "queries/personal.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <random>
#include <utility>

#include "garden/ascii.hpp"
#include "queries/definition_parts.hpp"

namespace garden::queries {
namespace {

// osCommerce and Zen Cart, WooCommerce; what else holds such data is the agent's or the store's to name.
constexpr std::string_view known_columns[] = {"customers_name",
                                              "customers_firstname",
                                              "customers_lastname",
                                              "customers_company",
                                              "customers_gender",
                                              "customers_dob",
                                              "customers_nick",
                                              "customers_city",
                                              "customers_suburb",
                                              "customers_postcode",
                                              "customers_password",
                                              "customers_referral",
                                              "*email*",
                                              "*telephone*",
                                              "*_phone",
                                              "phone",
                                              "*_fax",
                                              "*street*",
                                              "entry_*",
                                              "delivery_name",
                                              "delivery_company",
                                              "delivery_city",
                                              "delivery_suburb",
                                              "delivery_postcode",
                                              "billing_name",
                                              "billing_company",
                                              "billing_city",
                                              "billing_suburb",
                                              "billing_postcode",
                                              "cc_*",
                                              "*ip_address*",
                                              "user_login",
                                              "user_pass",
                                              "user_nicename",
                                              "user_agent",
                                              "display_name",
                                              "first_name",
                                              "last_name",
                                              "billing_first_name",
                                              "billing_last_name",
                                              "billing_address*",
                                              "shipping_first_name",
                                              "shipping_last_name",
                                              "shipping_address*",
                                              "address_1",
                                              "address_2",
                                              "customer_note",
                                              "customers_notes",
                                              "customers_remote*",
                                              "username",
                                              "user_url",
                                              "comment_author*",
                                              "comment_content",
                                              "comments",
                                              "*postcode*"};

// SipHash-2-4 with a key of this process: short, and not to be turned back without the key.
class Pseudonyms {
 public:
  Pseudonyms() {
    std::random_device random;
    for (auto& half : key_) half = (std::uint64_t{random()} << 32) | random();
  }
  std::string of(std::string_view text) const {
    std::uint64_t v0 = key_[0] ^ 0x736f6d6570736575, v1 = key_[1] ^ 0x646f72616e646f6d,
                  v2 = key_[0] ^ 0x6c7967656e657261, v3 = key_[1] ^ 0x7465646279746573;
    auto round = [&] {
      v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
      v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
      v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
      v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
    };
    auto take = [&](std::uint64_t word) { v3 ^= word, round(), round(), v0 ^= word; };
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * (i % 8));
      if (i % 8 == 7) take(std::exchange(word, 0));
    }
    take(word | std::uint64_t{text.size()} << 56);
    v2 ^= 0xff;
    for (int i = 0; i < 4; ++i) round();
    char name[16];
    std::snprintf(name, sizeof name, "p-%010llx",
                  static_cast<unsigned long long>((v0 ^ v1 ^ v2 ^ v3) & 0xffffffffff));
    return name;
  }

 private:
  std::array<std::uint64_t, 2> key_;
};

// The first letter of each word, four at most.
std::string initials_of(std::string_view text) {
  std::string out;
  bool begins = true;
  int letters = 0;
  for (std::size_t at = 0; at < text.size() && letters < 4;) {
    auto byte = static_cast<unsigned char>(text[at]);
    std::size_t size = byte < 0xc0 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    bool is_letter = byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (is_letter && begins) {
      out += (out.empty() ? "" : " ") + std::string(text.substr(at, size)) + ".";
      ++letters;
    }
    begins = !is_letter && (byte == ' ' || byte == '-');
    at += size;
  }
  return out;
}

}  // namespace

std::string folded_name(std::string_view name) {
  if (name.starts_with('`') && name.size() > 1) name = name.substr(1, name.size() - 2);
  return to_lower(name);
}

PersonalData::PersonalData() : denied_(std::begin(known_columns), std::end(known_columns)) {}

void PersonalData::deny(std::string pattern) { denied_.push_back(std::move(pattern)); }
void PersonalData::open(std::string column, Mask mask) { opened_[folded_name(column)] = mask; }

Mask PersonalData::mask_of(std::string_view column) const {
  auto name = folded_name(column);
  if (auto found = opened_.find(name); found != opened_.end()) return found->second;
  return is_personal(name, denied_) ? Mask::deny : Mask::none;
}

bool PersonalData::is_named_by(const Token& token) const {
  return is_name(token) && mask_of(token.text) != Mask::none;
}

Mask mask_of(std::string_view column, const PersonalData* personal, const Masks* masks) {
  auto mask = personal ? personal->mask_of(column) : Mask::none;
  if (masks)
    if (auto found = masks->find(folded_name(column)); found != masks->end())
      mask = std::max(mask, found->second);
  return mask;
}

base::Json masked(Mask mask, const base::Json& value) {
  if (mask == Mask::none || value.is_null()) return value;
  if (mask == Mask::deny) return nullptr;
  if (mask == Mask::initials)
    return value.is_string() ? base::Json(initials_of(value.get<std::string>())) : base::Json();
  static const Pseudonyms pseudonyms;
  return pseudonyms.of(value.is_string() ? value.get<std::string>() : base::to_text(value));
}

}  // namespace garden::queries
