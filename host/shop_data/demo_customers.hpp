// Customers of the demo shop: invented people, some of whom come back. Threads: one owner.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "shop_data/demo_words.hpp"
#include "shop_data/random.hpp"

namespace garden::shop_data {

struct Customer {
  int id = 0;
  const words::Country* country = nullptr;  // borrowed from words::countries
  std::size_t language = 0;                 // 0 en, 1 de, 2 fr, 3 es
  std::string_view first_name, last_name, city, postcode, state;
  int number = 0;       // of the house, telephone and address
  bool studio = false;  // buys more, and more often

  std::string full_name() const;
  std::string street() const;
  std::string email() const;
  std::string telephone() const;
  std::string ip_address() const;  // of the networks that are kept free for examples
};

class CustomerBook {
 public:
  explicit CustomerBook(std::uint64_t seed) : random_(seed, "customers") {}

  // Who places the next order: somebody new, or somebody who has been here before.
  const Customer& next();
  // A studio, for a large order.
  const Customer& next_studio();

  const std::vector<Customer>& all() const { return customers_; }

 private:
  const Customer& invent(bool studio);

  Random random_;
  std::vector<Customer> customers_;
  std::vector<std::size_t> studios_;  // places in customers_
};

}  // namespace garden::shop_data
