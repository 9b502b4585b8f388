"""Goal: clients that leave at any moment harm nobody, and what was meant for them reaches nobody else.

Method: resets at random moments of everything a client can do; many users who come and go while late answers and
events for their predecessors on the same descriptor are still under way.
"""
import random
import threading
import time

from wire import HOST, ServerTest, get, main, rounds


class Leaving(ServerTest):
    arguments = ("loops=2",)

    def test_resets_at_every_moment(self):
        rnd = random.Random(11)
        requests = [
            get("/health"),
            get("/later?ms=20&id=1"),
            get("/sse?ms=2"),
            get("/pour?n=100000&pad=100"),
            get("/big?n=3000000"),
            b"POST /sum HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\nabc",
            b"POST /sum HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
            b"GET /hea",
        ]
        for _ in range(rounds(800)):
            client = self.server.connect().send(rnd.choice(requests) * rnd.randint(1, 3))
            if rnd.random() < 0.5:
                time.sleep(rnd.random() * 0.01)
            client.reset() if rnd.random() < 0.8 else client.socket.close()
        self.server.wait_for("all to be gone", lambda stat: stat["open"] <= 2 and stat["streams"] == 0)
        self.assertEqual(self.server.stat()["bodies"], 0)

    def test_a_stream_notices_at_once(self):
        before = self.server.stat()["by_client"]
        for leave in (lambda client: client.reset(), lambda client: client.socket.close()):
            client = self.server.connect()
            client.open_stream("/sse?ms=100000")
            leave(client)
        self.server.wait_for("the end of both streams", lambda stat: stat["by_client"] == before + 2)

    def test_a_waiting_request_notices_too(self):
        before = self.server.stat()["abandoned"]
        client = self.server.connect().send(get("/later?ms=2000"))
        client.socket.close()
        self.server.wait_for("the news", lambda stat: stat["abandoned"] == before + 1)

    def test_a_pipelining_client_that_waits_is_not_taken_for_gone(self):
        with self.server.connect() as client:
            client.send(get("/later?ms=300&id=1") + get("/later?ms=1&id=2"))
            self.assertEqual([client.answer().body, client.answer().body], [b"id=1", b"id=2"])

    def use(self, user, until, problems):
        """One user who comes again and again: leaves early, takes a late answer, or reads a stream."""
        rnd = random.Random(user)
        number = user * 1_000_000
        while time.time() < until:
            number += 1
            try:
                with self.server.connect() as client:
                    kind = rnd.random()
                    if kind < 0.4:
                        client.send(get("/later?ms=%d&id=%d" % (rnd.randint(1, 8), number)))
                        client.reset()
                    elif kind < 0.6:
                        client.open_stream("/sse?ms=1&id=%d" % number)
                        seen = [client.event() for _ in range(3)]
                        if [(e["id"], e["s"]) for e in seen] != [(number, i) for i in range(3)]:
                            problems.append((number, seen))
                    else:
                        body = client.ask(get("/later?ms=%d&id=%d" % (rnd.randint(0, 4), number))).body
                        if body != b"id=%d" % number:
                            problems.append((number, body))
            except Exception as problem:  # whatever it is, the user did not get what was his
                problems.append((number, repr(problem)))

    def test_nothing_reaches_who_has_the_descriptor_now(self):
        problems, until = [], time.time() + 4
        users = [threading.Thread(target=self.use, args=(user, until, problems)) for user in range(1, 13)]
        for user in users:
            user.start()
        for user in users:
            user.join()
        self.assertEqual(problems, [])


if __name__ == "__main__":
    main()
