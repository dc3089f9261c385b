"""The console script `schlaglicht`, also as `python -m schlaglicht`."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Runs the command line; Ctrl-C ends this process without a word, even while it is loaded."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        from schlaglicht.cli import main as run
    except (ImportError, OSError) as error:  # often for lack of file descriptors
        sys.exit(_refusal(error))
    run()


def _refusal(error: Exception) -> int:
    print(f"schlaglicht cannot be loaded: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
