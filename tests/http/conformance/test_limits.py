"""Goal: everything a client can make large or slow has an end, and the client is told.

Method: endless heads, extensions, trailers and bodies; heads, bodies and readers that trickle; many bodies at
once; handlers that never answer.
"""
import time

from wire import HOST, PATIENCE_S, ServerTest, get, main, post

CHUNKED = b"POST /sum HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"


def send_until_refused(client, piece, count):
    """Sends and sends; the answer must arrive though the client does not stop."""
    try:
        for _ in range(count):
            client.send(piece)
            time.sleep(0.0005)
    except OSError:
        pass
    return client.answer()


class Sizes(ServerTest):
    def check_endless(self, begin, piece, statuses):
        with self.server.connect() as client:
            answer = send_until_refused(client.send(begin), piece, 100)
            self.assertIn(answer.status, statuses)
            answer.problem()

    def test_endless_lines(self):
        self.check_endless(b"GET /", b"a" * 1000, (414,))
        self.check_endless(b"GET / HTTP/1.1\r\nX: ", b"a" * 1000, (431,))
        self.check_endless(b"GET / HTTP/1.1\r\n" + HOST, b"X: 1\r\n" * 100, (431,))
        self.check_endless(CHUNKED + b"5;", b"a" * 1000, (431,))
        self.check_endless(CHUNKED + b"0\r\n", b"X: " + b"a" * 1000 + b"\r\n", (431,))

    def test_too_many_headers(self):
        self.assertEqual(self.server.refusal(b"GET / HTTP/1.1\r\n" + HOST + b"a:\r\n" * 200 + b"\r\n").status, 431)

    def test_bodies(self):
        body = b"x" * (1024 * 1024)
        self.assertEqual(self.server.ask(post("/sum", body)).body.split(b":")[0], b"1048576")
        with self.server.connect() as client:
            client.send(b"POST /sum HTTP/1.1\r\n" + HOST + b"Content-Length: 3000000\r\n\r\n" + b"x" * 900000)
            self.assertEqual(client.answer().status, 413)  # it arrives though the body was not read

    def test_chunked_body_too_large(self):
        with self.server.connect() as client:
            answer = send_until_refused(client.send(CHUNKED), b"10000\r\n" + b"x" * 65536 + b"\r\n", 20)
            self.assertEqual(answer.status, 413)


class Bodies(ServerTest):
    arguments = ("bodies=1500000",)

    def test_all_bodies_together(self):
        head = b"POST /sum HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000\r\n\r\n"
        with self.server.connect() as first:
            first.send(head + b"x" * 999_999)
            self.server.wait_for("the first body", lambda stat: stat["bodies"] == 999_999)
            with self.server.connect() as second:
                second.send(head + b"x" * 1_000_000)
                answer = second.answer()
                self.assertEqual((answer.status, answer.header("Retry-After")), (503, "1"))
                answer.problem()
            self.assertEqual(self.server.ask(post("/sum", b"small")).status, 200)
            self.assertEqual(first.ask(b"x").status, 200)
        self.server.wait_for("giving back", lambda stat: stat["bodies"] == 0)
        self.assertEqual(self.server.ask(head + b"x" * 1_000_000).status, 200)

    def test_a_client_that_leaves_gives_its_body_back(self):
        with self.server.connect() as client:
            client.send(b"POST /sum HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000\r\n\r\n" + b"x" * 500_000)
            self.server.wait_for("the body", lambda stat: stat["bodies"] == 500_000)
            client.reset()
        self.server.wait_for("giving back", lambda stat: stat["bodies"] == 0)


class Times(ServerTest):
    arguments = ("head_ms=400", "body_ms=600", "idle_ms=800", "write_ms=500", "rate=100000")

    def check_trickle(self, begin, byte):
        """Sends a byte each 20 ms; the clock runs from the first byte, so that gains nothing."""
        with self.server.connect() as client:
            client.send(begin)
            began = time.time()
            client.socket.settimeout(0.02)
            while time.time() - began < PATIENCE_S:
                try:
                    client.send(byte)
                    if not client.receive():
                        break
                except TimeoutError:
                    continue
                except OSError:
                    break
                if b"\r\n\r\n" in client.waiting:
                    break
            client.socket.settimeout(PATIENCE_S)
            answer = client.answer()
            self.assertEqual(answer.status, 408)
            answer.problem()

    def test_slow_heads(self):
        self.check_trickle(b"GET / HT", b"T")
        self.check_trickle(get("/health")[:-2], b"a")

    def test_slow_bodies(self):
        self.check_trickle(b"POST /sum HTTP/1.1\r\n" + HOST + b"Content-Length: 100000\r\n\r\n", b"x")
        self.check_trickle(CHUNKED + b"fffff\r\n", b"x")

    def test_a_slow_head_after_a_body(self):
        with self.server.connect() as client:
            client.send(post("/sum", b"hello") + b"POST /sum HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\nhal")
            self.assertEqual(client.answer().status, 200)
            self.assertEqual(client.answer().status, 408)

    def test_idle_connections_end_quietly(self):
        with self.server.connect() as client:
            self.assertEqual(client.read_to_end(), b"")
        with self.server.connect() as client:
            self.assertEqual(client.ask(get("/health")).status, 200)
            self.assertEqual(client.read_to_end(), b"")

    def test_a_reader_that_trickles_is_cut(self):
        """20 KB/s where 100 KB/s are asked for: it always takes something, and still has to go."""
        with self.server.connect(receive_buffer=4096, mss=536) as client:
            client.send(get("/big?n=8000000"))
            until = time.time() + 2 * PATIENCE_S
            got = 0
            try:
                while time.time() < until:
                    data = client.socket.recv(1000)
                    if not data:
                        break
                    got += len(data)
                    time.sleep(0.05)
            except ConnectionResetError:
                pass
            self.assertLess(time.time(), until, "it was not cut")
            self.assertLess(got, 8000000)

    def test_a_reader_that_reads_nothing_is_cut(self):
        before = self.server.stat()["timed_out"]
        with self.server.connect(receive_buffer=4096) as client:
            client.send(get("/big?n=8000000"))
            self.server.wait_for("the cut", lambda stat: stat["timed_out"] > before)

    def test_a_handler_that_does_not_answer(self):
        with self.server.connect() as client:
            answer = client.ask(get("/never?within=100&ms=300"))
            self.assertEqual(answer.status, 504)
            answer.problem()
            self.assertEqual(client.ask(get("/later?ms=1&id=5")).body, b"id=5")  # the late answer went nowhere
            self.assertEqual(client.ask(get("/later?ms=400&id=6")).body, b"id=6")


if __name__ == "__main__":
    main()
