"""A key server on this machine that answers what a test sets, or is down."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class KeyServer:
    """`answer` is (status, text). stop() and start() keep the port."""

    def __init__(self):
        self.answer = (200, "{}")
        self.asked = 0
        self.port = 0
        self.running = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/keys"

    def publish(self, *jwks):
        self.answer = (200, json.dumps({"keys": list(jwks)}))

    def start(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked += 1
                status, text = outer.answer
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.running = HTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self.running.server_port
        threading.Thread(target=self.running.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        if self.running:
            self.running.shutdown()
            self.running.server_close()
        self.running = None
