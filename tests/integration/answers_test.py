#!/usr/bin/env python3
"""A language model's numbers against what was looked up.

Goal: an answer whose numbers come from the rows raises no warning, an invented number is named; a report with a model
has its words above the same numbers, checked alike, and stands alone when the model fails. Method: one real host with
the fake Gemini, which says what it is told.
"""
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from fake_model import FakeModelProcess  # noqa: E402
from host_process import PROGRAM, STORE, Folder, HostProcess  # noqa: E402

GEMINI = """
  gemini: {library: gemini, config: {api_key: "${GOOGLE_API_KEY}", base_url: "%s", retry_delay: 1ms, attempts: 2}}
"""
TOOL = "get_zero_inventory_products"


class AnswersTest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)
        self.model = FakeModelProcess()
        self.addCleanup(self.model.stop)
        os.environ["GOOGLE_API_KEY"] = "not-a-real-key"
        self.addCleanup(os.environ.pop, "GOOGLE_API_KEY", None)

    def host(self):
        host = HostProcess(self.folder, models="gemini", more_plugins=GEMINI % self.model.url)
        self.addCleanup(host.kill)
        return host

    def events(self, host, message, session=None):
        found = {}
        for _, kind, data in host.open_stream(message, session=session).events():
            found.setdefault(kind, []).append(json.loads(data))
        self.assertIn("run.completed", found)
        return found

    def warned(self, events):
        return [number["text"] for warning in events.get("warning", []) if warning["code"] == "unverified-number"
                for number in warning["numbers"]]

    def test_numbers_of_rows_pass_and_invented_ones_are_named(self):
        host = self.host()
        with sqlite3.connect(self.folder.shop_db) as shop:
            count, = shop.execute("SELECT COUNT(*) FROM products WHERE products_status = 1 AND products_quantity <= 0").fetchone()
        for said, wrong in ((f"{count} products are out of stock; 1. of them first.", []),
                            (f"{count} are out of stock, which cost us $8,413.77 and {count + 7177} orders.",
                             ["8,413.77", str(count + 7177)])):
            self.model.plan(calls=[{"name": TOOL, "args": {"limit": 5}}])
            self.model.plan(pieces=[said[:9], said[9:]])
            events = self.events(host, "What is out of stock?")
            self.assertEqual(self.warned(events), wrong, events.get("warning"))
            self.assertIn(TOOL, [citation["query"] for citation in events["citation"]])
        self.assertIn("garden_answer_numbers_unverified_total 2", host.get("/metrics")[1].decode())

    def test_numbers_of_the_question_and_of_earlier_rows_pass(self):
        host = self.host()
        self.model.plan(calls=[{"name": "get_bestsellers", "args": {"days": 7, "limit": 2}}])
        self.model.plan(pieces=["Done."])
        first = self.events(host, "Show 2 of them", session="s1")
        sold = first["table"][0]["rows"][0][3]
        self.model.plan(pieces=[f"For 48213 euros: the first sold {sold}."])
        events = self.events(host, "And with a budget of 48213 euros?", session="s1")
        self.assertEqual(self.warned(events), [])
        self.assertEqual(self.warned(self.ask_again(host, "It is 48214, as I said.")), ["48214"])

    def test_a_model_reads_the_first_rows_and_the_client_gets_all(self):
        host = self.host()
        self.model.plan(calls=[{"name": "get_sales_velocity", "args": {"limit": 200}}])
        self.model.plan(pieces=["Done."])
        events = self.events(host, "How fast does everything sell?")
        self.assertEqual(len(events["table"][0]["rows"]), 200)
        self.assertEqual(events["tool.result"][0]["row_count"], 200)
        asked = json.loads([r for r in self.model.seen() if r["method"] == "POST"][-1]["body"])
        result = asked["contents"][-1]["parts"][0]["functionResponse"]["response"]
        rows = json.dumps(result)
        self.assertLess(len(rows), 32 * 1024)
        self.assertIn("rows are shown to the model", rows)
        last = events["table"][0]["rows"][150]
        self.assertNotIn(json.dumps(last[2])[1:-1], rows)
        # What the model has not read counts all the same: sums are over every row that was looked up.
        sold = [column["name"] for column in events["table"][0]["columns"]].index("units_sold")
        total = round(sum(row[sold] for row in events["table"][0]["rows"]), 3)
        self.model.plan(calls=[{"name": "get_sales_velocity", "args": {"limit": 200}}])
        self.model.plan(pieces=[f"All of them sold {total:g} units." if total < 1e5 else f"All of them sold {total:,.1f} units."])
        self.assertEqual(self.warned(self.events(host, "And together?")), [])

    def ask_again(self, host, said):
        self.model.plan(pieces=[said])
        return self.events(host, "Again?", session="s1")

    def report(self):
        config = self.folder.path / "report.yaml"
        config.write_text(STORE % {"folder": self.folder.path, "pace_ms": 0, "models": "gemini", "log_format": "text",
                                   "more_plugins": GEMINI % self.model.url, "more_agents": "", "more": "",
                                   "state": self.folder.path / "report-state.db"})
        done = subprocess.run([PROGRAM, "ask", "--report", "morning", "--json", "--config", str(config)],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = {}
        for line in done.stdout.splitlines():
            event = json.loads(line)
            found.setdefault(event["event"], []).append(event["data"])
        return "".join(piece["text"] for piece in found["text.delta"]), found

    def test_a_report_has_the_models_words_above_its_numbers(self):
        self.model.plan(pieces=["A calm night, but 73,411 customers wrote."])
        text, events = self.report()
        self.assertTrue(text.startswith("A calm night, but 73,411 customers wrote.\n\n# Morning report"), text[:200])
        self.assertEqual(self.warned(events), ["73,411"])
        asked = json.loads([r for r in self.model.seen() if r["method"] == "POST"][-1]["body"])
        self.assertNotIn("functionDeclarations", json.dumps(asked))
        self.assertIn("# Morning report", json.dumps(asked))

    def test_a_report_stands_alone_when_the_model_fails(self):
        self.model.standing(status=500, body={"error": {"code": 500, "status": "INTERNAL", "message": "no"}})
        text, events = self.report()
        self.assertTrue(text.startswith("# Morning report"), text[:200])
        self.assertIn("no-prose", [warning["code"] for warning in events["warning"]])


if __name__ == "__main__":
    unittest.main()
