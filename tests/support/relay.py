"""A relay between a service and PostgreSQL that loses the answer to one write when told to."""

import selectors
import socket
import threading
from contextlib import contextmanager

COMMITTED, INSERTED = b"COMMIT\0", b"INSERT 0 1\0"


class Relay:
    """lose(tag) sets the tag of an answer. The relay forwards everything else; at that answer it closes both ends."""

    def __init__(self, upstream, place):
        self.upstream, self.tag, self.lost = upstream, None, threading.Event()
        self.waker, self.woken = socket.socketpair()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(place / ".s.PGSQL.5432"))
        self.listener.listen(32)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.selector.register(self.woken, selectors.EVENT_READ)
        self.peers = {}

    def lose(self, tag):
        self.lost.clear()
        self.tag = tag

    def run(self):
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.woken:
                    return
                if key.fileobj is self.listener:
                    self._accept()
                elif key.fileobj in self.peers:
                    self._move(key.fileobj, key.data)

    def _accept(self):
        client, _ = self.listener.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.upstream)
        for one, other, is_answer in ((client, server, False), (server, client, True)):
            self.peers[one] = other
            self.selector.register(one, selectors.EVENT_READ, is_answer)

    def _move(self, source, is_answer):
        try:
            data = source.recv(65536)
            if is_answer and self.tag and self.tag in data:
                self.tag, data = None, b""
                self.lost.set()
            if data:
                return self.peers[source].sendall(data)
        except OSError:
            pass
        for end in (source, self.peers[source]):
            self.selector.unregister(end)
            del self.peers[end]
            end.close()

    def close(self):
        for end in (*self.peers, self.listener, self.waker, self.woken):
            end.close()


@contextmanager
def relayed(upstream, place):
    """with relayed(socket path, directory) as relay: a server that listens in the directory."""
    relay = Relay(upstream, place)
    thread = threading.Thread(target=relay.run)
    thread.start()
    try:
        yield relay
    finally:
        relay.waker.sendall(b"x")
        thread.join()
        relay.close()
