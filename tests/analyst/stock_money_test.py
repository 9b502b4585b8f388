#!/usr/bin/env python3
"""Goal: ageing, turnover and GMROI are those of a second computation from the shop's file.

Method: the demo shop summed up here in whole thousandths and 1e-4; then a shop of a few rows, worked out in the comments.
"""
import collections
import datetime
import html
import unittest

from second_shop import TODAY, Shop

COUNTED = "o.orders_status IN (1, 2, 3, 4)"


class DemoShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        cls.addClassCleanup(cls.shop.close)
        cls.products = {row[0]: row[1:] for row in cls.shop.sql(
            "SELECT p.products_id, products_quantity, products_price, products_cost, substr(products_date_added, 1, 10), "
            "COALESCE(manufacturers_name, '') FROM products p LEFT JOIN manufacturers m ON m.manufacturers_id = p.manufacturers_id "
            "WHERE products_quantity < 75000 AND (products_status = 1 OR products_quantity > 0)")}
        window = (cls.shop.days_ago(365), cls.shop.days_ago(0))
        cls.sold = {row[0]: row[1:] for row in cls.shop.sql(
            "SELECT l.products_id, SUM(CAST(ROUND(1e3 * l.products_quantity) AS INT)), "
            "SUM(CAST(ROUND(1e3 * l.products_quantity) AS INT) * CAST(ROUND(1e4 * l.final_price) AS INT)), "
            "MAX(CASE WHEN l.products_quantity > 0 THEN substr(o.date_purchased, 1, 10) END) FROM orders_products l "
            f"JOIN orders o ON o.orders_id = l.orders_id WHERE {COUNTED} AND o.date_purchased >= ? AND o.date_purchased < ? "
            "GROUP BY 1", *window)}

    def test_ageing(self):
        rows, answer = self.shop.query("get_stock_ageing", limit=10000)
        in_stock = {key: value for key, value in self.products.items() if value[0] > 0}
        self.assertEqual({row["products_id"] for row in rows}, set(in_stock))
        sums = collections.Counter()
        for row in rows:
            stock, price, cost, added, _ = in_stock[row["products_id"]]
            last = (self.sold.get(row["products_id"]) or (0, 0, None))[2]
            age = (TODAY - datetime.date.fromisoformat(added)).days
            days = (TODAY - datetime.date.fromisoformat(last)).days if last else min(age, 366)
            bucket = "days_90" if days <= 90 else "days_180" if days <= 180 else "days_365" if days <= 365 else "older"
            self.assertEqual((row["age_days"], row["last_sale"]), (days, last), row)
            for name in ("days_90", "days_180", "days_365", "older"):
                self.assertAlmostEqual(row[name], stock if name == bucket else 0, places=3)
            worth = cost if cost is not None else price
            if worth is not None:
                self.assertAlmostEqual(float(row["value"]), stock * worth, delta=0.006)
                sums[bucket] += stock * worth
        for total, bucket in (("value_90", "days_90"), ("value_180", "days_180"), ("value_365", "days_365"), ("value_older", "older")):
            self.assertAlmostEqual(float(answer["totals"][total]), sums[bucket], delta=0.05)
        self.assertTrue(any("proxy" in warning for warning in answer["warnings"]))

    def test_turnover(self):
        for by in ("manufacturer", "product"):
            rows, answer = self.shop.query("get_turnover_gmroi", limit=10000, by=by)
            groups = collections.defaultdict(lambda: [0.0, 0.0, 0.0, 0, 0])
            for key, (stock, _, cost, _, maker) in self.products.items():
                units, revenue, _ = self.sold.get(key, (0, 0, None))
                for name in (html.unescape(maker) if by == "manufacturer" else key, None):
                    group = groups[name]
                    group[3] += 1
                    if cost is None:
                        group[4] += 1
                        continue
                    group[0] += (revenue or 0) / 1e7
                    group[1] += units / 1000 * cost
                    group[2] += stock * cost
            whole = groups.pop(None)
            self.assertEqual(len(rows), len(groups))
            if by == "manufacturer":
                for row in rows:
                    revenue, cogs, stock, products, without = groups[row["group_name"] or ""]
                    self.assertEqual((row["products"], row["without_cost"]), (products, without))
                    self.check(row, revenue, cogs, stock, products > without)
            self.assertAlmostEqual(float(answer["totals"]["revenue_all"]), whole[0], delta=0.05)
            self.assertAlmostEqual(float(answer["totals"]["cogs_all"]), whole[1], delta=0.05)
            self.assertAlmostEqual(answer["totals"]["turns_all"], whole[1] / whole[2], delta=0.01)
            self.assertAlmostEqual(answer["totals"]["gmroi_all"], (whole[0] - whole[1]) / whole[2], delta=0.01)
            self.assertEqual(answer["totals"]["no_cost"], whole[4])

    def check(self, row, revenue, cogs, stock, known):
        if not known:
            self.assertEqual((row["cogs"], row["turns"], row["gmroi"]), (None, None, None))
            return
        self.assertAlmostEqual(float(row["revenue"]), revenue, delta=0.01)
        self.assertAlmostEqual(float(row["cogs"]), cogs, delta=0.05)
        self.assertAlmostEqual(float(row["avg_inventory"]), stock, delta=0.05)
        if stock <= 0.01:
            self.assertEqual((row["turns"], row["dio"], row["gmroi"]), (None, None, None))
            return
        self.assertAlmostEqual(row["turns"], cogs / stock, delta=0.006)
        self.assertAlmostEqual(row["gmroi"], (revenue - cogs) / stock, delta=0.006)
        if cogs > 0:
            self.assertAlmostEqual(row["dio"], 365 * stock / cogs, delta=0.51)


