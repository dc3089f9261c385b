"""Answers without a match: the reasons, and queries near those asked that do answer."""
