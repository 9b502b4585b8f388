#!/usr/bin/env python3
"""Goal: what is told to the product's own ledger (lead times, packs, costs, orders under way, past stock) is in every answer
that needs it, and what is not told is said to be assumed.

Method: small shops whose numbers are worked out in the comments; their tables come in as a shop's owner brings them in, by
`agent-garden ledger import`.
"""
import datetime
import subprocess
import unittest

from buy_list_test import edge_statements
from second_shop import PROGRAM, TODAY, Shop


def day(ahead):
    return str(TODAY + datetime.timedelta(days=ahead))


class Told(Shop):
    def tell(self, table, header, *rows):
        file = self.folder / f"{table}.csv"
        file.write_text("\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n")
        self.ledger("import", table, str(file), "--strict")

    def ledger(self, *words):
        done = subprocess.run([PROGRAM, "ledger", *words, "--config", str(self.config)], capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"{words}: {done.stdout}{done.stderr}")


class OrdersUnderWay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Told(edge_statements())
        cls.addClassCleanup(cls.shop.close)
        cls.shop.tell("supplier", "supplier,lead_time_days", ("North", 14))
        cls.shop.tell("sku_settings", "products_id,supplier,lead_time_days,pack,moq,cost,exclude,discontinued_on",
                      (1, "North", "", 12, "", 5, "", ""), (2, "", 7, "", 200, "", "", ""), (3, "North", "", "", "", "", "", ""),
                      (7, "", "", "", "", "", 1, ""), (8, "", "", "", "", "", "", day(-1)))
        cls.shop.tell("purchase_order", "products_id,reference,quantity,ordered_on,eta",
                      (2, "PO-1", 20, day(-5), day(10)), (10, "PO-2", 150, day(-40), day(-2)), (3, "PO-3", 90, "", day(20)),
                      (1, "PO-4", 10, day(-4), ""), (15, "PO-5", 3, "", day(5)))

    def test_reorder_by_own_lead_times_and_packs(self):
        rows = {row["products_id"]: row for row in self.shop.query("get_reorder_suggestions", limit=100)[0]}
        # d = 1; 14 + 36 = 50 is the reorder point of 1, with 71 + 10 there it needs none. 3 has 162.
        self.assertNotIn(1, rows)
        self.assertNotIn(3, rows)
        # 2: 7 + 36 = 43, position -4.5 + 20 = 15.5; up to 73 it needs 57.5, at least 200.
        self.assertEqual([rows[2][name] for name in ("rop", "ip", "incoming", "level", "order_qty", "lead_days")],
                         [43, 15.5, 20, 73, 200, 7])
        # 10: the store's 35 + 36 = 71; 0 + 150 is enough. 7 is excluded, 8 discontinued.
        for product in (7, 8, 10):
            self.assertNotIn(product, rows)
        warnings = self.shop.query("get_reorder_suggestions")[1]["warnings"]
        self.assertFalse(any("on order" in warning or "lead time of its own" in warning for warning in warnings), warnings)

    def test_a_supplier_is_who_sells_it(self):
        self.shop.query("get_purchase_plan", supplier="north")
        rows = self.shop.query("get_stockout_forecast", horizon=365, model="M1")[0]
        self.assertEqual(rows[0]["lead_days"], 14)

    def test_stock_outs_with_arrivals(self):
        rows = {row["products_id"]: row for row in self.shop.query("get_stockout_forecast", horizon=365, limit=100)[0]}
        # 2: 4.5 owed, 20 on day 10: 15.5 left for 15.5 days.
        row = rows[2]
        self.assertEqual((row["status"], row["first_gap_days"], row["next_po"], row["next_po_qty"]), ("stocked out", 0, day(10), 20))
        self.assertEqual(row["lost_units"], 365 - 15.5)
        # 3: 72 there, 90 on day 20: gone on day 162.
        self.assertEqual((rows[3]["sells_out_on"], rows[3]["first_gap_days"], rows[3]["next_po"]), (day(162), 162, day(20)))
        # 1: no day is known: 14 days after it was ordered 4 days ago.
        self.assertEqual((rows[1]["next_po"], rows[1]["first_gap_days"]), (day(10), 81))
        # 10: overdue, taken to be there in a week.
        self.assertEqual((rows[10]["next_po"], rows[10]["lost_units"]), (day(7), 7 + 365 - 157))

    def test_orders_at_risk(self):
        rows, answer = self.shop.query("get_open_po_risk")
        by_order = {row["reference"]: row for row in rows}
        # PO-1: empty for the 10 days before it; PO-2 for 7, and overdue by 2; 72 last until PO-3; 71 until PO-4.
        self.assertEqual({key: (row["verdict"], row["gap_days"], row["late_days"]) for key, row in by_order.items()},
                         {"PO-1": ("expedite", 10, 0), "PO-2": ("expedite", 7, 2), "PO-3": ("cancel or put off", 0, 0),
                          "PO-4": ("cancel or put off", 0, 0), "PO-5": ("fine", 0, 0)})
        # Levels: 3: 14 + 36 + 30 = 80, 162 will be there: 82. 1: 80, 81 will be there. 10: 101, 150 then: 49 above.
        self.assertEqual([by_order[key]["surplus_units"] for key in ("PO-3", "PO-4", "PO-2", "PO-1")], [82, 1, 49, 0])
        self.assertEqual(by_order["PO-1"]["at_risk_value"], "100.00")
        self.assertEqual([row["reference"] for row in rows][:2], ["PO-1", "PO-2"])
        self.assertEqual(answer["totals"], {"open_lines": 5, "too_late": 2, "overdue": 1, "with_surplus": 3, "at_risk_all": "170.00"})

    def test_own_costs_go_before_the_shops(self):
        rows = {row["model"]: row for row in self.shop.query("get_turnover_gmroi", by="product", limit=100)[0]}
        self.assertEqual((rows["M1"]["avg_inventory"], rows["M3"]["avg_inventory"]), ("355.00", "288.00"))  # 71 x 5, 72 x 4

    def test_without_orders_it_says_so(self):
        untold = Shop(edge_statements())
        self.addCleanup(untold.close)
        rows, answer = untold.query("get_open_po_risk")
        self.assertEqual(rows, [])
        self.assertIn("No open purchase order is known", answer["summary"])
        self.assertTrue(any("purchase_order" in warning for warning in answer["warnings"]), answer["warnings"])


