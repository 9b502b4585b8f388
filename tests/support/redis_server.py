"""RedisServer: a real Redis as a child, for tests.

    with RedisServer(tls="right", options=("--requirepass", "secret")) as server:
        connect to 127.0.0.1:server.port, or with TLS and server.ca to localhost:server.tls_port

It keeps nothing on disk, has free ports of its own and dies with its owner. `tls`: "none", "right" (a certificate for
localhost and 127.0.0.1) or "wrong-host" (the same CA, for another name).

As a program it serves tests in other languages: it prints one line of JSON when the server is up, then obeys the
lines `kill`, `start`, `pause`, `resume` (each answered by `ok` or `error ...`), and ends with its standard input.
"""
import argparse
import shutil

from mariadb_server import make_certificates
from server_child import ServerChild, free_port, obey


class RedisServer(ServerChild):
    name = "redis"

    def __init__(self, tls="none", options=()):
        super().__init__()
        self.tls = tls
        self.options = list(options)
        self.ca, self.other_ca = self.folder / "ca.pem", self.folder / "other-ca.pem"
        self.tls_port = None
        if tls != "none":
            make_certificates(self.folder)

    def take_ports(self):
        self.port, self.tls_port = free_port(), free_port()

    def command(self):
        program = shutil.which("redis-server")
        if not program:
            raise RuntimeError("redis-server is not installed; it is in Debian's package redis-server")
        tls = ["--tls-port", str(self.tls_port), "--tls-cert-file", str(self.folder / f"{self.tls}.pem"),
               "--tls-key-file", str(self.folder / f"{self.tls}-key.pem"), "--tls-ca-cert-file", str(self.ca),
               "--tls-auth-clients", "no"] if self.tls != "none" else []
        return [program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", "",
                "--appendonly", "no", "--enable-debug-command", "yes", *tls, *self.options]

    def answers(self, probe):
        probe.sendall(b"PING\r\n")
        return bool(probe.recv(1))  # +PONG, or -NOAUTH: it is up

    def facts(self):
        return {"port": self.port, "tls_port": self.tls_port, "ca": str(self.ca), "other_ca": str(self.other_ca),
                "pid": self.process.pid}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tls", choices=("right", "wrong-host", "none"), default="none")
    arguments.add_argument("options", nargs="*", help="further options of redis-server, after `--`")
    given = arguments.parse_args()
    obey(RedisServer(given.tls, given.options), ("kill", "start", "pause", "resume"))


if __name__ == "__main__":
    main()
