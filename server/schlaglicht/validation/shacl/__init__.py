"""SHACL: pySHACL judges, and its report becomes results with messages and places."""
