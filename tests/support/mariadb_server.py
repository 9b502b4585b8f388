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
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile

from server_child import ServerChild, obey

READER = ("reader", "r:e@d'\"\\$ {p}ass")   # SELECT on shop; the password has what breaks careless quoting
WRITER = ("writer", "writer-password")       # everything on shop

USERS = """
CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER 'reader'@'%%' IDENTIFIED BY %s; GRANT SELECT ON shop.* TO 'reader'@'%%';
CREATE USER 'writer'@'%%' IDENTIFIED BY %s; GRANT ALL ON shop.* TO 'writer'@'%%';
"""


def sql_text(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


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


class MariaDbServer(ServerChild):
    name = "mariadb"

    def __init__(self, tls="right", options=(), base=None):
        super().__init__()
        self.base = base or template()
        self.socket = self.folder / "s"
        self.data = self.base / "data" if base else self.folder / "data"
        self.options = list(options)
        certificates = self.base / "tls"
        self.ca, self.other_ca = certificates / "ca.pem", certificates / "other-ca.pem"
        if tls != "none":
            self.options += [f"--ssl-cert={certificates}/{tls}.pem", f"--ssl-key={certificates}/{tls}-key.pem",
                             f"--ssl-ca={self.ca}"]
        if not base:
            shutil.copytree(self.base / "data", self.data)

    def command(self):
        return [find_program("mariadbd"), *common(self.data), f"--socket={self.socket}", f"--port={self.port}",
                "--bind-address=127.0.0.1", "--skip-name-resolve", f"--pid-file={self.folder}/pid",
                f"--tmpdir={self.folder}",  # a server that starts deletes what others have in a shared one
                "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M",
                "--character-set-server=utf8mb4", *self.options]

    def answers(self, probe):
        return bool(probe.recv(1))  # of its greeting

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
    obey(MariaDbServer(given.tls, given.options), ("stop", "kill", "start", "pause", "resume"))


if __name__ == "__main__":
    main()
