import hashlib
import random
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from schlaglicht.dataset.snapshot import (
    LONGEST,
    MOST_OF_FILES,
    Snapshot,
    _is_without_blank_nodes,
    prefixes_of_files,
    project_prefixes,
    take_plain_snapshot,
    take_snapshot,
)
from schlaglicht.dataset.statistics import dataset_statistics
from schlaglicht.errors import AlikeBlankNodes, GraphSyntaxError
from schlaglicht.project import Project, open_project
from schlaglicht.rdf.reading.parse import read_lines_and_prefixes
from schlaglicht.rdf.reading.recovery import LeftOut
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.project_settings import Settings

EX = "PREFIX ex: <https://example.org/>\n"


Write = Callable[[str, str], Path]
Take = Callable[..., Snapshot]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(name: str, content: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def snapshot_of(tmp_path: Path) -> Take:
    def snapshot(*data: Path, shapes: tuple[Path, ...] = (), base: str | None = None) -> Snapshot:
        project = Project(tmp_path, data, shapes=shapes, settings=Settings(base=base))
        return take_snapshot(project, tmp_path)

    return snapshot


def quads_of(snapshot: Snapshot) -> list[pyoxigraph.Quad]:
    return list(pyoxigraph.parse(path=snapshot.path, format=pyoxigraph.RdfFormat.N_QUADS))


def test_digest_is_that_of_the_file(write: Write, snapshot_of: Take) -> None:
    snapshot = snapshot_of(write("a.ttl", EX + "ex:a ex:b 1, 2 ."))
    assert hashlib.sha256(snapshot.path.read_bytes()).hexdigest() == snapshot.digest
    assert snapshot.path.name == f"{snapshot.digest}.nq"


def test_digest_does_not_depend_on_the_order_of_files_and_statements(
    write: Write, snapshot_of: Take
) -> None:
    one, two = write("a.ttl", EX + "ex:a ex:b 1 ."), write("b.ttl", EX + "ex:a ex:c [ ex:d 2 ] .")
    both = write("c.ttl", EX + "ex:a ex:c [ ex:d 2 ] ; ex:b 1 .")
    assert snapshot_of(one, two).digest == snapshot_of(two, one).digest == snapshot_of(both).digest


def test_digest_does_not_depend_on_blank_node_labels(write: Write, snapshot_of: Take) -> None:
    chain = [("_:a", "_:b"), ("_:b", "_:c"), ("_:c", "_:d"), ("_:b", "_:d"), ("_:e", "_:f")]
    digests = set()
    for seed in range(10):
        shuffled = random.Random(seed)
        labels = dict(zip("abcdef", shuffled.sample("uvwxyz", 6), strict=True))
        edges = [(f"_:{labels[s[2]]}", f"_:{labels[o[2]]}") for s, o in chain]
        shuffled.shuffle(edges)
        lines = "\n".join(f"{s} <https://example.org/to> {o} ." for s, o in edges)
        digests.add(snapshot_of(write(f"{seed}.nt", lines)).digest)
    assert len(digests) == 1


def test_digest_differs_when_a_literal_is_written_otherwise(
    write: Write, snapshot_of: Take
) -> None:
    plain = snapshot_of(write("a.ttl", EX + "ex:a ex:b 7 ."))
    padded = snapshot_of(write("b.ttl", EX + "ex:a ex:b 007 ."))
    assert plain.digest != padded.digest


def test_blank_nodes_of_different_files_stay_apart(write: Write, snapshot_of: Take) -> None:
    one, two = write("a.nt", "_:x <ex:a> <ex:b> ."), write("b.nt", "_:x <ex:c> <ex:d> .")
    assert len({quad.subject for quad in quads_of(snapshot_of(one, two))}) == 2


def test_a_blank_node_in_two_graphs_of_one_file_stays_one(write: Write, snapshot_of: Take) -> None:
    file = write("a.nq", "_:x <ex:a> <ex:b> <ex:g> .\n_:x <ex:c> <ex:d> <ex:h> .\n")
    assert len({quad.subject for quad in quads_of(snapshot_of(file))}) == 1


def test_the_same_triple_in_two_files_counts_once(write: Write, snapshot_of: Take) -> None:
    files = [write(name, "<ex:a> <ex:b> <ex:c> .") for name in ("a.nt", "b.nt")]
    assert snapshot_of(*files).triples == 1


def test_shapes_are_a_named_graph_below_the_base(write: Write, snapshot_of: Take) -> None:
    shapes = write("shapes.ttl", EX + "ex:S a ex:Shape .")
    snapshot = snapshot_of(write("a.ttl", ""), shapes=(shapes,), base="https://example.org/")
    names = {quad.graph_name for quad in quads_of(snapshot)}
    assert pyoxigraph.NamedNode("https://example.org/shapes/") in names


def test_shapes_without_a_base_are_a_named_graph_of_ours(write: Write, snapshot_of: Take) -> None:
    snapshot = snapshot_of(write("a.ttl", ""), shapes=(write("s.ttl", EX + "ex:S a ex:Shape ."),))
    (quad,) = quads_of(snapshot)
    assert quad.graph_name == pyoxigraph.NamedNode("urn:x-schlaglicht:shapes")


def test_data_and_ontology_are_the_default_graph(tmp_path: Path, write: Write) -> None:
    write("data.ttl", EX + "ex:a a ex:Class .")
    write("ontology/o.ttl", EX + "ex:Class ex:label 'class' .")
    snapshot = take_snapshot(open_project([tmp_path]), tmp_path)
    assert {quad.graph_name for quad in quads_of(snapshot)} == {pyoxigraph.DefaultGraph()}
    assert snapshot.triples == 2


def test_named_graphs_of_a_file_stay_named(write: Write, snapshot_of: Take) -> None:
    snapshot = snapshot_of(write("a.trig", EX + "ex:g { ex:a ex:b 1 } ex:a ex:b 2 ."))
    assert len({quad.graph_name for quad in quads_of(snapshot)}) == 2


def test_triple_terms_keep_their_blank_nodes(write: Write, snapshot_of: Take) -> None:
    files = [
        write(name, "_:x <ex:a> <ex:b> .\n_:r <ex:reifies> <<( _:x <ex:a> <ex:b> )>> .")
        for name in ("a.nt", "b.nt")
    ]
    inner = [
        quad.object.subject
        for quad in quads_of(snapshot_of(files[0]))
        if isinstance(quad.object, pyoxigraph.Triple)
    ]
    outer = [quad.subject for quad in quads_of(snapshot_of(files[0]))]
    assert inner[0] in outer


def test_a_file_with_a_syntax_error_leaves_no_snapshot(tmp_path: Path, write: Write) -> None:
    file = write("a.ttl", EX + "ex:a ex:b .")
    with pytest.raises(GraphSyntaxError) as caught:
        take_snapshot(open_project([file]), tmp_path, strict=True)
    assert (caught.value.path, caught.value.line) == (file, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["a.ttl"]


def test_blank_nodes_that_can_hardly_be_told_apart_leave_no_snapshot(
    tmp_path: Path, write: Write, snapshot_of: Take
) -> None:
    names = [f"_:n{number}" for number in range(20)]
    clique = "".join(f"{a} <x:p> {b} .\n" for a in names for b in names if a != b)
    files = write("a.nt", "<x:a> <x:p> <x:b> .\n"), write("b.nt", clique)
    with pytest.raises(AlikeBlankNodes) as caught:
        snapshot_of(*files)
    assert (caught.value.path, caught.value.line, caught.value.column) == (files[1], 1, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.nt", "b.nt"]


def test_prefixes_of_every_file_are_known(tmp_path: Path) -> None:
    """Those of the settings win; well-known ones are there for namespaces in use."""
    files = {
        "data.ttl": "PREFIX a: <x:a/> PREFIX s: <x:file/> a:x s:p 1 .\n@prefix late: <x:late/> .",
        "ontology/o.jsonld": '{"@context": {"o": "x:o/"}, "@id": "o:x", "o:p": {"@id": "o:y"}}',
        "shapes/s.ttl": "@prefix s2: <x:s2/> . s2:x a <http://www.w3.org/ns/shacl#NodeShape> .",
        "schlaglicht.toml": '[prefixes]\ns = "x:settings/"\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    project = open_project([tmp_path])
    own = {"s": "x:settings/", "a": "x:a/", "late": "x:late/", "o": "x:o/", "s2": "x:s2/"}
    used = {name: WELL_KNOWN[name] for name in ("rdf", "sh", "xsd")}
    assert take_snapshot(project, tmp_path).prefixes == own | used
    assert take_plain_snapshot(project, tmp_path).prefixes == own


EVIDENCE = """\
prefixes: {ex: https://example.org/}
namespace: https://example.org/id/
evidence:
  F1:
    record:
      - ex:a ex:b
"""


@pytest.fixture
def bodies_of(tmp_path: Path, write: Write) -> Callable[[str, dict[str, str]], set[str]]:
    """The objects that the evidence graph of a snapshot supports, for data and other files."""

    def bodies(evidence: str, files: dict[str, str]) -> set[str]:
        write("evidence.yaml", evidence)
        write("schlaglicht.toml", 'base = "https://example.org/"\n')
        for name, content in files.items():
            write(name, EX + content)
        snapshot = take_snapshot(open_project([tmp_path]), tmp_path / "out")
        lines = snapshot.path.read_text(encoding="utf-8")
        assert "https://example.org/evidence/" in lines
        found = re.findall(r"#object> (.*) <https://example.org/evidence/> \.\n", lines)
        return set(found)

    (tmp_path / "out").mkdir()
    return bodies


BodiesOf = Callable[[str, dict[str, str]], set[str]]


@pytest.mark.parametrize(
    ("files", "supported"),
    [
        ({"data.ttl": 'ex:a ex:b "X"@de-AT .'}, {'"X"@de-AT'}),
        ({"data.ttl": "ex:a ex:b 007 ."}, {'"007"^^<http://www.w3.org/2001/XMLSchema#integer>'}),
        ({"data.trig": "ex:g { ex:a ex:b ex:c }"}, {"<https://example.org/c>"}),
        ({"data.trig": "ex:a ex:b ex:c . ex:g { ex:a ex:b ex:c }"}, {"<https://example.org/c>"}),
        ({"data.trig": "ex:a ex:b ex:c . ex:g { ex:a ex:b ex:d }"}, set()),
        ({"data.ttl": "ex:a ex:b ex:c , ex:d ."}, set()),
        ({"data.ttl": "ex:a ex:c 1 ."}, set()),
        (
            {"data.ttl": "ex:a ex:b ex:c .", "ontology/o.ttl": "ex:a ex:b ex:d ."},
            {"<https://example.org/c>"},
        ),
        (
            {"data.ttl": "ex:a ex:b ex:c .", "ontology/o.ttl": "ex:a ex:b ex:c , ex:d ."},
            {"<https://example.org/c>"},
        ),
        (
            {"data.ttl": "ex:a ex:b ex:c .", "shapes/s.ttl": "ex:a ex:b ex:d ."},
            {"<https://example.org/c>"},
        ),
        ({"data.ttl": "ex:x ex:b 1 .", "ontology/o.ttl": "ex:a ex:b ex:d ."}, set()),
    ],
)
def test_evidence_is_a_named_graph_about_the_data_alone(
    bodies_of: BodiesOf, files: dict[str, str], supported: set[str]
) -> None:
    assert bodies_of(EVIDENCE, files) == supported


def test_evidence_of_a_blank_node_has_the_same_digest_each_time(
    tmp_path: Path, write: Write
) -> None:
    write("data.ttl", EX + "ex:a ex:b [ ex:c 1 ] , ex:d ; ex:b2 [ ex:c 2 ] .")
    write("evidence.yaml", EVIDENCE.replace("ex:a ex:b", "ex:a ex:b2"))
    project = open_project([tmp_path])
    assert take_snapshot(project, tmp_path).digest == take_snapshot(project, tmp_path).digest


def test_broken_evidence_makes_no_snapshot(tmp_path: Path, write: Write) -> None:
    write("data.ttl", EX + "ex:a ex:b 1 .")
    write("evidence.yaml", "evidence: [")
    with pytest.raises(GraphSyntaxError, match=r"evidence\.yaml:1"):
        take_snapshot(open_project([tmp_path]), tmp_path, strict=True)


def test_entries_of_one_key_in_two_files_make_no_snapshot(tmp_path: Path, write: Write) -> None:
    write("data.ttl", EX + "ex:a ex:b 1 .")
    for name in ("a", "b"):
        write(f"evidence/{name}.yaml", EVIDENCE)
    with pytest.raises(GraphSyntaxError, match=r"b\.yaml:4:3: there are two entries F1"):
        take_snapshot(open_project([tmp_path]), tmp_path, strict=True)


def test_what_cannot_be_read_is_left_out_and_part_of_the_snapshot(
    tmp_path: Path, write: Write
) -> None:
    write("schlaglicht.toml", 'base = "https://example.org/"')
    faulty = write("a.ttl", EX + 'ex:a ex:b 1 .\nex:a ex:b "x"@e_n .\nex:a ex:b "y"@EN .')
    lost = write("b.rdf", "<x")
    evidence = write("evidence.yaml", "evidence: [")
    snapshot = take_snapshot(open_project([tmp_path]), tmp_path)
    assert snapshot.left_out == (
        LeftOut(faulty, 1),
        LeftOut(lost, None),
        LeftOut(evidence, None),
    )
    content = snapshot.path.read_text(encoding="utf-8")
    assert snapshot.triples == 2
    assert '"y"@EN' in content
    assert "3 of 3 files have faults" in content


def test_file_for_engines_is_another_only_where_the_store_would_rewrite(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text('<urn:a> <urn:p> 7 , "x"@de .', encoding="utf-8")
    kept = take_snapshot(open_project([tmp_path]), tmp_path)
    assert kept.engine_path == kept.path
    (tmp_path / "data.ttl").write_text('<urn:a> <urn:p> 007 , "x"@de .', encoding="utf-8")
    snapshot = take_snapshot(open_project([tmp_path]), tmp_path)
    assert b'"007"^^<http://www.w3.org/2001/XMLSchema#integer>' in snapshot.path.read_bytes()
    assert snapshot.engine_path != snapshot.path
    assert snapshot.engine_path.exists()


def test_triple_term_next_to_a_tag_with_capitals_is_read(tmp_path: Path) -> None:
    text = '<urn:a> <urn:p> "x"@de-AT , <<( <urn:a> <urn:p> 007 )>> .'
    (tmp_path / "data.ttl").write_text(text, encoding="utf-8")
    assert take_snapshot(open_project([tmp_path]), tmp_path).triples == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.nt", "<x:s> <x:p> _:b ."),
        ("a.nq", "<x:s> <x:p> <x:o> _:g ."),
        ("a.ttl", "<x:s> <x:p> [] ."),
        ("a.ttl", "<x:s> <x:p> ( 1 ) ."),
        ("a.ttl", "<x:s> <x:p> << <x:a> <x:b> <x:c> >> ."),
        ("a.ttl", "<x:s> <x:p> <x:o> ~ ."),
        ("a.trig", "<x:g> { <x:s> <x:p> <x:o> {| <x:q> 1 |} }"),
    ],
)
def test_no_form_of_a_blank_node_is_overlooked(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert any(b"_:" in line for line in read_lines_and_prefixes(path)[0])
    assert not _is_without_blank_nodes(path)
    path.write_text("<x:s> <x:p> <x:o> .", encoding="utf-8")
    assert _is_without_blank_nodes(path)


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.trig", "a.nq"])
def test_text_of_a_file_is_in_memory_in_parts_alone(
    name: str, write: Write, tmp_path: Path
) -> None:
    comments = f"# {'é' * 100}\n" * 100_000
    path = write(name, comments + "<urn:x:a> <urn:x:b> <urn:x:c> .\n")
    tracemalloc.start()
    try:
        snapshot = take_snapshot(open_project([path]), tmp_path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert snapshot.triples == 1
    assert most < path.stat().st_size / 2


FOAF, GEO, OA = (WELL_KNOWN[name] for name in ("foaf", "geo", "oa"))
HTTP, HTTPS = "http://schema.org/", "https://schema.org/"


@pytest.mark.parametrize(
    ("settings", "files", "used", "known"),
    [
        # Those of the settings come first, then those of files, then well-known ones.
        (
            {"z": "x:z/"},
            [{"z": "x:file/", "a": "x:a/"}],
            [f"{FOAF}name"],
            {"z": "x:z/", "a": "x:a/", "foaf": FOAF},
        ),
        # A well-known one is left out where its namespace or its name is taken.
        (
            {},
            [{"f": FOAF, "geo": "x:geo/"}],
            [f"{FOAF}name", f"{GEO}x"],
            {"f": FOAF, "geo": "x:geo/"},
        ),
        # It comes before one that a program counted.
        (
            {},
            [{"ns1": OA, "ns2": "https://example.org/"}],
            [f"{OA}hasBody"],
            {"oa": OA, "ns1": OA, "ns2": "https://example.org/"},
        ),
        # Schema is the namespace in use.
        ({}, [], [f"{HTTPS}name"], {"schema": HTTPS}),
        ({}, [], [f"{HTTP}name"], {"schema": HTTP}),
        ({}, [], [f"{HTTP}name", f"{HTTPS}name"], {"schema": HTTPS}),
    ],
)
def test_prefixes_of_a_project_are_in_order(
    settings: dict[str, str], files: list[dict[str, str]], used: list[str], known: dict[str, str]
) -> None:
    lines = [f"<x:s> <{iri}> <x:o> .\n".encode() for iri in used]
    found = project_prefixes(settings, files, dataset_statistics(lines))
    assert list(found.items()) == list(known.items())


@pytest.mark.parametrize(
    ("files", "known"),
    [
        # The meaning in most files counts, of those in equally many that of the first.
        ([{"a": "x:1/"}, {"a": "x:2/"}, {"a": "x:2/"}], {"a": "x:2/"}),
        ([{"a": "x:2/"}, {"a": "x:1/"}], {"a": "x:2/"}),
        # A name comes before the empty prefix.
        ([{"": "x:1/", "a": "x:1/"}, {"": "x:1/"}], {"a": "x:1/", "": "x:1/"}),
        # What no query can write is left out.
        ([{"a b": "x:a/"}], {}),
        ([{"a.": "x:a/"}], {}),
        ([{"-a": "x:a/"}], {}),
        ([{"a": "relative/"}], {}),
        ([{"a": "x:<>"}], {}),
        ([{"a": "x:" + "a" * LONGEST}], {}),
        ([{"a" * LONGEST: "x:a/"}], {}),
    ],
)
def test_prefixes_of_files_are_those_of_most(
    files: list[dict[str, str]], known: dict[str, str]
) -> None:
    assert list(prefixes_of_files(files).items()) == list(known.items())


def test_of_too_many_those_of_most_files_are_taken() -> None:
    many = {f"p{number}": f"x:{number}/" for number in range(100_000)}
    known = prefixes_of_files([many, {"p99999": "x:99999/"}])
    assert len(known) == MOST_OF_FILES
    assert "p99999" in known
