"""The files of a project made from a table: data, mapping, and a first ontology and shapes."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.ground.text import plain
from schlaglicht.i18n import Message, Texts, msg, plural
from schlaglicht.rdf.graph_store import graph_of
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.rdf.writing.turtle import write_turtle
from schlaglicht.tabular.csvw import (
    Description,
    description_of,
    left_out,
    read_description,
    rows_of,
    statements,
)
from schlaglicht.tabular.first_shapes import GUESSED, first_ontology, first_shapes, kind_of
from schlaglicht.tabular.mapping_guess import (
    AS_WKT,
    class_name,
    guessed,
    key_title,
    slug,
    term_name,
)
from schlaglicht.tabular.rows import Table, digest, digest_of, mapping_file, read_table
from schlaglicht.vocab import SCHEMA, SH

_MOST_APART = 10
"""Cells of a column that are left out, each with a finding of its own."""
MADE_FROM = "# Made from"
"""How the data of a table begins."""
_HEAD = 3
"""Lines of that head."""
_AS_READ = re.compile(
    "# which writes this file again. As read: table ([0-9a-f]+), mapping ([0-9a-f]+)"
)
"""A line of its head, with the digests of what it was made from."""


def data_file(folder: Path, table: Path) -> Path:
    """The file with the statements of a table and nothing else."""
    return folder / "data" / f"{slug(table)}.ttl"


def converted(described: Description, table: Table, base: str) -> Graph:
    """The statements of a table; raises ProjectError as `statements` does."""
    return graph_of(statements(described, table, f"{base}{described.url}"))


def data_content(data: Graph, table: Table, base: str, url: str, mapping: bytes) -> bytes:
    """The content of the data file of a table; `url` leads to it from the project."""
    return _turtle(
        data,
        _prefixes(table.path, base),
        f"{_made_from(table.path)} change these, and run again",
        f"#   {plain(command_for(url))}",
        "# which writes this file again. "
        f"As read: table {table.content}, mapping {digest(mapping)}",
    )


def changed_tables(folder: Path, files: AbstractSet[Path]) -> Iterator[tuple[Path, Path, str]]:
    """The tables that are others now than those that `files` were made from, or whose mappings are.

    Each with its file of data, and the command that makes it again. Data without the digests of
    what it was made from is not known to be old.
    """
    for described, path in tables_behind(folder, files):
        made, mapping = data_file(folder, path), mapping_file(folder, path)
        with suppress(OSError):  # nothing is known then
            with made.open(encoding="utf-8", errors="replace") as lines:
                head = "".join(islice(lines, _HEAD))
            found = _AS_READ.search(head) if head.startswith(_made_from(path)) else None
            if found and (digest_of(path), digest_of(mapping)) != found.groups():
                yield path, made, command_for(described.url, folder)


def _made_from(table: Path) -> str:
    """The beginning of the data of a table that is described where `init` does so."""
    return f"{MADE_FROM} {plain(table.name)} by {plain(mapping_file(Path(), table).name)}:"


def rows_behind(folder: Path, files: AbstractSet[Path], base: str) -> dict[Node, tuple[str, int]]:
    """The table, and the line there, of each thing in those of `files` that are made from tables.

    A table that is gone, or no longer fits its mapping, has none.
    """
    found: dict[Node, tuple[str, int]] = {}
    for described, path in tables_behind(folder, files):
        with suppress(ProjectError):
            table = read_table(path, described.dialect)
            rows = rows_of(described, table, f"{base}{described.url}")
            found |= {thing: (described.url, line) for thing, line in rows.items()}
    return found


def cells_left_out(
    folder: Path, files: AbstractSet[Path], base: str
) -> Iterator[tuple[Description, Node | None, Texts]]:
    """Sentences on cells of the tables behind `files` that are in no statement.

    Where they are few in a column, there is one for each, with the thing that misses it.
    """
    for described, path in tables_behind(folder, files):
        with suppress(ProjectError):
            if any(column.unusual for column in described.tableSchema.columns):
                table = read_table(path, described.dialect)
                own = f"{base}{described.url}"
                for thing, said in left_out(described, table, most_apart=_MOST_APART, base=own):
                    yield described, thing, said


def tables_behind(folder: Path, files: AbstractSet[Path]) -> Iterator[tuple[Description, Path]]:
    """The tables that are there and that `files` are made from, each with its description."""
    for mapping in sorted(folder.glob(mapping_file(Path(), Path("*")).name)):
        with suppress(ProjectError):
            described = read_description(mapping)
            path = folder / described.url
            if data_file(folder, path) in files and path.is_file():
                yield described, path


def unread_cells(described: Description, table: Table) -> Iterator[Texts]:
    """Sentences on cells that are in no statement, for who runs `init`."""
    text = msg("{path}: {reason}; correct or empty them, and run again", path=table.path)
    return (text.filled(reason=reason) for _, reason in left_out(described, table))


def command_for(url: str, folder: Path | None = None) -> str:
    """The command that makes the data of a table again; `url` leads to it from the project.

    It is one for the project's folder, or with `folder`, which is that one, for the current one.
    """
    if folder is None:
        return shlex.join(["schlaglicht", "init", "--from", url])
    table = os.path.normpath(folder / url)
    here, there = map(_from_here, (folder, Path(table)))
    return shlex.join(["schlaglicht", "init", *([] if here == "." else [here]), "--from", there])


def _from_here(path: Path) -> str:
    """A path relative to the current folder if it is below, else as it is."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def contradictions(
    data: Graph, table: Path, folder: Path, base: str, *, described: Description
) -> Iterator[Texts]:
    """Sentences on statements of the ontology and the shapes that are not those of the table now.

    No value of the property keeps them, or they have, as guessed, the heading of its column before.
    """
    kinds = {term: {*map(kind_of, data.objects(None, term))} for term in {*data.predicates()}}
    for part in ("ontology", "shapes"):
        file = folder / part / f"{slug(table)}.ttl"
        if not file.exists():
            continue
        loaded = load_file(file, base=base)
        terms = sorted((term for term in kinds if len(kinds[term]) == 1), key=str)
        wrong = (_against(loaded.graph, term, *kinds[term]) for term in terms)
        several = (_too_many(loaded.graph, term, data) for term in sorted(kinds, key=str))
        is_guessed = file.read_bytes().startswith(GUESSED.encode())
        old = _old_headings(loaded.graph, described) if is_guessed else ()
        for triple, text in chain(*wrong, *several, old):
            line = next((place.object.line for place in loaded.positions.of(triple)), 0)
            yield text.filled(path=file, line=line)


