"""Mutations of `styles/nodes.jsonld`, located by the text around them."""

from collections.abc import Iterator

from mutators import Mutation
from xml_mutators import Row, mutations_by_context


def json_mutations(text: str, newline: str) -> Iterator[Mutation]:
    """All mutations of the text, with line ends `newline`."""
    yield from mutations_by_context(_JSON, text, newline)


_ADA = ("shape", '{"id": ', '"ada"', "subject")
_BOB = ("shape", '],\n      "id": ', '"bob"', "subject")


def _value(kind: str, before: str, old: str, new: str) -> Row:
    """A value that violates a shape, with the result at the value."""
    return (kind, before, old, new, (("shape", before, new, "exact"),))


_JSON: tuple[Row, ...] = (
    _value("ill-typed literal", '      "born": ', '"1815-12-10"', '"soon"'),
    _value("wrong datatype", '      "born": ', '"1815-12-10"', "1815"),
    _value("wrong datatype", '"age": ', "36", '"36"'),
    _value("wrong datatype", '"name": [', '{"@value": "Ädä 😀", "@language": "de"}', '"Ada"'),
    _value("outside of range", '"age": ', "36", "1000"),
    _value("outside of sh:pattern", '"email": ', '"ada@example.org"', '"ada\\u00e4 😀"'),
    _value("outside of sh:pattern", '"postcode": ', '"50667"', '"5066"'),
    _value("outside of sh:in", '      "status": ', '"https://example.org/def/active"', '"nobody"'),
    _value("too long", '"note": ', '"kurz & \\"gut\\" 😀"', '"' + "😀" * 70 + '"'),
    _value("value of the wrong class", '"knows": {"id": ', '"bob"', '"nobody"'),
    _value("value of the wrong class", '"Work", "author": ', '"ada"', '"nobody"'),
    _value("item of a list", '"members": ["ada", ', '"bob"', '"nobody"'),
    _value("value at the end of a path", '"city": ', '"Köln"', '"K"'),
    ("missing property", '"en"}],\n      ', '"born": "1815-12-10", ', "", (_ADA,)),
    ("missing property", "{\n      ", '"name": {"@value": "Bob", "@language": "en"},', "", (_BOB,)),
    (
        "missing property",
        '"Address", ',
        '"city": "Köln", ',
        "",
        (("shape", '"address": ', "{", "subject"),),
    ),
    (
        "missing property",
        '"Work"',
        ', "author": "ada"',
        "",
        (
            (
                "shape",
                '"Society", "id": "society", "members": ["ada", "bob"]},\n    {"id": ',
                '"opus"',
                "subject",
            ),
        ),
    ),
    ("extra value", '      "born": ', '"1815-12-10"', '["1815-12-10", "1815-12-11"]', (_ADA,)),
    (
        "misspelt property",
        'active",\n      ',
        '"knows"',
        '"know"',
        (("unknown-term", 'active",\n      ', '"know"', "exact"),),
    ),
    (
        "wrong class",
        '"id": "opus", "@type": ',
        '"Work"',
        '"Wrk"',
        (
            ("unknown-term", '"id": "opus", "@type": ', '"Wrk"', "exact"),
            ("shape", '"Wrk", "author": ', '"ada"', "exact"),
        ),
    ),
    (
        "value of the wrong class",
        '"address": {"@type": ',
        '"Address"',
        '"Status"',
        (("shape", '"address": ', "{", "exact"),),
    ),
    (
        "syntax: trailing comma",
        '"author": "ada"',
        "",
        ",",
        (("syntax", '"author": "ada",', "}", "exact"),),
    ),
    (
        "syntax: missing colon",
        '      "born"',
        ":",
        "",
        (("syntax", '      "born"', " ", "exact"),),
    ),
)
