"""Goal: the ledger from outside: a host fills it by itself, the commands say how it stands and take in what people know, a
kill at any moment leaves a ledger that goes on where it was and ends equal to the shop; and on MariaDB a large shop's
queries give the rows of its own tables. Method: the shipped program on shops of the test's own.

    python3 tests/integration/ledger_test.py LedgerTest
"""
import datetime
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import big_shop
from host_process import PROGRAM, Folder, HostProcess, wait_until
from mariadb_server import READER, MariaDbServer

STORE = """
store: {name: demo, title: Demo, timezone: UTC, currency: USD}
server: {listen: "127.0.0.1:0", shutdown_grace: 1s}
directories: {plugin_state: %(folder)s/plugins}
plugins:
  shop: %(shop)s
  model: {library: offline}
agents:
  - {use: inventory_intelligence, llm: [model], data: shop}
state: {sqlite: {path: %(folder)s/state.db}}
ledger: %(ledger)s
"""
SUMS = """
    SELECT CAST(julianday(substr(o.date_purchased, 1, 10)) - 2440587.5 AS INTEGER), op.products_id,
           SUM(CAST(ROUND(1000 * op.products_quantity) AS INTEGER)), COUNT(DISTINCT o.orders_id)
    FROM orders o JOIN orders_products op ON op.orders_id = o.orders_id
    WHERE o.orders_status IN (1, 2, 3, 4) GROUP BY 1, 2 ORDER BY 1, 2"""


def rows_of(file, sql):
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        return database.execute(sql).fetchall()


class LedgerTest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)
        self.use_shop("{library: sqlite, config: {path: %s}}" % self.folder.shop_db)

    def use_shop(self, shop, ledger="{}", more=""):
        self.text = STORE % {"folder": self.folder.path, "shop": shop, "ledger": ledger} + more
        self.store = self.folder.path / "by-hand.yaml"
        self.store.write_text(self.text)
        self.file = self.folder.path / "demo-ledger.db"

    def run_ledger(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, "ledger", *arguments, "--config", str(self.store)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=300)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout.decode(), done.stderr.decode()

    def status(self):
        return json.loads(self.run_ledger("status", "--json")[0])

    def check_sums(self):
        self.assertEqual(rows_of(self.file, "SELECT day, products_id, units_m, orders_n FROM sales_day ORDER BY 1, 2"),
                         rows_of(self.folder.shop_db, SUMS))

    def test_a_host_fills_it_by_itself(self):
        host = HostProcess(self.folder, text=self.text)
        try:
            def is_complete():
                status = self.status()
                return bool(status["sales"]) and status["sales"]["complete"] and status["days_with_stock"] == 1
            wait_until(is_complete, 120, host.log)
            status, answer = host.post("/queries/get_sales_velocity", {"params": {}})
            self.assertEqual(status, 200)
            self.assertEqual(answer["via"], "ledger")  # it knows a day of stock
        finally:
            host.stop()
        self.check_sums()

    def test_what_people_know_goes_in_and_out(self):
        settings = self.folder.path / "settings.csv"
        sku, product = rows_of(self.folder.shop_db, "SELECT products_model, products_id FROM products WHERE "
                               "products_model <> '' GROUP BY products_model HAVING COUNT(*) = 1 LIMIT 1")[0]
        settings.write_text(f"sku,lead_time_days,pack,cost\n{sku},42,2.5,12.50\nno such thing,1,1,1\n")
        out, err = self.run_ledger("import", "sku_settings", str(settings))
        self.assertIn("Imported 1 of 2 rows", out)
        self.assertIn("settings.csv:3: not taken: products_id: no product has the sku", err)
        out, _ = self.run_ledger("export", "sku_settings")
        self.assertIn(f"{product},{sku},,42,,2.5,,12.50", out)
        self.run_ledger("import", "sku_settings", str(settings), "--strict", code=2)
        self.run_ledger("import", "nonsense", str(settings), code=2)
        self.run_ledger("import", "sku_settings", str(self.folder.path / "missing.csv"), code=1)
        self.assertEqual(self.status()["rows"]["sku_settings"], 1)

    def test_kill_at_any_moment(self):
        chance = random.Random(7)
        kills = 0
        for _ in range(40):
            process = subprocess.Popen([PROGRAM, "ledger", "refresh", "--config", str(self.store)],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(chance.uniform(0.05, 0.6))
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
        self.assertGreater(kills, 0)
        for _ in range(2):
            self.run_ledger("rebuild") if kills % 2 else self.run_ledger("refresh")
        self.run_ledger("refresh")
        self.check_sums()
        self.assertEqual(self.status()["sales"]["complete"], True)

    def test_a_large_shop_in_mariadb(self):
        def queries(host):
            found = {}
            for query, params in (("get_zero_inventory_products", {"days": 90}), ("get_zero_inventory_products", {"days": 45}),
                                  ("get_low_stock_products", {}), ("get_sales_velocity", {"days": 30}),
                                  ("get_bestsellers", {"by": "revenue"}), ("get_overstock_products", {}),
                                  ("get_days_of_cover", {"days": 60}), ("get_sell_through", {}), ("get_slow_movers", {}),
                                  ("get_new_products", {}), ("get_dead_stock", {"no_sale_days": 20}), ("get_returns_rate", {}),
                                  ("get_seasonal_deadlines", {"within": 400}), ("get_buy_list", {}), ("get_abc_xyz", {}),
                                  ("get_demand_anomalies", {}), ("get_database_stats", {}), ("get_sales_summary", {"compare": "year_before"}),
                                  ("get_sales_summary", {"period": "last_month", "by": "day"})):
                limit = {} if query == "get_database_stats" else {"limit": 500}
                status, answer = host.post(f"/queries/{query}", {"params": {**params, **limit}})
                self.assertEqual(status, 200, answer)
                found[query, json.dumps(params)] = answer
            return found

        with MariaDbServer(tls="none") as server:
            size = big_shop.fill(server, products=1500, orders=20_000, days=400)
            shop = ('{library: tidb, config: {direct: {host: 127.0.0.1, port: %d, user: reader, password: %s, database: shop, '
                    'tls: "off"}}}' % (server.port, json.dumps(READER[1])))
            season = 'settings: {seasons: "Sheets: named sheet, order by 30 November, sells September to October"}'
            self.use_shop(shop, "{use: never}", season)
            host = HostProcess(self.folder, text=self.text)
            expected = queries(host)
            host.stop()
            self.use_shop(shop, "{large_lines: 10000}", season)
            self.assertGreater(size["lines"], 10_000)
            self.run_ledger("refresh")
            big_shop.change_statuses(server, 20_000, 25)
            self.run_ledger("refresh")
            late = json.loads(self.run_ledger("refresh", "--json")[0])
            self.assertEqual(late["days_changed"], 0)
            host = HostProcess(self.folder, text=self.text)
            found = queries(host)
            host.stop()
            self.use_shop(shop, "{use: never}", season)
            host = HostProcess(self.folder, text=self.text)
            changed = queries(host)
            host.stop()
        self.assertNotEqual([one["rows"] for one in expected.values()], [one["rows"] for one in changed.values()])
        for question, answer in found.items():
            self.assertEqual(answer["via"], "ledger", question)
            self.assertEqual(changed[question]["via"], "direct", question)
            for part in ("columns", "rows", "totals", "total_rows", "summary"):
                self.assertEqual(answer[part], changed[question][part], (question, part))


if __name__ == "__main__":
    unittest.main()