def edge_statements():
    day = lambda ago: str(TODAY - datetime.timedelta(days=ago))
    statements = ["INSERT INTO languages VALUES (1, 'English', 'en', 1)"]
    #        stock, price, cost, age, last sale
    rows = {1: (10, 10, 4, 900, 1), 2: (4, 10, 4, 900, 90), 3: (3, 10, "NULL", 900, 91), 4: (2, 10, 4, 900, 181),
            5: (1.5, 10, 4, 900, 365), 6: (1, 10, 4, 900, 366), 7: (6, 10, 4, 40, None), 8: (-3, 10, 4, 900, 2)}
    for at, (key, (stock, price, cost, age, last)) in enumerate(rows.items(), 1):
        statements.append(
            "INSERT INTO products (products_id, products_quantity, products_model, products_price, products_cost, products_date_added, "
            f"products_status) VALUES ({key}, {stock}, 'M{key}', {price}, {cost}, '{day(age)} 00:00:00', 1)")
        statements.append(f"INSERT INTO products_description (products_id, language_id, products_name) VALUES ({key}, 1, 'Thing {key}')")
        if last is not None:
            statements.append(f"INSERT INTO orders (orders_id, date_purchased, orders_status) VALUES ({at}, '{day(last)} 12:00:00', 3)")
            statements.append("INSERT INTO orders_products (orders_products_id, orders_id, products_id, products_quantity, final_price) "
                              f"VALUES ({at}, {at}, {key}, 5, 9)")
    return statements


class EdgeShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop(edge_statements())
        cls.addClassCleanup(cls.shop.close)

    def test_buckets_by_hand(self):
        rows = {row["products_id"]: row for row in self.shop.query("get_stock_ageing")[0]}
        bucket = {key: [row[name] for name in ("days_90", "days_180", "days_365", "older")] for key, row in rows.items()}
        self.assertEqual(bucket, {1: [10, 0, 0, 0], 2: [4, 0, 0, 0], 3: [0, 3, 0, 0], 4: [0, 0, 2, 0], 5: [0, 0, 1.5, 0],
                                  6: [0, 0, 0, 1], 7: [6, 0, 0, 0]})  # 8 is oversold: no age
        self.assertEqual([rows[key]["basis"] for key in (1, 6, 7)], ["last sale", "no sale in 365 days", "on sale since"])
        self.assertEqual(rows[3]["value"], "30.00")  # at its price, the cost is not known

    def test_turns_by_hand(self):
        rows, answer = self.shop.query("get_turnover_gmroi")
        # Five products with a cost sold 5 each in 365 days (1, 2, 4, 5, 8; 6 a day too early): cogs 5 x 5 x 4 = 100, revenue 225.
        # Stock with a cost: 10 + 4 + 2 + 1.5 + 1 + 6 - 3 = 21.5 at 4 = 86.
        self.assertEqual((rows[0]["revenue"], rows[0]["cogs"], rows[0]["avg_inventory"]), ("225.00", "100.00", "86.00"))
        self.assertEqual((rows[0]["turns"], rows[0]["dio"], rows[0]["gmroi"]), (1.16, 314, 1.45))
        self.assertEqual((rows[0]["products"], rows[0]["without_cost"]), (8, 1))
        by_product, _ = self.shop.query("get_turnover_gmroi", by="product")
        oversold = next(row for row in by_product if row["model"] == "M8")
        self.assertEqual((oversold["turns"], oversold["gmroi"], oversold["avg_inventory"]), (None, None, "-12.00"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