def _too_many(graph: Graph, term: Node, data: Graph) -> Iterator[tuple[Triple, Message]]:
    """The bounds of shapes that are fewer than the values of a term that a thing has."""
    most = max(Counter(data.subjects(term)).values())
    for rule in graph.subjects(SH.path, term):
        for bound in graph.objects(rule, SH.maxCount):
            least = bound.toPython() if isinstance(bound, Literal) else most
            if isinstance(least, int) and least < most:
                text = msg("{path}:{line}: by the mapping, now: {statement}")
                yield (rule, SH.maxCount, bound), text.filled(statement=f"sh:maxCount {most}")


def _against(graph: Graph, term: Node, kind: URIRef | None) -> Iterator[tuple[Triple, Message]]:
    """The statements that speak against values of a kind, each with what to say of its place."""
    text = msg("{path}:{line}: by the mapping, now: {statement}")
    right = f"sh:datatype {graph.qname(kind)}" if kind else "sh:nodeKind sh:IRI"
    for rule in graph.subjects(SH.path, term):
        for parameter, value in graph.predicate_objects(rule):
            is_link = kind and (parameter, value) == (SH.nodeKind, SH.IRI)
            if is_link or (parameter == SH.datatype and value != kind):
                yield (rule, parameter, value), text.filled(statement=right)
            elif parameter == SH["in"] and {*map(kind_of, Collection(graph, value))} != {kind}:
                yield (rule, parameter, value), text.filled(statement="sh:in ( … )")
    wrong, name = (OWL.ObjectProperty, "Datatype") if kind else (OWL.DatatypeProperty, "Object")
    if (term, RDF.type, wrong) in graph:
        yield (term, RDF.type, wrong), text.filled(statement=f"a owl:{name}Property")


