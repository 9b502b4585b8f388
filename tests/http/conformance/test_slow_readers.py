"""Goal: a client that asks and does not read costs nobody else anything.

Method: small receive buffers x answers of 1 KB, 60 KB and 8 MB x segments of 88, 536 and 1448 bytes x 20 requests
in one segment, /health probed on the same loop meanwhile. Latencies are printed; that nothing hangs is asserted.
"""
import threading
import time

from wire import PATIENCE_S, SLOW, ServerTest, get, main


class Prober(threading.Thread):
    """Asks /health over one kept connection and a fresh one in turn."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.latencies, self.failures, self.stopped = server, [], [], False

    def run(self):
        kept = self.server.connect()
        while not self.stopped:
            try:
                self.probe(kept)
                with self.server.connect() as fresh:
                    self.probe(fresh)
            except Exception as problem:  # anything at all is a failed probe
                self.failures.append(repr(problem))
                kept.socket.close()
                kept = self.server.connect()
            time.sleep(0.002)
        kept.socket.close()

    def probe(self, client):
        began = time.time()
        assert client.ask(get("/health")).status == 200
        self.latencies.append(time.time() - began)


class SlowReaders(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prober = Prober(cls.server)
        cls.prober.start()

    @classmethod
    def tearDownClass(cls):
        cls.prober.stopped = True
        cls.prober.join(PATIENCE_S)
        super().tearDownClass()

    def read_on(self, client, wanted):
        got = 0
        while got < wanted:
            data = client.socket.recv(65536)
            self.assertTrue(data, "closed after %d of %d bytes" % (got, wanted))
            got += len(data)

    def check(self, size, mss):
        self.prober.latencies.clear()
        self.prober.failures.clear()
        clients = []
        for buffer in (1024, 4096):
            for _ in range(2 if SLOW else 4):
                client = self.server.connect(mss=mss, receive_buffer=buffer)
                clients.append(client.send(get("/big?n=%d" % size) * 20))
        until = time.time() + PATIENCE_S
        began = time.time()
        while len(self.prober.latencies) < 20 or time.time() - began < 0.8:
            self.assertLess(time.time(), until, "/health hangs")
            time.sleep(0.02)
        for number, client in enumerate(clients):
            if number % 2:
                client.reset()
                continue
            self.read_on(client, min(20 * size, 100_000 if mss == 88 else 300_000))
            client.socket.close()
        latencies = sorted(self.prober.latencies)
        self.assertEqual(self.prober.failures, [])
        print(
            "answer %7d mss %4d: /health %4d probes, p50 %.2f ms, max %.1f ms, %d KB resident"
            % (size, mss, len(latencies), latencies[len(latencies) // 2] * 1e3, latencies[-1] * 1e3,
               self.server.resident_kb()),
            flush=True,
        )

    def test_matrix(self):
        for size in (1024, 60 * 1024, 8 * 1024 * 1024):
            for mss in (88, 536, 1448):
                with self.subTest(size=size, mss=mss):
                    self.check(size, mss)
        self.server.wait_for("all slow readers to be gone", lambda stat: stat["open"] <= 3)


if __name__ == "__main__":
    main()
