// Stock of the demo shop: chosen after the sales, so that every kind of trouble an analyst looks for is
// there. Threads: a plain function [any].
#pragma once
#include <cstdint>
#include <vector>

#include "shop_data/demo_catalogue.hpp"
#include "shop_data/demo_orders.hpp"

namespace garden::shop_data {

// Gives every product its stock, and every product still without a plan one of out_of_stock, oversold,
// critical, overstock or ordinary, in shares like a real shop's. Plans that the sales do not bear out (dead,
// but nothing was ever sold) become ordinary. `sold` is in the order of the products.
void set_stock(Catalogue& catalogue, const std::vector<Sold>& sold, std::uint64_t seed, std::int64_t as_of_s);

}  // namespace garden::shop_data
