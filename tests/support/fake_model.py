"""FakeModelProcess: the program fake_model as a child, for tests that drive the host from outside (fake_model.hpp)."""
import json
import os
import subprocess
import urllib.request

PROGRAM = os.environ.get("FAKE_MODEL", "build/dev/tests/fake_model")


class FakeModelProcess:
    def __init__(self, port=0):
        """On a free port, or on one that an earlier of these had."""
        self.process = subprocess.Popen([PROGRAM, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = self.process.stdout.readline().decode()
        self.url = "http://127.0.0.1:" + line.split()[1]

    def post(self, path, body):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), method="POST")
        urllib.request.urlopen(request, timeout=30).read()

    def plan(self, **plan):
        self.post("/_plan", plan)

    def standing(self, **plan):
        self.post("/_standing", plan)

    def reset(self):
        self.post("/_reset", {})

    def seen(self):
        """What was asked: objects with method, target, head and body, the body as it came."""
        return json.loads(urllib.request.urlopen(self.url + "/_seen", timeout=30).read())

    def stop(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)
