"""ServerChild: what the servers of these tests have in common; each is a child on ports of its own.

A server dies with its owner, also when the test is killed. As a program (`obey`) it serves tests in other languages:
it prints one line of JSON when the server is up, then obeys its words, one a line (each answered by `ok` or
`error ...`), and ends with its standard input (script_child.hpp is the other end).
"""
import ctypes
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

UP_SECONDS = 60


def die_with_parent():  # in the child: also when the test was killed
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def pause_process(pid):
    """Stops every thread, and waits for that: one under way would still answer."""
    os.kill(pid, signal.SIGSTOP)
    until = time.monotonic() + UP_SECONDS
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        while task.exists() and "\nState:\tT" not in (task / "status").read_text():
            if time.monotonic() > until:
                raise RuntimeError(f"process {pid} does not stop")
            time.sleep(0.01)


class ServerChild:
    """A subclass says `name`, take_ports(), command() and answers(probe), and may say where the child runs."""

    name = "server"

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"garden-{self.name}-"))
        self.port = None
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def take_ports(self):
        self.port = free_port()

    def popen_options(self):
        return {}

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def start(self):
        for attempt in range(5):  # the free port may be taken by somebody else meanwhile
            if self.port is None or attempt:
                self.take_ports()
            with open(self.folder / "log", "ab") as log:
                self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                preexec_fn=die_with_parent, **self.popen_options())
            if self.wait_up():
                return
        raise RuntimeError(f"{self.name} did not start:\n" + self.log())

    def wait_up(self):
        end = time.monotonic() + UP_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                return False
            with socket.socket() as probe:
                try:
                    probe.settimeout(5)
                    probe.connect(("127.0.0.1", self.port))
                    if self.answers(probe):
                        return True
                except OSError:
                    pass
            time.sleep(0.02)
        return False

    def stop(self):
        """In order: connections are closed, data is written."""
        self.process.terminate()
        self.process.wait(UP_SECONDS)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(UP_SECONDS)

    def pause(self):
        pause_process(self.process.pid)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)


def obey(server, words):
    """The server as a program: it is up while somebody holds our standard input."""
    die_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with server:
        print(json.dumps(server.facts()), flush=True)
        verbs = {word: getattr(server, word) for word in words}
        for line in sys.stdin:
            try:
                verbs[line.strip()]()
                print("ok", flush=True)
            except Exception as error:  # whoever asked decides what it means
                print("error " + repr(error), flush=True)
