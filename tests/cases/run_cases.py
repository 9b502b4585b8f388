#!/usr/bin/env python3
"""Behaviour as data: questions to the shipped program, and what must hold of its answers.

Goal: what a shopkeeper asks is answered by the right query, with the right rows, and the sentence says the right
numbers. Method: each FILE.yaml beside this names a shop and its cases; the program serves that shop with the offline
model, and every expected row and number is worked out from the shop's file by the case's own SQL.

    shop: demo                      the demo shop; woocommerce: the same in other tables; or a list of statements for an
                                    empty one; `shops: [demo, woocommerce]` asks all cases of each
    as_of: 2026-03-10 12:00:00      where the clock of a hand-made shop stands (its local time); then :today follows
    settings: {...}                 of the store
    cases:
      - question: What is out of stock?
        about: SELECT ...                         one row, named {0}, {1} ... in the question
        after: ["How many orders ..."]           asked before it in the same session
        tools: [get_zero_inventory_products]      what must have been called, in this order; [] is nothing
        params: {days: 30}                        of the first call, as far as they matter
        rows: {columns: [products_id], sql: ...}  the first table, in these columns and this order
        numbers: SELECT COUNT(*) ...              one row, named {0}, {1} ... below
        derived: "[len(units(7))]"                the same in Python over shop_facts.Facts; of `rows`, `derived: ...` too
        holds: "all(r['cum_value'] > 0 for r in rows)"   the same, true of the first table's rows
        only: demo                                this case makes sense in this shop alone
        says: ["{0} active products"]             stands in the answer (case counts not)
        not: [...]                                must not stand in it
SQL may use :today, :tomorrow, :yesterday and :ago_N (N days before today), each a midnight of the store's time.
"""
import datetime
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import unittest
import zoneinfo

import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))
sys.path.insert(0, str(HERE))
from host_process import PROGRAM, Folder, HostProcess  # noqa: E402
from shop_facts import Facts  # noqa: E402

ZONE = zoneinfo.ZoneInfo("America/Los_Angeles")


class Shop:
    """One served shop for all cases of a file."""

    def __init__(self, made, kind):
        self.folder = Folder()
        self.made = made
        if kind == "woocommerce":
            subprocess.run([PROGRAM, "db", "demo", "--schema", "woocommerce", "--file", str(self.folder.shop_db)],
                           check=True, stdout=subprocess.DEVNULL)
        elif kind != "demo":
            self.folder.shop_db.unlink()
            with sqlite3.connect(self.folder.shop_db) as shop:
                shop.executescript((ROOT / "host/shop_data/schema.sql").read_text())
                for statement in self.made["shop"]:
                    shop.execute(statement)
        more = f"settings: {json.dumps(self.made['settings'])}\n" if "settings" in self.made else ""
        self.as_of = self.made.get("as_of")
        more += f'as_of: "{self.as_of}"\n' if self.as_of else ""
        more += "schema: woocommerce\n" if kind == "woocommerce" else ""
        self.host = HostProcess(self.folder, more=more)
        self.facts = None

    def today(self):
        now = datetime.datetime.fromisoformat(str(self.as_of)) if self.as_of else datetime.datetime.now(ZONE)
        return now.date()

    def sql(self, text):
        def moment(match):
            name = match.group(1)
            days = {"today": 0, "tomorrow": -1, "yesterday": 1}.get(name)
            days = int(name[4:]) if days is None else days
            return f"'{self.today() - datetime.timedelta(days=days)} 00:00:00'"
        text = re.sub(r":(today|tomorrow|yesterday|ago_\d+)\b", moment, text)
        with sqlite3.connect(self.folder.shop_db) as shop:
            return [list(row) for row in shop.execute(text)]

    def derived(self, expression, **more):
        if self.facts is None or self.facts.today != self.today():
            self.facts = Facts(self.folder.shop_db, self.today())
        return eval(expression, {**self.facts.names(), **more})

    def close(self):
        self.host.stop()
        self.folder.remove()


def plain(value):
    """A cell as it can be compared: 3.0, 3 and "3.00" are one number."""
    try:
        return round(float(value), 6) if value is not None and not isinstance(value, bool) else value
    except (TypeError, ValueError):
        return value


def number_words(value):
    """How a number may stand in a sentence: 1234 also as 1,234, and a whole one without its .0."""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return f"{value:,}" if isinstance(value, (int, float)) else str(value)


