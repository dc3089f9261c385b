"""Random data and random evidence of it, with texts that YAML and Turtle both have to quote."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.evidence.model import (
    Certainty,
    Document,
    Entry,
    EvidenceFile,
    Passage,
    Source,
    Statement,
    TextBlock,
    Wording,
    Work,
)
from schlaglicht.evidence.write import prefixes_for
from schlaglicht.rdf.locations import SourceText

EX = "https://example.org/"
OWN = {"own": "https://own.example/"}

ODD_TEXTS = (
    "plain", "", " ", "a: b", "a #b", "a\t# b", "it's", 'say "x"', "back\\slash", "\\u0041", "a\nb",
    "a\r\nb", "tab\tbed", "- item", "ends:", "ends\\", "'", '"', "[x]", "{x}", "%", "@de", "&a *b",
    "|", ">", "null", "~", "true", "7", "007", "1e5", "2026-01-01", "ä ß é", "🎺", "é",
    "\u2028line", "a\u2029", "a\x85b", "\x7f", "\u00a0", "\ufeff", "\u00ad", "; , .", " ; ", " , ",
    "x" * 300, "lang ; " * 40, "Ende \\\" '' \"", "---", "...", "? x", "!!int 7", "<x>", "^^",
)  # fmt: skip

IRIS = (
    EX + "a", EX + "b", EX + "ä", EX, EX + "a#b", EX + "a:b", EX + "a,b", EX + "a.", EX + "%20",
    EX + "a'b", EX + "a(b)", EX + "x/y?z=1&ü", "https://own.example/c", "https://own.example/",
    "urn:x:y", "urn:x:", "mailto:a@example.org", "https://schema.org/name", str(RDF.type),
)  # fmt: skip


def random_term(chance: random.Random) -> Node:
    text = chance.choice(ODD_TEXTS)
    match chance.randrange(6):
        case 0:
            return URIRef(chance.choice(IRIS))
        case 1:
            datatype = chance.choice((XSD.integer, XSD.decimal, XSD.double, XSD.boolean, XSD.date))
            value = chance.choice(("7", "007", "+7", "7.0", "1e5", "true", "1", text))
            return Literal(value, datatype=datatype, normalize=False)
        case 2:
            return Literal(text, datatype=URIRef(chance.choice(IRIS)), normalize=False)
        case 3 | 4:
            return Literal(text, lang=chance.choice(("de", "en", "de-AT", "en-GB")))
    return Literal(text)


def random_data(chance: random.Random) -> Graph:
    graph = Graph()
    for _ in range(chance.randint(1, 40)):
        subject, predicate = (URIRef(chance.choice(IRIS)) for _ in range(2))
        graph.add((subject, predicate, random_term(chance)))
    return graph


def random_file(chance: random.Random, graph: Graph, path: Path) -> EvidenceFile:
    document = random_document(chance)
    texts = {tag: chance.choice(ODD_TEXTS) for tag in chance.sample(("", "de", "en", "no"), 2)}
    source = Source("s-1.x", texts, chance.choice((None, *IRIS)), (0, 0))
    triples = sorted(graph)
    entries = tuple(random_entry(chance, f"F{n}", triples) for n in range(chance.randint(0, 6)))
    prefixes = {**prefixes_for({"ex": EX}), **OWN}
    file = EvidenceFile(
        path,
        SourceText(path, ""),
        chance.choice((EX, "urn:x-schlaglicht:", "https://own.example/id/")),
        entries,
        document,
        (source,),
        {},
        prefixes,
        OWN,
    )
    digests = {p: (f"{n:064x}", (0, 0)) for n, p in enumerate(file.passages)}
    return replace(file, digests=digests)


def random_document(chance: random.Random) -> Document:
    blocks = [
        TextBlock("headline", None, Passage(0, 9)),
        *(TextBlock("paragraph", n, Passage(n * 10, n * 10 + 9)) for n in range(1, 3)),
    ]
    work = Work(
        URIRef(chance.choice(IRIS)), {"de": chance.choice(ODD_TEXTS)}, tuple(blocks), (0, 0)
    )
    return Document(
        URIRef(chance.choice(IRIS)),
        chance.choice(ODD_TEXTS),
        chance.choice((None, "0" * 64)),
        chance.choice(IRIS),
        (0, 0),
        chance.choice((None, "de", "no", "a: b")),
        chance.choice(({}, {"": chance.choice(ODD_TEXTS)}, {"de": "x", "en": "a: b"})),
        chance.choice(((), (work,))),
    )


def random_entry(chance: random.Random, key: str, triples: list[tuple[Node, Node, Node]]) -> Entry:
    chosen = {chance.choice(triples): chance.choice(list(Wording)) for _ in range(5)}
    statements = tuple(
        Statement(subject, predicate, wording, object_)
        for (subject, predicate, object_), wording in chosen.items()
        if isinstance(subject, URIRef) and isinstance(predicate, URIRef)
    )
    if chance.random() < 0.3:
        records = tuple(
            replace(s, wording=Wording.PARAPHRASE) if s.wording is Wording.VERBATIM else s
            for s in statements
        )
        sources = (("s-1.x", (0, 0)), (EX + "other:", (0, 0)), ("urn:x:y", (0, 0)))
        return Entry(key, Certainty.EXTERNAL, records, sources=sources)
    passages = tuple(Passage(n, n + chance.randint(1, 9)) for n in range(0, 30, 10))
    certainty = chance.choice((Certainty.STATED, Certainty.IMPLIED))
    return Entry(key, certainty, statements, passages, passages[:1])
