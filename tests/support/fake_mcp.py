"""An MCP server that does as the statement says, for tests of the client: either era, over pipes or HTTP.

    fake_mcp.py --era modern|legacy            over standard input and output
    fake_mcp.py --era modern|legacy --http     prints {"url": ...}, serves until its standard input ends

A statement with `echo_N` answers the row {"a": N}; words in it order a fault: fault_crash, fault_hang, fault_giant,
fault_junk (noise around the answer), fault_wrong_id (an answer to somebody else first), fault_slow (in 0.2 s),
fault_cut (HTTP: the answer breaks off). A call that was cancelled is counted; `cancelled_count` answers how many.
"""
import argparse
import http.server
import json
import os
import re
import sys
import threading
import time

MODERN = "2026-07-28"
TOOL = {"name": "execute_sql", "annotations": {"readOnlyHint": True},
        "inputSchema": {"type": "object", "properties": {"sql": {"type": "string"}}, "required": ["sql"]}}
GIANT = "x" * 3_000_000


class Server:
    def __init__(self, era):
        self.modern = era == "modern"
        self.cancelled = 0

    def rows(self, sql):
        if "cancelled_count" in sql:
            return [{"a": self.cancelled}]
        if "fault_giant" in sql:
            return [{"a": GIANT}]
        if "SELECT 1 AS" in sql:
            return [{"a": 1}]
        return [{"a": int(number)} for number in re.findall(r"echo_(\d+)", sql)]

    def answer(self, message):
        """The answer, or None."""
        method, params = message.get("method"), message.get("params") or {}
        if method == "notifications/cancelled":
            self.cancelled += 1
        if "id" not in message or method is None:
            return None

        def result(value):
            return {"result": value, "jsonrpc": "2.0", "id": message["id"]}

        if method == "server/discover" and self.modern:
            return result({"resultType": "complete", "supportedVersions": [MODERN], "capabilities": {}})
        is_modern = "_meta" in params and "io.modelcontextprotocol/protocolVersion" in params["_meta"]
        if is_modern != self.modern:
            return {"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": "unknown"}}
        if method == "initialize":
            return result({"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {"name": "fake"}})
        if method == "tools/list":
            return result({"tools": [TOOL]})
        rows = self.rows(params["arguments"]["sql"])
        return result({"content": [{"type": "text", "text": json.dumps(rows)}]})


def sql_of(message):
    return str(((message.get("params") or {}).get("arguments") or {}).get("sql", ""))


def serve_pipes(server):
    lock = threading.Lock()

    def say(*lines):
        with lock:
            for line in lines:
                sys.stdout.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
            sys.stdout.flush()

    def work(message, sql):
        if "fault_slow" in sql:
            time.sleep(0.2)
        say(server.answer(message))

    for line in sys.stdin:
        message = json.loads(line)
        sql = sql_of(message)
        if "fault_crash" in sql:
            os._exit(3)
        if "fault_hang" in sql:
            continue
        if "fault_junk" in sql:
            say("Listening...", '{"jsonrpc":"2.0","method":"notifications/x"}', "{]", "\x00\xff")
        if "fault_wrong_id" in sql:
            say({"jsonrpc": "2.0", "id": 123456789, "result": {}}, {"jsonrpc": "2.0", "id": "7", "result": {}})
        if "fault_slow" in sql:
            threading.Thread(target=work, args=(message, sql), daemon=True).start()
            continue
        answer = server.answer(message)
        if answer is not None:
            say(answer)


def serve_http(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_POST(self):
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            sql = sql_of(message)
            if "fault_crash" in sql:
                os._exit(3)
            if "fault_hang" in sql:
                time.sleep(1000)
            if "fault_slow" in sql:
                time.sleep(0.2)
            answer = server.answer(message)
            if answer is None:
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            text = json.dumps(answer).encode()
            events = "fault_junk" in sql or "fault_wrong_id" in sql or "fault_cut" in sql
            if events:
                noise = b': hello\n\ndata: {"jsonrpc":"2.0","method":"notifications/x"}\n\ndata: what?\n\n'
                text = noise + (b"data: " + text + b"\n\n" if "fault_cut" not in sql else b"data: {")
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream" if events else "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    class Listener(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):  # a client that went away in mid-answer is no news
            pass

    listener = Listener(("127.0.0.1", 0), Handler)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    print(json.dumps({"url": f"http://127.0.0.1:{listener.server_port}/mcp"}), flush=True)
    sys.stdin.read()
    os._exit(0)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--era", choices=("modern", "legacy"), required=True)
    arguments.add_argument("--http", action="store_true")
    given = arguments.parse_args()
    server = Server(given.era)
    serve_http(server) if given.http else serve_pipes(server)


if __name__ == "__main__":
    main()
