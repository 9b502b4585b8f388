"""Goal: event streams begin at once, stay awake, push back, and end for a reason.

Method: streams read well, read slowly, not read at all, closed by either side.
"""
import time

from wire import HOST, Answer, Client, ServerTest, get, main


class Streams(ServerTest):
    arguments = ("ping_ms=300", "write_ms=3000")

    def test_the_head_and_the_first_comment(self):
        with self.server.connect() as client:
            head = client.open_stream("/sse?ms=100000&id=4")
            self.assertEqual(head.status, 200)
            self.assertEqual(head.header("Content-Type"), "text/event-stream")
            self.assertEqual(head.header("Cache-Control"), "no-cache, no-transform")
            self.assertEqual(head.header("X-Accel-Buffering"), "no")
            self.assertEqual(head.header("Connection"), "close")
            self.assertEqual(head.header("X-Run-Id"), "run_4")
            self.assertTrue(head.header("X-Request-Id"))
            self.assertEqual((head.all("Content-Length"), head.all("Transfer-Encoding")), ([], []))
            self.assertEqual(client.read_until(b"\n\n"), b": ok")

    def test_pings_while_there_is_nothing_to_say(self):
        """One each interval, not each second one; the best of three, for this machine may be busy."""
        times = []
        while not times or (min(times) > 2.5 and len(times) < 3):
            with self.server.connect() as client:
                client.open_stream("/sse?ms=100000")
                while client.read_until(b"\n\n") != b": ping":
                    pass
                began = time.time()
                for _ in range(5):
                    self.assertEqual(client.read_until(b"\n\n"), b": ping")
                times.append(time.time() - began)
        self.assertGreater(min(times), 1.2)
        self.assertLess(min(times), 2.5)

    def test_events_in_order_and_the_end(self):
        with self.server.connect() as client:
            client.open_stream("/sse?ms=1&n=50&id=9")
            self.assertEqual([client.event()["s"] for _ in range(50)], list(range(50)))
            self.assertEqual(client.read_to_end().replace(b": ping\n\n", b""), b"")
        self.server.wait_for("the reason", lambda stat: stat["by_app"] >= 1)

    def test_head_of_a_stream(self):
        with self.server.connect() as client:
            client.send(b"HEAD /sse HTTP/1.1\r\n" + HOST + b"\r\n")
            head = Answer(client.read_until(b"\r\n\r\n"), b"")
            self.assertEqual(head.header("Content-Type"), "text/event-stream")
            self.assertEqual(client.read_to_end(), b"")

    def test_what_a_client_says_on_a_stream_is_ignored(self):
        with self.server.connect() as client:
            client.open_stream("/sse?ms=5&id=1")
            client.send(get("/health") * 1000)
            self.assertEqual([client.event()["s"] for _ in range(20)], list(range(20)))

    def test_a_reader_who_does_not_read_is_cut(self):
        before = self.server.stat()
        with self.server.connect(receive_buffer=4096) as client:
            client.open_stream("/sse?ms=1&pad=20000")
            self.server.wait_for("the cut", lambda stat: stat["over_cap"] > before["over_cap"])
        self.assertEqual(self.server.stat()["too_slow"], before["too_slow"])

    def test_a_producer_that_waits_for_room_loses_nothing(self):
        with self.server.connect(receive_buffer=4096) as client:
            client.open_stream("/pour?n=3000&pad=1000&id=3")
            for number in range(3000):
                if number % 500 == 0:
                    time.sleep(0.05)  # a slow reader, so that the buffer is full again and again
                event = client.event()
                self.assertEqual((event["id"], event["s"]), (3, number))
            self.assertEqual(client.read_to_end().replace(b": ping\n\n", b""), b"")

    def test_a_stream_that_nobody_reads_ends(self):
        before = self.server.stat()["too_slow"]
        with self.server.connect(receive_buffer=4096) as client:
            client.open_stream("/pour?n=100000&pad=1000")
            self.server.wait_for("the cut", lambda stat: stat["too_slow"] > before)

    def test_streams_are_counted(self):
        clients = [self.server.connect() for _ in range(20)]
        for client in clients:
            client.open_stream("/sse?ms=100000")
        self.assertGreaterEqual(self.server.stat()["sink_streams"], 20)
        for client in clients:
            client.socket.close()
        self.server.wait_for("their end", lambda stat: stat["sink_streams"] == 0 and stat["streams"] == 0)


class IPv6(ServerTest):
    arguments = ("address=::1",)

    def test_it_listens_and_names_its_client(self):
        with Client(self.server.port, host="::1") as client:
            answer = client.ask(b"POST /headers HTTP/1.1\r\nHost: [::1]:1\r\nContent-Length: 0\r\n\r\n")
            self.assertIn(b"peer=::1\n", answer.body)


class BothFamilies(ServerTest):
    arguments = ("address=::",)

    def test_an_ipv4_client_has_an_ipv4_address(self):
        answer = self.server.ask(b"POST /headers HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n\r\n")
        self.assertIn(b"peer=127.0.0.1\n", answer.body)


if __name__ == "__main__":
    main()
