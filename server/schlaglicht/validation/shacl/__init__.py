"""SHACL: pySHACL validates, and its report becomes results with messages and places."""
