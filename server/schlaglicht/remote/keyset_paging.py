"""A remote graph page by page: by key instead of OFFSET, which services refuse or sort again.

Each page is some subjects with IRIs, and their triples with the blank nodes behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile

from schlaglicht.errors import (
    AnswerNotWhole,
    QueryFailed,
    QueryTimeout,
    SchlaglichtError,
    ServiceFailed,
    ServiceUnreachable,
)
from schlaglicht.i18n import msg
from schlaglicht.rdf.ntriples_text import NOT_IN_LITERAL, escaped
from schlaglicht.remote.client import RemoteClient

_KEYS, _FEWEST_KEYS = 5_000, 1_000
"""Keys that are asked for at once: each time the service sorts all of them."""
_SUBJECTS = 200
_DEEPEST = 8
"""Blank nodes behind each other that are fetched."""

_AT_ONCE = 100_000
"""Triples of a graph that is asked for as a whole first."""

_MOST_LEFT_OUT = 20
"""Subjects that no query can fetch; if there are more, the service itself is to blame."""

_TOO_MUCH = (AnswerNotWhole, QueryFailed, QueryTimeout, ServiceFailed, ServiceUnreachable)
"""Errors that fewer subjects at a time may avoid, but for a service that is absent."""


@dataclass(frozen=True)
class Order:
    """An order of subjects, by an expression of `?s` whose values are compared as text."""

    key: str

    def keys(self, after: str, most: int) -> str:
        """The query for the next subjects and their keys.

        Subjects are told apart before they are sorted: a service may sort all triples otherwise.
        """
        behind = f' FILTER({self.key} > "{escaped(after, NOT_IN_LITERAL)}")' if after else ""
        return (
            f"SELECT ?s ({self.key} AS ?key) WHERE "
            f"{{ {{ SELECT DISTINCT ?s {{ ?s ?p ?o FILTER(isIRI(?s)) }} }}{behind} }} "
            f"ORDER BY ?key LIMIT {most}"
        )


BY_IRI = Order("STR(?s)")
BY_CHANCE = Order("SHA256(STR(?s))")
"""An order that has nothing to do with the IRI, and is the same each time: for samples."""


WORDS = ("B", "Z", "a", "b", "\u00e4", "\u00e9", "\ufb01", "\U0001d11e")
"""Texts in the order of their code points, which is not that of UTF-16, nor of any language."""


def order_of(client: RemoteClient) -> Order:
    """The order for a whole graph: by IRI, unless the service sorts texts as a language does.

    Hashes are sorted alike by every service. Raises the errors of the client.
    """
    texts = " ".join(f'"{word}"' for word in reversed(WORDS))
    query = f"SELECT ?x {{ VALUES ?x {{ {texts} }} }} ORDER BY STR(?x)"
    found = client.select(query, most=len(WORDS)).column("x")
    return BY_IRI if tuple(term.value for term in found) == WORDS else BY_CHANCE


@dataclass(frozen=True)
class Page:
    """Some subjects, and their triples in N-Triples."""

    subjects: tuple[str, ...]
    lines: tuple[str, ...]
    left_out: tuple[str, ...]
    """Subjects with more triples than the service gives at once."""
    key: str
    """The key of the last subject, after which the next page begins."""
    too_deep: int = 0
    """Triples of blank nodes that stand too far behind each other."""


def whole_graph(client: RemoteClient) -> Page | None:
    """A small graph as one page; None where the service does not give as many triples as it counts.

    Raises ServiceUnreachable.
    """
    try:
        total = counted(client, "SELECT (COUNT(*) AS ?x) { ?s ?p ?o }")
        if not 0 < total <= _AT_ONCE:
            return None
        lines = client.graph("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").lines
        if len(lines) != total:  # a union of graphs may have a triple several times
            total = counted(client, distinct_triples("?s ?p ?o"))
    except _TOO_MUCH as error:
        if _is_absent(error):
            raise
        return None
    if len(lines) != total:
        return None
    subjects = dict.fromkeys(line[1 : line.index(">")] for line in lines if line[0] == "<")
    return Page(tuple(subjects), lines, (), "")


def subject_pages(
    client: RemoteClient, order: Order, *, after: str = "", most: int | None = None
) -> Iterator[Page]:
    """The pages after a key until no subject is left, or there are `most`.

    Raises AnswerNotWhole where the service does not keep the order, and the errors of the client.
    """
    had = left_out = 0
    while most is None or had < most:
        keys = _next_keys(client, order, after)
        if not keys:
            return
        keys = keys if most is None else keys[: most - had]
        for start in range(0, len(keys), _SUBJECTS):
            part = keys[start : start + _SUBJECTS]
            page = _page(client, [subject for subject, _ in part], part[-1][1], left_out)
            left_out += len(page.left_out)
            yield page
        had += len(keys)
        after = keys[-1][1]


def _next_keys(client: RemoteClient, order: Order, after: str) -> list[tuple[str, str]]:
    """The next subjects and their keys; fewer of them where the service does not give many."""
    try:
        return _keys(client, order, after, _KEYS)
    except _TOO_MUCH as error:
        if _is_absent(error):
            raise
    return _keys(client, order, after, _FEWEST_KEYS)


def _keys(client: RemoteClient, order: Order, after: str, most: int) -> list[tuple[str, str]]:
    """Subjects and their keys, which must keep growing, or some would be missed."""
    rows = client.select(order.keys(after, most), most=most).rows
    found = [(row["s"].value, row["key"].value) for row in rows if "s" in row and "key" in row]
    latest = after
    for _, key in found:
        if key <= latest:
            raise AnswerNotWhole(
                msg("its rows are not in the order of their keys: {key} comes too late", key=key)
            )
        latest = key
    if len(found) != len(rows):
        raise AnswerNotWhole(msg("a row lacks its subject or its key"))
    return found


def _page(client: RemoteClient, subjects: Sequence[str], key: str, left_out: int) -> Page:
    lines: list[str] = []
    heavy: list[str] = []
    too_deep = 0
    waiting = [list(subjects)]
    while waiting:
        part = waiting.pop()
        try:
            found, deeper = _described(client, part)
        except _TOO_MUCH as error:
            if _is_absent(error):
                raise
            if len(part) == 1:
                heavy += part
                if left_out + len(heavy) > _MOST_LEFT_OUT:
                    raise
            else:
                half = len(part) // 2
                waiting += [part[half:], part[:half]]
        else:
            lines += _apart(found, part[0])
            too_deep += deeper
    return Page(tuple(subjects), tuple(lines), tuple(heavy), key, too_deep)


def _is_absent(error: SchlaglichtError) -> bool:
    """True if the service is not there, so that asking for less does not help."""
    return isinstance(error, ServiceUnreachable) and error.may_retry


def _described(client: RemoteClient, subjects: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The triples of the subjects, and of the blank nodes behind them as deep as they go.

    With the number of those that are too deep. Raises AnswerNotWhole where the service counts more.
    """
    lines = client.graph(description(subjects, 0)).lines
    depth, is_growing = 0, any(line.split(" ", 2)[2].startswith("_:") for line in lines)
    while is_growing and depth < _DEEPEST:
        depth += 1
        deeper = client.graph(description(subjects, depth)).lines
        is_growing = len(deeper) > len(lines)
        lines = deeper
    if (total := _counted(client, subjects, depth)) > len(lines):
        said = msg("it sent {sent} of {total} triples", sent=len(lines), total=total)
        raise AnswerNotWhole(said)
    too_deep = _counted(client, subjects, depth + 1) - total if is_growing else 0
    return lines, max(0, too_deep)