class PastStock(unittest.TestCase):
    """Sixty days looked at; product 12 was out on the last 5, 15 (sold once) on three of the last, 3 never."""

    @classmethod
    def setUpClass(cls):
        statements = edge_statements()
        lines = 100_000
        for ago in range(1, 60):  # product 12 sells 2 or 4 a day until it is out
            units = 0 if ago <= 5 else 2 if ago % 2 else 4
            if units:
                statements.append(f"INSERT INTO orders (orders_id, date_purchased, orders_status) VALUES ({lines + ago}, '{day(-ago)} 09:00:00', 3)")
                statements.append("INSERT INTO orders_products (orders_products_id, orders_id, products_id, products_quantity, final_price) "
                                  f"VALUES ({lines + ago}, {lines + ago}, 12, {units}, 10)")
        cls.shop = Told(statements)
        cls.addClassCleanup(cls.shop.close)
        cls.shop.ledger("refresh")
        rows = []
        for ago in range(60, 0, -1):
            rows.append((day(-ago), 12, 0 if ago <= 5 else 50))
            rows.append((day(-ago), 3, 72 if ago > 30 else 40 + ago))
            rows.append((day(-ago), 15, 0 if ago in (2, 3, 4) else 1))
        cls.shop.tell("stock_snapshot", "day,products_id,available", *rows)

    def test_in_stock_rate(self):
        rows, answer = self.shop.query("get_in_stock_rate", days=10)
        # 12 is out on 5 of 10 days, 15 on 3, 3 on none.
        self.assertEqual({row["products_id"]: (row["days_out"], row["days_known"], row["in_stock_pct"]) for row in rows},
                         {12: (5, 10, 50), 15: (3, 10, 70), 3: (0, 10, 100)})
        self.assertEqual((answer["totals"]["sku_days_oos"], answer["totals"]["sku_days"], answer["totals"]["rate_pct"]), (8, 30, 73.333))
        rows, answer = self.shop.query("get_in_stock_rate", days=90)
        self.assertTrue(any("60 days only" in warning for warning in answer["warnings"]), answer["warnings"])

    def test_lost_sales(self):
        rows, answer = self.shop.query("get_lost_sales", days=30)
        by_id = {row["products_id"]: row for row in rows}
        # The 28 days before the outage of 12 sold 2 and 4 in turn: 3 a day, variance 28 / 27, standard error of the mean
        # root(28 / 27 / 28) = 0.19245, times 1.2816: 0.2466. Five days: 15 units, 13.8 to 16.2.
        row = by_id[12]
        self.assertEqual((row["oos_days"], row["baseline"], row["note"]), (5, 3, "estimated"))
        self.assertEqual((row["lost_units_lo"], row["lost_units_hi"]), (13.8, 16.2))
        self.assertAlmostEqual(float(row["lost_revenue_hi"]), 162.33, delta=0.02)
        self.assertEqual((by_id[15]["lost_units_hi"], by_id[15]["note"]), (None, "sells too rarely to estimate"))
        self.assertEqual((answer["totals"]["estimated"], answer["totals"]["not_estimated"]), (1, 1))

    def test_without_history_it_says_so(self):
        untold = Shop(edge_statements())
        self.addCleanup(untold.close)
        for name in ("get_in_stock_rate", "get_lost_sales"):
            rows, answer = untold.query(name)
            self.assertEqual(rows, [])
            self.assertTrue(any("not known" in warning for warning in answer["warnings"]), answer["warnings"])