def _old_headings(graph: Graph, described: Description) -> Iterator[tuple[Triple, Message]]:
    """The headings of renamed columns where they were guessed, each with what to say of its place.

    A column keeps the name made of its heading then. Its property has it as label, or as it is a
    known one, its shape.
    """
    text = msg("the heading is “{new}” now: {path}:{line} still has “{old}”; change it there")
    for column in described.tableSchema.columns:
        term, title = URIRef(column.propertyUrl or ""), (*column.titles, column.name)[0]
        rules = graph.subjects(SH.path, term) if term == RDFS.label else ()
        for subject, predicate in ((term, RDFS.label), *((rule, SH.name) for rule in rules)):
            for name in graph.objects(subject, predicate):
                old = str(name)
                if term_name(title) != column.name == term_name(old) and old not in column.titles:
                    yield (subject, predicate, name), text.filled(new=title, old=old)


def moved_rows(
    before: Graph, now: Graph, *, described: Description, table: Table
) -> Iterator[Texts]:
    """A sentence on rows that have another number, and by it another IRI, than before.

    Of rows that are alike, those at addresses that had such a row before have not moved. Where a
    column could make the addresses now, that is said in any case.
    """
    if "{_row}" not in (described.tableSchema.aboutUrl or ""):
        return
    earlier, later = map(_by_description, (before, now))
    alike = [(earlier.get(said, set()), things) for said, things in later.items()]
    if number := sum(min(len(new - old), len(old - new)) for old, new in alike):
        text = plural(
            "{path}: {number} row has a new address, as it is made of its place in the table; "
            "{advice}",
            "{path}: {number} rows have new addresses, as these are made of their place in the "
            "table; {advice}",
            number,
        )
        yield text.filled(path=table.path, advice=_advice_on_keys(described, table))
    elif key_title(table):
        text = msg(
            "{path}: the addresses of rows are made of their numbers; {advice}", path=table.path
        )
        yield text.filled(advice=_advice_on_keys(described, table))


def _advice_on_keys(described: Description, table: Table) -> Texts:
    """Advice on a mapping by which rows keep their addresses."""
    title, mapping = key_title(table), mapping_file(Path(), table.path)
    columns = described.tableSchema.columns
    if key := next((each.name for each in columns if title in each.titles), None):
        text = msg("“{title}” tells rows apart: in {mapping}, write {key} for {place}")
        return text.filled(title=title, mapping=mapping, key=f"{{{key}}}", place="{_row}")
    text = msg(
        "add a column Nr whose numbers stay with their rows: in {mapping}, write {key} for "
        "{place}, and among the columns {column}"
    )
    column = '{"name": "nr", "titles": "Nr", "suppressOutput": true}'
    return text.filled(mapping=mapping, key="{nr}", place="{_row}", column=column)


def _by_description(data: Graph) -> dict[frozenset[tuple[Node, Node]], set[Node]]:
    """Things by all that is said of them."""
    found: dict[frozenset[tuple[Node, Node]], set[Node]] = {}
    for thing in set(data.subjects()):
        found.setdefault(frozenset(data.predicate_objects(thing)), set()).add(thing)
    return found


def dead_ends(data: Graph, table: Path, folder: Path, base: str) -> Iterator[Texts]:
    """A sentence on the links to things below the base that no data of the project describes."""
    ends = {
        end
        for _, predicate, end in data
        if predicate != RDF.type and isinstance(end, URIRef) and end.startswith(base)
    } - {*data.subjects()}
    others = {*(folder / "data").glob("*.ttl")} - {data_file(folder, table)} if ends else ()
    for file in others:
        ends.difference_update(load_file(file, base=base).graph.subjects())
    if ends:
        text = msg(
            "{path}: links to {number} things that no data here describes, such as {iri}; if they "
            "are pages of another site, take a longer base than {base}"
        )
        yield text.filled(path=table, number=len(ends), iri=min(ends), base=base)


