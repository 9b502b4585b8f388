"""Goal: where a request ends is decided right whatever the split, and never in two ways.

Method: valid requests cut at every place, byte by byte and at random; then requests that two servers could read
differently, each refused with a problem document and a closed connection.
"""
import random
import threading
import time

from wire import HOST, ServerTest, get, main, post, rounds, total

CHUNKED = (
    b"POST /sum HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    b'5\r\nhello\r\n7;x="y"\r\n world!\r\n0\r\nX-T: 1\r\n\r\n'
)
BODY = b"hello world!"


class Splits(ServerTest):
    arguments = ("loops=2",)

    def check_pair(self, client, name):
        self.assertEqual(client.answer().body, total(BODY), name)
        self.assertEqual(client.answer().status, 200, name)

    def test_chunked_in_every_two_pieces(self):
        message = CHUNKED + get("/health")
        for cut in range(1, len(message)):
            with self.server.connect() as client:
                client.send(message[:cut])
                time.sleep(0.002)
                client.send(message[cut:])
                self.check_pair(client, message[max(0, cut - 5) : cut])

    def test_byte_by_byte(self):
        for message in (CHUNKED, post("/sum", BODY)):
            with self.server.connect() as client:
                client.send_slowly(message + get("/health"))
                self.check_pair(client, message)

    def random_request(self, rnd):
        """(bytes, expected body of the answer)"""
        kind = rnd.random()
        if kind < 0.3:
            number = rnd.randint(0, 9999)
            return get("/later?ms=%d&id=%d" % (rnd.choice([0, 1, 5]), number)), b"id=%d" % number
        body = rnd.randbytes(rnd.choice([0, 1, 5, 100, 5000, 70000]))
        if kind < 0.6:
            return post("/sum", body), total(body)
        chunks, at = b"", 0
        smallest = 1 if len(body) < 1000 else 1000
        while at < len(body):
            size = min(len(body) - at, rnd.choice([smallest, 3 * smallest, 1000, 40000]))
            chunks += b"%x\r\n" % size + body[at : at + size] + b"\r\n"
            at += size
        head = b"POST /sum HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
        return head + chunks + b"0\r\n\r\n", total(body)

    def test_random_pipelines_in_random_pieces(self):
        rnd = random.Random(7)
        for _ in range(rounds(80)):
            requests = [self.random_request(rnd) for _ in range(rnd.randint(1, 6))]
            data = b"".join(request for request, _ in requests)
            sizes = [1, 2, 7, 100, 3000, 100000] if len(data) < 20000 else [3000, 100000]
            with self.server.connect() as client:
                at = 0
                while at < len(data):
                    size = rnd.choice(sizes)
                    client.send(data[at : at + size])
                    at += size
                    if rnd.random() < 0.3:
                        time.sleep(0.0005)
                for _, expected in requests:
                    self.assertEqual(client.answer().body, expected)

    def test_many_pipelined_keep_their_order(self):
        count = rounds(3000)
        data = get("/later?ms=200&id=0") + b"".join(get("/later?ms=0&id=%d" % i) for i in range(1, count))
        with self.server.connect() as client:
            sender = threading.Thread(target=client.send, args=(data,))
            sender.start()
            for number in range(count):
                self.assertEqual(client.answer().body, b"id=%d" % number)
            sender.join()

    def test_pipelined_in_one_segment(self):
        with self.server.connect() as client:
            client.send(get("/health") * 3 + get("/nothing") + get("/big?n=100000") + post("/sum", b"x"))
            statuses = [client.answer().status for _ in range(6)]
        self.assertEqual(statuses, [200, 200, 200, 404, 200, 200])


