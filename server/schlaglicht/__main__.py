"""`python -m schlaglicht` is the console script `schlaglicht`."""

from schlaglicht.cli import main

if __name__ == "__main__":
    main()
