#include "shop_data/demo_customers.hpp"

#include <cmath>

namespace garden::shop_data {
namespace {

std::string two_digits(int number) {
  std::string text = std::to_string(number % 100);
  return text.size() < 2 ? "0" + text : text;
}

// `pattern` with its {n} replaced.
std::string filled(std::string_view pattern, const std::string& number) {
  std::string text(pattern);
  auto at = text.find("{n}");
  return at == text.npos ? text : text.replace(at, 3, number);
}
}  // namespace

std::string Customer::full_name() const { return std::string(first_name) + " " + std::string(last_name); }
std::string Customer::street() const { return filled(country->street, std::to_string(number)); }
std::string Customer::email() const { return "customer" + std::to_string(id) + "@mail.example"; }
std::string Customer::telephone() const { return filled(country->telephone, two_digits(number)); }
std::string Customer::ip_address() const { return "192.0.2." + std::to_string(1 + id % 254); }

const Customer& CustomerBook::next() {
  if (customers_.size() < 20 || random_.chance(.21)) return invent(random_.chance(.03));
  if (!studios_.empty() && random_.chance(.12)) return customers_[random_.pick(studios_)];
  // Those who have been here longest have come back most often.
  auto place = std::pow(random_.unit(), 1.5) * static_cast<double>(customers_.size());
  return customers_[static_cast<std::size_t>(place)];
}

const Customer& CustomerBook::next_studio() {
  if (studios_.empty()) return invent(true);
  return customers_[random_.pick(studios_)];
}

const Customer& CustomerBook::invent(bool studio) {
  double dice = random_.unit();
  const words::Country* country = &words::countries.back();
  for (const auto& candidate : words::countries) {
    if (dice < candidate.share) {
      country = &candidate;
      break;
    }
    dice -= candidate.share;
  }
  Customer customer;
  customer.id = static_cast<int>(customers_.size()) + 1;
  customer.country = country;
  customer.language = country->name == "Germany"  ? 1
                      : country->name == "France" ? 2
                      : country->name == "Spain"  ? 3
                                                  : 0;
  customer.first_name = random_.pick(country->first_names);
  customer.last_name = random_.pick(country->last_names);
  const auto& city = random_.pick(country->cities);
  customer.city = city[0];
  customer.postcode = city[1];
  customer.state = city[2];
  customer.number = random_.whole(1, 180);
  customer.studio = studio;
  if (studio) studios_.push_back(customers_.size());
  customers_.push_back(customer);
  return customers_.back();
}

}  // namespace garden::shop_data