def language_of(folder: Path) -> str | None:
    """The language of the titles in a mapping of the project."""
    for mapping in sorted(folder.glob(mapping_file(Path(), Path("*")).name)):
        with suppress(ValueError, OSError, LookupError, TypeError):
            return str(json.loads(mapping.read_bytes())["@context"][1]["@language"])
    return None


def first_files(
    table: Table, folder: Path, *, base: str, language: str | None
) -> tuple[dict[Path, bytes], Graph, list[Texts]]:
    """All files but the settings, guessed from the table; its statements; notes on the guess."""
    content, notes = guessed(table, base=base, language=language)
    url = os.path.relpath(table.path, folder).replace(os.sep, "/")
    context: list[object] = [content.pop("@context"), {"@language": language}]
    content = {"@context": context if language else context[0], "url": url, **content}
    described = description_of(content, str(table.path))
    data = converted(described, table, base)
    kind = URIRef(f"{base}def/{class_name(table.path)}")
    labels = {kind: Literal(_title(table.path), lang=language)} | {
        URIRef(column.propertyUrl or ""): Literal((*column.titles, column.name)[0], lang=language)
        for column in described.tableSchema.columns
        if not (column.virtual or column.suppressOutput)
    }
    prefixes, name, mapping = _prefixes(table.path, base), f"{slug(table.path)}.ttl", _json(content)
    files = {
        mapping_file(folder, table.path): mapping,
        data_file(folder, table.path): data_content(data, table, base, url, mapping),
        folder / "ontology" / name: _turtle(first_ontology(data, labels), prefixes, GUESSED),
        folder / "shapes" / name: _turtle(
            first_shapes(data, kind, labels, base), prefixes, GUESSED
        ),
    }
    notes += [*unread_cells(described, table), *dead_ends(data, table.path, folder, base)]
    return files, data, notes


def place_settings(table: Path, data: Graph) -> Sequence[str]:
    """The settings of a class whose things have coordinates: they are shown on a map."""
    is_place = any((None, term, None) in data for term in (SCHEMA.latitude, URIRef(AS_WKT)))
    return (f'[pages."def:{class_name(table)}"]', 'profile = "place"') if is_place else ()


def first_settings(table: Path, data: Graph, base: str, language: str) -> bytes:
    """The settings of a project that has none yet."""
    place = place_settings(table, data)
    of_site = ("[site]", 'languages = ["de", "en"]', "") if language.startswith("de") else ()
    lines = (
        f"base = {_toml(base)}",
        "",
        "[title]",
        f"{language} = {_toml(_title(table))}",
        "",
        "[prefixes]",
        *(f"{name} = {_toml(iri)}" for name, iri in _own_prefixes(table, base).items()),
        "",
        *of_site,
        "[validate]",
        'fail-on = "warning"',
        *(("", *place) if place else ()),
    )
    return _utf8("\n".join(lines) + "\n")


def _title(table: Path) -> str:
    title = re.sub(r"[_-]+", " ", table.stem)
    return title[:1].upper() + title[1:]


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f")


def _json(content: object) -> bytes:
    return _utf8(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _own_prefixes(table: Path, base: str) -> dict[str, str]:
    return {"def": f"{base}def/", slug(table): f"{base}{slug(table)}/", "shapes": f"{base}shapes/"}


def _prefixes(table: Path, base: str) -> dict[str, str]:
    known = ("geo", "owl", "rdf", "rdfs", "schema", "sh", "xsd")
    return _own_prefixes(table, base) | {name: WELL_KNOWN[name] for name in known}


def _turtle(graph: Graph, prefixes: Mapping[str, str], *header: str) -> bytes:
    return _utf8(write_turtle(graph, prefixes, header="\n".join(header)))


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        half = f"U+{ord(text[error.start]):04X}"
        raise ProjectError(
            msg("{character} in the table or its name is no character; take it out", character=half)
        ) from error
