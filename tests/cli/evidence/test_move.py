from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def files(concert: Path) -> Callable[[], dict[str, bytes]]:
    """The content of each file of the project."""
    return lambda: {
        p.relative_to(concert).as_posix(): p.read_bytes() for p in concert.rglob("*") if p.is_file()
    }


def with_body(text: str, statement: str) -> str:
    """The data of the concert with one more body of its evidence E1."""
    mark = "    oa:hasBody [ a rdf:Statement ; "
    assert mark in text
    return text.replace(
        mark, f"    oa:hasBody [ a rdf:Statement ; {statement} ] , [ a rdf:Statement ; ", 1
    )


def test_evidence_stands_in_a_file_and_validates_as_before(concert: Path, cli: Run) -> None:
    given = ("validate", "--sources", "sources", "--format", "json", "--no-cache")
    before = cli(concert, *given)
    assert "`schlaglicht evidence move`" in before.stderr
    done = cli(concert, "evidence", "move", "--sources", "sources")
    assert done.returncode == 0
    assert done.stdout == (
        "evidence/programme.yaml: 4 entries\ndata.ttl: rewritten without evidence\n"
    )
    after = cli(concert, *given)
    assert after.stderr == ""
    old, new = json.loads(before.stdout), json.loads(after.stdout)
    assert (new["results"], after.returncode) == (old["results"], 0)
    for count in ("statements", "evidenced", "passages", "matching"):
        assert new["checked"][count] == old["checked"][count] > 0
    assert "oa:" not in (concert / "data.ttl").read_text(encoding="utf-8")
    entry = (concert / "evidence" / "programme.yaml").read_text(encoding="utf-8")
    assert "    verbatim:\n      - id:nordwind schema:name\n" in entry


def test_without_sources_literals_count_as_paraphrases(concert: Path, cli: Run) -> None:
    assert cli(concert, "evidence", "move").returncode == 0
    assert "verbatim" not in (concert / "evidence" / "programme.yaml").read_text(encoding="utf-8")


def test_dry_run_writes_nothing(
    concert: Path, cli: Run, files: Callable[[], dict[str, bytes]]
) -> None:
    before = files()
    done = cli(concert.parent, "evidence", "move", "concert", "--dry-run")
    assert done.returncode == 0
    assert "+++ b/evidence/programme.yaml\n" in done.stdout
    assert files() == before


def test_second_move_has_nothing_to_move(concert: Path, cli: Run) -> None:
    cli(concert, "evidence", "move")
    done = cli(concert, "evidence", "move")
    assert done.returncode == 2
    assert "nothing to move" in done.stderr


def test_evidence_in_a_file_of_its_own_moves_too(concert: Path, cli: Run) -> None:
    text = (concert / "data.ttl").read_text(encoding="utf-8")
    facts, mark, evidence = text.partition("id:evidence-e1 a")
    prefixes = text[text.index("@prefix") : text.index("id:concert a")]
    (concert / "data").mkdir()
    (concert / "data.ttl").write_text(facts, encoding="utf-8")
    (concert / "data" / "evidence.ttl").write_text(prefixes + mark + evidence, encoding="utf-8")
    facts_before = (concert / "data.ttl").read_bytes()
    assert cli(concert, "evidence", "move", "--sources", "sources").returncode == 0
    assert (concert / "data.ttl").read_bytes() == facts_before
    assert "oa:" not in (concert / "data" / "evidence.ttl").read_text()
    assert cli(concert, "evidence", "check", "--sources", "sources").returncode == 0


def blank_subject(text: str) -> str:
    statement = "rdf:subject [] ; rdf:predicate schema:name ; rdf:object 'x'"
    return with_body(text, statement.replace("'", '"'))


def blank_object(text: str) -> str:
    return with_body(text, "rdf:subject id:concert ; rdf:predicate schema:location ; rdf:object []")


def other_namespace(text: str) -> str:
    return text.replace("id:evidence-e2", "<https://example.net/evidence-e2>")


def other_property(text: str) -> str:
    return text.replace("id:evidence-e2 a", 'id:evidence-e2 schema:comment "?" ; a')


def other_certainty(text: str) -> str:
    return text.replace("id:evidence-e2 a", "id:evidence-e2 def:certainty def:guessed ; a")


def comment_within(text: str) -> str:
    return text.replace("id:guests a", "# about 80\nid:guests a")


def without_a_body(text: str) -> str:
    return text + "\nid:evidence-e9 a oa:Annotation ; oa:hasTarget id:passage-16-72 .\n"


