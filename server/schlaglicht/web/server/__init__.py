"""The running server: processes, settings, metrics, logs and reloads."""
