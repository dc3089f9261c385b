"""Log lines, metrics, and the records of requests."""
