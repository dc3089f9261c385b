"""What a server counts and says of itself: log lines, metrics, the state of requests."""
