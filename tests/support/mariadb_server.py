"""MariaDbServer: a real MariaDB as a child, for tests that need a server of the MySQL protocol.

    with MariaDbServer(tls="right") as server:
        server.sql("CREATE TABLE shop.t (id INT)")      # as root
        connect to 127.0.0.1:server.port as READER or WRITER with server.ca

Its data is a copy of a template made once a machine (users, an empty database `shop`, a CA and certificates), so a
server is up in about a second; port and folder are its own, and it dies with its owner. `tls`: "right" (a certificate
for localhost and 127.0.0.1), "wrong-host" (the same CA, for another name), "none".

As a program it serves tests in other languages: it prints one line of JSON when the server is up, then obeys the
lines `stop`, `kill`, `start`, `pause`, `resume` (each answered by `ok` or `error ...`), and ends with its standard input.
"""
import argparse
import ctypes
import fcntl
import hashlib
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

READER = ("reader", "r:e@d'\"\\$ {p}ass")   # SELECT on shop; the password has what breaks careless quoting
WRITER = ("writer", "writer-password")       # everything on shop
UP_SECONDS = 60

USERS = """
CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER 'reader'@'%%' IDENTIFIED BY %s; GRANT SELECT ON shop.* TO 'reader'@'%%';
CREATE USER 'writer'@'%%' IDENTIFIED BY %s; GRANT ALL ON shop.* TO 'writer'@'%%';
"""


def sql_text(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def pause_process(pid):
    """Stops every thread, and waits for that: one under way would still answer."""
    os.kill(pid, signal.SIGSTOP)
    until = time.monotonic() + UP_SECONDS
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        while task.exists() and "\nState:\tT" not in (task / "status").read_text():
            if time.monotonic() > until:
                raise RuntimeError(f"process {pid} does not stop")
            time.sleep(0.01)


def die_with_parent():  # in the child: also when the test was killed
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout.decode(errors='replace')}")
    return done.stdout


def find_program(name):
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin:/sbin")
    if not found:
        raise RuntimeError(f"{name} is not installed; it is in Debian's package mariadb-server")
    return found


