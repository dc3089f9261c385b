"""Lookups in the index of a snapshot: statements of a thing, instances, labels, search."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.database import Database, iri, thing
from schlaglicht.dataset.index.search import first_by_name, search
from schlaglicht.ground.reachable import reachable
from schlaglicht.i18n import Text, best_text
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.terms import term_of

_TYPE = f"<{RDF.type}>"

_MOST_OUTLINES = 2048
"""Things whose properties are cached."""

_LARGEST_OUTLINE = 100
"""Statements of a thing that are read at once."""

_MOST_RECENT = 8
"""Things whose statements are cached."""

_LONGEST_VALUE = 4096
"""Characters of a property and its value up to which an engine need not describe a thing."""

_STEPS_FOR_GRAPHS = 400_000
"""Limit of the search for a graph: about 13 ms."""

_Outline = dict[str, tuple[URIRef, tuple[Node, ...]]]
"""The properties of a thing and their values, by the IRI of the property, in the order of terms."""


class Statement(NamedTuple):
    """A triple and its graph; None is the default graph."""

    subject: URIRef | BNode
    predicate: URIRef
    object: Node
    graph: URIRef | BNode | None


class Index(Database):
    """An index written by `build_index`; thread-safe, never changes.

    The order of terms is always the same: literals, IRIs, blank nodes, each by code point.
    """

    search = search
    first_by_name = first_by_name

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._outline_of = lru_cache(_MOST_OUTLINES)(self._read_outline)
        # Each part of a page about a thing reads its statements.
        self._recent = lru_cache(_MOST_RECENT)(self._statements_of)

    def statements_of(
        self, subject: Node, *, limit: int = 10_000, offset: int = 0
    ) -> list[Statement]:
        """The statements with this subject, in every graph."""
        return list(self._recent(self.number(subject), limit, offset))

    def predicates_of(self, subject: Node) -> list[URIRef]:
        """The properties of a thing, in the order of terms."""
        outline = self._outline_of(self.number(subject))
        if outline is not None:
            return [predicate for predicate, _ in outline.values()]
        return self._predicates("quads WHERE subject = ?", subject)

    def predicates_about(self, object_: Node) -> list[URIRef]:
        """The properties that lead to a thing, in the order of terms."""
        return self._predicates("quads INDEXED BY quads_object WHERE object = ?", object_)

    def objects(self, subject: Node, predicate: URIRef, *, limit: int = 10_000) -> list[Node]:
        """The values of a property of a thing, in the order of terms."""
        outline = self._outline_of(self.number(subject))
        if outline is not None:
            _, values = outline.get(str(predicate), (predicate, ()))
            return list(values[:limit])
        return [term_of(text) for text in self._ends("object", predicate, subject, limit)]

    def sources(
        self, object_: Node, predicate: URIRef, *, limit: int = 10_000
    ) -> list[URIRef | BNode]:
        """The nodes with `object_` as a value of the property, in the order of terms."""
        return [thing(text) for text in self._ends("subject", predicate, object_, limit)]

    def things_with(self, object_: Node, predicate: URIRef, *, limit: int) -> list[URIRef | BNode]:
        """The same without parts of evidence."""
        also = self.but_parts("subject")
        return list(map(thing, self._ends("subject", predicate, object_, limit, also)))

    def _ends(
        self, wanted: str, predicate: URIRef, other: Node, limit: int, also: str = ""
    ) -> list[str]:
        """The terms that stand as `wanted`, subject or object, with `other` at the other end.

        `also` is a further condition.
        """
        numbers = self.number(predicate), self.number(other)
        if None in numbers:
            return []
        given = "subject" if wanted == "object" else "object"
        return self.column(
            f"SELECT text FROM (SELECT DISTINCT {wanted} FROM quads WHERE predicate = ?"
            f" AND {given} = ?{also} ORDER BY {wanted} LIMIT ?) JOIN terms ON number = {wanted}"
            f" ORDER BY {wanted}",
            *numbers,
            limit,
        )

    def subjects_with(self, predicate: URIRef, *, limit: int) -> list[URIRef | BNode]:
        """The things that have a property, in order; reads all quads if the property occurs."""
        if (number := self.number(predicate)) is None:
            return []
        return self.things(
            "SELECT text FROM (SELECT DISTINCT subject FROM quads WHERE predicate = ?"
            " ORDER BY subject LIMIT ?) JOIN terms ON number = subject ORDER BY subject",
            number,
            limit,
        )

    def count_objects(self, subject: Node, predicate: URIRef, *, most: int) -> int:
        """Number of values of a property of a thing, counted up to `most`."""
        return self._count("object", "subject = ? AND predicate = ?", (subject, predicate), most)

    def count_values(self, predicate: Node, class_: Node) -> int:
        """Number of the different values that a property has at things of a class."""
        of_class = "SELECT subject FROM quads WHERE predicate = ? AND object = ?"
        query = "SELECT count(DISTINCT object) FROM quads WHERE predicate = ?"
        numbers = map(self.number, (predicate, RDF.type, class_))
        return int(self.rows(f"{query} AND subject IN ({of_class})", *numbers)[0][0])

    def count_sources(self, object_: Node, predicate: URIRef, *, most: int) -> int:
        """Number of all `things_with`, counted up to `most`."""
        where = f"object = ? AND predicate = ?{self.but_parts('subject')}"
        return self._count("subject", where, (object_, predicate), most)

    def may_have_controls(self) -> bool:
        """True if a text may have a control character; reads all terms.

        N-Quads escapes them; a text with a backslash before such a letter looks the same.
        """
        marks = ("\\u00", "\\uFFF", "\\b", "\\f")
        found = " OR ".join("instr(text, ?)" for _ in marks)
        return bool(self.rows(f"SELECT 1 FROM terms WHERE {found} LIMIT 1", *marks))

    def is_described(self, iri: Node) -> bool:
        """True if the dataset has a statement with this subject."""
        return self._outline_of(self.number(iri)) != {}

    def states(self, subject: str, predicate: str, object_: str) -> bool:
        """True if the default graph has the statement of these IRIs, without their brackets."""
        number = "(SELECT number FROM terms WHERE text = '<' || ? || '>')"
        query = (
            f"SELECT 1 FROM quads WHERE subject = {number} AND predicate = {number}"
            f" AND object = {number} AND graph = 0"
        )
        return bool(self.rows(query, subject, predicate, object_))

    def ntriples_of(self, iri: str) -> str | None:
        """The statements of an IRI in the default graph, in N-Triples, in the order of terms.

        None where the graphs have many, or they are long, or have blank nodes as values, or an
        engine would write some in other words.
        """
        if not self._has_words_of_engines:
            return None
        ((quads, statements, lines, text),) = self.rows(
            "SELECT count(*), count(*) FILTER (WHERE graph = 0), count(line),"
            " group_concat(line, '') FROM (SELECT graph,"
            f" CASE WHEN graph = 0 AND length(p.text) + length(o.text) <= {_LONGEST_VALUE}"
            " AND substr(o.text, 1, 2) <> '_:'"
            " THEN '<' || ? || '> ' || p.text || ' ' || o.text || ' .' || char(10) END AS line"
            " FROM (SELECT * FROM quads WHERE subject ="
            " (SELECT number FROM terms WHERE text = '<' || ? || '>') LIMIT ?)"
            " JOIN terms p ON p.number = predicate JOIN terms o ON o.number = object"
            " ORDER BY predicate, object)",
            iri,
            iri,
            _LARGEST_OUTLINE + 1,
        )
        return text or "" if quads <= _LARGEST_OUTLINE and lines == statements else None

    @cached_property
    def _has_words_of_engines(self) -> bool:
        """True if engines write the dataset's statements as they stand here, see `build_index`."""
        return bool(self.rows("PRAGMA user_version")[0][0])

    def description(self, iri: Node) -> Graph:
        """The concise bounded description of a thing, from every graph.

        That is: its statements, and those of the blank nodes reached through them; of parts of
        evidence too, which are blank nodes in some projects and have IRIs in others.
        https://www.w3.org/submissions/CBD/
        """
        graph = new_graph()

        def parts(subject: Node) -> list[Node]:
            ends = [statement.object for statement in self.statements_of(subject)]
            return [end for end in ends if isinstance(end, BNode) or self.is_part(end)]

        for subject in reachable([iri], parts):
            for statement in self.statements_of(subject):
                graph.add(statement[:3])
        return graph

    def graphs_with(
        self,
        subject: Node | None,
        predicate: Node | None,
        object_: Node | None,
        *,
        but: Node | None = None,
    ) -> tuple[bool, bool]:
        """True if the default graph, and if a named one, has statements with these terms.

        None is any term. Named graphs count without `but`, and nodes without parts of evidence.
        If the search for one takes too long, it is taken to be there.
        """
        given = {"subject": subject, "predicate": predicate, "object": object_}
        chosen = {column: term for column, term in given.items() if term is not None}
        where = " AND ".join(f"{column} = ?" for column in chosen)
        if subject is None:
            where += self.but_parts("subject")
        numbers = [self.number(term) for term in chosen.values()]
        left_out = self.number(but) if but is not None else None
        found = []
        for graphs in ("graph = 0", "graph > 0 AND graph IS NOT ?"):
            query = f"SELECT 1 FROM quads WHERE {where} AND {graphs} LIMIT 1"
            values = [*numbers, *([left_out] if "?" in graphs else [])]
            rows, _ = self.rows_within(_STEPS_FOR_GRAPHS, query, *values)
            found.append(rows is None or bool(rows))
        return found[0], found[1]

    def count_instances(self, *classes: Node) -> int:
        """Number of things with one of these classes, in all graphs, without parts of evidence."""
        marks = ", ".join("?" * len(classes))
        rows = self.rows(
            f"SELECT count(DISTINCT subject) FROM quads WHERE object IN ({marks}) AND predicate = ?"
            + self.but_parts("subject"),
            *map(self.number, classes),
            self.number(RDF.type),
        )
        return int(rows[0][0])

    def instances(self, class_: Node, *, limit: int, offset: int = 0) -> list[URIRef | BNode]:
        """The things with this class, in the order of their IRIs, without parts of evidence."""
        return self.things(
            "SELECT text FROM"
            " (SELECT DISTINCT subject FROM quads WHERE object = ? AND predicate = ?"
            f"{self.but_parts('subject')} ORDER BY subject LIMIT ? OFFSET ?)"
            " JOIN terms ON number = subject ORDER BY subject",
            self.number(class_),
            self.number(RDF.type),
            limit,
            offset,
        )

    def triples_by_property(self) -> dict[str, int]:
        """Number of triples of each property in all graphs together, each triple once."""
        rows = self.rows("SELECT text, triples FROM uses JOIN terms ON number = predicate")
        return {str(iri(text)): triples for text, triples in rows}

    def subjects(self, *, limit: int, offset: int = 0, beginning: str = "") -> list[URIRef]:
        """The IRIs of things that have statements and start with `beginning`, in order."""
        return self._subjects(beginning, limit, offset, self.but_parts("number"))

    def fragments(self, document: str, *, limit: int) -> list[URIRef]:
        """The IRIs that have statements and are `document` with a fragment, in order."""
        return self._subjects(f"{document}#", limit, 0, "")

    def is_part(self, iri: Node) -> bool:
        """True for a part of evidence: a statement that it is about, a selector."""
        if not self.has_parts or (number := self.number(iri)) is None:
            return False
        return bool(self.rows("SELECT 1 FROM evidence WHERE is_part AND number = ?", number))

    def classes_of_parts(self) -> list[URIRef]:
        """The classes of parts of evidence, which may have other instances too."""
        return self.iris(
            "SELECT text FROM (SELECT DISTINCT object FROM evidence JOIN quads ON subject ="
            " evidence.number WHERE is_part AND predicate = ?) JOIN terms ON number = object"
            " WHERE text LIKE '<%'",
            self.number(RDF.type),
        )

    def classes_of_evidence(self) -> list[URIRef]:
        """The classes all of whose instances are bookkeeping: annotations, passages, parts."""
        type_ = self.number(RDF.type)
        return self.iris(
            "SELECT text FROM (SELECT object, count(DISTINCT subject) AS nodes FROM evidence"
            " JOIN quads ON subject = evidence.number WHERE predicate = ? GROUP BY object) found"
            " JOIN terms ON number = object WHERE nodes = (SELECT count(DISTINCT subject)"
            " FROM quads WHERE object = found.object AND predicate = ?) AND text LIKE '<%'",
            type_,
            type_,
        )

    def label(self, thing: Node, languages: Sequence[str] = ()) -> Text | None:
        """The best name of a thing for a reader of `languages`."""
        return self._best(thing, languages, is_label=True)

    def text(self, thing: Node, languages: Sequence[str] = ()) -> Text | None:
        """The best description of a thing for a reader of `languages`."""
        return self._best(thing, languages, is_label=False)

    def labels(self, thing: Node) -> list[str]:
        """The names of a thing in all languages, the best first."""
        query = "SELECT text FROM texts WHERE subject = ? AND is_label ORDER BY rank, text"
        return self.column(query, self.number(thing))

    def size_of_literals(self, most: int) -> float:
        """The characters of all literals and their types; infinite for more than `most`."""
        literals = """SELECT text FROM terms WHERE text >= '"' AND text < '#' LIMIT ?"""
        query = f"SELECT count(*), total(length(text)) FROM ({literals})"
        ((number, size),) = self.rows(query, most + 1)
        return size if number <= most else math.inf

    def texts(self, thing: Node) -> list[str]:
        """The names and descriptions of a thing, names first, the best first."""
        query = "SELECT text FROM texts WHERE subject = ? ORDER BY is_label DESC, rank, text"
        return self.column(query, self.number(thing))

    def _best(self, thing: Node, languages: Sequence[str], *, is_label: bool) -> Text | None:
        rows = self.rows(
            "SELECT rank, text, language FROM texts WHERE subject = ? AND is_label = ?"
            " ORDER BY rank",
            self.number(thing),
            int(is_label),
        )
        best = [(text, language) for rank, text, language in rows if rank == rows[0][0]]
        return best_text(best, languages)

    def _read_outline(self, number: int | None) -> _Outline | None:
        if number is None:
            return {}
        rows = self.rows(
            "SELECT p.text, o.text FROM quads JOIN terms p ON p.number = predicate"
            " JOIN terms o ON o.number = object WHERE subject = ? ORDER BY predicate, object"
            " LIMIT ?",
            number,
            _LARGEST_OUTLINE + 1,
        )
        if len(rows) > _LARGEST_OUTLINE:
            return None
        values: dict[str, dict[str, None]] = {}
        for predicate, object_ in rows:
            values.setdefault(predicate, {})[object_] = None
        return {
            str(property_ := iri(predicate)): (
                property_,
                tuple(iri(text) if text.startswith("<") else term_of(text) for text in objects),
            )
            for predicate, objects in values.items()
        }

    def _subjects(self, beginning: str, limit: int, offset: int, also: str) -> list[URIRef]:
        return self.iris(
            "SELECT text FROM terms WHERE text >= ? AND text < ?"
            f" AND EXISTS (SELECT 1 FROM quads WHERE subject = number){also}"
            " ORDER BY number LIMIT ? OFFSET ?",
            f"<{beginning}",
            f"<{beginning}\U0010ffff",
            limit,
            offset,
        )

    def _statements_of(self, number: int | None, limit: int, offset: int) -> list[Statement]:
        rows = self.rows(
            "SELECT s.text, p.text, o.text, g.text FROM quads"
            " JOIN terms s ON s.number = subject JOIN terms p ON p.number = predicate"
            " JOIN terms o ON o.number = object JOIN terms g ON g.number = graph"
            " WHERE subject = ? ORDER BY predicate, object, graph LIMIT ? OFFSET ?",
            number,
            limit,
            offset,
        )
        return [
            Statement(thing(s), iri(p), term_of(o), thing(g) if g else None) for s, p, o, g in rows
        ]

    def _predicates(self, quads: str, term: Node) -> list[URIRef]:
        """Jumps from one predicate to the next, however many statements each has."""
        return self.iris(
            f"WITH RECURSIVE found (predicate) AS (SELECT min(predicate) FROM {quads}"
            f" UNION ALL SELECT (SELECT min(predicate) FROM {quads}"
            " AND predicate > found.predicate) FROM found WHERE found.predicate IS NOT NULL)"
            " SELECT text FROM found JOIN terms ON number = found.predicate ORDER BY number",
            number := self.number(term),
            number,
        )

    def _count(self, ends: str, where: str, terms: tuple[Node, Node], most: int) -> int:
        """Number of terms, each once: several graphs may have the same statement."""
        rows = self.rows(
            f"SELECT count(*) FROM (SELECT DISTINCT {ends} FROM quads WHERE {where} LIMIT ?)",
            *(self.number(term) for term in terms),
            most,
        )
        return int(rows[0][0])