def other_key(text: str) -> str:
    return text.replace('dcterms:identifier "E2"', 'dcterms:identifier "No 2"')


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (blank_subject, "a blank node has no name"),
        (blank_object, "a blank node has no name"),
        (other_namespace, "without a common start; rename them"),
        (other_property, "files of evidence have no place for schema:comment (1)"),
        (other_certainty, "unknown certainty guessed"),
        (comment_within, "this comment would be lost"),
        (without_a_body, "supports nothing"),
        (other_key, "with the key as dcterms:identifier"),
    ],
)
def test_evidence_that_cannot_be_moved_is_named_and_stays(
    change: Callable[[str], str],
    said: str,
    concert: Path,
    cli: Run,
    files: Callable[[], dict[str, bytes]],
) -> None:
    path = concert / "data.ttl"
    changed = change(path.read_text(encoding="utf-8"))
    assert changed != path.read_text(encoding="utf-8")
    path.write_text(changed, encoding="utf-8")
    before = files()
    done = cli(concert, "evidence", "move", "--sources", "sources")
    assert done.returncode == 2
    assert said in done.stderr
    assert files() == before


def test_property_without_a_place_is_left_out_on_request(concert: Path, cli: Run) -> None:
    path = concert / "data.ttl"
    path.write_text(other_property(path.read_text(encoding="utf-8")), encoding="utf-8")
    done = cli(concert, "evidence", "move", "--drop")
    assert done.returncode == 0
    assert "left out: schema:comment, once" in done.stdout


def test_file_that_exists_is_not_overwritten(
    concert: Path, cli: Run, files: Callable[[], dict[str, bytes]]
) -> None:
    (concert / "evidence").mkdir()
    (concert / "evidence" / "programme.yaml").write_text("evidence: {}\n")
    before = files()
    done = cli(concert, "evidence", "move")
    assert done.returncode == 2
    assert "evidence/programme.yaml exists" in done.stderr
    assert files() == before


def test_facts_that_look_like_records_stay(concert: Path, cli: Run) -> None:
    with (concert / "data.ttl").open("a", encoding="utf-8") as file:
        file.write(
            "@prefix prov: <http://www.w3.org/ns/prov#> .\n"
            "id:loan a prov:Activity . id:other a schema:DigitalDocument , prov:Entity .\n"
        )
    assert cli(concert, "evidence", "move").returncode == 0
    data = (concert / "data.ttl").read_text(encoding="utf-8")
    assert "id:loan" in data
    assert "id:other" in data


def test_each_document_gets_its_own_text_blocks(concert: Path, cli: Run) -> None:
    (concert / "sources" / "letter.txt").write_text("Nordwind")
    with (concert / "data.ttl").open("a", encoding="utf-8") as file:
        file.write(
            "id:letter a schema:DigitalDocument ; dcterms:identifier 'letter.txt' .\n"
            "id:letter-body a def:TextBlock ; dcterms:isPartOf id:letter ; oa:hasSelector\n"
            "  [ a oa:TextPositionSelector ; oa:start 0 ; oa:end 8 ] .\n"
            "id:letter-0-8 a oa:SpecificResource ; oa:hasSource id:letter ;\n"
            "  dcterms:isPartOf id:letter-body ; oa:hasSelector\n"
            "  [ a oa:TextPositionSelector ; oa:start 0 ; oa:end 8 ] .\n"
            "id:evidence-e5 a oa:Annotation ; oa:hasTarget id:letter-0-8 ; oa:hasBody\n"
            "  [ a rdf:Statement ; rdf:subject id:nordwind ; rdf:predicate schema:name ;\n"
            "    rdf:object 'Nordwind' ] .\n"
        )
    assert cli(concert, "evidence", "move", "--sources", "sources").stderr == ""
    letter = (concert / "evidence" / "letter.yaml").read_text(encoding="utf-8")
    assert "body: 0-8" in letter
    assert "16-236" not in letter
    assert "body: 16-236" in (concert / "evidence" / "programme.yaml").read_text("utf-8")


def test_annotation_on_two_documents_is_named(concert: Path, cli: Run) -> None:
    with (concert / "data.ttl").open("a", encoding="utf-8") as file:
        file.write(
            "id:letter a schema:DigitalDocument .\n"
            "id:evidence-e1 oa:hasTarget id:letter-0-8 .\n"
            "id:letter-0-8 a oa:SpecificResource ; oa:hasSource id:letter .\n"
        )
    done = cli(concert, "evidence", "move")
    assert done.returncode == 2
    assert "evidence-e1 has passages in several documents" in done.stderr
