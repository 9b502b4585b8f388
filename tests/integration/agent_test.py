#!/usr/bin/env python3
"""Agents with a library of their own, and models that hand over to each other, in the shipped program.

Goal: every verb of the agent kind does what sdk/include/garden/abi_agent.h says, what goes wrong in a library is a
clear word and nothing more, and a turn that is cancelled takes all that its library began with it; a dead model costs
a turn nothing. Method: one real process a test, a small library (plugins/helper.cpp) whose behaviour the test's YAML
and message choose, numbers re-derived from the shop's file with SQL of the test's own.
"""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
from host_process import PROGRAM, Folder, HostProcess, wait_until  # noqa: E402

LIBRARY = pathlib.Path(os.environ.get("GARDEN_AGENTS", "build/dev/tests/integration/plugins")).resolve() / "helper.so"
DEFECTS = pathlib.Path(os.environ.get("GARDEN_DEFECTS", "build/dev/tests/abi/plugins")).resolve()
INVENTORY = ROOT / "agents/inventory_intelligence"
SCALED = """
name: {name}
title: Scaled stock
description: The stock of every active product, times a factor, by a step of the agent's library.
formula: scaled = available x factor
sources: [products]
parameters:
  factor: {{type: integer, default: 2, min: 1, max: 9, description: How much more.}}
rows: {{default: 5, max: 50}}
deadline: {deadline}
facts: |
  SELECT p.products_id AS products_id, CAST(ROUND(1e3 * p.products_quantity) AS SIGNED INTEGER) AS available
  FROM products p
  WHERE p.products_status = 1
  ORDER BY p.products_quantity DESC, p.products_id
compute: {step}
columns:
  - {{name: products_id, title: ID, type: integer}}
  - {{name: scaled, title: Scaled, type: quantity, unit: units}}
  - {{name: cover_setting, title: Setting, type: integer}}
summary: "{{total|product|products}} scaled by {{factor}}."
summary_empty: Nothing to scale.
examples: [Scale our stock, "What is the scaled stock?", Show the scaled stock, Scaled stock please]
"""


def make_agent(folder, name, component, config="{}", more="", steps=("scale",), deadline="10s"):
    """An agent's folder with the settings and the bestsellers of the real one, and one query for each step."""
    agent = folder.path / "agents" / name
    (agent / "queries").mkdir(parents=True)
    (agent / "prompt.md").write_text("You help.\n")
    shutil.copy(INVENTORY / "settings.yaml", agent)
    shutil.copy(INVENTORY / "queries/get_bestsellers.yaml", agent / "queries")
    (agent / "agent.yaml").write_text(f"description: Helps.\nlibrary: {LIBRARY}\ncomponent: {component}\n"
                                      f"config: {config}\n{more}")
    for step in steps:
        query = f"get_{step}_stock"
        (agent / "queries" / f"{query}.yaml").write_text(SCALED.format(name=query, step=step, deadline=deadline))


def of(events, kind):
    return [json.loads(e[2]) for e in events if e[1] == kind]


def text_of(events):
    return "".join(e["text"] for e in of(events, "text.delta"))


class Base(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)

    def start(self, agents=(), models="model", **options):
        lines = "\n".join(f"  - {{use: {name}, llm: [{models}], data: shop, cache: cache}}" for name in agents)
        host = HostProcess(self.folder, more_agents=lines, models=models, **options)
        self.addCleanup(host.kill)
        return host

    def sql(self, text):
        with sqlite3.connect(self.folder.shop_db) as shop:
            return shop.execute(text).fetchall()


