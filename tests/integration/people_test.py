#!/usr/bin/env python3
"""A shop's own queries, and what they may show of people.

Goal: no query that a shop adds gets a column about people out, however it writes it, over SQLite or a server of MySQL's
kind; what the store opens is masked under every name. Method: the shipped program, one query file at a time in the
store's `queries` folder; a server need not be there, since a refused query is refused before anything is asked.
"""
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from host_process import PROGRAM  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
STORE = """
store: {name: shop, timezone: UTC, currency: USD}
directories: {plugin_state: %(folder)s/plugins}
plugins:
  sqlite: {library: sqlite, config: {path: %(folder)s/shop.db}}
  direct: {library: tidb, config: {direct: {host: 127.0.0.1, port: 9, user: reader, database: shop}}}
  model: {library: offline}
agents:
  - {use: inventory_intelligence, llm: [model], data: %(data)s, queries: [own]}
state: {sqlite: {path: %(folder)s/state.db}}
%(more)s
"""
QUERY = """
name: own_trial
title: Trial
description: What a shop's own query may read.
formula: none
sources: [orders, customers, products, orders_status_history]
parameters: {}
rows: {default: 3, max: 10}
facts: |
  %(sql)s LIMIT :limit
columns:
  - {name: %(column)s, title: E, type: text}
summary: "{rows} rows."
summary_empty: "Nothing."
examples: ["What is the trial?", "Show the trial", "Trial please", "The trial"]
"""


class PeopleTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="garden-people-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "own").mkdir()
        with sqlite3.connect(self.folder / "shop.db") as shop:
            shop.executescript((ROOT / "host/shop_data/schema.sql").read_text())
            shop.execute("INSERT INTO orders (orders_id, customers_id, customers_name, customers_email_address, date_purchased, "
                         "orders_status) VALUES (7, 1, 'Ada Lovelace', 'ada@example.org', '2026-01-01 00:00:00', 1)")

    def ask(self, sql, column="e", data="sqlite", more=""):
        """The first column of the rows, or why there are none."""
        (self.folder / "own/own_trial.yaml").write_text(QUERY % {"sql": sql, "column": column})
        config = self.folder / "store.yaml"
        config.write_text(STORE % {"folder": self.folder, "data": data, "more": more})
        done = subprocess.run([PROGRAM, "query", "own_trial", "--format", "json", "--config", str(config)], capture_output=True,
                              text=True, timeout=60)
        self.assertNotIn("Lovelace", done.stdout + done.stderr)
        self.assertNotIn("ada@", done.stdout + done.stderr)
        if done.returncode != 0:
            self.assertIn("own_trial.yaml:", done.stderr)
            return done.stderr
        return [row[0] for row in json.loads(done.stdout)["rows"]]

    def test_the_trial_itself_works(self):
        self.assertEqual(self.ask("SELECT orders_id AS e FROM orders"), ["7"])

    def test_columns_about_people_are_refused_however_they_are_written(self):
        for data in ("sqlite", "direct"):
            for sql in ("SELECT customers_email_address AS e FROM orders",
                        "SELECT Customers_Email_Address AS e FROM orders",
                        "SELECT o.customers_name e FROM orders o",
                        "SELECT `customers_name` AS e FROM orders",
                        "SELECT SUBSTR(customers_name, 1, 1) AS e FROM orders",
                        "SELECT HEX(customers_telephone) AS e FROM orders",
                        "SELECT (SELECT MAX(c.customers_lastname) FROM customers c) AS e FROM orders",
                        "SELECT orders_id AS e FROM orders WHERE customers_name < 'M'",
                        "SELECT orders_id AS e FROM orders ORDER BY customers_name",
                        "WITH c AS (SELECT customers_name AS e FROM orders) SELECT e FROM c",
                        "SELECT products_model AS e FROM products UNION ALL SELECT customers_name FROM orders",
                        "SELECT comments AS e FROM orders_status_history"):
                with self.subTest(sql=sql, data=data):
                    self.assertIn("personal data", self.ask(sql, data=data))

    def test_what_hides_them_is_refused_too(self):
        for sql in ("SELECT * FROM orders", "SELECT o.*, 1 AS e FROM orders o", "SELECT x.* FROM (SELECT * FROM orders) x",
                    'SELECT "customers_name" AS e FROM orders', "SELECT [customers_name] AS e FROM orders",
                    "SELECT LOWER(customers_email_address) AS e FROM orders",
                    "SELECT /*!50000 customers_name AS */ e FROM orders",
                    "SELECT '\\'' AS a, customers_name AS e, '' AS b FROM orders",
                    "WITH c (a, e) AS (SELECT * FROM customers) SELECT e FROM c",
                    "SELECT sql AS e FROM sqlite_master"):
            with self.subTest(sql=sql):
                self.assertIsInstance(self.ask(sql), str)

    def test_an_opened_column_is_masked_under_every_name(self):
        more = "personal_data: {mask: {customers_name: initials, customers_email_address: hash}}"
        self.assertEqual(self.ask("SELECT customers_name AS e FROM orders", more=more), ["A. L."])
        self.assertEqual(self.ask("SELECT n AS e FROM (SELECT customers_name AS n FROM orders) x", more=more), ["A. L."])
        pseudonym, = self.ask("SELECT COALESCE(customers_email_address, customers_name) AS e FROM orders", more=more)
        self.assertRegex(pseudonym, "^p-[0-9a-f]{10}$")
        self.assertIn("filtered", self.ask("SELECT orders_id AS e FROM orders WHERE customers_name = 'Ada Lovelace'"
                                           .replace("Lovelace", "L"), more=more))


if __name__ == "__main__":
    unittest.main()
