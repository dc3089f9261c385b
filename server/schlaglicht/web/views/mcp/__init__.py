"""The Model Context Protocol at `/mcp`: `protocol` answers messages, `tools` what a model asks.

`shapes_text` and `patch_validation` are what two of the tools say.
"""
