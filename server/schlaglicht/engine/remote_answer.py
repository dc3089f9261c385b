"""Answers of a remote service, written in the format that was asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO, cast

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from schlaglicht.engine.empty_solutions import LONGEST, is_empty_answer
from schlaglicht.engine.frames import EngineQuery
from schlaglicht.engine.graph_answer import write_graph
from schlaglicht.engine.limits import Limits
from schlaglicht.engine.xml_filter import NotInXmlError, XmlText
from schlaglicht.errors import AnswerNotWhole, NotWritable, QueryFailed
from schlaglicht.formats import NQUADS, NTRIPLES, RDFXML, XML, Format, alternatives_to
from schlaglicht.i18n import msg
from schlaglicht.rdf.private_forms import new_stem
from schlaglicht.rdf.written_tags import HiddenTags, hidden_tags
from schlaglicht.remote import RemoteTerm, Solutions

_PLAIN_LABEL = re.compile(r"[A-Za-z0-9]\w*", re.ASCII)


class WholeAnswer(Iterator[bytes]):
    """An answer that has arrived, in one part. A `StreamedAnswer`."""

    is_complete = True

    def __init__(self, content: bytes, *, is_whole: bool = True, is_empty: bool = False) -> None:
        self._parts = [content]
        self.size = len(content)
        self.is_whole = is_whole
        self.is_empty = is_empty

    def __next__(self) -> bytes:
        if not self._parts:
            raise StopIteration
        return self._parts.pop()

    def close(self) -> None:
        """Discards the content."""
        self._parts.clear()


def written_solutions(found: Solutions, query: EngineQuery, limits: Limits) -> WholeAnswer:
    """The rows, their columns in the order of the query."""
    variables = _in_order(found.variables, query.columns)
    tags = _capital_tags(found)
    rows = ",".join(
        json.dumps(
            {name: _term(term, tags) for name, term in row.items()},
            ensure_ascii=False,
        )
        for row in found.rows
    )
    text = f'{{"head":{json.dumps({"vars": variables})},"results":{{"bindings":[{rows}]}}}}'
    content = _written_results(text, query.format)
    is_short = len(content) <= LONGEST
    is_empty = is_short and is_empty_answer(content, variables, query.format.results)
    return _within_limits(tags.restored(content), query, limits, is_empty=is_empty)


def written_boolean(yes: object, query: EngineQuery, limits: Limits) -> WholeAnswer:
    """The answer to an ASK."""
    content = _written_results(json.dumps({"head": {}, "boolean": bool(yes)}), query.format)
    return _within_limits(content, query, limits, is_empty=not yes)


def written_graph(lines: Sequence[str], query: EngineQuery, limits: Limits) -> WholeAnswer:
    """The graph of these lines of canonical N-Triples."""
    content = "".join(f"{line}\n" for line in lines).encode()
    if query.format not in (NTRIPLES, NQUADS):
        tags = hidden_tags([content]) or _tags_hidden(())
        triples = (quad.triple for quad in parse(tags.hidden(content), RdfFormat.N_TRIPLES))
        with _file_of(query.format) as (file, written):
            write_graph(triples, written, query.format, query.prefixes)
        content = tags.restored(file.getvalue())
    return _within_limits(content, query, limits, is_empty=not lines)


def _within_limits(
    content: bytes, query: EngineQuery, limits: Limits, *, is_empty: bool
) -> WholeAnswer:
    """The answer, or its beginning if that is enough; raises QueryFailed for one too large."""
    if query.most is not None and len(content) > query.most:
        return WholeAnswer(content[: query.most], is_whole=False)
    if len(content) > limits.answer:
        said = msg("the answer is larger than {size} MiB; add LIMIT, or ask for less in each row")
        raise QueryFailed(said.filled(size=f"{limits.answer / 2**20:g}"))
    return WholeAnswer(content, is_empty=is_empty)


def _written_results(text: str, wanted: Format) -> bytes:
    """Results in JSON, in another format.

    pyoxigraph's results may end only in the thread that made them: no variable keeps them, as the
    traceback of an error would keep it, to be collected anywhere.
    """
    assert wanted.results is not None
    try:
        with _file_of(wanted) as (file, written):
            parse_query_results(text, QueryResultsFormat.JSON).serialize(
                written, format=wanted.results
            )
    except SyntaxError as error:  # a relative IRI, for instance
        said = msg("the answer contains something that is not an RDF term")
        raise AnswerNotWhole(said, words=str(error)) from error
    return file.getvalue()


@contextmanager
def _file_of(wanted: Format) -> Iterator[tuple[BytesIO, BinaryIO]]:
    """A file, and the one to write to; raises NotWritable for what XML cannot carry."""
    file = BytesIO()
    is_xml = wanted in (XML, RDFXML)
    try:
        yield file, cast("BinaryIO", XmlText(file)) if is_xml else file
    except NotInXmlError as error:
        others = alternatives_to(wanted)
        raise NotWritable(f"the answer has {error}", wanted.media_type, others) from error


def _in_order(variables: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """The variables of `SELECT *` in the order of `columns`, which may name others too."""
    rank = {name: number for number, name in enumerate(columns)}
    if not rank or not rank.keys() >= set(variables):
        return tuple(variables)
    return tuple(sorted(variables, key=rank.__getitem__))


def _capital_tags(found: Solutions) -> HiddenTags:
    """The language tags that the serializers would write in lower case."""
    tags = {term.language for row in found.rows for term in row.values() if term.language}
    return _tags_hidden(sorted(tag.encode() for tag in tags if tag != tag.lower()))


def _tags_hidden(tags: Sequence[bytes]) -> HiddenTags:
    return HiddenTags(tuple(tags), new_stem().encode())


def _label(label: str) -> str:
    """A label that every format can write: Virtuoso has such as `nodeID://b10010`."""
    return label if _PLAIN_LABEL.fullmatch(label) else f"_{label.encode().hex()}"


def _term(term: RemoteTerm, tags: HiddenTags) -> dict[str, str]:
    """A term as JSON has it, https://www.w3.org/TR/sparql11-results-json/#select-encode-terms."""
    if term.kind == "bnode":
        return {"type": term.kind, "value": _label(term.value)}
    written = {"type": term.kind, "value": term.value}
    if term.language:
        return {**written, "xml:lang": tags.private(term.language)}
    return {**written, "datatype": term.datatype} if term.datatype else written
