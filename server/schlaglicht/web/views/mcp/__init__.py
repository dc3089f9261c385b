"""The Model Context Protocol at `/mcp`: `protocol` answers messages, `tools` what a model asks."""
