"""The servers that the daemon under test asks: what the whole-program tests share of them."""
import http.server
import sys
import threading


class Web(http.server.ThreadingHTTPServer):
    """Listens on 127.0.0.1 at a port of the kernel's choice and answers by the given handler until it is closed."""

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # who asked may be dead
            super().handle_error(request, client_address)


class Answers(http.server.BaseHTTPRequestHandler):
    """A handler of Web; what inherits from it says in do_GET and do_POST what it answers."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **fields):
        self.send_response(status)
        for name, value in {**fields, "Content_Length": len(body)}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)
