"""The ground: processes, files and texts for a terminal, which know nothing of RDF."""