class Case(unittest.TestCase):
    shop = None

    def check(self, case):
        if "about" in case:
            about = case["about"]
            words = self.shop.sql(about)[0] if about.startswith("SELECT") else self.shop.derived(about)
            case = {**case, "question": case["question"].format(*words)}
            fill = lambda text: text.format(*words) if isinstance(text, str) else text
            case["params"] = {name: fill(value) for name, value in case.get("params", {}).items()}
        day = self.shop.today()
        answer, tables = self.ask(case)
        if day != self.shop.today():  # midnight passed in the middle of it
            answer, tables = self.ask(case)
        if "tools" in case:
            self.assertEqual([call["name"] for call in answer["tool_calls"]], case["tools"], answer["text"])
            self.assertTrue(all(call["ok"] for call in answer["tool_calls"]), answer["tool_calls"])
        for name, value in case.get("params", {}).items():
            self.assertEqual(answer["tool_calls"][0]["arguments"].get(name), value, answer["tool_calls"][0])
        if "rows" in case:
            names = [column["name"] for column in tables[0]["columns"]]
            places = [names.index(name) for name in case["rows"]["columns"]]
            shown = [[plain(row[place]) for place in places] for row in tables[0]["rows"]]
            rows = case["rows"]
            wanted = self.shop.sql(rows["sql"]) if "sql" in rows else self.shop.derived(rows["derived"])
            wanted = [[plain(cell) for cell in row] for row in wanted]
            self.assertTrue(wanted, "the case's own SQL finds nothing")
            self.assertEqual(shown, wanted, answer["text"])
        if "holds" in case:
            names = [column["name"] for column in tables[0]["columns"]]
            rows = [dict(zip(names, map(plain, row))) for row in tables[0]["rows"]]
            self.assertTrue(rows and self.shop.derived(case["holds"], rows=rows), answer["text"])
        numbers = self.shop.sql(case["numbers"])[0] if "numbers" in case else []
        numbers = self.shop.derived(case["derived"]) if "derived" in case else numbers
        numbers = [round(number, 6) if isinstance(number, float) else number for number in numbers]  # a sum of floats
        text = answer["text"].lower().replace("\\", "")
        for words in case.get("says", []):
            spellings = {words.format(*numbers), words.format(*map(number_words, numbers))}
            self.assertTrue(any(spelling.lower() in text for spelling in spellings), f"{spellings} not in:\n{text}")
        for words in case.get("not", []):
            self.assertNotIn(words.lower(), text)

    def ask(self, case):
        session = None
        if "after" in case:
            session = "ses_" + str(abs(hash(case["question"])))
            for earlier in case["after"]:
                self.assertEqual(self.shop.host.ask(earlier, session=session)[0], 200)
        events = self.shop.host.open_stream(case["question"], session=session).events()
        self.assertEqual(events[-1][1], "run.completed", events[-1])
        of = lambda kind: [json.loads(event[2]) for event in events if event[1] == kind]
        calls = [{"name": started["name"], "arguments": started["arguments"]} for started in of("tool.started")]
        for call, result in zip(calls, of("tool.result")):
            call["ok"] = result["ok"]
        wrong = [number for warning in of("warning") if warning["code"] == "unverified-number" for number in warning["numbers"]]
        self.assertEqual(wrong, [], "numbers that nothing accounts for")  # none of these answers invents any
        return {"text": "".join(e["text"] for e in of("text.delta")), "tool_calls": calls}, of("table")


def suite_of(case_file):
    made = yaml.safe_load(case_file.read_text())
    suite = unittest.TestSuite()
    for kind in made.get("shops", [made.get("shop")]):
        suite.addTest(suite_of_shop(case_file.stem, made, kind))
    return suite


def suite_of_shop(stem, made, kind):
    class FileCase(Case):
        @classmethod
        def setUpClass(cls):
            cls.shop = Shop(made, kind)
            cls.addClassCleanup(cls.shop.close)

    FileCase.__name__ = FileCase.__qualname__ = f"{stem}_{kind}" if "shops" in made else stem
    for case in made["cases"]:
        if case.get("only", kind) != kind:
            continue
        name = "test_" + re.sub(r"\W+", "_", case["question"].lower()).strip("_")
        assert not hasattr(FileCase, name), f"{stem}: asked twice: {case['question']}"
        setattr(FileCase, name, lambda self, case=case: self.check(case))
    return unittest.defaultTestLoader.loadTestsFromTestCase(FileCase)


if __name__ == "__main__":
    files = [HERE / name for name in sys.argv[1:]] or sorted(HERE.glob("*.yaml"))
    result = unittest.TextTestRunner(verbosity=2 if len(sys.argv) > 1 else 1).run(
        unittest.TestSuite(suite_of(file) for file in files))
    sys.exit(not result.wasSuccessful())