class Semantics(ServerTest):
    def test_head_has_the_length_and_no_body(self):
        with self.server.connect() as client:
            client.send(b"HEAD /big?n=5000 HTTP/1.1\r\n" + HOST + b"\r\n" + get("/health"))
            answer = client.answer(has_body=False)
            self.assertEqual((answer.status, answer.header("Content-Length")), (200, "5000"))
            self.assertEqual(client.answer().status, 200)

    def test_statuses_without_a_body_have_none(self):
        for code in (204, 304):
            with self.server.connect() as client:
                client.send(get("/status?code=%d" % code) + get("/health"))
                answer = client.answer(has_body=False)
                self.assertEqual((answer.status, answer.header("Content-Length")), (code, None))
                self.assertEqual(client.answer().status, 200)

    def test_options(self):
        answer = self.server.ask(b"OPTIONS /health HTTP/1.1\r\n" + HOST + b"\r\n", has_body=False)
        self.assertEqual((answer.status, answer.header("Allow")), (204, "GET, HEAD, OPTIONS"))
        answer = self.server.ask(b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", has_body=False)
        self.assertEqual(answer.status, 204)

    def test_405_and_404_go_on(self):
        with self.server.connect() as client:
            answer = client.ask(post("/health", b"ignored body"))
            self.assertEqual((answer.status, answer.header("Allow")), (405, "GET, HEAD, OPTIONS"))
            answer.problem()
            self.assertEqual(client.ask(get("/nothing")).status, 404)
            self.assertEqual(client.ask(get("/health")).status, 200)

    def test_percent_encoded_paths(self):
        self.assertEqual(self.server.ask(get("/name/gr%C3%BCn%2Fblau")).body.decode(), "grün/blau")
        self.assertEqual(self.server.ask(get("/name/%zz")).status, 400)

    def test_close_is_honoured(self):
        with self.server.connect() as client:
            answer = client.ask(get("/health", b"Connection: close"))
            self.assertEqual(answer.header("Connection"), "close")
            self.assertEqual(client.read_to_end(), b"")

    def test_http_1_0(self):
        with self.server.connect() as client:
            self.assertEqual(client.ask(b"GET /health HTTP/1.0\r\n\r\n").header("Connection"), "close")
            self.assertEqual(client.read_to_end(), b"")
        with self.server.connect() as client:
            for _ in range(2):
                answer = client.ask(b"GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                self.assertEqual(answer.header("Connection"), "keep-alive")

    def test_continue(self):
        head = b"POST /sum HTTP/1.1\r\n" + HOST + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n"
        with self.server.connect() as client:
            client.send(head % 5)
            self.assertEqual(client.read_until(b"\r\n\r\n"), b"HTTP/1.1 100 Continue")
            self.assertEqual(client.ask(b"hello").body, total(b"hello"))
        with self.server.connect() as client:  # does not wait
            self.assertEqual(client.ask(head % 5 + b"hello").body, total(b"hello"))
        self.assertEqual(self.server.refusal(head % 2_000_000).status, 413)
        self.assertEqual(self.server.refusal(get("/sum", b"Expect: wonders")).status, 417)

    def test_absolute_form(self):
        self.assertEqual(self.server.ask(b"GET http://x/health HTTP/1.1\r\n" + HOST + b"\r\n").status, 200)
        self.assertEqual(self.server.refusal(b"GET http://y/health HTTP/1.1\r\n" + HOST + b"\r\n").status, 400)

    def test_empty_lines_before_a_request(self):
        with self.server.connect() as client:
            self.assertEqual(client.ask(b"\r\n" + get("/health")).status, 200)
            self.assertEqual(client.ask(b"\r\n\r\n" + get("/health")).status, 200)

    def test_headers_reach_the_handler_and_trailers_do_not(self):
        data = (
            b"POST /headers HTTP/1.1\r\n" + HOST + b"X: 1\r\nX: 2\r\nCookie: =;;broken\r\nDate: never\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: evil\r\n\r\n"
        )
        body = self.server.ask(data).body
        self.assertIn(b"X=1\nX=2\n", body)
        self.assertIn(b"peer=127.0.0.1\n", body)
        self.assertNotIn(b"evil", body)

    def test_request_ids(self):
        answer = self.server.ask(get("/health", b"X-Request-Id: mine-1"))
        self.assertEqual(answer.all("X-Request-Id"), [b"mine-1"])
        answer = self.server.ask(get("/nothing", b"X-Request-Id: mine-2"))
        self.assertEqual(answer.problem()["request_id"], "mine-2")
        for bad in (b"a b", b'"', b"x" * 200):
            answer = self.server.ask(get("/health", b"X-Request-Id: " + bad))
            self.assertTrue(answer.header("X-Request-Id").startswith("req_"))
        self.assertEqual(self.server.refusal(get("/", b"X-Request-Id: mine-3", b"Host: y")).status, 400)

    def test_an_answer_cannot_be_split(self):
        with self.server.connect() as client:
            client.send(get("/split?v=a%0D%0AX-Forged:%201%0D%0A%0D%0Abody") + get("/health"))
            answer = client.answer()
            self.assertEqual(answer.header("X-Value"), "a  X-Forged: 1    body")
            self.assertEqual((answer.header("X-Forged"), answer.all("Content-Length")), (None, [b"5"]))
            self.assertEqual(client.answer().status, 200)

    def test_faults_of_a_handler(self):
        for path in ("/throw", "/drop"):
            with self.server.connect() as client:
                answer = client.ask(get(path))
                self.assertEqual(answer.status, 500)
                self.assertNotIn("secret", answer.problem()["detail"])
                self.assertEqual(client.ask(get("/health")).status, 200)


class Smuggling(ServerTest):
    def check(self, status, *lines, body=b""):
        data = b"POST /sum HTTP/1.1\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body
        self.assertEqual(self.server.refusal(data).status, status, data)

    def test_lengths(self):
        host = b"Host: x"
        self.check(400, host, b"Content-Length: 5", b"Content-Length: 5", body=b"hello")
        self.check(400, host, b"Content-Length: 5", b"Content-Length: 6", body=b"hello")
        self.check(400, host, b"Content-Length: 5, 5", body=b"hello")
        for bad in (b"-1", b"+5", b"0x5", b"5 5", b"", b"abc"):
            self.check(400, host, b"Content-Length: " + bad, body=b"hello")
        self.check(413, host, b"Content-Length: 1000000000000000000")
        self.check(400, host, b"Content-Length: 99999999999999999999")
        self.check(400, host, b"Content-Length : 5", body=b"hello")

    def test_codings(self):
        host = b"Host: x"
        self.check(400, host, b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n")
        self.check(400, host, b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n")
        self.check(501, host, b"Transfer-Encoding: gzip, chunked")
        self.check(501, host, b"Transfer-Encoding: identity")
        self.check(501, host, b"Transfer-Encoding: chunked, identity")
        self.check(400, host, b"Transfer-Encoding: chunked", body=b"0\r\nContent-Length: 5\r\n\r\n")
        self.check(400, host, b"Transfer-Encoding: chunked", body=b"xyz\r\nhello")
        self.check(400, host, b"Transfer-Encoding: chunked", body=b"5\r\nhelloworld\r\n")
        data = b"POST /sum HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        self.assertEqual(self.server.refusal(data).status, 400)

    def test_hosts(self):
        self.check(400)
        self.check(400, b"Host: a", b"Host: b")
        for bad in (b"", b"a b", b"a/b", b"a@b", b"a:99999", b"[::1", b"a,b", b"%61"):
            self.check(400, b"Host: " + bad)

    def test_lines(self):
        for data in (
            b"GET /health HTTP/1.1\nHost: x\n\n",
            b"GET /health HTTP/1.1\r\nHost: x\n\r\n",
            b"GET /health HTTP/1.1\r\nHost: x\r\nX: a\r\n folded\r\n\r\n",
            b"GET /health HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
            b"GET /health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
            b"GET /health HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
            b"GET /health HTTP/1.1\r\nHost: x\r\n: no name\r\n\r\n",
            b"GET /health\r\n\r\n",
            b"GET  /health HTTP/1.1\r\nHost: x\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        ):
            self.assertEqual(self.server.refusal(data).status, 400, data)

    def test_methods_and_versions(self):
        self.assertEqual(self.server.refusal(b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n").status, 501)
        self.assertEqual(self.server.refusal(b"CONNECT x:80 HTTP/1.1\r\n" + HOST + b"\r\n").status, 501)
        self.assertEqual(self.server.refusal(b"GET / HTTP/2.0\r\n" + HOST + b"\r\n").status, 505)
        self.assertEqual(self.server.refusal(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status, 505)

    def test_nothing_after_a_refusal_is_read(self):
        with self.server.connect() as client:
            client.send(b"GET / HTTP/1.1\r\n\r\n" + get("/health"))
            self.assertEqual(client.answer().status, 400)
            self.assertEqual(client.read_to_end(), b"")


if __name__ == "__main__":
    main()
