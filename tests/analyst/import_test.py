#!/usr/bin/env python3
"""Goal: in a real shop's export, what sells and is at zero gets a quantity, or pieces from cutting; none is skipped.

Method: the export is imported as its owner would (its years in stock read 0.00 for such products), the buy list and the cut
plan are asked, and every row of the file with sales and no stock is looked for. Without the file the test says so.
"""
import json
import subprocess
import tempfile
import unittest

from second_shop import PROGRAM, ROOT

EXPORT = ROOT.parent / "shared/data/oceanside_inventory.csv"


@unittest.skipUnless(EXPORT.exists(), f"{EXPORT} is not there: a real export was NOT tested")
class RealExport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="garden-import-")
        cls.addClassCleanup(folder.cleanup)
        subprocess.run([PROGRAM, "db", "import", str(EXPORT), "--directory", folder.name], check=True, capture_output=True)
        cls.config = f"{folder.name}/oceanside_inventory.yaml"

    def query(self, name, *words):
        done = subprocess.run([PROGRAM, "query", name, "--config", self.config, "--format", "json", "--param", "limit=1000",
                               *words], capture_output=True, text=True, check=True)
        answer = json.loads(done.stdout)
        return [dict(zip([column["name"] for column in answer["columns"]], row)) for row in answer["rows"]], answer

    def test_nothing_that_sells_and_is_gone_is_skipped(self):
        ordered = {row["products_id"]: row for row in self.query("get_buy_list")[0]}
        cut = {row["to_model"] for row in self.query("get_cut_plan")[0]}
        gone = [row for row in self.query("get_zero_inventory_products", "--param", "days=365")[0] if row["units_sold"] > 0]
        self.assertGreater(len(gone), 100)
        for row in gone:
            self.assertTrue(row["products_id"] in ordered or row["model"] in cut, row)
        for row in ordered.values():
            self.assertGreater(row["order_qty"], 0)
            self.assertIsNone(row["value"])  # the export knows no prices

    def test_a_budget_without_prices_is_said_not_guessed(self):
        rows, answer = self.query("get_buy_list", "--param", "budget=500")
        self.assertEqual(len(rows), len(self.query("get_buy_list")[0]))
        self.assertTrue(any("a budget cannot be divided" in warning for warning in answer["warnings"]), answer["warnings"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
