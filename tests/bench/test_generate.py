"""The benchmark's data: the same on every machine, valid, and as large as asked for."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

GENERATOR = Path(__file__).parents[2] / "bench" / "generate.py"
DIGEST_OF_5000 = "9a6e60e5c750e02885808f31cbb29cc054e46020bf59f3bb81a76d4b9680c632"


def generate(path: Path, triples: int) -> bytes:
    subprocess.run([sys.executable, GENERATOR, "--triples", str(triples), path], check=True)
    return path.read_bytes()


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return generate(tmp_path_factory.mktemp("bench") / "5000.nt", 5000)


def test_the_same_number_gives_the_same_bytes_on_every_machine(content: bytes) -> None:
    assert hashlib.sha256(content).hexdigest() == DIGEST_OF_5000


def test_a_shorter_file_is_the_beginning_of_a_longer_one(tmp_path: Path, content: bytes) -> None:
    assert content.startswith(generate(tmp_path / "700.nt", 700))


def test_every_line_is_a_triple_of_its_own(content: bytes) -> None:
    quads: set[Quad] = set(parse(content, format=RdfFormat.N_TRIPLES))
    assert len(quads) == 5000


def test_terms_are_schema_org_and_labels_german_and_english(content: bytes) -> None:
    text = content.decode()
    assert "http://schema.org/" not in text
    assert text.count('"@de .') == text.count('"@en .') - text.count("schema.org/description>")


def test_more_than_ten_million_are_refused(tmp_path: Path) -> None:
    command = [sys.executable, str(GENERATOR), "--triples", "10000001", str(tmp_path / "x.nt")]
    assert subprocess.run(command, capture_output=True).returncode == 2
    assert not (tmp_path / "x.nt").exists()
