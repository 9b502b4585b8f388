"""Goal: with no descriptor left those who are here go on, and those who come are told, at no cost.

Method: more clients than the limit of the process allows; then a leak that takes every descriptor.
"""
import time
import unittest

from wire import PATIENCE_S, SANITIZERS, ServerTest, get, main


def outcome(server):
    try:
        with server.connect() as client:
            return client.ask(get("/health")).status
    except (OSError, EOFError):
        return "left"


class OverTheCap(ServerTest):
    arguments = ("idle_ms=600000",)
    descriptors = 700  # so 444 connections, 256 being kept back

    def test_those_over_the_cap_are_told(self):
        kept = self.server.connect()
        self.assertEqual(kept.ask(get("/health")).status, 200)
        clients = [self.server.connect() for _ in range(600)]
        for client in clients:
            self.addCleanup(client.socket.close)
        seen = {}
        for client in clients:
            try:
                status = client.ask(get("/health")).status
            except (OSError, EOFError):
                status = "left"
            seen[status] = seen.get(status, 0) + 1
        print("600 clients, room for 444:", seen, flush=True)
        self.assertEqual(seen.get(200), 443)
        self.assertEqual(kept.ask(get("/health")).status, 200)
        with self.server.connect() as late:  # says nothing, so that no reset can eat the answer
            answer = late.answer()
            self.assertEqual((answer.status, answer.header("Retry-After")), (503, "1"))
            answer.problem()
        for client in clients:
            client.socket.close()
        until = time.time() + PATIENCE_S
        while b"open=1 " not in kept.ask(get("/stat")).body and time.time() < until:
            time.sleep(0.02)
        self.assertEqual(outcome(self.server), 200)
        kept.socket.close()


@unittest.skipIf("undefined" in SANITIZERS, "UBSan itself needs a descriptor to tell good memory from bad")
class NoneLeft(ServerTest):
    descriptors = 400

    def test_a_leak_elsewhere(self):
        kept = self.server.connect()
        self.assertEqual(kept.ask(get("/leak")).status, 200)
        for _ in range(20):
            self.assertIn(outcome(self.server), (200, 503, "left"))
            self.assertEqual(kept.ask(get("/health")).status, 200)
        waiting = [self.server.connect() for _ in range(50)]
        ticks, began = self.server.cpu_ticks(), time.time()
        time.sleep(1)  # the time in which the processor is looked at
        share = (self.server.cpu_ticks() - ticks) / (time.time() - began)
        print("no descriptor left, 50 waiting: %.0f %% of a core" % share, flush=True)
        self.assertLess(share, 60)
        for client in waiting:
            client.socket.close()
        self.assertEqual(kept.ask(get("/leak?off")).status, 200)
        until = time.time() + PATIENCE_S
        while outcome(self.server) != 200:
            self.assertLess(time.time(), until, "it does not recover")
            time.sleep(0.05)
        kept.socket.close()


if __name__ == "__main__":
    main()
