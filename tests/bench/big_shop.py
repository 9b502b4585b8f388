#!/usr/bin/env python3
"""What a large shop costs with the ledger: 50,000 products, two million orders, five million lines in MariaDB.

    python3 tests/bench/big_shop.py build/release/bin/agent-garden [--products N --orders N --days N]

Method: a real MariaDB as a child, filled by tests/support/big_shop.py; the shipped program reads it as any client. First
building, the refreshes that follow, every query that runs without parameters (median of three, from the answer's `ms`),
and the context of a turn (its line in the log): warm, and cold with both MariaDB and the host restarted and MariaDB's
buffer pool empty. Prints `name value unit` lines; takes about ten minutes at full size.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

STORE = """
store: {name: big, title: Big, timezone: UTC, currency: USD}
server: {listen: "127.0.0.1:0"}
directories: {plugin_state: %(folder)s/plugins, agents: [%(folder)s/agents]}
plugins:
  shop: {library: tidb, config: {direct: {host: 127.0.0.1, port: %(port)d, user: reader, password: %(password)s, database: shop, tls: "off"}}}
  cache: {library: memory}
  model: {library: offline}
agents:
  - {use: inventory_intelligence, llm: [model], data: shop, cache: cache}
state: {sqlite: {path: %(folder)s/state.db}}
%(more)s
"""


def show(name, value, unit):
    print(f"{name} {value:.1f} {unit}" if isinstance(value, float) else f"{name} {value} {unit}", flush=True)


class Bench:
    def __init__(self, program, server, folder):
        os.environ["AGENT_GARDEN"] = program
        global host_process
        import host_process
        self.program, self.server, self.folder = program, server, folder
        agent = pathlib.Path(folder.path) / "agents/inventory_intelligence"
        shutil.copytree(ROOT / "agents/inventory_intelligence", agent, ignore=shutil.ignore_patterns("src"))
        text = (agent / "agent.yaml").read_text()
        (agent / "agent.yaml").write_text(text.replace("ttl: 5m", "ttl: 1s"))

    def config(self, more=""):
        from mariadb_server import READER
        return STORE % {"folder": self.folder.path, "port": self.server.port, "password": json.dumps(READER[1]), "more": more}

    def ledger(self, verb, more=""):
        store = self.folder.path / "store.yaml"
        store.write_text(self.config(more))
        begun = time.monotonic()
        done = subprocess.run([self.program, "ledger", verb, "--json", "--config", str(store)], stdout=subprocess.PIPE)
        assert done.returncode == 0, done.stdout
        report = json.loads(done.stdout)
        return report, (time.monotonic() - begun) * 1000

    def serve(self):
        return host_process.HostProcess(self.folder, text=self.config())

    def contexts(self, host, count):
        """Milliseconds of the next builds; each question comes in a bucket of its own."""
        found = []
        for _ in range(count):
            before = len(host.log())
            time.sleep(1.2)
            status, _ = host.ask("What sold best last month?")
            assert status == 200
            built = re.findall(r"Context built: (\d+) ms, (\d+) queries, (\d+) failed", host.log()[before:])
            found += [(int(ms), int(failed)) for ms, _, failed in built]
        return found

    def queries(self, host):
        _, listed = host.get("/queries")
        for query in sorted(one["name"] for one in listed.get("queries", listed)):
            times, via = [], ""
            for _ in range(3):
                status, answer = host.post(f"/queries/{query}", {"params": {}})
                if status != 200:
                    via = f"({status})"
                    break
                times.append(answer["ms"])
                via = answer["via"]
            if times:
                show(f"query {query} via {via}", float(statistics.median(times)), "ms")
            elif via != "(400)":
                show(f"query {query} failed {via}", 0, "")


class Folder:
    def __init__(self, path):
        self.path = path


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--products", type=int, default=50_000)
    arguments.add_argument("--orders", type=int, default=2_000_000)
    arguments.add_argument("--days", type=int, default=730)
    arguments.add_argument("--pool", default="2G")
    given = arguments.parse_args()
    import datetime
    import tempfile

    import big_shop
    from mariadb_server import MariaDbServer

    today = datetime.datetime.now(datetime.timezone.utc).date()
    options = [f"--innodb-buffer-pool-size={given.pool}", "--innodb-log-file-size=512M", "--innodb-doublewrite=0",
               "--innodb-flush-method=O_DIRECT", "--innodb-buffer-pool-dump-at-shutdown=0", "--innodb-buffer-pool-load-at-startup=0"]
    with tempfile.TemporaryDirectory(prefix="garden-big-") as path, MariaDbServer(tls="none", options=options) as server:
        begun = time.monotonic()
        size = big_shop.fill(server, given.products, given.orders, given.days, today)
        show("shop order lines", size["lines"], "")
        show("shop made in", time.monotonic() - begun, "s")
        bench = Bench(os.path.abspath(given.program), server, Folder(pathlib.Path(path)))
        yesterday = f'as_of: "{today - datetime.timedelta(days=1)} 12:00:00"'
        report, took = bench.ledger("refresh", yesterday)
        show("ledger first building", took / 1000, "s")
        show("ledger file", os.path.getsize(f"{path}/big-ledger.db") / 1e6, "MB")
        show("refresh on the next morning", bench.ledger("refresh")[0]["ms"], "ms")
        show("refresh of a usual day", bench.ledger("refresh")[0]["ms"], "ms")
        big_shop.change_statuses(server, given.orders, 20)
        report, _ = bench.ledger("refresh")
        show(f"refresh with {report['days_read'] - 2} late days", report["ms"], "ms")
        host = bench.serve()
        try:
            warm = bench.contexts(host, 6)
            show("context warm", float(statistics.median(ms for ms, _ in warm[1:])), "ms")
            show("context warm failed queries", sum(failed for _, failed in warm), "")
            bench.queries(host)
        finally:
            host.stop()
        for _ in range(2):
            server.stop()
            server.start()
            host = bench.serve()
            try:
                for ms, failed in bench.contexts(host, 1)[:1]:
                    show("context cold", ms, f"ms, {failed} queries failed")
            finally:
                host.stop()


if __name__ == "__main__":
    main()
