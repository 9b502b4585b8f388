"""McpServer: a real MCP server of somebody else's, by HTTP, as a child, for tests.

    with McpServer("dbhub", {"host": "127.0.0.1", "port": 3306, "user": "u", "password": "p"}) as server:
        POST to server.url with "Authorization: Bearer " + TOKEN

`dbhub` is @bytebase/dbhub, `mysql` is @benborla29/mcp-server-mysql, both from tests/npm. It has a free port of its own
and dies with its owner. As a program it serves tests in other languages: it prints one line of JSON when the server is
up, then obeys the lines `kill` and `start` (each answered by `ok` or `error ...`), and ends with its standard input.
"""
import argparse
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

from mariadb_server import die_with_parent

UP_SECONDS = 60
TOKEN = "test-token"
MODULES = pathlib.Path(__file__).resolve().parents[1] / "npm" / "node_modules"
NODE = MODULES / ".bin" / "node"
DBHUB_FILE = """
[[sources]]
id = "shop"
type = "mariadb"
host = "${DB_HOST}"
port = %d
user = "${DB_USER}"
password = "${DB_PASSWORD}"
database = "shop"
sslmode = "disable"

[[tools]]
name = "execute_sql"
source = "shop"
readonly = %s
"""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class McpServer:
    def __init__(self, kind, database):
        self.kind, self.database = kind, database
        self.folder = tempfile.TemporaryDirectory(prefix="garden-mcp-")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/mcp"
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        self.folder.cleanup()

    def command(self):
        database = {name: str(value) for name, value in self.database.items()}
        if self.kind == "dbhub":
            file = pathlib.Path(self.folder.name) / "dbhub.toml"
            file.write_text(DBHUB_FILE % (self.database["port"], "true"))
            return ([str(MODULES / "@bytebase/dbhub/dist/index.js"), "--config", str(file), "--transport", "http",
                     "--host", "127.0.0.1", "--port", str(self.port), "--auth-token", TOKEN],
                    {"DB_HOST": database["host"], "DB_USER": database["user"], "DB_PASSWORD": database["password"]})
        return ([str(MODULES / "@benborla29/mcp-server-mysql/dist/index.js")],
                {"IS_REMOTE_MCP": "true", "REMOTE_SECRET_KEY": TOKEN, "PORT": str(self.port),
                 "MYSQL_HOST": database["host"], "MYSQL_PORT": database["port"], "MYSQL_USER": database["user"],
                 "MYSQL_PASS": database["password"], "MYSQL_DB": "shop", "MYSQL_BIG_NUMBER_STRINGS": "true",
                 "MYSQL_DATE_STRINGS": "true"})

    def start(self):
        words, variables = self.command()
        environment = {"PATH": os.environ["PATH"], "HOME": self.folder.name, "TZ": "UTC", **variables}
        self.process = subprocess.Popen([str(NODE), *words], env=environment, cwd=self.folder.name,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=die_with_parent)
        until = time.monotonic() + UP_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.kind} ended with status {self.process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.kind} was not up in {UP_SECONDS} s")

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(UP_SECONDS)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("kind", choices=("dbhub", "mysql"))
    arguments.add_argument("database", help='{"host":...,"port":...,"user":...,"password":...}')
    given = arguments.parse_args()
    die_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with McpServer(given.kind, json.loads(given.database)) as server:
        print(json.dumps({"url": server.url, "token": TOKEN}), flush=True)
        verbs = {"kill": server.kill, "start": server.start}
        for line in sys.stdin:
            try:
                verbs[line.strip()]()
                print("ok", flush=True)
            except Exception as error:  # whoever asked decides what it means
                print("error " + repr(error), flush=True)


if __name__ == "__main__":
    main()
