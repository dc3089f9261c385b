"""RDF: terms, graphs, parsers, locations and writers."""
