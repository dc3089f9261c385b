"""Settings of a project: tables of TOML or JSON as frozen dataclasses, and what they may say."""
