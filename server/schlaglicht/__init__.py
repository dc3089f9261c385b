"""Publishes a folder of RDF as a knowledge graph that people can trust."""

__version__ = "0.1.0"
