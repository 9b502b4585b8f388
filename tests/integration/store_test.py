#!/usr/bin/env python3
"""A whole store as config/stores/artglass.yaml wires it: Gemini, TiDB's protocol both ways, Redis.

Goal: each of the three may die, alone and all at once; the shop is answered all the while, and everything is used again
when it is back, without a restart. Method: one host over a real MariaDB (TLS, its identity verified), a real MCP server
from npm, a real Redis and the fake Gemini; they are killed and started again around it.
"""
import json
import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from fake_model import FakeModelProcess  # noqa: E402
from host_process import Folder, HostProcess, wait_until  # noqa: E402
from mariadb_server import READER, MariaDbServer  # noqa: E402
from redis_server import RedisServer  # noqa: E402
from shop_in_mariadb import copy_shop  # noqa: E402

NPM = ROOT / "tests/npm/node_modules"
PATIENCE_S = 90  # breakers rest up to 30 s, and a sanitizer is slow
QUESTION = "What is out of stock?"
QUERY = "/queries/get_zero_inventory_products"
STORE = """
store: {name: artglass, title: Art glass, timezone: America/Los_Angeles, currency: USD, language_id: 1}
server: {listen: "127.0.0.1:0", shutdown_grace: 2s}
directories: {plugin_state: %(folder)s/plugins}
plugins:
  gemini:
    library: gemini
    config: {api_key: "${GOOGLE_API_KEY}", base_url: "%(model)s", attempts: 1, first_byte_timeout: 5s}
  offline: {library: offline}
  shop:
    library: tidb
    config:
      order: [mcp, direct]
      mcp:
        command: ["%(node)s", "%(mcp_server)s"]
        env: {MYSQL_HOST: 127.0.0.1, MYSQL_PORT: "${TIDB_PORT}", MYSQL_USER: "${TIDB_USER}",
              MYSQL_PASS: "${TIDB_PASSWORD}", MYSQL_DB: shop}
      direct: {host: 127.0.0.1, port: "${TIDB_PORT}", user: "${TIDB_USER}", password: "${TIDB_PASSWORD}",
               database: shop, tls: verify-identity, ca: %(ca)s, connect_timeout: 2s}
  cache: {library: redis, config: {url: "${REDIS_URL}"}}
agents:
  - {use: inventory_intelligence, llm: [gemini, offline], data: shop, cache: cache}
state: {sqlite: {path: %(folder)s/state.db}}
"""


class StoreTest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)
        self.database = self.entered(MariaDbServer())
        self.redis = self.entered(RedisServer())
        copy_shop(self.database.socket, self.folder.shop_db)
        self.model = FakeModelProcess()
        self.addCleanup(lambda: self.model.stop())
        self.model.standing(pieces=["Gemini ", "says so."])
        environment = {"GOOGLE_API_KEY": "AIza-not-a-real-key", "TIDB_PORT": str(self.database.port), "TIDB_USER": READER[0],
                       "TIDB_PASSWORD": READER[1], "REDIS_URL": f"redis://127.0.0.1:{self.redis.port}/0"}
        for name, value in environment.items():
            os.environ[name] = value
            self.addCleanup(os.environ.pop, name, None)
        store = STORE % {"folder": self.folder.path, "model": self.model.url, "node": NPM / ".bin/node", "ca": self.database.ca,
                         "mcp_server": NPM / "@benborla29/mcp-server-mysql/dist/index.js"}
        self.host = HostProcess(self.folder, text=store)
        self.addCleanup(self.host.kill)

    def entered(self, manager):
        value = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        return value

    def events(self):
        found = {}
        for _, kind, data in self.host.open_stream(QUESTION).events():
            found.setdefault(kind, []).append(json.loads(data))
        return found

    def text(self, events):
        self.assertIn("run.completed", events, events.get("run.error"))
        return "".join(event["text"] for event in events.get("text.delta", []))

    def plugin(self, name):
        verbose = self.host.get("/health?verbose=1")[1]
        return next(one for store in verbose["stores"] for one in store["plugins"] if one["name"] == name)

    def via(self):
        status, result = self.host.post(QUERY, {"params": {}})
        return result.get("via") if status == 200 else None

    def eventually(self, what, check):
        wait_until(check, PATIENCE_S, lambda: what + " did not happen:\n" + self.host.log()[-4000:])

    def says_gemini(self):
        return "Gemini says so." in self.text(self.events())

    def start_model_again(self):
        port = self.model.url.rsplit(":", 1)[1]
        self.model.stop()
        self.model = FakeModelProcess(port)
        self.model.standing(pieces=["Gemini ", "says so."])

    def mcp_children(self):
        found = subprocess.run(["pgrep", "-P", str(self.host.process.pid), "-f", "mcp-server-mysql"], capture_output=True, text=True)
        return [int(pid) for pid in found.stdout.split()]

    def test_each_dies_and_comes_back_and_then_all(self):
        # All is well: Gemini answers, the shop is read through MCP, contexts are in Redis.
        self.eventually("an answer of Gemini", self.says_gemini)
        self.eventually("a reading through MCP", lambda: self.via() == "mcp")
        (out,) = self.database.sql("SELECT COUNT(*) FROM products WHERE products_status = 1 AND products_quantity <= 0").split()
        result = self.host.post(QUERY, {"params": {"limit": 500}})[1]
        self.assertEqual(result["total_rows"], int(out))
        keys = subprocess.run(["redis-cli", "-p", str(self.redis.port), "keys", "*ctx:artglass:inventory_intelligence:*"],
                              capture_output=True, text=True, check=True).stdout
        self.assertIn("ctx:artglass", keys)

        # The MCP server dies: the direct way answers the same, later MCP again.
        for pid in self.mcp_children():
            os.kill(pid, 9)
        again = self.host.post(QUERY, {"params": {"limit": 500}})
        self.assertEqual(again[0], 200, again)
        self.assertEqual(again[1]["rows"], result["rows"])
        self.eventually("MCP again", lambda: self.via() == "mcp")

        # Redis dies: nobody notices but health.
        self.redis.kill()
        for _ in range(3):
            self.assertTrue(self.says_gemini())
        self.redis.start()

        # Gemini dies: the offline model answers with the shop's numbers.
        self.model.process.kill()
        events = self.events()
        self.assertIn(f"{out} active products are out of stock", self.text(events))
        self.assertIn("model-failover", [one["code"] for one in events["warning"]])
        self.start_model_again()
        self.eventually("Gemini again", self.says_gemini)

        # The database dies: the context is the last good one, with its age.
        self.database.kill()
        self.eventually("the loss of the database", lambda: self.via() is None)
        events = self.events()
        self.assertIn("Gemini says so.", self.text(events))
        self.assertIn(events["context"][0]["status"], ("hit", "stale"))
        self.assertIn("age_s", events["context"][0])

        # All three.
        self.redis.kill()
        self.model.process.kill()
        events = self.events()
        self.assertIn(events["context"][0]["status"], ("hit", "stale"))
        self.assertNotIn("Nothing is out of stock", self.text(events))
        self.assertEqual(self.host.get("/health")[0], 200)
        self.assertEqual(self.host.get("/health?verbose=1")[1]["status"], "degraded")

        # And back.
        self.database.start()
        self.redis.start()
        self.start_model_again()
        self.eventually("all of it again", lambda: self.says_gemini() and self.via() == "mcp")
        self.eventually("good health", lambda: self.host.get("/health?verbose=1")[1]["status"] == "healthy")
        log = self.host.log()
        for secret in ("AIza-not-a-real-key", READER[1]):
            self.assertNotIn(secret, log)
        self.assertEqual(self.host.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
