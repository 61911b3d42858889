"""Serve the built pages on this machine and open them: ``python -m evidence.upkeep.serve``."""

from __future__ import annotations

import functools
import http.server
import sys
import webbrowser

from evidence.paths import HTML


def main() -> int:
    """Serve until interrupted; 1 if the book hasn't been built."""
    if not (HTML / "index.html").exists():
        print("There is no book yet: run make book first.", file=sys.stderr)
        return 1
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(HTML))
    # Port 0 asks the system for a free one, so a second preview never collides with the first.
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        print(f"The book is at {address} (Ctrl+C stops)")
        webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
