"""A server like `python -m http.server`, but with persistent connections.

    python file_server.py FOLDER

Runs in a separate process, so that it and its client do not block each other; prints its port
first.
"""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Files(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and content are separate writes

    def log_message(self, *_arguments: object) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=sys.argv[1]))
    print(server.server_port, flush=True)
    server.serve_forever()
