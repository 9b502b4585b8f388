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

from server_child import ServerChild, obey

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


class McpServer(ServerChild):
    name = "mcp"

    def __init__(self, kind, database):
        super().__init__()
        self.kind, self.database = kind, database
        self.variables = {}
        self.take_ports()  # the configuration of whoever asks it names the port

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/mcp"

    def command(self):
        database = {name: str(value) for name, value in self.database.items()}
        if self.kind == "dbhub":
            file = self.folder / "dbhub.toml"
            file.write_text(DBHUB_FILE % (self.database["port"], "true"))
            self.variables = {"DB_HOST": database["host"], "DB_USER": database["user"], "DB_PASSWORD": database["password"]}
            return [str(NODE), str(MODULES / "@bytebase/dbhub/dist/index.js"), "--config", str(file), "--transport", "http",
                    "--host", "127.0.0.1", "--port", str(self.port), "--auth-token", TOKEN]
        self.variables = {"IS_REMOTE_MCP": "true", "REMOTE_SECRET_KEY": TOKEN, "PORT": str(self.port),
                          "MYSQL_HOST": database["host"], "MYSQL_PORT": database["port"],
                          "MYSQL_USER": database["user"], "MYSQL_PASS": database["password"], "MYSQL_DB": "shop",
                          "MYSQL_BIG_NUMBER_STRINGS": "true", "MYSQL_DATE_STRINGS": "true"}
        return [str(NODE), str(MODULES / "@benborla29/mcp-server-mysql/dist/index.js")]

    def popen_options(self):
        return {"cwd": self.folder,
                "env": {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TZ": "UTC", **self.variables}}

    def answers(self, _):
        return True  # it takes connections

    def facts(self):
        return {"url": self.url, "token": TOKEN}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("kind", choices=("dbhub", "mysql"))
    arguments.add_argument("database", help='{"host":...,"port":...,"user":...,"password":...}')
    given = arguments.parse_args()
    obey(McpServer(given.kind, json.loads(given.database)), ("kill", "start"))


if __name__ == "__main__":
    main()