class AgentTest(Base):
    # --- tools and call_tool
    def test_tools_of_a_library_stand_beside_the_queries(self):
        make_agent(self.folder, "helper", "helper")
        host = self.start(["helper"])
        tools = {tool["name"] for tool in host.get("/agents/helper")[1]["tools"]}
        self.assertEqual(tools, {"get_bestsellers", "get_scale_stock", "glass_palette", "moon_phase", "kiln_test",
                                 "kiln_wait"})
        events = host.open_stream("What is in the glass palette?", agent="helper").events()
        self.assertEqual(events[-1][1], "run.completed")
        self.assertEqual(of(events, "tool.started")[0]["name"], "glass_palette")
        self.assertEqual(of(events, "tool.result")[0]["row_count"], 2)
        self.assertEqual(of(events, "table")[0]["rows"], [["amber", 3], ["cobalt", 5]])
        citation = of(events, "citation")[-1]
        self.assertEqual((citation["query"], citation["row_count"]), ("glass_palette", 2))
        self.assertTrue(citation["as_of"])
        self.assertIn("cobalt", text_of(events))

    def test_a_tool_may_answer_any_json_and_a_list_chooses(self):
        make_agent(self.folder, "helper", "helper.serial", more="tools: [moon_phase, get_bestsellers]\n")
        host = self.start(["helper"])
        tools = [tool["name"] for tool in host.get("/agents/helper")[1]["tools"]]
        self.assertEqual(tools, ["moon_phase", "get_bestsellers"])
        events = host.open_stream("What is the moon phase?", agent="helper").events()
        self.assertTrue(of(events, "tool.result")[0]["ok"])
        self.assertNotIn("table", [e[1] for e in events])
        self.assertEqual(events[-1][1], "run.completed")

    def test_a_tool_that_throws_fails_alone(self):
        make_agent(self.folder, "helper", "helper")
        host = self.start(["helper"])
        events = host.open_stream("Test the kiln please", agent="helper").events()
        result = of(events, "tool.result")[0]
        self.assertFalse(result["ok"])
        self.assertIn("screw is loose", result["error"])
        self.assertEqual(events[-1][1], "run.completed")
        self.assertEqual(host.ask("What is the moon phase?", agent="helper")[0], 200)

    def test_cancelling_a_run_ends_the_tool_it_waits_for(self):
        make_agent(self.folder, "helper", "helper")
        host = self.start(["helper"])
        stream = host.open_stream("Wait for the kiln please", agent="helper")
        while stream.next_event()[1] != "tool.started":
            pass
        self.assertEqual(self.open_operations(host, "helper"), 1)
        host.post(f"/runs/{stream.headers['X-Run-Id']}/cancel", {})
        self.assertEqual(stream.events()[-1][1], "run.cancelled")
        wait_until(lambda: self.open_operations(host, "helper") == 0, 30)

    def open_operations(self, host, name):
        plugins = host.get("/health?verbose=1")[1]["stores"][0]["plugins"]
        return next(p["open_operations"] for p in plugins if p["name"] == name)

    def check(self, *expected):
        path = self.folder.path / "store.yaml"
        path.write_text((ROOT / "config/demo.yaml").read_text().replace("var/", f"{self.folder.path}/")
                        .replace("agents:", f"directories: {{agents: [{self.folder.path}/agents], plugin_state: "
                                            f"{self.folder.path}/p}}\nagents:\n  - {{use: helper, llm: [model], data: "
                                            "shop}", 1))
        served = subprocess.run([PROGRAM, "serve", "--config", str(path), "--port", "0"], capture_output=True,
                                text=True, timeout=60)
        self.assertEqual(served.returncode, 1, served.stderr)
        for words in expected:
            self.assertRegex(served.stderr, words)

    def test_a_tool_named_as_a_query_is_an_error_with_a_place(self):
        make_agent(self.folder, "helper", "helper", '{tools: clash}')
        self.check(r"helper/agent.yaml:2:\d+: error: its tool get_bestsellers is called as the query in .*yaml")

    def test_broken_lists_of_tools_are_errors_with_a_place(self):
        make_agent(self.folder, "helper", "helper", '{tools: nameless}', "tools: [moon_fase, get_bestsellers]\n")
        self.check(r"agent.yaml:2:\d+: error: its tools cannot be used: a tool needs a name and a description")

    def test_a_wrong_configuration_and_unknown_names_have_places(self):
        make_agent(self.folder, "helper", "helper", '{tols: none}')
        self.check(r"agent.yaml:4:\d+: error: .*tols.*tools")
        (self.folder.path / "agents/helper/agent.yaml").write_text(
            f"description: x\nlibrary: {LIBRARY}\ncomponent: helper\ntools: [moon_fase]\n")
        self.check(r"agent.yaml:4:9: error: nothing is called moon_fase.*moon_phase")
        (self.folder.path / "agents/helper/agent.yaml").write_text("description: x\n")
        self.check(r"get_scale_stock.yaml.*: error: the query needs the step scale, but its agent has no library")

    # --- context
    def test_a_library_adds_to_the_context_or_is_named(self):
        for how, seconds in (("good", "10s"), ("none", "10s"), ("throws", "10s"), ("hangs", "300ms")):
            with self.subTest(how):
                self.folder.remove()
                self.folder = Folder()
                self.addCleanup(self.folder.remove)
                make_agent(self.folder, "helper", "helper", f"{{context: {how}}}",
                           f"context: {{queries: [get_bestsellers], deadline: {seconds}}}\n")
                host = self.start(["helper"])
                for _ in range(2):  # the shared part is kept; the library's is asked for every turn
                    events = host.open_stream("What is the moon phase?", agent="helper").events()
                    context = of(events, "context")[0]
                    self.assertEqual(events[-1][1], "run.completed")
                    if how in ("good", "none"):
                        self.assertEqual(context["failed"], [])
                    else:
                        self.assertEqual((context["status"], context["failed"]), ("partial", ["helper (library)"]))
                self.assertEqual("helper (library)" in host.log(), how in ("throws", "hangs"))
                host.kill()

    # --- compute
    def test_a_computed_query_is_the_same_everywhere(self):
        make_agent(self.folder, "helper", "helper.serial", more="context: {queries: [get_scale_stock]}\n")
        (self.folder.path / "agents/helper/settings.yaml").write_text(
            (INVENTORY / "settings.yaml").read_text().replace("default: 73", "default: 74"))
        host = self.start(["helper"])
        wanted = [[i, q * 3 if q * 3 % 1 else int(q * 3), 74] for i, q in self.sql(
            "SELECT products_id, products_quantity FROM products WHERE products_status = 1 "
            "ORDER BY products_quantity DESC, products_id LIMIT 4")]
        (count,), = self.sql("SELECT COUNT(*) FROM products WHERE products_status = 1")
        status, table = host.post("/queries/get_scale_stock", {"params": {"factor": 3, "limit": 4}})
        self.assertEqual(status, 200, table)
        self.assertEqual(table["rows"], wanted)
        self.assertEqual((table["total_rows"], table["row_count"], table["truncated"]), (count, 4, True))
        self.assertEqual(table["summary"], f"{count} products scaled by 3.")
        shown = subprocess.run([PROGRAM, "query", "get_scale_stock", "--param", "factor=3", "--param", "limit=4",
                                "--format", "json", "--config", str(host.config)], capture_output=True, text=True)
        self.assertEqual(json.loads(shown.stdout)["rows"], wanted, shown.stderr)
        events = host.open_stream("What is the scaled stock?", agent="helper").events()
        self.assertEqual(of(events, "context")[0]["failed"], [])
        self.assertEqual(of(events, "table")[0]["query"], "get_scale_stock")
        self.assertEqual(of(events, "table")[0]["rows"][0][1], wanted[0][1] * 2 / 3)
        self.assertEqual(events[-1][1], "run.completed")

    def test_a_step_that_fails_hangs_or_is_not_there_is_an_error_of_the_query(self):
        make_agent(self.folder, "helper", "helper", steps=("breaks", "hangs", "nowhere"), deadline="300ms")
        host = self.start(["helper"])
        for step, status, words in (("breaks", 500, "the step \"breaks\" of the agent's library failed: a screw is loose"),
                                    ("hangs", 503, "did not end within 300ms"),
                                    ("nowhere", 404, "there is no step nowhere")):
            answer = host.post(f"/queries/get_{step}_stock", {})
            self.assertEqual(answer[0], status, answer)
            self.assertIn(words, answer[1]["detail"])
        self.assertEqual(host.post("/queries/get_bestsellers", {})[0], 200)

    # --- run
    def test_no_personal_data_comes_out_of_the_shop_for_a_library(self):
        with sqlite3.connect(self.folder.shop_db) as shop:
            shop.execute("UPDATE orders SET customers_name = 'Ada Lovelace', customers_email_address = 'ada@example.org', "
                         "ip_address = '203.0.113.7', cc_number = '4111'")
            number, = shop.execute("SELECT MIN(orders_id) FROM orders").fetchone()
        host = self.conductor()
        said = lambda sql: text_of(host.open_stream(sql, agent="conductor").events())
        everything = said("SELECT * FROM orders ORDER BY orders_id")
        self.assertIn(str(number), everything)
        self.assertIn("customers_name", everything)  # the column is there, its values are not
        for sql in ("SELECT customers_name AS model FROM orders", "SELECT HEX(`Customers_Email_Address`) AS x FROM orders",
                    "SELECT a FROM (SELECT ip_address AS a FROM orders) t", "SELECT orders_id FROM orders WHERE cc_number = '4111'",
                    "SELECT 1 UNION SELECT customers_name FROM orders",
                    "WITH o (a, b, c, d) AS (SELECT * FROM orders) SELECT a, b, c, d FROM o"):
            everything += said(sql)
        for secret in ("Ada", "Lovelace", "example.org", "203.0.113.7", "4111", "416461"):
            self.assertNotIn(secret, everything.replace("cc_number = '4111'", ""))
        self.assertIn(f"[[{number}]]", said("SELECT orders_id FROM orders ORDER BY orders_id LIMIT 1"))

    def conductor(self, component="conductor", more="limits: {steps: 1}\n"):
        make_agent(self.folder, "conductor", component, more=more, steps=())
        make_agent(self.folder, "helper", "helper")
        return self.start(["conductor", "helper"])

    def test_a_library_takes_the_turn_and_the_host_writes_it_down(self):
        host = self.conductor()
        events = host.open_stream("events", session="s", agent="conductor").events()
        self.assertEqual(events[-1][1], "run.completed")
        self.assertEqual(text_of(events), "You said: events")
        self.assertEqual(of(events, "citation")[0], {"n": 1, "query": "almanac", "params": {}, "row_count": 1})
        self.assertEqual(of(events, "warning")[0]["code"], "own")
        self.assertEqual(of(events, "usage")[0]["input_tokens"], 7)
        messages = host.get("/sessions/s/messages")[1]["messages"]
        self.assertEqual([(m["role"], m["text"]) for m in messages],
                         [("user", "events"), ("assistant", "You said: events")])

    def test_its_queries_are_told_cited_and_counted(self):
        for component in ("conductor", "conductor.serial"):
            with self.subTest(component):
                self.folder.remove()
                self.folder = Folder()
                self.addCleanup(self.folder.remove)
                host = self.conductor(component, "limits: {tool_calls: 2}\n")
                events = host.open_stream("query", agent="conductor").events()
                self.assertEqual(text_of(events), "unknown 6, wrong 5, rows 2")
                self.assertEqual([(t["name"], t["ok"]) for t in of(events, "tool.result")],
                                 [("get_bestsellers", False), ("get_bestsellers", True)])
                self.assertEqual(len(of(events, "table")[0]["rows"]), 2)
                self.assertEqual(of(events, "citation")[-1]["query"], "get_bestsellers")
                self.assertEqual(events[-1][1], "run.completed")
                host.kill()
        self.folder.remove()
        self.folder = Folder()
        self.addCleanup(self.folder.remove)
        host = self.conductor(more="limits: {tool_calls: 1}\n")
        events = host.open_stream("query", agent="conductor").events()
        self.assertEqual(events[-1][1], "run.error")
        self.assertIn("look-ups of this turn are used up", events[-1][2])

    def test_its_model_calls_are_relayed_and_limited(self):
        host = self.conductor()
        events = host.open_stream("model", agent="conductor").events()
        self.assertEqual(events[-1][1], "run.completed", events[-1])
        self.assertTrue(text_of(events))
        self.assertEqual(of(events, "usage")[-1]["model"], "llm:model")
        events = host.open_stream("model twice", agent="conductor").events()
        self.assertEqual(events[-1][1], "run.error")
        self.assertIn("model calls of this turn are used up", events[-1][2])

    def test_it_asks_other_agents_and_their_look_ups_are_the_runs(self):
        for component in ("conductor", "conductor.serial"):
            with self.subTest(component):
                self.folder.remove()
                self.folder = Folder()
                self.addCleanup(self.folder.remove)
                host = self.conductor(component)
                events = host.open_stream("agent", agent="conductor").events()
                self.assertEqual(events[-1][1], "run.completed", events[-1])
                self.assertIn("cobalt", text_of(events))
                self.assertEqual(of(events, "table")[0]["query"], "glass_palette")
                self.assertEqual(of(events, "citation")[-1]["query"], "glass_palette")
                numbers = [c["n"] for c in of(events, "citation")]
                self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
                events = host.open_stream("itself", agent="conductor").events()
                self.assertIn("cannot ask itself", events[-1][2])
                host.kill()

    def test_a_turn_that_breaks_keeps_what_was_said(self):
        host = self.conductor()
        events = host.open_stream("break", agent="conductor").events()
        self.assertEqual(events[-1][1], "run.error")
        self.assertIn("the library of agent conductor: a screw is loose", events[-1][2])
        events = host.open_stream("say and break", session="s", agent="conductor").events()
        self.assertEqual((events[-1][1], text_of(events)), ("run.error", "Half a"))
        self.assertEqual(host.get("/sessions/s/messages")[1]["messages"][-1]["text"], "Half a")
        self.assertEqual(host.ask("hello", agent="conductor")[1]["text"], "You said: hello")

    def test_cancelling_a_turn_reaches_everything_it_began(self):
        for component in ("conductor", "conductor.serial"):
            with self.subTest(component):
                self.folder.remove()
                self.folder = Folder()
                self.addCleanup(self.folder.remove)
                host = self.conductor(component)
                stream = host.open_stream("wait", agent="conductor")
                while stream.next_event()[1] != "tool.started":
                    pass
                self.assertEqual(self.open_operations(host, "helper"), 1)
                self.assertEqual(self.open_operations(host, "conductor"), 1)
                host.post(f"/runs/{stream.headers['X-Run-Id']}/cancel", {})
                self.assertEqual(stream.events()[-1][1], "run.cancelled")
                wait_until(lambda: self.open_operations(host, "helper") == 0, 30)
                wait_until(lambda: self.open_operations(host, "conductor") == 0, 30)
                host.kill()

    def test_an_agent_without_run_answers_by_its_model(self):
        make_agent(self.folder, "helper", "helper")
        host = self.start(["helper"])
        for _ in range(2):
            self.assertEqual(host.ask("What is the moon phase?", agent="helper")[1]["tool_calls"][0]["name"], "moon_phase")


