"""What `python -m http.server` answers with, over connections that stay open.

    python file_server.py FOLDER

A process of its own, so that it and who asks it do not wait for each other; says its port first.
"""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Files(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and content are written one after the other

    def log_message(self, *_arguments: object) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=sys.argv[1]))
    print(server.server_port, flush=True)
    server.serve_forever()
