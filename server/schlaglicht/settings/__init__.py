"""Settings of a project: what they may say, and tables of TOML or JSON as frozen dataclasses."""