class ChainTest(Base):
    def broken(self):
        return f'  broken: {{library: "{DEFECTS / "llm_fails.so"}"}}'

    def breaker(self, host, name):
        plugins = host.get("/health?verbose=1")[1]["stores"][0]["plugins"]
        return next(p["breaker"] for p in plugins if p["name"] == name)

    def test_a_dead_model_is_passed_over_after_a_few_turns(self):
        host = self.start(models="broken, model", more_plugins=self.broken())
        first = host.open_stream("What is out of stock?").events()
        self.assertEqual(of(first, "run.started")[0]["model"], "llm:broken")
        self.assertIn("model-failover", [w["code"] for w in of(first, "warning")])
        self.assertEqual(of(first, "usage")[-1]["model"], "llm:model")
        wait_until(lambda: host.ask("What is out of stock?")[0] == 200
                   and self.breaker(host, "broken")["state"] == "open", 30)
        quiet = []

        def passed_over():  # not at once on a slow machine: a turn may outlast the breaker's rest, which then doubles
            quiet[:] = host.open_stream("What is out of stock?").events()
            return of(quiet, "run.started")[0]["model"] == "llm:model"
        wait_until(passed_over, 60)
        self.assertNotIn("model-failover", [w["code"] for w in of(quiet, "warning")])
        self.assertEqual(quiet[-1][1], "run.completed")
        self.assertEqual(host.get("/health")[1]["status"], "degraded")
        state = self.breaker(host, "broken")
        self.assertGreaterEqual(state["failures_in_a_row"], 3)
        self.assertTrue(state["last_failure"])
        self.assertEqual(self.breaker(host, "model")["state"], "closed")
        self.assertEqual(host.log().count("it is away and is not asked for a while"), 1)

    def test_what_was_said_is_never_begun_anew(self):
        host = self.start(models="half, model",
                          more_plugins=f'  half: {{library: "{LIBRARY}", component: breaks}}')
        events = host.open_stream("What is out of stock?", session="s").events()
        self.assertEqual((events[-1][1], text_of(events)), ("run.error", "Half an"))
        problem = of(events, "run.error")[0]["problem"]
        self.assertEqual(problem["detail"], "llm:half broke off in the middle of its answer: the line was cut")
        self.assertEqual(host.get("/sessions/s/messages")[1]["messages"][-1]["text"], "Half an")

    def test_what_a_provider_signed_goes_back_to_it_alone(self):
        def signer(name, role):
            return f'  {name}: {{library: "{LIBRARY}", component: signer, config: {{role: {role}}}}}\n'
        host = self.start(models="stays", more_plugins=signer("stays", "stays"))
        self.assertEqual(host.ask("What sells?")[1]["text"], "signed")
        host.kill()
        host = self.start(models="dies, stranger", more_plugins=signer("dies", "dies") + signer("stranger", "stranger"))
        events = host.open_stream("What sells?", session="s").events()
        self.assertEqual(text_of(events), "unsigned")
        self.assertEqual([w["code"] for w in of(events, "warning")], ["model-failover"])
        self.assertEqual(text_of(host.open_stream("And now?", session="s").events()), "unsigned")

    def test_no_model_left_is_said_in_words(self):
        host = self.start(models="broken", more_plugins=self.broken())
        for _ in range(5):
            events = host.open_stream("What is out of stock?").events()
            self.assertEqual(events[-1][1], "run.error")
            self.assertIn("broken", json.loads(events[-1][2])["problem"]["detail"])
        self.assertIn("failures in a row", json.loads(events[-1][2])["problem"]["detail"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
