"""Terms of published vocabularies, and the classes that schema.org's properties belong to."""

import subprocess
import sys

from schlaglicht.vocabularies.published import read_schema_org


def test_vocabulary_is_whole() -> None:
    vocabulary = read_schema_org()
    schema = "https://schema.org/"
    assert len(vocabulary.terms) > 2900
    assert vocabulary.domains[f"{schema}startDate"] >= {f"{schema}Event", f"{schema}Role"}
    assert f"{schema}Thing" in vocabulary.above([f"{schema}ConferenceEvent"])
    for domain in vocabulary.domains.values():
        assert {class_ for class_ in domain if class_.startswith(schema)} <= vocabulary.terms


def test_vocabulary_is_read_without_a_client_for_the_web() -> None:
    code = (
        "import sys; from schlaglicht.vocabularies import published; "
        "published.read_schema_org(); print({'requests'} & sys.modules.keys())"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert outcome.stdout == "set()\n", outcome.stderr
