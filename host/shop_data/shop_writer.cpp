#include "shop_data/shop_writer.hpp"

#include "shop_data/woocommerce_writer.hpp"
#include "shop_data/zencart_writer.hpp"

namespace garden::shop_data {
namespace {

template <class Writer>
base::Result<std::unique_ptr<ShopWriter>> owned(base::Result<Writer> made) {
  if (!made) return std::unexpected(made.error());
  return std::make_unique<Writer>(std::move(*made));
}

}  // namespace

base::Result<std::unique_ptr<ShopWriter>> ShopWriter::begin(const std::string& file, ShopTables tables) {
  if (tables == ShopTables::woocommerce) return owned(WooCommerceWriter::begin(file));
  return owned(ZenCartWriter::begin(file));
}

}  // namespace garden::shop_data