def _counted(client: RemoteClient, subjects: Sequence[str], depth: int) -> int:
    """The triples that the service counts where a description has them."""
    begin = _values("?n1", subjects)
    steps = [_blank_nodes(step, begin) for step in range(1, depth + 1)]
    return counted(client, distinct_triples(_triples_of([_values("?s", subjects), *steps])))


def unreached(client: RemoteClient) -> int:
    """The triples of blank nodes that no page has: no IRI leads to them, or they are too deep."""
    blank = distinct_triples("?s ?p ?o FILTER(isBlank(?s))")
    if (total := counted(client, blank)) == 0:
        return 0
    queries = (_blank_nodes(step, "FILTER(isIRI(?n1))") for step in range(1, _DEEPEST + 1))
    steps = list(takewhile(lambda query: client.ask(f"ASK {{ {query} }}"), queries))
    reached = counted(client, distinct_triples(_triples_of(steps))) if steps else 0
    return max(0, total - reached)


def _triples_of(subjects: Sequence[str]) -> str:
    """The pattern of the triples whose subject `?s` one of these patterns binds."""
    return " UNION ".join(f"{{ {pattern} ?s ?p ?o }}" for pattern in subjects)


def distinct_triples(pattern: str) -> str:
    """The query for the number of triples; a union of graphs may have one several times."""
    triples = f"SELECT DISTINCT ?s ?p ?o {{ {pattern} }}"
    return f"SELECT (COUNT(*) AS ?x) {{ {{ {triples} }} }}"


def _blank_nodes(step: int, begin: str, node: str = "?s") -> str:
    """The pattern of the blank nodes `step` steps beyond the nodes `?n1` of another pattern.

    Step by step, since there are many ways to the same node.
    """
    before = f"?n{step}"
    inner = begin if step == 1 else _blank_nodes(step - 1, begin, before)
    way = f"{inner} {before} ?q {node} FILTER(isBlank({node}))"
    return f"{{ SELECT DISTINCT {node} {{ {way} }} }}"


def counted(client: RemoteClient, query: str) -> int:
    """The number that a query counts as `?x`; raises AnswerNotWhole for any other answer."""
    found = client.select(query, most=1)
    number = found.number()
    if number is None:
        raise AnswerNotWhole(msg("it cannot count: {value}", value=repr(found.only())))
    return number


def description(subjects: Sequence[str], depth: int) -> str:
    """A CONSTRUCT of subjects with the blank nodes behind them, `depth` behind each other.

    It stands for DESCRIBE, whose answer is up to each service.
    """
    places = range(depth + 1)
    template = " ".join(f"?n{place} ?p{place} ?n{place + 1} ." for place in places)
    inner = "".join(
        f" OPTIONAL {{ ?n{place} ?p{place} ?n{place + 1} FILTER(isBlank(?n{place}))"
        for place in places[1:]
    )
    ends = " }" * depth
    values = _values("?n0", subjects)
    return f"CONSTRUCT {{ {template} }} WHERE {{ {values} ?n0 ?p0 ?n1{inner}{ends} }}"


def _values(variable: str, subjects: Sequence[str]) -> str:
    return f"VALUES {variable} {{ {' '.join(f'<{subject}>' for subject in subjects)} }}"


_LABEL = re.compile(r"_:([^\s]+)")


def _apart(lines: Sequence[str], first: str) -> list[str]:
    """The lines with labels of blank nodes that no answer with another first subject has."""
    mark = f"b{sha256(first.encode()).hexdigest()[:16]}x"
    apart = []
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        subject = _LABEL.sub(rf"_:{mark}\1", subject) if subject[:2] == "_:" else subject
        rest = _LABEL.sub(rf"_:{mark}\1", rest, count=1) if rest[:2] == "_:" else rest
        apart.append(f"{subject} {predicate} {rest}")
    return apart
