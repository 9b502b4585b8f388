#!/usr/bin/env python3
"""How long from exec to the first answer of /health, and how much memory the idle host holds.

Method: `serve` on the demo configuration with all embedded plugins and a fresh state file, a free port, no warm-up but
the file cache; ten starts, the median. Prints `name value unit` lines.
"""
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 10


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def healthy(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as s:
            s.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return b"200 OK" in s.recv(4096)
    except OSError:
        return False


def resident_kb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def one(program, folder):
    port = free_port()
    config = folder / "store.yaml"
    config.write_text(
        "store: {name: bench, timezone: UTC, currency: USD}\n"
        "plugins: {shop: {library: sqlite, config: {path: %s/shop.db}}, cache: {library: memory}, model: {library: offline}}\n"
        "agents: [{use: inventory_intelligence, llm: [model], data: shop, cache: cache}]\n"
        "state: {sqlite: {path: %s/state.db}}\n" % (folder, folder))
    begun = time.monotonic()
    host = subprocess.Popen([program, "serve", "--config", str(config), "--port", str(port)],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not healthy(port):
            if time.monotonic() - begun > 20 or host.poll() is not None:
                raise SystemExit("the host did not start")
            time.sleep(0.002)
        took_ms = (time.monotonic() - begun) * 1000
        time.sleep(0.5)
        return took_ms, resident_kb(host.pid) / 1024
    finally:
        host.send_signal(signal.SIGTERM)
        host.wait(20)


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([program, "db", "demo", "--file", str(folder / "shop.db")], check=True, stdout=subprocess.DEVNULL)
        runs = [one(program, folder) for _ in range(RUNS)]
    print(f"start_to_health_ms {statistics.median(r[0] for r in runs):.1f} ms")
    print(f"idle_resident_mb {statistics.median(r[1] for r in runs):.1f} MB")


if __name__ == "__main__":
    main()
