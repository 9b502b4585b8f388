#!/usr/bin/env python3
"""Goal: every line of the buy list can be re-derived, and nothing that must be ordered is missing.

Method: the demo shop, read again from its file: years of stock for sheets, forecasts by definition
(tests/inventory/forecast_reference.py), the normal quantile of Python's statistics, and for products sold now and then
the distribution of lead-time demand summed up exactly, between whose 93 % and 97 % the simulated 95 % must lie. Then a
shop of a few rows whose quantities are worked out in the comments.
"""
import datetime
import math
import statistics
import unittest

from second_shop import NO_SHEET, RULES, TODAY, Shop, size_in
import forecast_reference  # by the path that second_shop adds

LEAD, CYCLE, TARGET = 35, 36, 30
Z = statistics.NormalDist().inv_cdf(0.95)


def up(units):
    """Whole units, a millionth of a thousandth forgiven."""
    return math.ceil(units - 1e-6)


def demand_quantiles(weeks, per_week, lead_weeks, levels):
    """Exact quantiles of what is wanted in the lead time: each week has demand with a chance, of a past size."""
    sizes = [units for units in weeks if units > 0]
    if not sizes or per_week <= 0:
        return [0.0 for _ in levels]
    mean = statistics.fmean(sizes)
    chance = min(1.0, per_week / mean)
    factor = per_week / (chance * mean)
    sums = {0.0: 1.0}
    left = lead_weeks
    while left > 0:
        share, left = chance * min(left, 1.0), left - 1
        after = {}
        for total, p in sums.items():
            after[total] = after.get(total, 0.0) + p * (1 - share)
            for size in sizes:
                key = round(total + size, 3)
                after[key] = after.get(key, 0.0) + p * share / len(sizes)
        sums = after
    quantiles = []
    for level in levels:
        reached = 0.0
        for total in sorted(sums):
            reached += sums[total]
            if reached >= level - 1e-12:
                quantiles.append(total * factor)
                break
    return quantiles


class DemoShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        cls.addClassCleanup(cls.shop.close)
        cls.rows, cls.answer = cls.shop.query("get_buy_list", limit=10000, show="all")
        cls.orders = {row["products_id"]: row for row in cls.rows if row["kind"] == "order"}
        cls.sales = cls.shop.sales(365)
        cls.products = {row[0]: row[1:] for row in cls.shop.sql(
            "SELECT p.products_id, products_quantity, products_price, products_cost, products_name, master_categories_id, "
            "substr(products_date_added, 1, 10), products_status FROM products p JOIN products_description d "
            "ON d.products_id = p.products_id AND d.language_id = 1")}
        cls.families = {}
        for key, (_, _, _, name, category, _, status) in cls.products.items():
            if size_in(name) in RULES and not any(word in name.lower() for word in NO_SHEET):
                cls.families.setdefault(category, []).append(key)

    def sold(self, product):
        return sum(self.sales.get(product, {}).values()) / 1000

    def age(self, product):
        return (TODAY - datetime.date.fromisoformat(self.products[product][5])).days

    def test_there_is_something_of_everything(self):
        self.assertGreater(len(self.orders), 50)
        self.assertGreater(len(self.families), 40)
        self.assertEqual(len({row["products_id"] for row in self.rows}), len(self.rows))
        self.assertEqual(self.answer["totals"]["orders"], len(self.orders))

    def test_single_sizes_go_by_years_of_stock(self):
        checked = 0
        for product, row in self.orders.items():
            size = size_in(row["name"])
            if product not in sum(self.families.values(), []) or size in ("17x20", "10x10", "5x10", "5x5"):
                continue
            minimum, target = RULES[size]
            sold, position = self.sold(product), row["available"] + row["from_cutting"]
            self.assertLess(position, sold * minimum + 1e-3, row)
            self.assertEqual(row["order_qty"], up(sold * target - position), row)
            self.assertAlmostEqual(row["units_sold"], sold, places=3)
            checked += 1
        self.assertGreater(checked, 10)

    def test_families_of_whole_sheets_are_ordered_as_sheets(self):
        checked = 0
        for members in self.families.values():
            sizes = {size_in(self.products[key][3]): key for key in members}
            if "17x20" not in sizes or len(sizes) < 2 or self.products[sizes["17x20"]][6] != 1:
                continue  # what the vendor no longer sells cannot be ordered
            ordered = [key for key in members if key in self.orders]
            self.assertLessEqual(ordered, [sizes["17x20"]])
            if not ordered:
                continue
            checked += 1
            row = self.orders[sizes["17x20"]]
            self.assertEqual(row["order_qty"] % 2, 0)  # a full sheet is booked as two halves
            short = [size for size, key in sizes.items()
                     if self.sold(key) > 0 and self.products[key][0] <= self.sold(key) * (.40 if size == "17x20" else .25)]
            self.assertTrue(short, row)
        self.assertGreater(checked, 0)

    def test_all_else_goes_by_reorder_point(self):
        in_families = set(key for members in self.families.values() if len(members) > 1 for key in members)
        rare = steady = 0
        for product, (quantity, _, _, name, _, _, status) in self.products.items():
            if product in in_families or status != 1 or quantity >= 75000:
                continue
            weeks = self.shop.weeks(self.sales.get(product, {}), self.age(product))
            derived = forecast_reference.answer(weeks, False)
            method, per_week, deviation = derived[6], derived[9], derived[10]
            days, per_day = LEAD + CYCLE, per_week / 7
            if method in ("SBA", "TSB"):
                low, high = demand_quantiles(weeks, per_week, days / 7, (0.93, 0.97))
                points = (max(low, per_day * days), max(high, per_day * days))
                rare += 1
            else:
                points = [per_day * days + Z * deviation / math.sqrt(7) * math.sqrt(days)] * 2
                steady += per_day > 0
            row = self.orders.get(product)
            if per_day > 0 and quantity < points[0] - 1e-3:
                self.assertIsNotNone(row, name)
            if row is None:
                continue
            self.assertGreater(per_day, 0, row)
            self.assertLessEqual(quantity, points[1] + 1e-3, row)
            least, most = (up(point + per_day * TARGET - quantity) for point in points)
            self.assertTrue(least <= row["order_qty"] <= most, (row, least, most))
        self.assertGreater(rare, 50)
        self.assertGreater(steady, 0)

    def test_what_is_at_risk_comes_first(self):
        lines = list(self.orders.values())
        risks = [float(row["at_risk_value"]) for row in lines]
        self.assertEqual(risks, sorted(risks, reverse=True))
        for row in lines:
            if row["from_cutting"] or row["units_sold"] <= 0 or size_in(row["name"]) not in ("12x12", "6x12", "6x6"):
                continue
            per_day = row["units_sold"] / 365
            lost = max(0.0, per_day * LEAD - max(row["available"], 0))
            self.assertAlmostEqual(row["at_risk"], lost, delta=0.06)

    def test_values_are_at_cost_and_add_up(self):
        total = 0.0
        for product, row in self.orders.items():
            cost = self.products[product][2]
            if cost is None:
                cost = self.products[product][1]
            if cost is None:
                self.assertIsNone(row["value"])
                continue
            self.assertAlmostEqual(float(row["value"]), row["order_qty"] * cost, delta=0.006)
            total += row["order_qty"] * cost
        self.assertAlmostEqual(float(self.answer["totals"]["total_value"]), total, delta=0.01)

    def test_a_budget_is_kept_and_spent_by_rank(self):
        rows, answer = self.shop.query("get_buy_list", limit=10000, budget=500)
        spent = sum(float(row["value"]) for row in rows)
        self.assertLessEqual(spent, 500)
        self.assertAlmostEqual(float(answer["totals"]["budget_left"]), 500 - spent, places=2)
        self.assertEqual(answer["totals"]["orders"] + answer["totals"]["deferred"], len(self.orders))
        first = next(iter(self.orders.values()))
        if float(first["value"]) <= 500:
            self.assertEqual(rows[0]["products_id"], first["products_id"])

    def test_questions_are_products_without_stock_and_sales(self):
        wanted = {key for key, value in self.products.items() if value[6] == 1 and value[0] == 0 and self.sold(key) == 0}
        asked = {row["products_id"] for row in self.rows if row["kind"] == "question"}
        self.assertLessEqual(asked, wanted)
        missing = wanted - asked  # a size that today's cuts fill, or one that comes with its family's sheets
        self.assertTrue(all(any(key in members for members in self.families.values()) for key in missing), missing)



