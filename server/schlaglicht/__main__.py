"""Runs the console script `schlaglicht` as `python -m schlaglicht`."""

from schlaglicht.cli import main

if __name__ == "__main__":
    main()
