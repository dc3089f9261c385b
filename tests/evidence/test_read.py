"""Files of evidence: what each key means, and what is refused with its place."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Literal, URIRef
from tables import each

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.evidence.annotations import annotated_lines
from schlaglicht.evidence.model import Certainty, EvidenceFile, Passage, Source, Wording
from schlaglicht.evidence.read import read_evidence
from schlaglicht.settings.project_settings import Settings

Read = Callable[[str | bytes], EvidenceFile]

EX = "https://example.org/"
WHOLE = """\
prefixes:
  own: https://own.example/
namespace: https://example.org/id/
document:
  file: "report.txt"
  iri: ex:document
  sha256: {digest}
  language: de
  name: {{de: "Textdatei", en: "Text file"}}
  passages: ex:passage-
  works:
    ex:article-1:
      name: Artikel
      headline: 0-30
      paragraph: [161-662, 664-1329]
sources:
  eu-countries: {{name: {{en: "EU table"}}, url: https://example.org/eu}}
evidence:
  F001:
    certainty: implied
    passages: [282-300]
    anaphora: 161-200
    verbatim:
      - ex:a schema:name @de ; ex:p "x"
    record: own:b a ex:C
  F002:
    sources: [eu-countries, https://example.org/other, ex:third]
    paraphrase:
      - ex:a ex:q
digests:
  282-300: {digest}
""".format(digest="0" * 64)


def entry_with(statement: str, *, wording: str = "record") -> str:
    return f"evidence:\n  F1:\n    {wording}:\n      - {statement}\n"


def error_of(read: Read, text: str | bytes) -> GraphSyntaxError:
    with pytest.raises(GraphSyntaxError) as caught:
        read(text)
    return caught.value


def test_each_key_is_read(read: Read) -> None:
    file = read(WHOLE)
    document = file.document
    assert document is not None
    assert (document.iri, document.file) == (URIRef(EX + "document"), "report.txt")
    assert (document.language, document.sha256) == ("de", "0" * 64)
    assert document.names == {"de": "Textdatei", "en": "Text file"}
    assert document.passage_prefix == EX + "passage-"
    (work,) = document.works
    assert (work.iri, work.names) == (URIRef(EX + "article-1"), {"": "Artikel"})
    assert [(b.kind, b.number, str(b.passage)) for b in work.blocks] == [
        ("headline", None, "0-30"),
        ("paragraph", 1, "161-662"),
        ("paragraph", 2, "664-1329"),
    ]
    first, second = file.entries
    assert (first.key, first.certainty) == ("F001", Certainty.IMPLIED)
    assert first.passages == (Passage(282, 300),)
    assert first.anaphora == (Passage(161, 200),)
    said = [(s.wording, s.object, s.language) for s in first.statements]
    assert said == [
        (Wording.VERBATIM, None, "de"),
        (Wording.VERBATIM, Literal("x"), None),
        (Wording.RECORD, URIRef(EX + "C"), None),
    ]
    assert first.statements[2].subject == URIRef("https://own.example/b")
    assert second.certainty is Certainty.EXTERNAL
    assert [key for key, _ in second.sources] == ["eu-countries", EX + "other", EX + "third"]
    (source,) = file.sources
    assert source == Source("eu-countries", {"en": "EU table"}, EX + "eu", source.span)
    assert {str(passage) for passage in file.digests} == {"282-300"}
    assert file.passages == (Passage(161, 200), Passage(282, 300))


def test_what_is_left_out_has_its_default(read: Read) -> None:
    text = "document: {file: a.txt}\nevidence: {F1: {passages: 0-1, verbatim: ex:a ex:p}}"
    file = read(text)
    assert file.document is not None
    assert file.document.iri == URIRef(EX + file.path.stem)
    assert file.document.passage_prefix == f"{file.document.iri}-"
    assert (file.namespace, file.entries[0].certainty) == (EX, Certainty.STATED)


@pytest.mark.parametrize("text", ["", "evidence:\n", "evidence: {}\n", "evidence: ~\n"])
def test_file_may_be_empty(read: Read, text: str) -> None:
    assert read(text).entries == ()


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"no\.yaml: No such file"):
        read_evidence(tmp_path / "no.yaml", Settings())


ONLY = "sources: {s: {}}\ndocument: {file: a.txt}\nevidence:\n  F1: "


@each(
    ("text", "token"),
    [
        ("evidenz: {}", "evidenz"),
        ("evidence: [F1]", "[F1]"),
        ("evidence:\n  ä1: {record: ex:a ex:p}", "ä1"),
        ("evidence:\n  F1: {record: ex:a ex:p}\n  f1: {record: ex:a ex:q}", "f1"),
        ("evidence:\n  F1: {record: ex:a ex:p}\n  F1: {record: ex:a ex:q}", "F1"),
        (ONLY + "{}", "F1"),
        (ONLY + "{passages: 0-1}", "F1"),
        (ONLY + "{passages: 0-1, verbatim: }", "F1"),
        (ONLY + "{passages: 0-1, word: ex:a ex:p}", "word"),
        (ONLY + "{certainty: sure, record: ex:a ex:p}", "sure"),
        (ONLY + "{certainty: external, record: ex:a ex:p}", "F1"),
        (ONLY + "{sources: s, passages: 0-1, record: ex:a ex:p}", "F1"),
        (ONLY + "{sources: s, anaphora: 0-1, record: ex:a ex:p}", "F1"),
        (ONLY + "{sources: s, verbatim: ex:a ex:p}", "F1"),
        (ONLY + "{anaphora: 0-1, verbatim: ex:a ex:p}", "F1"),
        (ONLY + "{paraphrase: ex:a ex:p}", "F1"),
        (ONLY + "{sources: t, record: ex:a ex:p}", "t"),
        (ONLY + "{sources: no:t, record: ex:a ex:p}", "no:t"),
        (ONLY + "{sources: 'https://x y', record: ex:a ex:p}", "'https://x y'"),
        (ONLY + "{passages: 1-1, verbatim: ex:a ex:p}", "1-1"),
        (ONLY + "{passages: 2-1, verbatim: ex:a ex:p}", "2-1"),
        (ONLY + "{passages: 01-2, verbatim: ex:a ex:p}", "01-2"),
        (ONLY + "{passages: -1-2, verbatim: ex:a ex:p}", "-1-2"),
        (ONLY + "{passages: 0-99999999999, verbatim: ex:a ex:p}", "0-99999999999"),
        (ONLY + "{passages: ٠-٩, verbatim: ex:a ex:p}", "٠-٩"),
        (ONLY + "{passages: 5, verbatim: ex:a ex:p}", "5"),
        (ONLY + "{record: [[ex:a ex:p]]}", "[ex:a ex:p]"),
        (ONLY + "{record: {ex:a: ex:p}}", "{ex:a: ex:p}"),
        ("evidence: {F1: {passages: 0-1, verbatim: ex:a ex:p}}", "0-1"),
        ("document: {iri: ex:a}", "{iri: ex:a}"),
        ("document: {file: a, iri: no:a}", "no:a"),
        ("document: {file: a, iri: a}", "a"),
        ("document: {file: a, iri: <a>}", "<a>"),
        ("document: {file: a, iri: 'https://a b'}", "'https://a b'"),
        ("document: {file: a, sha256: 12}", "12"),
        ("document: {file: a, name: {de at: x}}", "de at"),
        ("document: {file: [a]}", "[a]"),
        ("document: {file: a, works: {ex:a: {a b: 0-1}}}", "a b"),
        ("namespace: here", "here"),
        ("namespace: https://a b/", "https://a b/"),
        ("prefixes: {p: here}", "here"),
        ("sources: {s: {url: www.example.org}}", "www.example.org"),
        ("sources: {s: {name: {de_AT: x}}}", "de_AT"),
        ("digests: {0-1: ABC}", "ABC"),
        (entry_with("ex:a ex:p ex:b ex:c"), "ex:c"),
        (entry_with("no:a ex:p"), "no:a"),
        (entry_with('"ex:a no:p"'), '"ex:a no:p"'),
        (entry_with("ex:a ex:p\n        no:b"), "no:b"),
    ],
)
@each("before", ["", "# ä 🎺\r\n\r\n", "\ufeff"])
def test_fault_is_found_at_its_token(read: Read, text: str, token: str, before: str) -> None:
    whole = before + text
    error = error_of(read, whole)
    lines = whole.removeprefix("\ufeff").splitlines()
    assert error.line is not None
    assert error.column is not None
    line = lines[error.line - 1]
    assert line[error.column - 1 :].startswith(token)
    assert error.end_column in {error.column + len(token), None}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_places_of_terms_are_exact(read: Read, ending: str) -> None:
    text = WHOLE.replace("F001", "F001-x").replace("report", "Bericht 🎺 ä").replace("\n", ending)
    file = read(b"\xef\xbb\xbf" + text.encode())
    written = file.text.text
    first = file.entries[0]
    assert written[slice(*first.span)] == "F001-x"
    assert [written[slice(*p.span)] for p in first.passages] == ["282-300"]
    spans = [[written[slice(*span)] for span in s.spans] for s in first.statements]
    assert spans == [
        ["ex:a", "schema:name", "@de"],
        ["ex:a", "ex:p", '"x"'],
        ["own:b", "a", "ex:C"],
    ]


def test_near_key_is_suggested(read: Read) -> None:
    error = error_of(read, "evidence: {F1: {certainity: stated, record: ex:a ex:p}}")
    assert error.helps["en"] == "did you mean certainty?"


def test_near_source_is_suggested(read: Read) -> None:
    text = "sources: {countries: {}}\nevidence: {F1: {sources: countrys, record: ex:a ex:p}}"
    assert error_of(read, text).helps["en"] == "did you mean countries?"


def test_colon_in_a_statement_asks_for_quotes(read: Read) -> None:
    assert "''" in str(error_of(read, entry_with('ex:a ex:p "x: y"')))
    assert read(entry_with("'ex:a ex:p \"x: y\"'")).entries[0].statements[0].object == Literal(
        "x: y"
    )


def test_comment_never_shortens_a_text(read: Read) -> None:
    assert "''" in str(error_of(read, entry_with('ex:a ex:p "x #y"')))


PIECES = [
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\r\n", b"\t", b"&a ", b"*a", b"!!int ", b"'", b'"', b"[",
    b"]", b"{", b"}", b": ", b" #", b"- ", b"---\n", b"...", b"|\n", b">\n", b"? ", b"<<: ", b"~",
    "ä🎺".encode(), b"\\", b"\\u12", b"\\ud800", b"\\UFFFFFFFF", b"@de", b"@" + b"x" * 99, b"^^",
    b"<x>", b"<", b"9" * 5000, b"0-0", b"0-" + b"9" * 30, b"1e999", b"%", b"\x85", b"\xe2\x80\xa8",
    b"_:b", b";", b",", b"evidence:\n", b"  F001:\n", b"record:", b"null", b"  ", b"\n",
]  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice((0, 0, 1, 3, 20)))
        match chance.randrange(4):
            case 0:
                new = bytes([chance.randrange(256)])
            case 1:
                new = chance.choice(PIECES)
            case 2:
                new = b""
            case _:
                other = chance.randrange(len(content) + 1)
                new = content[other : other + chance.randint(1, 60)]
        content = content[:start] + new + content[end:]
    return content


def test_damaged_file_gives_valid_quads_or_an_error_with_a_place(tmp_path: Path) -> None:
    chance = random.Random(20261127)
    settings = Settings(prefixes={"ex": EX, "schema": "https://schema.org/"})
    path = tmp_path / "evidence.yaml"
    read = 0
    lines_at_fault = []
    started = time.process_time()
    for _ in range(3000):
        path.write_bytes(mutated(WHOLE.encode(), chance))
        try:
            file = read_evidence(path, settings)
        except GraphSyntaxError as error:
            lines_at_fault.append(error.line or 1)
        else:
            read += 1
            lines = b"".join(annotated_lines([file], [], EX))
            assert list(pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_QUADS))
    assert 200 < read < 2800
    assert min(lines_at_fault) >= 1
    assert time.process_time() - started < 60
