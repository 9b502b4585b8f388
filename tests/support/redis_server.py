"""RedisServer: a real Redis as a child, for tests.

    with RedisServer(tls="right", options=("--requirepass", "secret")) as server:
        connect to 127.0.0.1:server.port, or with TLS and server.ca to localhost:server.tls_port

It keeps nothing on disk, has free ports of its own and dies with its owner. `tls`: "none", "right" (a certificate for
localhost and 127.0.0.1) or "wrong-host" (the same CA, for another name).

As a program it serves tests in other languages: it prints one line of JSON when the server is up, then obeys the
lines `kill`, `start`, `pause`, `resume` (each answered by `ok` or `error ...`), and ends with its standard input.
"""
import argparse
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from mariadb_server import die_with_parent, make_certificates, pause_process

UP_SECONDS = 60


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class RedisServer:
    def __init__(self, tls="none", options=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="garden-redis-"))
        self.tls = tls
        self.options = list(options)
        self.ca, self.other_ca = self.folder / "ca.pem", self.folder / "other-ca.pem"
        self.port = self.tls_port = None
        self.process = None
        if tls != "none":
            make_certificates(self.folder)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def start(self):
        program = shutil.which("redis-server")
        if not program:
            raise RuntimeError("redis-server is not installed; it is in Debian's package redis-server")
        for attempt in range(5):  # the free port may be taken by somebody else meanwhile
            if self.port is None or attempt:
                self.port, self.tls_port = free_port(), free_port()
            tls = ["--tls-port", str(self.tls_port), "--tls-cert-file", str(self.folder / f"{self.tls}.pem"),
                   "--tls-key-file", str(self.folder / f"{self.tls}-key.pem"), "--tls-ca-cert-file", str(self.ca),
                   "--tls-auth-clients", "no"] if self.tls != "none" else []
            with open(self.folder / "log", "ab") as log:
                self.process = subprocess.Popen(
                    [program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", "",
                     "--appendonly", "no", "--enable-debug-command", "yes", *tls, *self.options],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent)
            if self.wait_up():
                return
        raise RuntimeError("Redis did not start:\n" + self.log())

    def wait_up(self):
        end = time.monotonic() + UP_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                return False
            with socket.socket() as probe:
                try:
                    probe.settimeout(5)
                    probe.connect(("127.0.0.1", self.port))
                    probe.sendall(b"PING\r\n")
                    if probe.recv(1):  # +PONG, or -NOAUTH: it is up
                        return True
                except OSError:
                    pass
            time.sleep(0.02)
        return False

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(UP_SECONDS)

    def pause(self):
        pause_process(self.process.pid)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def facts(self):
        return {"port": self.port, "tls_port": self.tls_port, "ca": str(self.ca), "other_ca": str(self.other_ca),
                "pid": self.process.pid}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tls", choices=("right", "wrong-host", "none"), default="none")
    arguments.add_argument("options", nargs="*", help="further options of redis-server, after `--`")
    given = arguments.parse_args()
    die_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with RedisServer(given.tls, given.options) as server:
        print(json.dumps(server.facts()), flush=True)
        verbs = {name: getattr(server, name) for name in ("kill", "start", "pause", "resume")}
        for line in sys.stdin:
            try:
                verbs[line.strip()]()
                print("ok", flush=True)
            except Exception as error:  # whoever asked decides what it means
                print("error " + repr(error), flush=True)


if __name__ == "__main__":
    main()
