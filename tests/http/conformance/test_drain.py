"""Goal: a server that stops refuses who comes, finishes what it began, and cuts no event in two.

Method: 300 open streams, idle connections, a large answer and a late one under way; then SIGTERM.
"""
import re
import unittest

from wire import PATIENCE_S, Client, Server, get, main, rounds


class Drain(unittest.TestCase):
    def test_with_everything_under_way(self):
        server = Server("loops=2", "drain_ms=60000")
        streams = [server.connect() for _ in range(rounds(300))]
        for number, client in enumerate(streams):
            client.open_stream("/sse?ms=20&id=%d" % number)
        idle = [server.connect() for _ in range(50)]
        for client in idle[:25]:
            client.ask(get("/health"))
        late = server.connect().send(get("/later?ms=1000&id=7"))
        large = server.connect(receive_buffer=65536).send(get("/big?n=8000000"))
        for client in streams:
            client.event()
        server.terminate()
        for number, client in enumerate(streams):
            rest = client.read_to_end()
            self.assertTrue(rest == b"" or rest.endswith(b"\n\n"), rest[-100:])
            numbers = [int(n) for n in re.findall(rb'"s":(\d+),', rest)]
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
            self.assertEqual(set(re.findall(rb'"id":(\d+),', rest)) - {b"%d" % number}, set())
            client.socket.close()
        for client in idle:
            self.assertEqual(client.read_to_end(), b"")
            client.socket.close()
        self.assertEqual(len(large.answer().body), 8000000)
        large.socket.close()
        answer = late.answer()
        self.assertEqual((answer.body, answer.header("Connection")), (b"id=7", "close"))
        self.assertEqual(late.read_to_end(), b"")
        late.socket.close()
        whole, ms = server.wait_end()
        print("drained in %d ms" % ms, flush=True)
        self.assertTrue(whole)
        with self.assertRaises(OSError):
            Client(server.port)

    def test_who_was_let_in_is_served(self):
        """Connected, asked, and the server stops at once: the request may still be in a queue of the kernel's or
        of Pistache's."""
        for number in range(rounds(20)):
            server = Server("loops=2", "drain_ms=60000")
            idle = server.connect()
            clients = [server.connect().send(get("/later?ms=1&id=%d" % (10 * number + n))) for n in range(10)]
            server.terminate()
            for n, client in enumerate(clients):
                answer = client.answer()
                self.assertEqual(answer.body, b"id=%d" % (10 * number + n))
                self.assertEqual(client.read_to_end(), b"")
                client.socket.close()
            self.assertEqual(idle.read_to_end(), b"")
            idle.socket.close()
            self.assertTrue(server.wait_end()[0])

    def test_what_does_not_end_is_cut(self):
        server = Server("write_ms=60000", "drain_ms=500")
        stuck = server.connect(receive_buffer=4096).send(get("/big?n=8000000"))
        server.wait_for("the answer to begin", lambda stat: stat["open"] == 2)
        server.terminate()
        whole, ms = server.wait_end()
        self.assertFalse(whole)
        self.assertLess(ms, 500 + PATIENCE_S * 1000)
        stuck.socket.close()


if __name__ == "__main__":
    main()
