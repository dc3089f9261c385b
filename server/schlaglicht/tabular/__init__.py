"""Tables as RDF by CSV on the Web: rows read, a mapping guessed, statements made of both."""
