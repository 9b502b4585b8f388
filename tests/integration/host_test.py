#!/usr/bin/env python3
"""The host as clients meet it: the shipped program, its embedded plugins, a demo shop, over HTTP.

Goal: the main job holds, and each failure (a query, a database, a plugin, a disk, a client, a request, the process) is
a clear word to the one it concerns and nothing to anybody else. Method: one real process a test, numbers re-derived
from the shop's file with SQL of the test's own.
"""
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from host_process import PROGRAM, Folder, HostProcess, parse_stream, wait_until  # noqa: E402

DEFECTS = pathlib.Path(os.environ.get("GARDEN_DEFECTS", "build/dev/tests/abi/plugins"))
TERMINAL = ("run.completed", "run.error", "run.cancelled")


class HostTest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)

    def host(self, **options):
        host = HostProcess(self.folder, **options)
        self.addCleanup(host.kill)
        return host

    def sql(self, text):
        with sqlite3.connect(self.folder.shop_db) as shop:
            return shop.execute(text).fetchall()

    def check_whole(self, events):
        """Ids without gaps, exactly one terminal event, and it is the last."""
        self.assertEqual([e[0] for e in events], list(range(events[0][0], events[0][0] + len(events))))
        self.assertEqual([e[1] for e in events if e[1] in TERMINAL], [events[-1][1]])

    # --- the main job
    def test_the_text_form_answers_as_the_first_system_did(self):
        host = self.host()
        status, headers, data = host.request("POST", "/execute_agent", {
            "agent_type": "inventory_intelligence", "message": "What is out of stock?", "session_id": "t1"})
        self.assertEqual(status, 200)
        self.assertEqual(headers["Content-Type"], "text/event-stream")
        self.assertEqual(headers["X-Accel-Buffering"], "no")
        self.assertEqual(headers["X-Session-Id"], "t1")
        pieces = [event[2] for event in parse_stream(data)]
        self.assertEqual(pieces[-1], "[DONE]")
        text = "".join(pieces[:-1])
        (out,), = self.sql("SELECT COUNT(*) FROM products WHERE products_status = 1 AND products_quantity <= 0")
        self.assertIn(f"{out} active products are out of stock", text)
        self.assertIn("get_zero_inventory_products", text)

    def test_typed_events_come_once_and_in_order(self):
        stream = self.host().open_stream("What is out of stock?")
        events = stream.events()
        self.check_whole(events)
        types = [e[1] for e in events]
        self.assertEqual((types[0], types[-1]), ("run.started", "run.completed"))
        for wanted in ("context", "tool.started", "tool.result", "table", "citation", "text.delta"):
            self.assertIn(wanted, types)
        table = json.loads(next(e[2] for e in events if e[1] == "table"))
        column = [c["name"] for c in table["columns"]].index("available")
        self.assertTrue(table["rows"])
        self.assertTrue(all(row[column] <= 0 for row in table["rows"]))

    def test_the_whole_answer_as_one_object(self):
        status, answer = self.host().ask("What is out of stock?")
        self.assertEqual(status, 200)
        self.assertEqual(answer["finish_reason"], "stop")
        self.assertIn("out of stock", answer["text"])
        self.assertEqual(answer["tool_calls"][0]["name"], "get_zero_inventory_products")
        self.assertTrue(answer["citations"])

    def test_a_session_remembers_and_is_forgotten(self):
        host = self.host()
        host.ask("What sold best in the last 30 days?", session="s1")
        status, answer = host.ask("and only the top 3?", session="s1")
        self.assertEqual(answer["tool_calls"][0]["name"], "get_bestsellers")
        self.assertEqual(answer["tool_calls"][0]["row_count"], 3)
        listed = host.get("/sessions")[1]
        self.assertEqual(listed["sessions"], ["s1"])
        messages = host.get("/sessions/s1/messages")[1]["messages"]
        self.assertEqual([m["role"] for m in messages], ["user", "assistant", "tool", "assistant"] * 2)
        self.assertIn(b"What sold best", host.get("/sessions/s1/export?format=md")[1])
        self.assertEqual(host.post("/clear_session", {"session_id": "s1"})[1]["success"], True)
        status, body = host.post("/clear_session", {"session_id": "s1"})
        self.assertEqual((status, body["success"]), (404, False))
        self.assertEqual(host.get("/sessions/s1/messages")[0], 404)

    def test_named_queries_over_http(self):
        host = self.host()
        status, body = host.post("/queries/get_bestsellers", {"params": {"days": 30, "limit": 5}})
        self.assertEqual((status, body["row_count"]), (200, 5))
        status, body = host.post("/queries/get_bestsellers", {"params": {"dayz": 30}})
        self.assertEqual(status, 400)
        self.assertEqual(body["errors"][0]["pointer"], "/params/dayz")
        status, body = host.post("/queries/get_bestseller", {})
        self.assertEqual(status, 404)
        self.assertIn("get_bestsellers", body["detail"])
        _, headers, data = host.request("POST", "/queries/get_bestsellers?format=csv", {"params": {"limit": 2}})
        self.assertEqual(headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertEqual(len(data.strip().split(b"\r\n")), 3)

    # --- requests that are wrong
    def test_metrics_count_what_was_asked(self):
        host = self.host()
        host.request("GET", "/nowhere")
        status, headers, data = host.request("GET", "/metrics")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/plain; version=0.0.4; charset=utf-8"))
        lines = data.decode().splitlines()
        samples = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        self.assertEqual(samples['garden_http_answers_total{status="4xx"}'], "1")
        self.assertGreaterEqual(int(samples["garden_http_requests_total"]), 2)
        for line in lines:
            self.assertRegex(line, r"^(# TYPE [a-z_]+ (counter|gauge)|[a-z_]+(\{([a-z_]+=\"[^\"]*\",?)+\})? -?[0-9]+)$")
        types = [line for line in lines if line.startswith("#")]
        self.assertEqual(len(types), len(set(types)))

    def test_malformed_requests_have_their_status(self):
        host = self.host()
        good = {"agent_type": "inventory_intelligence", "message": "x"}
        table = [
            ({**good, "agent_type": "nobody"}, {}, 404), ({"agent_type": "inventory_intelligence"}, {}, 400),
            ({**good, "message": 5}, {}, 400), ({**good, "message": " "}, {}, 400),
            ({**good, "message": "x" * 70000}, {}, 400), ({**good, "stream": "loud"}, {}, 400),
            ({**good, "session_id": "a b"}, {}, 400), ([1], {}, 400), ("{", {"Content-Type": "application/json"}, 400),
            ('{"a":1,"a":2}', {"Content-Type": "application/json"}, 400), ("[" * 100, {"Content-Type": "application/json"}, 400),
            ("x=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
            (good, {"Origin": "https://evil.example"}, 403), (good, {"Host": "evil.example"}, 403),
        ]
        for body, headers, wanted in table:
            status, answered, data = host.request("POST", "/execute_agent", body, headers)
            self.assertEqual(status, wanted, body)
            problem = json.loads(data)
            self.assertEqual(answered["Content-Type"], "application/problem+json")
            self.assertTrue(problem["error"] and problem["request_id"], problem)
        self.assertEqual(host.request("PUT", "/execute_agent", "{}")[0], 405)
        self.assertEqual(host.get("/nowhere")[0], 404)
        self.assertEqual(host.get("/runs/run_none")[0], 404)

    # --- clients that leave, are busy, come back
    def test_a_client_that_lost_its_stream_goes_on_where_it_was(self):
        host = self.host(pace_ms=20)
        stream = host.open_stream("What is out of stock?")
        seen = [stream.next_event() for _ in range(15)]
        run_id = stream.headers["X-Run-Id"]
        stream.close()
        status, _, data = host.request("GET", f"/runs/{run_id}/events", headers={"Last-Event-ID": str(seen[-1][0])})
        self.assertEqual(status, 200)
        rest = parse_stream(data)
        self.assertEqual(rest[0][0], seen[-1][0] + 1)
        self.check_whole(seen + rest)
        text = "".join(json.loads(e[2])["text"] for e in seen + rest if e[1] == "text.delta")
        self.assertEqual(host.stop(), 0)
        again = self.host()  # another process: the events come from the disk, from the middle of the text
        for after in (0, 3, 16, 20, rest[-1][0] - 1):
            _, _, data = again.request("GET", f"/runs/{run_id}/events?after={after}")
            events = parse_stream(data)
            self.assertEqual(events[0][0], after + 1)
            self.check_whole(events)
            if after == 0:
                self.assertEqual("".join(json.loads(e[2])["text"] for e in events if e[1] == "text.delta"), text)
        self.assertEqual(again.get(f"/runs/{run_id}/events?after=100000")[0], 410)

    def test_a_run_may_go_on_without_its_client(self):
        host = self.host(pace_ms=10)
        stream = host.open_stream("What is out of stock?", on_disconnect="continue")
        stream.next_event()
        stream.close()
        run_id = stream.headers["X-Run-Id"]
        wait_until(lambda: host.get(f"/runs/{run_id}")[1]["status"] == "completed", 30)

    def test_a_busy_session_queues_refuses_or_interrupts(self):
        host = self.host(pace_ms=30)
        first = host.open_stream("What is out of stock?", session="b")
        first.next_event()
        status, problem = host.ask("x", session="b", on_busy="reject")
        self.assertEqual(status, 409)
        waiting = [host.open_stream("How many orders today?", session="b") for _ in range(4)]
        self.assertEqual(host.ask("x", session="b")[0], 409)
        last = host.open_stream("What is out of stock?", session="b", on_busy="interrupt")
        self.assertEqual(first.events()[-1][1], "run.cancelled")
        for one in waiting:
            self.assertEqual(one.events()[-1][1], "run.cancelled")
        self.assertEqual(last.events()[-1][1], "run.completed")

    def test_a_run_can_be_cancelled(self):
        host = self.host(pace_ms=50)
        stream = host.open_stream("What is out of stock?")
        stream.next_event()
        run_id = stream.headers["X-Run-Id"]
        self.assertEqual(host.post(f"/runs/{run_id}/cancel", {})[0], 202)
        self.check_whole(events := stream.events())
        self.assertEqual(events[-1][1], "run.cancelled")
        self.assertEqual(host.get(f"/runs/{run_id}")[1]["status"], "cancelled")
        self.assertEqual(host.post(f"/runs/{run_id}/cancel", {})[0], 409)

    # --- what the host stands on fails
    def test_a_failing_query_is_named_and_the_rest_is_there(self):
        with sqlite3.connect(self.folder.shop_db) as shop:
            shop.execute("DROP TABLE orders_products")
        host = self.host()
        events = host.open_stream("Show me the recent orders").events()
        context = json.loads(next(e[2] for e in events if e[1] == "context"))
        self.assertEqual(context["status"], "partial")
        self.assertIn("get_bestsellers", context["failed"])
        self.assertEqual(events[-1][1], "run.completed")
        self.assertIn("ERROR", host.log())

    def test_a_database_that_is_away_is_said_and_comes_back(self):
        moved = self.folder.path / "moved.db"
        self.folder.shop_db.rename(moved)
        host = self.host()
        status, answer = host.ask("What is out of stock?")
        self.assertEqual(status, 200)
        self.assertFalse(answer["tool_calls"][0]["ok"])
        self.assertNotIn("Nothing is out of stock", answer["text"])
        self.assertEqual(host.get("/health?verbose=1")[1]["status"], "degraded")
        self.assertEqual(host.get("/health")[0], 200)
        moved.rename(self.folder.shop_db)
        # The breaker gives a database that failed a rest of a second or more; then the next question is its probe.
        wait_until(lambda: host.ask("What is out of stock?")[1]["tool_calls"][0]["ok"], 30)
        wait_until(lambda: host.get("/health")[1]["status"] == "healthy", 30)

    def test_a_model_that_dies_hands_over_to_the_next(self):
        plugin = f'  broken: {{library: "{(DEFECTS / "llm_fails.so").resolve()}"}}'
        host = self.host(models="broken, model", more_plugins=plugin)
        events = host.open_stream("What is out of stock?").events()
        self.check_whole(events)
        self.assertEqual(events[-1][1], "run.completed")
        warnings = [json.loads(e[2])["code"] for e in events if e[1] == "warning"]
        self.assertIn("model-failover", warnings)

    def test_the_log_keeps_the_words_of_the_first_system(self):
        with sqlite3.connect(self.folder.shop_db) as shop:
            shop.execute("DROP TABLE manufacturers")
        for log_format in ("text", "json"):
            host = self.host(log_format=log_format)
            for _ in range(2):
                host.ask("What is out of stock?")
            host.stop()
            log = host.log()
            self.assertRegex(log, r"Context built: \d+ ms")
            self.assertRegex(log, r"Cache HIT ctx:demo:inventory_intelligence:")
            self.assertRegex(log, r"ERROR.*get_low_stock_products")
            if log_format == "json":
                lines = [line for line in log.splitlines() if line.startswith("{")]  # `serve` greets on stdout
                self.assertGreater(len(lines), 3)
                for entry in map(json.loads, lines):
                    self.assertRegex(entry["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$")
                    self.assertLessEqual({"level", "source", "message"}, entry.keys())
            host.log_file.unlink()

    @unittest.skipUnless(os.geteuid() == 0, "mounting a small disk needs root")
    def test_a_full_disk_for_the_state_file(self):
        disk = self.folder.path / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True).returncode:
            self.skipTest("this machine does not let root mount")
        self.addCleanup(subprocess.run, ["umount", "-l", str(disk)])
        elsewhere = "ledger: {sqlite: {path: %s}}" % (self.folder.path / "ledger.db")  # else it may fill what is freed
        host = self.host(state=disk / "state.db", more=elsewhere)
        self.assertEqual(host.ask("What is out of stock?", session="kept")[0], 200)
        (disk / "filler").write_bytes(b"x" * (os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize))
        for _ in range(50):
            status, problem = host.ask("What is out of stock?")
            if status == 503:
                break
        self.assertEqual(status, 503)
        self.assertIn("disk", problem["detail"])
        self.assertEqual(host.get("/health")[0], 200)
        (disk / "filler").unlink()
        self.assertEqual(host.ask("How many orders today?", session="kept")[0], 200)
        self.assertGreaterEqual(host.get("/sessions/kept")[1]["message_count"], 8)

    def test_kill_in_mid_answer_loses_nothing_acknowledged(self):
        host = self.host(pace_ms=30)
        stream = host.open_stream("What is out of stock?", session="k")
        seen = [stream.next_event() for _ in range(14)]
        run_id = stream.headers["X-Run-Id"]
        host.kill()
        again = self.host()
        wait_until(lambda: again.get(f"/runs/{run_id}")[1]["status"] == "interrupted", 10)
        self.assertEqual(again.get("/sessions/k/messages")[1]["messages"][0]["text"], "What is out of stock?")
        events = parse_stream(again.request("GET", f"/runs/{run_id}/events?after={seen[-1][0]}")[2])
        self.assertEqual(events[-1][1], "run.error")
        self.assertEqual(again.ask("What is out of stock?", session="k")[0], 200)

    def test_a_stop_lets_runs_finish_or_says_why_not(self):
        host = self.host(pace_ms=2)
        stream = host.open_stream("How many orders today?")
        stream.next_event()
        host.process.send_signal(signal.SIGTERM)
        self.assertEqual(stream.events()[-1][1], "run.completed")
        self.assertEqual(host.process.wait(20), 0)
        slow = self.host(pace_ms=400)
        stream = slow.open_stream("What is out of stock?")
        stream.next_event()
        slow.process.send_signal(signal.SIGTERM)
        self.assertEqual(stream.events()[-1][1], "run.error")
        self.assertEqual(slow.process.wait(20), 0)


class CommandTest(unittest.TestCase):
    def run_program(self, *arguments, **options):
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60, **options)

    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)

    def store(self, text):
        path = self.folder.path / "bad.yaml"
        path.write_text(text)
        return str(path)

    def test_check_names_file_line_and_column(self):
        path = self.store("store: {name: x, timezone: UTC, currency: USD}\nplugins:\n  shop: {library: sqlite, "
                          "config: {pth: a.db}}\n  model: {library: offline}\nagents: [{use: inventory_intelligence, llm: [model], "
                          "data: shop}]\n")
        checked = self.run_program("check", path)
        self.assertEqual(checked.returncode, 1)
        self.assertRegex(checked.stderr, re.escape(path) + r":3:\d+: error: .*pth")

    def test_the_art_glass_store_wants_only_its_environment(self):
        """config/stores/artglass.yaml is right; what is not set is named and disabled, and nothing secret is shown."""
        bare = {name: value for name, value in os.environ.items()
                if name != "GOOGLE_API_KEY" and not name.startswith(("TIDB_", "REDIS_"))}
        example = dict(line.split("=", 1) for line in pathlib.Path(".env.example").read_text().splitlines()
                       if "=" in line and not line.startswith("#"))
        filled = {name: value or "a-secret-" + name for name, value in example.items()}
        filled["REDIS_URL"] = "rediss://default:a-secret@cache.example:6379"
        path = "config/stores/artglass.yaml"
        right = self.run_program("check", "--strict", path, env={**bare, **filled})
        self.assertEqual((right.returncode, right.stderr), (0, ""), right.stderr)
        for missing in filled.keys() - {"TIDB_PORT", "TIDB_DATABASE"}:
            given = {name: value for name, value in filled.items() if name != missing}
            checked = self.run_program("check", path, env={**bare, **given})
            self.assertEqual(checked.returncode, 0, checked.stderr)
            self.assertIn(missing, checked.stderr)
            self.assertNotIn("a-secret", checked.stderr + checked.stdout)
            strict = self.run_program("check", "--strict", path, env={**bare, **given})
            self.assertNotEqual(strict.returncode, 0)

    def test_ask_without_a_server(self):
        path = self.store("store: {name: x, timezone: UTC, currency: USD}\nplugins:\n  shop: {library: sqlite, config: "
                          "{path: %s}}\n  model: {library: offline}\nagents: [{use: inventory_intelligence, llm: [model], "
                          "data: shop}]\nstate: {sqlite: {path: %s/state.db}}\n" % (self.folder.shop_db, self.folder.path))
        asked = self.run_program("ask", "--config", path, "What should I reorder first?")
        self.assertEqual(asked.returncode, 0, asked.stderr)
        self.assertIn("get_buy_list", asked.stdout)
        query = self.run_program("query", "get_zero_inventory_products", "--config", path, "--format", "json")
        self.assertTrue(json.loads(query.stdout)["rows"])
        chat = self.run_program("ask", "--config", path, "--json", input="What is out of stock?\n")
        self.assertEqual(json.loads(chat.stdout.strip().split("\n")[-1])["event"], "run.completed")

    def test_a_host_without_keys_refuses_the_world(self):
        path = self.store('store: {name: x, timezone: UTC, currency: USD}\nserver: {listen: "0.0.0.0:0"}\nplugins: '
                          "{shop: {library: sqlite, config: {path: x.db}}, model: {library: offline}}\nagents: [{use: "
                          "inventory_intelligence, llm: [model], data: shop}]\nstate: {sqlite: {path: %s/s.db}}\n"
                          % self.folder.path)
        served = self.run_program("serve", "--config", path)
        self.assertEqual(served.returncode, 1)
        self.assertIn("loopback", served.stderr)

    def test_wrong_use_and_unknown_things(self):
        self.assertEqual(self.run_program("serv").returncode, 2)
        self.assertEqual(self.run_program("query", "get_nothing").returncode, 2)
        self.assertEqual(self.run_program("plugins", "inspect", "/etc/passwd").returncode, 1)
        self.assertEqual(self.run_program("db", "import", "/nonexistent.csv").returncode, 1)

    @unittest.skipIf(os.environ.get("GARDEN_SANITIZE"), "a sanitizer's runtime is shared")
    def test_the_program_hides_its_cxx_runtime(self):
        needed = subprocess.run(["readelf", "-d", PROGRAM], capture_output=True, text=True).stdout
        self.assertNotIn("libstdc++", needed)
        exported = subprocess.run(["nm", "-D", "--defined-only", PROGRAM], capture_output=True, text=True).stdout
        self.assertNotIn(" _Z", exported)


if __name__ == "__main__":
    unittest.main(verbosity=2)
