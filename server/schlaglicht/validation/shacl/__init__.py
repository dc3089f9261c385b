"""SHACL: shapes are evaluated, and what they find becomes results with messages and places."""
