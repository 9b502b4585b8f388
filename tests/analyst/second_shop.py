"""A shop read a second time: from its file, by Python's own arithmetic, for tests that compare the product with it."""
import datetime
import html
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zoneinfo

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/inventory"))
PROGRAM = os.environ.get("AGENT_GARDEN", "build/dev/bin/agent-garden")
ZONE = "America/Los_Angeles"
AS_OF = "2026-11-22 10:30:00"
TODAY = datetime.date(2026, 11, 22)
STORE = """
store: {name: second, title: Second, timezone: %s, currency: USD}
directories: {plugin_state: %s/plugins}
as_of: "%s"
plugins:
  shop: {library: sqlite, config: {path: %s/shop.db}}
  model: {library: offline}
agents: [{use: inventory_intelligence, llm: [model], data: shop}]
settings: %s
state: {sqlite: {path: %s/state.db}}
"""
RULES = {  # years of stock: minimum, target; those of settings.yaml, written down again
    "24x24": (.20, .35), "22x24": (.20, .35), "12x12": (.20, .35), "6x12": (.20, .35), "6x6": (.20, .35),
    "17x20": (.25, .25), "10x10": (.25, .25), "5x10": (.25, .25), "5x5": (.25, .25)}
NO_SHEET = ["frit", "powder", "stringer", "noodle", "rod", "ribbon", "pack", "sampler", "by the pound", "mold", "tool",
            "kiln"]


def size_in(name):
    """12x12 out of 'Larkmoor Sky - Size 12"x12"'."""
    found = re.findall(r'(\d+(?:\.\d+)?)\s*"?\s*x\s*(\d+(?:\.\d+)?)', html.unescape(name or ""))
    return "x".join(sorted(found[-1], key=float)) if found else None


class Shop:
    def __init__(self, statements=None, settings=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="garden-second-"))
        self.file = self.folder / "shop.db"
        if statements is None:
            subprocess.run([PROGRAM, "db", "demo", "--file", str(self.file), "--as-of", AS_OF], check=True,
                           stdout=subprocess.DEVNULL)
        else:
            with sqlite3.connect(self.file) as shop:
                shop.executescript((ROOT / "host/shop_data/schema.sql").read_text())
                for statement in statements:
                    shop.execute(statement)
        self.config = self.folder / "store.yaml"
        self.config.write_text(STORE % (ZONE, self.folder, AS_OF, self.folder, json.dumps(settings or {}), self.folder))

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def query(self, name, **params):
        """The product's own answer: rows as dictionaries, and the whole."""
        given = [word for key, value in params.items()
                 for word in ("--param", f"{key}={value if isinstance(value, str) else json.dumps(value)}")]
        done = subprocess.run([PROGRAM, "query", name, *given, "--config", str(self.config), "--format", "json"],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"{name}: {done.stderr}")
        answer = json.loads(done.stdout)
        names = [column["name"] for column in answer["columns"]]
        return [dict(zip(names, row)) for row in answer["rows"]], answer

    def sql(self, text, *values):
        with sqlite3.connect(self.file) as shop:
            return shop.execute(text, values).fetchall()

    def days_ago(self, days):
        return f"{TODAY - datetime.timedelta(days=days)} 00:00:00"

    def sales(self, days):
        """{product: {days ago: thousandths}} of counted orders in the last whole days; 1 is yesterday."""
        sold = {}
        for product, when, units in self.sql(
                "SELECT l.products_id, substr(o.date_purchased, 1, 10), l.products_quantity FROM orders_products l "
                "JOIN orders o ON o.orders_id = l.orders_id WHERE o.orders_status IN (1, 2, 3, 4) "
                "AND o.date_purchased >= ? AND o.date_purchased < ?", self.days_ago(days), self.days_ago(0)):
            ago = (TODAY - datetime.date.fromisoformat(when)).days
            of_product = sold.setdefault(product, {})
            of_product[ago] = of_product.get(ago, 0) + round(1000 * units)
        return sold

    def weeks(self, sales, age_days, count=52):
        """Units of whole weeks, oldest first, since the product was there; below zero counts as none."""
        first = max([ago for ago, units in sales.items()] or [0])
        age = max(age_days, -(-first // 7) * 7)
        known = min(max(age // 7, 1), count)
        of_week = lambda back: sum(units for ago, units in sales.items() if 7 * back < ago <= 7 * back + 7)
        return [max(of_week(back), 0) / 1000 for back in reversed(range(known))]
