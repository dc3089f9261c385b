"""Writers of RDF, which change no character of a term."""
