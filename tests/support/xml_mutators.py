"""Mutations of `styles/nodes.rdf`, located by the text around them."""

from collections.abc import Iterator

from mutators import Edit, Mutation

Row = tuple[str, str, str, str, tuple[tuple[str, str, str, str], ...]]
"""A change: kind, text before it, old text, new text; then each result: code, text before its
token in the new text, token, precision of the place."""


def xml_mutations(text: str, newline: str) -> Iterator[Mutation]:
    """All mutations of the text, with line ends `newline`."""
    yield from mutations_by_context(_XML, text, newline)


def mutations_by_context(rows: tuple[Row, ...], text: str, newline: str) -> Iterator[Mutation]:
    """The mutations that `rows` describe."""
    for kind, *texts, results in rows:
        before, old, new = (part.replace("\n", newline) for part in texts)
        expected = [tuple(part.replace("\n", newline) for part in result) for result in results]
        found = text.index(before) + len(before)
        assert text.startswith(old, found), (before, old)
        edit = Edit(text, ((found, found + len(old)), new))
        places = set()
        for code, lead, token, precision in expected:
            start = edit.text.index(lead) + len(lead)
            assert edit.text.startswith(token, start), (lead, token)
            places.add(edit.expect(code, (start, start + len(token)), precision))
        yield Mutation(kind, edit.text, frozenset(places))


_BORN = '<ex:born rdf:datatype="&xsd;date">'
_ADA = ("shape", '\n  <ex:Person rdf:about="', "ada", "subject")
_BOB = ("shape", '<rdf:Description rdf:about="', "bob", "subject")

_XML: tuple[Row, ...] = (
    ("ill-typed literal", _BORN, "1815-12-10", "soon", (("shape", _BORN, "soon", "exact"),)),
    (
        "wrong datatype",
        "<ex:born",
        ' rdf:datatype="&xsd;date"',
        "",
        (("shape", "<ex:born>", "1815-12-10", "exact"),),
    ),
    (
        "wrong datatype",
        "<ex:name",
        ' xml:lang="de"',
        "",
        (("shape", "<ex:name>", "Ädä 😀", "exact"),),
    ),
    (
        "outside of sh:pattern",
        'ex:email="',
        "ada@",
        "ada&amp;",
        (("shape", 'ex:email="', "ada&amp;example.org", "exact"),),
    ),
    (
        "outside of sh:pattern",
        "<ex:postcode>",
        "50667",
        "50667\n😀",
        (("shape", "<ex:postcode>", "50667\n😀", "exact"),),
    ),
    (
        "outside of sh:in",
        'ex:status rdf:resource="',
        "&ex;active",
        "&ex;name",
        (("shape", 'ex:status rdf:resource="', "&ex;name", "exact"),),
    ),
    (
        "outside of range",
        '<ex:age rdf:datatype="&xsd;integer">',
        "36",
        "1000",
        (("shape", '<ex:age rdf:datatype="&xsd;integer">', "1000", "exact"),),
    ),
    (
        "too long",
        "ex:note='",
        "kurz",
        "k" * 60,
        (("shape", "ex:note='", "k" * 60 + ' &amp; "gut" 😀', "exact"),),
    ),
    (
        "value of the wrong class",
        '<ex:knows rdf:resource="',
        "https://example.org/id/bob",
        "nobody",
        (("shape", '<ex:knows rdf:resource="', "nobody", "exact"),),
    ),
    (
        "value of the wrong class",
        '<ex:author rdf:resource="',
        "ada",
        "nobody",
        (("shape", '<ex:author rdf:resource="', "nobody", "exact"),),
    ),
    (
        "item of a list",
        '<ex:members rdf:parseType="Collection">\n      <rdf:Description rdf:about="',
        "ada",
        "nobody",
        (("shape", '"Collection">\n      <rdf:Description rdf:about="', "nobody", "exact"),),
    ),
    (
        "value at the end of a path",
        '<ex:Address ex:city="',
        "Köln",
        "K",
        (("shape", '<ex:Address ex:city="', "K", "exact"),),
    ),
    (
        "missing property",
        "</ex:name>\n    ",
        _BORN + "1815-12-10</ex:born>",
        "",
        (_ADA,),
    ),
    (
        "missing property",
        'Person"/>\n    ',
        '<ex:name xml:lang="en">Bob</ex:name>',
        "",
        (_BOB,),
    ),
    (
        "missing property",
        "<ex:Address",
        ' ex:city="Köln"',
        "",
        (("shape", "<ex:address>\n      <", "ex:Address", "subject"),),
    ),
    (
        "missing property",
        '<ex:Work rdf:about="opus">',
        '<ex:author rdf:resource="ada"/>',
        "",
        (("shape", '<ex:Work rdf:about="', "opus", "subject"),),
    ),
    (
        "extra value",
        "1815-12-10</ex:born>",
        "",
        _BORN + "1815-12-11</ex:born>",
        (_ADA,),
    ),
    (
        "misspelt property",
        "</ex:age>\n    <",
        "ex:knows",
        "ex:know",
        (("unknown-term", "</ex:age>\n    <", "ex:know", "exact"),),
    ),
    (
        "unknown class",
        'rdf:about="bob">\n    <rdf:type rdf:resource="',
        "https://example.org/def/Person",
        "&ex;Persn",
        (
            ("unknown-term", '<rdf:type rdf:resource="', "&ex;Persn", "exact"),
            ("shape", 'rdf:about="bob">\n    <', "rdf:type", "exact"),
            ("shape", '<ex:knows rdf:resource="', "https://example.org/id/bob", "exact"),
            ("shape", 'about="ada"/>\n      <rdf:Description rdf:about="', "bob", "exact"),
        ),
    ),
    (
        "http twin",
        'xmlns:ex="',
        'https://example.org/def/"',
        'https://example.org/def/" xmlns:s="http://schema.org/"',
        (("http-schema-org", 'xmlns:s="', "http://schema.org/", "exact"),),
    ),
    (
        "http twin",
        '<ex:knows rdf:resource="https://example.org/id/bob" />',
        "",
        '<ex:note rdf:resource="http://schema.org/x"/>',
        (("http-schema-org", '<ex:note rdf:resource="', "http://schema.org/x", "exact"),),
    ),
    (
        "syntax: tags that do not match",
        "50667",
        "</ex:postcode>",
        "</ex:code>",
        (("syntax", "50667</", "e", "exact"),),
    ),
    (
        "syntax: IRI with a space",
        '<ex:author rdf:resource="',
        "ada",
        "a da",
        (("syntax", '<ex:author rdf:resource="', "a", "exact"),),
    ),
    (
        "syntax: undeclared prefix",
        "<ex:Work ",
        "",
        'zz:a="b" ',
        (("syntax", "</ex:Society>\n  ", "<", "exact"),),
    ),
    (
        "syntax: ampersand",
        'xml:lang="en">',
        "Ada",
        "Bob & Co",
        (("syntax", "Bob & ", "", "exact"),),
    ),
)