def edge_statements():
    """Fifty-two weekly orders; a product sells so many units in each. Prices are 10, costs 4."""
    statements = ["INSERT INTO languages VALUES (1, 'English', 'en', 1)",
                  "INSERT INTO manufacturers (manufacturers_id, manufacturers_name) VALUES (1, 'Ember &amp; Clay')"]
    day = lambda ago: str(TODAY - datetime.timedelta(days=ago))
    weekly = {1: 7, 2: 7, 3: 7, 7: 1.75, 10: 7, 11: 7}
    stock = {1: 71, 2: -4.5, 3: 72, 4: 0, 5: 9, 6: 0, 7: 0.25, 8: 0, 9: 0, 10: 0, 11: 50, 12: 10, 13: 0, 14: 0, 15: 1}
    names = {12: 'Larkmoor Sky - Size 12"x12"', 13: "Larkmoor Sky - Size 6&quot;x6&quot;",
             14: 'Larkmoor Fog - Size 12"x12"', 15: 'Larkmoor Fog - Size 6"x6"'}
    for key, quantity in stock.items():
        statements.append(
            "INSERT INTO products (products_id, products_quantity, products_model, products_price, products_cost, "
            "products_date_added, products_status, manufacturers_id, master_categories_id) VALUES "
            f"({key}, {quantity}, '{'ALWAYS' if key == 11 else f'M{key}'}', 10, 4, '{day(20 if key == 8 else 900)} 09:00:00', "
            f"{0 if key == 9 else 1}, {1 if key in (10, 11) else 'NULL'}, {101 if key in (12, 13) else 102 if key > 13 else 0})")
        statements.append(f"INSERT INTO products_description (products_id, language_id, products_name) VALUES "
                          f"({key}, 1, '{names.get(key, f'Thing {key}')}')")

    lines = []
    orders = []

    def order(ago, status, *sold):
        orders.append((len(orders) + 1, f"{day(ago)} 12:00:00", status))
        lines.extend((len(orders), product, units) for product, units in sold)
    for week in range(52):
        order(7 * week + 1, 3, *weekly.items(), *([(8, 7)] if week < 2 else []))
    order(3, 5, (4, 50))           # cancelled
    order(4, 3, (6, -2))           # sent back, never sold in these months
    order(0, 3, (5, 1))            # today is no whole day
    order(366, 3, (5, 99))         # before the window
    order(40, 3, (13, 20), (14, 100), (15, 20))
    for key, when, status in orders:
        statements.append(f"INSERT INTO orders (orders_id, date_purchased, orders_status) VALUES ({key}, '{when}', {status})")
    for at, (key, product, units) in enumerate(lines):
        statements.append("INSERT INTO orders_products (orders_products_id, orders_id, products_id, products_quantity, "
                          f"final_price) VALUES ({at + 1}, {key}, {product}, {units}, 10)")
    return statements


class EdgeShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop(edge_statements(), {"vendor_rules": "Ember & Clay: pack 5, add at zero 10; always: always 100"})
        cls.addClassCleanup(cls.shop.close)
        cls.rows, cls.answer = cls.shop.query("get_buy_list", show="all", limit=100)
        cls.orders = {row["products_id"]: row for row in cls.rows if row["kind"] == "order"}

    def test_quantities(self):
        # 7 a week without scatter: d = 1, reorder point 71, level 101.
        self.assertEqual({key: row["order_qty"] for key, row in self.orders.items()}, {
            1: 30,     # 101 - 71: at the reorder point it is ordered
            2: 106,    # 101 + 4.5 owed, whole units
            7: 25,     # 0.25 a day: 25.25 - 0.25
            8: 101,    # twenty days old, two weeks of 7
            10: 115,   # 101 + 10 for the empty shelf, by fives
            11: 100,   # always 100
            14: 35,    # 100 x 0.35 years
            15: 6})    # 20 x 0.35 - 1
        # 3 is above its reorder point; 13 gets 8 pieces out of two 12x12 that nobody wants; 4, 6, 9 sold nothing.

    def test_flags_and_questions(self):
        self.assertIn("oversold", self.orders[2]["flags"])
        self.assertIn("under a year old", self.orders[8]["flags"])
        self.assertIn("fixed", self.orders[11]["flags"])
        questions = {row["products_id"]: row["reason"] for row in self.rows if row["kind"] == "question"}
        self.assertEqual(set(questions), {4, 6})
        self.assertIn("never sold", questions[4])
        self.assertIn("more came back", questions[6])
        self.assertTrue(all(row["order_qty"] is None for row in self.rows if row["kind"] == "question"))

    def test_rank_by_margin_lost_in_35_days(self):
        risk = {key: float(row["at_risk_value"]) for key, row in self.orders.items()}
        self.assertEqual([risk[key] for key in (1, 2, 8, 10, 11)], [0, 210, 210, 210, 0])  # 35 x (10 - 4)
        self.assertEqual(risk[7], 51)  # (8.75 - 0.25) x 6
        self.assertAlmostEqual(risk[14], 100 / 365 * 35 * 6, delta=0.01)
        self.assertEqual(list(self.orders)[:3], [2, 8, 10])

    def test_a_budget_takes_what_fits(self):
        rows, answer = self.shop.query("get_buy_list", budget=500)
        # 106 x 4 = 424; of 101 at 4 the 19 that 76 buys.
        self.assertEqual([(row["products_id"], row["order_qty"]) for row in rows], [(2, 106), (8, 19)])
        self.assertEqual(answer["totals"]["budget_left"], "0.00")
        self.assertIn("cut to the budget", rows[1]["flags"])

    def test_settings_that_cannot_be_read_are_said(self):
        wrong = Shop(edge_statements(), {"size_rules": "every: minimun 0.2"})
        self.addCleanup(wrong.close)
        with self.assertRaisesRegex(AssertionError, "size_rules says 'minimun'"):
            wrong.query("get_buy_list")


if __name__ == "__main__":
    unittest.main(verbosity=2)