def make_certificates(folder):
    """ca.pem, other-ca.pem, and a key and certificate `right` and `wrong-host` signed by the first."""
    def key(name):
        run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder / f"{name}-key.pem")
    for name in ("ca", "other-ca"):
        key(name)
        run("openssl", "req", "-x509", "-new", "-key", folder / f"{name}-key.pem", "-out", folder / f"{name}.pem",
            "-days", "3650", "-subj", f"/CN=Test {name}", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    for name, names in (("right", "DNS:localhost,IP:127.0.0.1"), ("wrong-host", "DNS:elsewhere.example")):
        key(name)
        run("openssl", "req", "-new", "-key", folder / f"{name}-key.pem", "-out", folder / "request.pem",
            "-subj", f"/CN=Test {name}")
        (folder / "extensions").write_text(f"subjectAltName={names}\n")
        run("openssl", "x509", "-req", "-in", folder / "request.pem", "-CA", folder / "ca.pem", "-CAkey",
            folder / "ca-key.pem", "-CAcreateserial", "-days", "3650", "-extfile", folder / "extensions", "-out",
            folder / f"{name}.pem")


SMALL = ["--innodb-log-file-size=8M", "--innodb-data-file-path=ibdata1:4M:autoextend", "--performance-schema=OFF",
         "--skip-log-bin", "--default-time-zone=+03:00"]  # an odd zone: whoever forgets to set one is seen


def common(data):
    as_user = ["--user=root"] if os.getuid() == 0 else []
    return ["--no-defaults", f"--datadir={data}", *as_user, *SMALL]


def template():
    """The folder with `data` and `tls` that every server starts from; made by the first who needs it."""
    version = run(find_program("mariadbd"), "--version")
    name = hashlib.sha256(version + pathlib.Path(__file__).read_bytes()).hexdigest()[:16]
    place = pathlib.Path(tempfile.gettempdir()) / f"garden-mariadb-{os.getuid()}-{name}"
    with open(str(place) + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if place.exists():
            return place
        making = pathlib.Path(tempfile.mkdtemp(prefix="garden-mariadb-making-"))
        (making / "tls").mkdir()
        make_certificates(making / "tls")
        run(find_program("mariadb-install-db"), *common(making / "data"), "--skip-test-db",
            "--auth-root-authentication-method=normal")
        server = MariaDbServer(tls="none", base=making)
        server.start()
        server.sql(USERS % (sql_text(READER[1]), sql_text(WRITER[1])))
        server.stop()
        shutil.rmtree(server.folder)
        making.rename(place)
        return place


class MariaDbServer:
    def __init__(self, tls="right", options=(), base=None):
        self.base = base or template()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="garden-db-"))
        self.socket = self.folder / "s"
        self.data = self.base / "data" if base else self.folder / "data"
        self.tls = tls
        self.options = list(options)
        self.port = None
        self.process = None
        certificates = self.base / "tls"
        self.ca, self.other_ca = certificates / "ca.pem", certificates / "other-ca.pem"
        if tls != "none":
            self.options += [f"--ssl-cert={certificates}/{tls}.pem", f"--ssl-key={certificates}/{tls}-key.pem",
                             f"--ssl-ca={self.ca}"]
        if not base:
            shutil.copytree(self.base / "data", self.data)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def start(self):
        for attempt in range(5):  # the free port may be taken by somebody else meanwhile
            if self.port is None or attempt:
                with socket.socket() as free:
                    free.bind(("127.0.0.1", 0))
                    self.port = free.getsockname()[1]
            with open(self.folder / "log", "ab") as log:
                self.process = subprocess.Popen(
                    [find_program("mariadbd"), *common(self.data), f"--socket={self.socket}", f"--port={self.port}",
                     "--bind-address=127.0.0.1", "--skip-name-resolve", f"--pid-file={self.folder}/pid",
                     f"--tmpdir={self.folder}",  # a server that starts deletes what others have in a shared one
                     "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M",
                     "--character-set-server=utf8mb4", *self.options],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent)
            if self.wait_up():
                return
        raise RuntimeError("MariaDB did not start:\n" + self.log())

    def wait_up(self):
        end = time.monotonic() + UP_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                return False
            with socket.socket() as probe:
                try:  # the first bytes of a server that is up: its greeting
                    probe.settimeout(5)
                    probe.connect(("127.0.0.1", self.port))
                    if probe.recv(1):
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

    def sql(self, text, database="shop"):
        """Runs statements as root; the rows of the last as tab-separated text."""
        exists = [database] if self.data != self.base / "data" else []
        return run("mariadb", "--no-defaults", "--user=root", f"--socket={self.socket}", "--batch",
                   "--skip-column-names", "--default-character-set=utf8mb4", *exists, input=text.encode()).decode()

    def facts(self):
        return {"host": "127.0.0.1", "port": self.port, "socket": str(self.socket), "ca": str(self.ca),
                "other_ca": str(self.other_ca), "folder": str(self.folder), "pid": self.process.pid,
                "reader": READER, "writer": WRITER}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tls", choices=("right", "wrong-host", "none"), default="right")
    arguments.add_argument("options", nargs="*", help="further options of mariadbd, after `--`")
    given = arguments.parse_args()
    die_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with MariaDbServer(given.tls, given.options) as server:
        print(json.dumps(server.facts()), flush=True)
        verbs = {name: getattr(server, name) for name in ("stop", "kill", "start", "pause", "resume")}
        for line in sys.stdin:
            try:
                verbs[line.strip()]()
                print("ok", flush=True)
            except Exception as error:  # whoever asked decides what it means
                print("error " + repr(error), flush=True)


if __name__ == "__main__":
    main()
