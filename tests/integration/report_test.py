#!/usr/bin/env python3
"""The morning report by the command line, and its numbers worked out again by other means.

Goal: every number of the report is the shop's; the second day says what is new and what became of the advice; a day
without news is one line; a query that fails is named. Method: a demo shop whose clock stands, changed between two days
by SQL; headline and stock are counted by this script's own SQL, the advice from the queries' JSON, the changes by
comparing both days here.
"""
import decimal
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from host_process import PROGRAM  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
STORE = """
store: {name: demo, title: Demo shop, timezone: America/Los_Angeles, currency: USD}
as_of: "%(day)s 09:15:00"
directories: {plugin_state: %(folder)s/plugins}
plugins:
  shop: {library: sqlite, config: {path: %(folder)s/shop.db}}
  cache: {library: memory}
  model: {library: offline}
  away: {library: gemini, config: {api_key: "${GARDEN_TEST_KEY_THAT_IS_NOT_SET}"}}
agents:
  - {use: inventory_intelligence, llm: [%(models)s], data: shop, cache: cache}
state: {sqlite: {path: %(folder)s/state.db}}
"""
WEEK_BEFORE = "2026-03-02"
FIRST, SECOND, THIRD = "2026-03-09", "2026-03-10", "2026-03-11"
COUNTED = "orders_status IN (1, 2, 3, 4)"


def money(value):
    return decimal.Decimal(value).quantize(decimal.Decimal("0.01"))


class ReportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="garden-report-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.shop = self.folder / "shop.db"

    def demo_shop(self):
        subprocess.run([PROGRAM, "db", "demo", "--file", str(self.shop), "--as-of", SECOND], check=True,
                       stdout=subprocess.DEVNULL)

    def small_shop(self, *statements):
        with sqlite3.connect(self.shop) as shop:
            shop.executescript((ROOT / "host/shop_data/schema.sql").read_text())
            for statement in statements:
                shop.execute(statement)

    def run_program(self, day, *arguments, models="model", fails=False):
        config = self.folder / "store.yaml"
        config.write_text(STORE % {"folder": self.folder, "day": day, "models": models})
        done = subprocess.run([PROGRAM, *arguments, "--config", str(config)], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode != 0, fails, done.stderr)
        return done.stderr if fails else done.stdout

    def report(self, day, **more):
        """The report's text, and its events by type."""
        events = {}
        for line in self.run_program(day, "ask", "--report", "morning", "--json", **more).splitlines():
            event = json.loads(line)
            events.setdefault(event["event"], []).append(event["data"])
        self.assertIn("run.completed", events)
        self.assertEqual([w for w in events.get("warning", []) if w["code"] == "unverified-number"], [])
        return "".join(e["text"] for e in events["text.delta"]), events

    def query(self, day, name, **params):
        given = [word for key, value in params.items() for word in ("--param", f"{key}={value}")]
        answer = json.loads(self.run_program(day, "query", name, "--format", "json", *given))
        names = [column["name"] for column in answer["columns"]]
        return [dict(zip(names, row)) for row in answer["rows"]], answer

    def sql(self, text, *values):
        with sqlite3.connect(self.shop) as shop:
            return shop.execute(text, values).fetchall()

    def section(self, text, title):
        found = re.search(r"^\*\*%s:\*\* (.*)\n((?:- .*\n)*)" % re.escape(title), text, re.M)
        self.assertTrue(found, f"no section {title} in:\n{text}")
        return found[1], [line[2:] for line in found[2].splitlines()]

    def sales_of_day(self, day):
        """Counted orders of a day, their units and revenue before tax and shipping."""
        rows = self.sql(f"""
            SELECT o.orders_id, l.products_quantity, l.final_price FROM orders o
            LEFT JOIN orders_products l ON l.orders_id = o.orders_id
            WHERE o.{COUNTED} AND SUBSTR(o.date_purchased, 1, 10) = ?""", day)
        exact = lambda value: decimal.Decimal(str(value or 0))
        return (len({row[0] for row in rows}), sum(exact(row[1]) for row in rows),
                sum(exact(row[1]) * exact(row[2]) for row in rows))

    def out_of_stock(self, day):
        """products_id -> revenue of the 90 days before `day`, of what is out and sold in them."""
        rows = self.sql(f"""
            SELECT p.products_id, SUM(l.final_price * l.products_quantity), SUM(l.products_quantity) FROM products p
            JOIN orders_products l ON l.products_id = p.products_id JOIN orders o ON o.orders_id = l.orders_id
            WHERE p.products_status = 1 AND p.products_quantity <= 0 AND o.{COUNTED}
              AND o.date_purchased >= DATE(?, '-90 days') AND o.date_purchased < ? GROUP BY p.products_id
            HAVING SUM(l.products_quantity) > 0""", day, day)
        return {key: money(str(round(revenue, 4))) for key, revenue, units in rows}

    def test_two_days_of_the_demo_shop(self):
        self.demo_shop()
        first, events = self.report(FIRST)
        self.assertIn(f"# Morning report, Demo shop, {FIRST}", first)
        self.assertLessEqual(first.count("\n"), 45)
        self.assertIn("The first report", first)
        out = self.out_of_stock(FIRST)
        sentence, lines = self.section(first, "Newly out of stock")
        self.assertIn(f"all {len(out)} that sell and are out, {sum(out.values())} USD", sentence)
        self.assertEqual(lines[-1], f"and {len(out) - len(lines) + 1} more")
        advised = {row["products_id"] for row in self.query(FIRST, "get_buy_list", show="orders", limit=500)[0]}
        shown = [row["products_id"] for row in self.query(FIRST, "get_buy_list", show="orders", limit=500)[0]][:len(
            [line for line in self.section(first, "Order today")[1] if not line.startswith("and ")])]
        cuts = self.query(FIRST, "get_cut_plan", limit=1000)[0]

        # The night: three products that sell go out of stock, one advised product gets a delivery.
        fresh = [key for key, in self.sql(f"""
            SELECT l.products_id FROM orders_products l JOIN orders o ON o.orders_id = l.orders_id
            JOIN products p ON p.products_id = l.products_id AND p.products_status = 1 AND p.products_quantity > 0
            WHERE o.{COUNTED} AND o.date_purchased >= DATE(?, '-30 days') AND o.date_purchased < ?
            GROUP BY 1 ORDER BY SUM(l.products_quantity) DESC, 1 LIMIT 3""", SECOND, SECOND)]
        with sqlite3.connect(self.shop) as shop:
            shop.execute("UPDATE products SET products_quantity = 0 WHERE products_id IN (?, ?, ?)", fresh)
            shop.execute("UPDATE products SET products_quantity = products_quantity + 5000 WHERE products_id = ?", (shown[0],))
            shop.execute("UPDATE products SET products_quantity = products_quantity + 1 WHERE products_id = ?", (shown[1],))

        second, events = self.report(SECOND)
        self.assertLessEqual(second.count("\n"), 45)
        orders, units, total = self.sales_of_day(FIRST)
        orders_before, _, total_before = self.sales_of_day(WEEK_BEFORE)
        change = (total - total_before) / total_before * 100
        self.assertEqual(self.section(second, "Yesterday")[0],
                         f"{orders} orders that count, {float(units):g} units, {money(total)} USD; the same weekday a week before "
                         f"{orders_before} orders, {money(total_before)} USD: {round(float(change), 1):g} % in revenue.")
        now = self.out_of_stock(SECOND)
        new = [key for key in now if key not in out]
        self.assertTrue(set(fresh) <= set(new))
        sentence, lines = self.section(second, "Newly out of stock")
        self.assertTrue(sentence.startswith(f"{len(new)} products since {FIRST}, {sum(now[key] for key in new)} USD"), sentence)
        self.assertIn(f"{len(now) - len(new)} as before", sentence)
        models = dict(self.sql("SELECT products_id, products_model FROM products"))
        lines = [line for line in lines if not line.startswith("and ")]
        for key, line in zip(sorted(new, key=lambda key: -now[key]), lines, strict=False):  # most money first
            self.assertIn(f"({models[key]})", line)
            self.assertIn(f"{now[key]} USD at risk", line)
        self.assertTrue(lines)

        today, envelope = self.query(SECOND, "get_buy_list", show="orders", limit=500)
        sentence, lines = self.section(second, "Order today")
        self.assertTrue(sentence.startswith(f"{len(today)} product"), sentence)
        self.assertIn(f"{envelope['totals']['total_value']} USD", sentence)
        self.assertTrue(lines.pop().startswith("and "))
        for row, line in zip(today, lines):
            self.assertIn(f"({row['model']})", line)
            self.assertTrue(line.startswith(f"{row['order_qty']} x "), line)
            self.assertIn(f"{row['at_risk_value']} USD at risk", line)
        ids = {row["products_id"] for row in today}
        sentence, lines = self.section(second, "Since the last advice to order")
        gone = [key for key in shown if key not in ids]
        self.assertIn(shown[0], gone)
        new_advice = len([row for row in today[:5] if row["products_id"] not in advised])
        self.assertEqual(sentence, f"of the {len(shown)} shown on {FIRST}, {len(gone)} are done or no longer needed, "
                                   f"{len(shown) - len(gone)} stand, 1 of them with more stock than then"
                                   + (f"; {new_advice} are new." if new_advice else "."))
        self.assertEqual(len(lines), 1)
        self.assertIn(f"({models[shown[1]]})", lines[0])

        sentence, lines = self.section(second, "Cut today")
        plan, envelope = self.query(SECOND, "get_cut_plan", limit=1000)
        self.assertTrue(sentence.startswith(f"{envelope['totals']['cuts']} cut"), sentence)
        self.assertIn(f"Data as of {SECOND} 09:15:00 (America/Los_Angeles)", second)
        self.assertIn("Assumed:", second)
        # Each query is told, shown and cited as in any answer.
        self.assertEqual(len(events["citation"]), len(events["tool.result"]))
        self.assertEqual([c["n"] for c in events["citation"]], list(range(1, len(events["citation"]) + 1)))
        self.assertTrue(all("age_s" in citation for citation in events["citation"]))
        self.assertTrue(cuts)

    def test_the_same_day_twice_is_compared_with_the_day_before(self):
        self.demo_shop()
        self.report(FIRST)
        once, _ = self.report(SECOND)
        again, _ = self.report(SECOND)
        self.assertEqual(once, again)

    def test_a_quiet_day_is_one_line(self):
        self.small_shop("INSERT INTO products (products_id, products_quantity, products_model, products_price, products_date_added, "
                        "products_status) VALUES (1, 50, 'R-1', 10, '2024-01-01 00:00:00', 1)",
                        "INSERT INTO products_description VALUES (1, 1, 'Ruby sheet', '')")
        self.report(FIRST)
        text, _ = self.report(SECOND)
        self.assertEqual(text.count("\n"), 1, text)
        self.assertIn(f"**Morning report, Demo shop, {SECOND}:** No order came in that counts, and none on the same weekday a "
                      f"week before. Nothing new since {FIRST}", text)
        with sqlite3.connect(self.shop) as shop:  # then it sells out
            shop.execute("INSERT INTO orders (orders_id, customers_id, date_purchased, orders_status, order_total) VALUES "
                         "(1, 1, '2026-03-10 12:00:00', 2, 500)")
            shop.execute("INSERT INTO orders_products (orders_products_id, orders_id, products_id, products_model, products_name, "
                         "products_price, final_price, products_quantity) VALUES (1, 1, 1, 'R-1', 'Ruby sheet', 10, 10, 50)")
            shop.execute("UPDATE products SET products_quantity = 0")
        text, _ = self.report(THIRD)
        sentence, lines = self.section(text, "Newly out of stock")
        self.assertTrue(sentence.startswith(f"1 product since {SECOND}, 500.00 USD"), sentence)
        self.assertEqual(lines, ["Ruby sheet (R-1): 0 available, sold 50 in 90 days, 500.00 USD at risk"])

    def test_deliveries_that_are_late_or_too_large(self):
        self.demo_shop()
        sold = f"""(SELECT COALESCE(SUM(l.products_quantity), 0) FROM orders_products l JOIN orders o ON o.orders_id = l.orders_id
                    WHERE o.{COUNTED} AND l.products_id = p.products_id AND o.date_purchased >= DATE('{FIRST}', '-365 days'))"""
        (plenty, plenty_model), (more, more_model) = self.sql(f"""
            SELECT p.products_id, p.products_model FROM products p WHERE p.products_status = 1 AND {sold} > 0
              AND p.products_quantity BETWEEN 4 * {sold} AND 70000 ORDER BY p.products_quantity - 4 * {sold} DESC, 1 LIMIT 2""")
        (empty, empty_model), = self.sql(f"""
            SELECT p.products_id, p.products_model FROM products p WHERE p.products_status = 1 AND p.products_quantity = 0
            ORDER BY {sold} DESC, 1 LIMIT 1""")
        orders = self.folder / "open.csv"
        orders.write_text("products_id,reference,quantity,ordered_on,eta\n"
                          f"{plenty},PO-1,3,2026-01-05,2026-03-06\n"    # three days over, and nobody waits for it
                          f"{more},PO-2,400,2026-03-01,2026-03-20\n"    # years of it are here
                          f"{empty},PO-3,1,2026-03-01,2026-03-19\n")   # the shelf is empty until then
        self.run_program(FIRST, "ledger", "import", "purchase_order", str(orders))
        text, _ = self.report(FIRST)
        sentence, lines = self.section(text, "Deliveries under way")
        self.assertTrue(sentence.startswith("of 3 lines 1 come too late, 1 are overdue, 2 bring more than is needed; "), sentence)
        self.assertEqual(len(lines), 3)
        for line, words in zip(lines, ((f"expedite: 1 x ", f"({empty_model}), order PO-3, expected 2026-03-19"),
                                       (f"late: 3 x ", f"({plenty_model}), order PO-1, expected 2026-03-06", "overdue by 3 days"),
                                       (f"cancel or put off: 400 x ", f"({more_model}), order PO-2", ", 400 more than needed"))):
            for word in words:
                self.assertIn(word, line)
        risk = self.query(FIRST, "get_open_po_risk")[1]["totals"]["at_risk_all"]
        self.assertTrue(sentence.endswith(f"; {risk} USD of sales at risk before they are there."), sentence)

    def test_records_that_are_wrong(self):
        self.demo_shop()
        below = f"FROM products WHERE products_status = 1 AND products_quantity < 0"
        before, = self.sql(f"SELECT COUNT(*) {below}")[0]
        twins, = self.sql("""SELECT COALESCE(SUM(n), 0) FROM (SELECT COUNT(*) AS n FROM products
                             WHERE products_status = 1 AND products_model <> '' GROUP BY products_model HAVING n > 1)""")[0]
        text, _ = self.report(FIRST)
        sentence, _ = self.section(text, "Wrong in the shop's records")
        self.assertTrue(sentence.startswith(f"{before} below zero; "), sentence)
        self.assertEqual(f"{twins} with the model of another" in sentence, twins > 0, sentence)
        known = int(re.search(r"(\d+) in all", sentence)[1])
        (key, model), = self.sql("SELECT products_id, products_model FROM products WHERE products_status = 1 AND "
                                 "products_quantity > 20 ORDER BY products_id LIMIT 1")
        with sqlite3.connect(self.shop) as shop:
            shop.execute("UPDATE products SET products_quantity = -7 WHERE products_id = ?", (key,))
        text, _ = self.report(SECOND)
        sentence, lines = self.section(text, "Wrong in the shop's records")
        self.assertEqual(sentence, f"1 record more than on {FIRST}, {known} as before.")
        self.assertEqual(len(lines), 1)
        self.assertIn(f"({model}): negative, -7 available", lines[0])

    def test_what_cannot_be_looked_up_is_named_and_the_rest_stands(self):
        self.demo_shop()
        with sqlite3.connect(self.shop) as shop:
            shop.execute("ALTER TABLE manufacturers RENAME TO makers")
        text, events = self.report(SECOND)
        self.assertIn("Not available:", text)
        self.assertIn("get_buy_list", text[text.index("Not available:"):])
        self.section(text, "Newly out of stock")

    def test_a_shop_that_is_away_fails_the_run(self):
        self.small_shop("DROP TABLE orders", "DROP TABLE products")
        error = self.run_program(FIRST, "ask", "--report", "morning", fails=True)
        self.assertIn("none of the report's queries", error)

    def test_an_unknown_report_is_refused_with_the_nearest(self):
        self.small_shop()
        error = self.run_program(FIRST, "ask", "--report", "mourning", fails=True)
        self.assertIn("morning", error)

    def test_it_needs_no_language_model_at_all(self):
        self.demo_shop()
        text, events = self.report(SECOND, models="away")  # it is disabled: there is none
        self.section(text, "Order today")


if __name__ == "__main__":
    unittest.main()
