"""Readers of RDF documents, with places, and with words where they stop."""
