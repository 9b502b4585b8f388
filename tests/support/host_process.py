"""HostProcess: the real `agent-garden serve` in a folder of its own, for tests that speak to it from outside."""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROGRAM = os.environ.get("AGENT_GARDEN", "build/dev/bin/agent-garden")
STORE = """
store: {name: demo, title: Demo, timezone: America/Los_Angeles, currency: USD}
server: {listen: "127.0.0.1:0", shutdown_grace: 2s}
telemetry: {log: {format: %(log_format)s}}
directories: {plugin_state: %(folder)s/plugins, agents: [%(folder)s/agents]}
plugins:
  shop: {library: sqlite, config: {path: %(folder)s/shop.db}}
  cache: {library: memory}
  model: {library: offline, config: {pace_ms: %(pace_ms)s}}
%(more_plugins)s
agents:
  - {use: inventory_intelligence, llm: [%(models)s], data: shop, cache: cache}
%(more_agents)s
%(more)s
state: {sqlite: {path: %(state)s}}
"""


class Folder:
    """A temporary folder with a demo shop; `shop_db` is copied from one made once for all tests."""

    made = None

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="garden-test-"))
        if Folder.made is None:
            Folder.made = pathlib.Path(tempfile.mkdtemp(prefix="garden-shop-")) / "shop.db"
            subprocess.run([PROGRAM, "db", "demo", "--file", str(Folder.made)], check=True, stdout=subprocess.DEVNULL)
        self.shop_db = self.path / "shop.db"
        shutil.copy(Folder.made, self.shop_db)

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


class HostProcess:
    def __init__(self, folder, pace_ms=0, models="model", more_plugins="", more_agents="", more="", log_format="text", state=None, arguments=(), preexec=None, text=None):
        self.folder = folder
        self.config = folder.path / "store.yaml"
        self.config.write_text(text or STORE % {"folder": folder.path, "pace_ms": pace_ms, "models": models,
                                        "more_plugins": more_plugins, "more_agents": more_agents, "more": more, "log_format": log_format, "state": state or folder.path / "state.db"})
        self.log_file = folder.path / "log"
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--config", str(self.config), "--port", str(self.port), *arguments],
                stdout=log, stderr=log, preexec_fn=preexec)
        wait_until(self.is_up, 30, lambda: "the host did not start:\n" + self.log())

    def is_up(self):
        if self.process.poll() is not None:
            raise AssertionError("the host ended:\n" + self.log())
        try:
            return self.get("/health/live")[0] == 200
        except OSError:
            return False

    def log(self):
        return self.log_file.read_text(errors="replace")

    def request(self, method, path, body=None, headers=None, timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        send = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            send.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, send)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), data

    def get(self, path, headers=None):
        status, headers, data = self.request("GET", path, headers=headers)
        return status, (json.loads(data) if "json" in headers.get("Content-Type", "") else data)

    def post(self, path, body):
        status, headers, data = self.request("POST", path, body)
        return status, (json.loads(data) if "json" in headers.get("Content-Type", "") else data)

    def ask(self, message, stream="none", session=None, agent="inventory_intelligence", **more):
        body = {"agent_type": agent, "message": message, "stream": stream, **more}
        if session:
            body["session_id"] = session
        return self.post("/execute_agent", body)

    def open_stream(self, message, session=None, stream="events", agent="inventory_intelligence", **more):
        return Stream(self.port, {"agent_type": agent, "message": message, "stream": stream,
                                  **({"session_id": session} if session else {}), **more})

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait(30)


class Stream:
    """A running POST /execute_agent whose events are read one by one."""

    def __init__(self, port, body):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        data = json.dumps(body).encode()
        self.socket.sendall(b"POST /execute_agent HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                            b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self.more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        self.status = int(lines[0].split()[1])
        self.headers = dict(line.split(": ", 1) for line in lines[1:])

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError
        self.buffer += data

    def next_event(self):
        """(id, type, data) of the next event, or None at the end; comments are passed over."""
        while True:
            while b"\n\n" not in self.buffer:
                try:
                    self.more()
                except EOFError:
                    return None
            block, self.buffer = self.buffer.split(b"\n\n", 1)
            event = parse_block(block.decode())
            if event:
                return event

    def events(self):
        found = []
        while (event := self.next_event()) is not None:
            found.append(event)
        self.close()
        return found

    def close(self):
        self.socket.close()


def parse_block(block):
    fields = [line.split(": ", 1) if ": " in line else (line.rstrip(":"), "") for line in block.split("\n")
              if not line.startswith(":")]
    data = "\n".join(value for name, value in fields if name == "data")
    names = {name: value for name, value in fields}
    if "data" not in names:
        return None
    return int(names.get("id") or 0), names.get("event", "message"), data


def parse_stream(data):
    return [event for block in data.decode().split("\n\n") if block and (event := parse_block(block))]


def wait_until(condition, seconds, why=lambda: "it did not happen"):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, why()
        time.sleep(0.02)
