"""Raw sockets to the test server: what the conformance scripts share.

Nothing here knows HTTP beyond finding where an answer ends, so that the server cannot hide behind a library's
good manners. Every wait has a deadline; a server that hangs fails its test.
"""
import json
import os
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import time
import unittest

HOST = b"Host: x\r\n"
# Sanitizers make everything several times slower: fewer rounds, the same checks.
SANITIZERS = os.environ.get("GARDEN_SANITIZE", "")
SLOW = SANITIZERS != ""
PATIENCE_S = 60 if SLOW else 10


def rounds(count):
    return max(1, count // 5) if SLOW else count


def get(path, *headers):
    return ("GET %s HTTP/1.1\r\n" % path).encode() + HOST + b"".join(h + b"\r\n" for h in headers) + b"\r\n"


def post(path, body, *headers):
    head = ("POST %s HTTP/1.1\r\n" % path).encode() + HOST + b"".join(h + b"\r\n" for h in headers)
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


class Answer:
    def __init__(self, head, body):
        lines = head.split(b"\r\n")
        self.line = lines[0]
        self.status = int(lines[0].split(b" ")[1])
        self.fields = [tuple(part.strip() for part in line.split(b":", 1)) for line in lines[1:]]
        self.body = body

    def all(self, name):
        return [value for key, value in self.fields if key.lower() == name.lower().encode()]

    def header(self, name):
        values = self.all(name)
        return values[0].decode() if values else None

    def problem(self):
        """The body as the problem document every error must be."""
        assert self.header("Content-Type") == "application/problem+json", self.fields
        problem = json.loads(self.body)
        assert problem["status"] == self.status and problem["error"] and problem["title"], problem
        assert problem["request_id"] == self.header("X-Request-Id"), problem
        return problem


class Client:
    def __init__(self, port, host="127.0.0.1", mss=None, receive_buffer=None):
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if mss:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, mss)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(PATIENCE_S)
        self.waiting = b""
        try:
            self.socket.connect((host, port))
        except OSError:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)
        return self

    def send_slowly(self, data, pieces_of=1, pause_s=0.001):
        for at in range(0, len(data), pieces_of):
            self.socket.sendall(data[at : at + pieces_of])
            time.sleep(pause_s)
        return self

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def receive(self):
        data = self.socket.recv(1 << 16)
        self.waiting += data
        return bool(data)

    def read_until(self, mark):
        while mark not in self.waiting:
            if not self.receive():
                raise EOFError("closed before %r: %r" % (mark, self.waiting[:200]))
        found, self.waiting = self.waiting.split(mark, 1)
        return found

    def read_exactly(self, size):
        while len(self.waiting) < size:
            if not self.receive():
                raise EOFError("closed %d bytes early" % (size - len(self.waiting)))
        found, self.waiting = self.waiting[:size], self.waiting[size:]
        return found

    def read_to_end(self):
        while self.receive():
            pass
        found, self.waiting = self.waiting, b""
        return found

    def answer(self, has_body=True):
        """The next answer with a Content-Length; "100 Continue" is passed over."""
        answer = Answer(self.read_until(b"\r\n\r\n"), b"")
        if answer.status == 100:
            return self.answer(has_body)
        if has_body:
            answer.body = self.read_exactly(int(answer.header("Content-Length") or 0))
        return answer

    def ask(self, data, has_body=True):
        return self.send(data).answer(has_body)

    def open_stream(self, path):
        """Sends the request and reads the head of the stream."""
        self.send(get(path))
        return Answer(self.read_until(b"\r\n\r\n"), b"")

    def event(self):
        """The next event's data as JSON, comments passed over."""
        while True:
            text = self.read_until(b"\n\n")
            data = re.search(rb"^data: (.*)$", text, re.M)
            if data:
                return json.loads(data.group(1))


class Server:
    """The test server as a child; stop() checks that it ends well, which is where sanitizers speak up."""

    def __init__(self, *arguments, descriptors=None):
        def limit():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        self.process = subprocess.Popen(
            [os.environ["GARDEN_HTTP_TEST_SERVER"], *arguments], stdout=subprocess.PIPE, text=True, preexec_fn=limit
        )
        line = self.process.stdout.readline()
        if not line.startswith("port "):
            raise RuntimeError("the server did not start: %r" % line)
        self.port = int(line.split()[1])
        self.pid = self.process.pid

    def connect(self, **options):
        return Client(self.port, **options)

    def ask(self, data, **options):
        with self.connect() as client:
            return client.ask(data, **options)

    def refusal(self, data):
        """The answer to a bad request, and the proof that the connection ends with it."""
        with self.connect() as client:
            answer = client.ask(data)
            assert client.read_to_end() == b"", "the connection went on after a refusal"
            assert answer.header("Connection") == "close"
            answer.problem()
            return answer

    def stat(self):
        pairs = self.ask(get("/stat")).body.decode().split()
        return {name: int(value) for name, value in (pair.split("=") for pair in pairs)}

    def wait_for(self, what, check):
        until = time.time() + PATIENCE_S
        while not check(self.stat()):
            if time.time() > until:
                raise AssertionError("%s did not happen: %r" % (what, self.stat()))
            time.sleep(0.02)

    def cpu_ticks(self):
        with open("/proc/%d/stat" % self.pid) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def resident_kb(self):
        with open("/proc/%d/status" % self.pid) as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait_end(self):
        """(drained whole, milliseconds); fails if the server did not end well."""
        output, _ = self.process.communicate(timeout=3 * PATIENCE_S)
        assert self.process.returncode == 0, "the server ended with %d" % self.process.returncode
        found = re.search(r"drained=(\d) ms=(\d+) open=(\d+)", output)
        assert found and found.group(3) == "0", output
        return found.group(1) == "1", int(found.group(2))

    def stop(self):
        self.terminate()
        return self.wait_end()


class ServerTest(unittest.TestCase):
    """A class of tests over one server; `arguments` are the server's."""

    arguments = ()
    descriptors = None

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.arguments, descriptors=cls.descriptors)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()


def total(data):
    """What /sum answers for a body."""
    value = 0
    for byte in data:
        value = (value * 31 + byte) & 0xFFFFFFFFFFFFFFFF
    return b"%d:%d" % (len(data), value)


def main():
    unittest.main(verbosity=2 if "-v" in sys.argv else 1)
