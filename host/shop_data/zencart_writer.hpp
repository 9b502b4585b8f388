// ZenCartWriter: a shop in the tables of schema.sql, those of the osCommerce / Zen Cart family.
// Threads: one owner.
#pragma once
#include <string>

#include "shop_data/shop_writer.hpp"
#include "shop_data/table_writer.hpp"

namespace garden::shop_data {

class ZenCartWriter final : public ShopWriter {
 public:
  // Puts in languages and statuses of the four languages the shops made here know (1 en, 2 de, 3 fr, 4 es).
  static base::Result<ZenCartWriter> begin(const std::string& file);

  void add(const ManufacturerRow& row) override;
  void add(const CategoryRow& row) override;
  void add(const ProductRow& row) override;
  void add(const DescriptionRow& row) override;
  void add(const CustomerRow& row) override;
  void add(const OrderRow& row) override;
  void add(const LineRow& row) override;
  void add(const TotalRow& row) override;
  void add(const HistoryRow& row) override;
  void origin(std::string_view name, std::string_view value) override;

  const std::optional<base::Error>& failure() const override { return tables_.failure(); }
  int lines() const override { return line_id_; }
  base::Result<> finish() override { return tables_.finish(); }

 private:
  explicit ZenCartWriter(TableWriter tables) : tables_(std::move(tables)) {}

  TableWriter tables_;
  int line_id_ = 0, total_id_ = 0, history_id_ = 0;
};

}  // namespace garden::shop_data
