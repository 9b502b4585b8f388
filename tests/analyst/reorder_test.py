#!/usr/bin/env python3
"""Goal: every number behind a reorder suggestion, a purchase plan and a stock-out day can be re-derived.

Method: the demo shop read again from its file, forecasts by definition (tests/inventory/forecast_reference.py), the normal
quantile of Python's statistics; then the shop of a few rows of buy_list_test, worked out in the comments.
"""
import datetime
import html
import math
import statistics
import unittest

from buy_list_test import CYCLE, LEAD, TARGET, demand_quantiles, edge_statements, up
from second_shop import NO_SHEET, RULES, TODAY, Shop, size_in
import forecast_reference  # by the path that second_shop adds


class DemoShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        cls.addClassCleanup(cls.shop.close)
        cls.sales = cls.shop.sales(365)
        cls.products = {row[0]: row[1:] for row in cls.shop.sql(
            "SELECT p.products_id, products_quantity, products_price, products_cost, products_name, "
            "substr(products_date_added, 1, 10), products_status, COALESCE(manufacturers_name, '') FROM products p "
            "JOIN products_description d ON d.products_id = p.products_id AND d.language_id = 1 "
            "LEFT JOIN manufacturers m ON m.manufacturers_id = p.manufacturers_id")}

    def sold(self, product):
        return sum(self.sales.get(product, {}).values()) / 1000

    def forecast(self, product):
        age = (TODAY - datetime.date.fromisoformat(self.products[product][4])).days
        weeks = self.shop.weeks(self.sales.get(product, {}), age)
        return weeks, forecast_reference.answer(weeks, False)

    def check_points(self, rows, level, cycle):
        z, days = statistics.NormalDist().inv_cdf(level), LEAD + cycle
        checked = 0
        for row in rows:
            self.assertAlmostEqual(row["ip"], row["available"] + row["incoming"] + (row["from_cutting"] or 0), places=3)
            if row["ss"] is None:
                continue  # sheets in families, by years in stock: buy_list_test
            weeks, derived = self.forecast(row["products_id"])
            method, per_day, deviation = derived[6], derived[9] / 7, derived[10] / math.sqrt(7)
            self.assertAlmostEqual(row["per_day"], per_day, delta=0.0006)
            if method in ("SBA", "TSB"):
                low, high = (max(point, per_day * days) for point in
                             demand_quantiles(weeks, per_day * 7, days / 7, (level - 0.02, min(level + 0.02, 0.999))))
                self.assertTrue(low - 0.01 <= row["rop"] <= high + 0.01, (row, low, high))
                self.assertAlmostEqual(row["ss"], row["rop"] - per_day * days, delta=0.02)
            else:
                self.assertAlmostEqual(row["ss"], z * deviation * math.sqrt(days), delta=0.02)
                self.assertAlmostEqual(row["rop"], per_day * days + row["ss"], delta=0.02)
            self.assertAlmostEqual(row["level"], row["rop"] + per_day * TARGET, delta=0.02)
            self.assertLessEqual(row["ip"], row["rop"] + 0.006)
            self.assertAlmostEqual(row["order_qty"], up(row["level"] - row["ip"] - 0.005), delta=1)
            wape = derived[12]
            low_trust = len(weeks) < 12 or wape == "-" or wape > 1
            self.assertEqual(row["confidence"], "low" if low_trust else "medium", row)  # the lead time is assumed
            checked += 1
        return checked

    def test_reorder_points(self):
        rows, answer = self.shop.query("get_reorder_suggestions", limit=10000)
        self.assertGreater(self.check_points(rows, 0.95, CYCLE), 50)
        buy, _ = self.shop.query("get_buy_list", limit=10000)
        self.assertEqual([(row["products_id"], row["order_qty"]) for row in rows],
                         [(row["products_id"], row["order_qty"]) for row in buy])
        self.assertEqual(answer["totals"]["orders"], len(rows))
        self.assertTrue(any("nothing is on order" in warning for warning in answer["warnings"]))

    def test_another_service_level_and_cycle(self):
        rows, _ = self.shop.query("get_reorder_suggestions", limit=10000, service_level=90, review_days=14)
        self.assertGreater(self.check_points(rows, 0.90, 14), 30)

    def test_a_suppliers_own(self):
        makers = {html.unescape(value[6]) for value in self.products.values()} - {""}
        self.assertGreater(len(makers), 1)
        whole, _ = self.shop.query("get_reorder_suggestions", limit=10000)
        for maker in makers:
            rows, _ = self.shop.query("get_reorder_suggestions", limit=10000, supplier=maker.upper())
            # Ranked anew: by margin, where all of this supplier's costs are known.
            self.assertEqual({row["products_id"]: row["order_qty"] for row in rows},
                             {row["products_id"]: row["order_qty"] for row in whole if maker in (row["supplier"] or "")})

    def test_a_purchase_plan_adds_up(self):
        rows, answer = self.shop.query("get_purchase_plan", limit=10000)
        buy, _ = self.shop.query("get_buy_list", limit=10000)
        self.assertEqual([row["products_id"] for row in rows], [row["products_id"] for row in buy])
        running = 0.0
        for row in rows:
            price, cost = self.products[row["products_id"]][1:3]
            unit = cost if cost is not None else price
            self.assertEqual(row["valued_at"], "cost" if cost is not None else "price" if price is not None else None)
            if unit is None:
                continue
            running += row["order_qty"] * unit
            self.assertAlmostEqual(float(row["unit_value"]), unit, delta=0.006)
            self.assertAlmostEqual(float(row["value"]), row["order_qty"] * unit, delta=0.006)
            self.assertAlmostEqual(float(row["cum_value"]), running, delta=0.01)
        self.assertAlmostEqual(float(answer["totals"]["total_value"]), running, delta=0.01)

    def test_a_plan_for_one_supplier_within_a_budget(self):
        maker = max((value[6] for value in self.products.values() if value[6]),
                    key=lambda name: sum(value[6] == name for value in self.products.values()))
        whole, _ = self.shop.query("get_purchase_plan", limit=10000, supplier=html.unescape(maker))
        rows, answer = self.shop.query("get_purchase_plan", limit=10000, supplier=html.unescape(maker), budget=300)
        self.assertTrue(all(row["supplier"] == html.unescape(maker) for row in rows))
        self.assertLessEqual(float(rows[-1]["cum_value"]), 300)
        self.assertAlmostEqual(float(answer["totals"]["budget_left"]), 300 - float(rows[-1]["cum_value"]), places=2)
        self.assertEqual(answer["totals"]["orders"] + answer["totals"]["deferred"], len(whole))

    def test_stock_outs(self):
        rows, answer = self.shop.query("get_stockout_forecast", limit=10000, horizon=60)
        families = {}
        for key, (_, _, _, name, _, status, _) in self.products.items():
            if size_in(name) in RULES and not any(word in name.lower() for word in NO_SHEET):
                families[key] = True
        shown = {row["products_id"]: row for row in rows}
        checked = 0
        for key, (quantity, price, _, name, _, status, _) in self.products.items():
            if status != 1 or quantity >= 75000:
                self.assertNotIn(key, shown)
                continue
            by_years = shown[key]["basis"] == "12 months" if key in shown else key in families
            per_day = max(self.sold(key), 0) / 365 if by_years else self.forecast(key)[1][9] / 7
            if by_years:
                self.assertIn(key, families, name)
            gap = None if per_day <= 0 else max(quantity, 0) / per_day
            if not (quantity < 0 or (gap is not None and gap <= 60)):
                self.assertNotIn(key, shown)
                continue
            row = shown[key]
            checked += 1
            self.assertAlmostEqual(row["per_day"], per_day, delta=0.0006)
            lost = max(0.0, per_day * 60 - max(quantity, 0))
            self.assertAlmostEqual(row["lost_units"], lost, delta=0.06)
            if price is not None:
                self.assertAlmostEqual(float(row["at_risk_value"]), lost * price, delta=0.002 * price + 0.01)
            if gap is None:
                self.assertIsNone(row["first_gap_days"])
                continue
            self.assertAlmostEqual(row["first_gap_days"], gap, delta=0.06)
            status = "stocked out" if quantity <= 0 else "potential stock-out" if gap < LEAD else "fine"
            self.assertEqual(row["status"], status, row)
            self.assertEqual(row["sells_out_on"],
                             None if quantity <= 0 else str(TODAY + datetime.timedelta(days=math.floor(gap + 1e-9))))
            self.assertEqual(row["order_by"], str(TODAY + datetime.timedelta(days=math.floor(gap - LEAD + 1e-9))))
        self.assertEqual(checked, len(rows))
        self.assertGreater(checked, 50)
        for name, status in (("stocked_out", "stocked out"), ("before_an_order", "potential stock-out")):
            self.assertEqual(answer["totals"][name], sum(row["status"] == status for row in rows))
        order = [(row["status"] != "stocked out",
                  0 if row["status"] == "stocked out" else math.floor(row["first_gap_days"])) for row in rows]
        self.assertLessEqual(sum(a > b for a, b in zip(order, order[1:])), 2)  # a gap shown as 7.0 may be 6.96


class EdgeShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop(edge_statements(), {"vendor_rules": "Ember & Clay: pack 5, add at zero 10; always: always 100"})
        cls.addClassCleanup(cls.shop.close)

    def test_points_by_hand(self):
        rows = {row["products_id"]: row for row in self.shop.query("get_reorder_suggestions")[0]}
        # 7 a week without scatter: d = 1, L + R = 71, no safety stock, up to 71 + 30.
        for key, position in ((1, 71), (2, -4.5), (10, 0)):
            self.assertEqual([rows[key][name] for name in ("ip", "rop", "ss", "level", "per_day")], [position, 71, 0, 101, 1])
        self.assertNotIn(3, rows)  # 72 there
        self.assertEqual(rows[14]["level"], 35)
        self.assertEqual(rows[14]["rop"], 20)
        self.assertIsNone(rows[14]["ss"])
        self.assertEqual(rows[8]["confidence"], "low")  # two weeks known

    def test_a_plan_by_supplier(self):
        rows, answer = self.shop.query("get_purchase_plan", supplier="ember & clay")
        self.assertEqual({(row["products_id"], row["order_qty"], row["value"]) for row in rows},
                         {(10, 115, "460.00"), (11, 100, "400.00")})
        self.assertEqual(rows[-1]["cum_value"], "860.00")
        self.assertEqual(self.shop.query("get_purchase_plan", supplier="nobody")[0], [])

    def test_stock_outs_by_hand(self):
        rows, answer = self.shop.query("get_stockout_forecast", horizon=71)
        by_id = {row["products_id"]: row for row in rows}
        # 71 there, 1 a day: gone on day 71; 72 are not within the horizon.
        self.assertEqual(by_id[1]["first_gap_days"], 71)
        self.assertEqual(by_id[1]["sells_out_on"], str(TODAY + datetime.timedelta(days=71)))
        self.assertEqual(by_id[1]["order_by"], str(TODAY + datetime.timedelta(days=36)))
        self.assertEqual(by_id[1]["status"], "fine")
        self.assertNotIn(3, by_id)
        self.assertEqual((by_id[2]["status"], by_id[2]["lost_units"], by_id[2]["at_risk_value"]), ("stocked out", 71, "710.00"))
        self.assertIsNone(by_id[2]["sells_out_on"])
        self.assertEqual(by_id[7]["first_gap_days"], 1)  # a quarter there, a quarter a day
        self.assertEqual(by_id[7]["status"], "potential stock-out")
        self.assertNotIn(4, by_id)  # nothing there, nothing wanted
        self.assertNotIn(9, by_id)  # inactive
        self.assertEqual(answer["totals"]["stocked_out"], sum(row["status"] == "stocked out" for row in rows))


if __name__ == "__main__":
    unittest.main(verbosity=2)
