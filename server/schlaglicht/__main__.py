"""The console script `schlaglicht`, also as `python -m schlaglicht`."""

from __future__ import annotations

import signal


def main() -> None:
    """Runs the command line; Ctrl-C ends this process without a word, even while it is loaded."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from schlaglicht.cli import main as run

    run()


if __name__ == "__main__":
    main()
