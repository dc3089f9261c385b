"""The Model Context Protocol at `/mcp`: `protocol` answers messages, `tools` what a model asks.

`texts` says much in few tokens, `patches` judges what a model wants to add.
"""