class DaysOut(unittest.TestCase):
    """Product 5 sold one a day until it was out, 56 days ago: still one a day is wanted."""

    @classmethod
    def setUpClass(cls):
        statements = edge_statements()
        for ago in range(57, 380):
            statements.append(f"INSERT INTO orders (orders_id, date_purchased, orders_status) VALUES ({100_000 + ago}, '{day(-ago)} 09:00:00', 3)")
            statements.append("INSERT INTO orders_products (orders_products_id, orders_id, products_id, products_quantity, final_price) "
                              f"VALUES ({100_000 + ago}, {100_000 + ago}, 5, 1, 10)")
        cls.statements = statements
        cls.shop = Told(statements)
        cls.addClassCleanup(cls.shop.close)
        cls.shop.tell("stock_snapshot", "day,products_id,available", *((day(-ago), 5, 0) for ago in range(56, 0, -1)))
        cls.shop.ledger("refresh")

    def asked(self, name, **params):
        rows, answer = self.shop.query(name, limit=100, **params)
        self.assertEqual((answer["via"], answer["oos_adjusted"]), ("ledger", True), name)
        self.assertTrue(any("56 of the last 365 days" in warning for warning in answer["warnings"]), answer["warnings"])
        return {row["products_id"]: row for row in rows}[5]

    def test_pace_of_the_days_in_stock(self):
        # Of 90 days 34 were in stock, of 365 309; 9 are there.
        for name in ("get_sales_velocity", "get_days_of_cover"):
            row = self.asked(name, days=90)
            self.assertEqual([row[key] for key in ("units_sold", "out_days", "per_day", "cover_days")], [34, 56, 1, 9], name)
        row = self.asked("get_low_stock_products")
        self.assertEqual([row[key] for key in ("units_sold", "basis_days", "out_days", "cover_days")], [309, 309, 56, 9])

    def test_forecasts_fill_the_weeks_that_were_out(self):
        row = self.asked("get_stockout_forecast", horizon=365)
        self.assertEqual([row[key] for key in ("per_day", "first_gap_days")], [1, 9])
        row = self.asked("get_reorder_suggestions")
        # As product 1 of the shop: 35 + 36 = 71 is the reorder point, 101 the level.
        self.assertEqual([row[key] for key in ("per_day", "rop", "level", "order_qty")], [1, 71, 101, 92])
        self.assertIn("out of stock on 56 days", row["reason"])

    def test_without_history_it_says_so(self):
        untold = Shop(self.statements)
        self.addCleanup(untold.close)
        for name in ("get_sales_velocity", "get_days_of_cover", "get_low_stock_products", "get_stockout_forecast",
                     "get_reorder_suggestions"):
            answer = untold.query(name)[1]
            self.assertIs(answer["oos_adjusted"], False, name)
            self.assertTrue(any("days without stock count as days" in warning for warning in answer["warnings"]), answer["warnings"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
