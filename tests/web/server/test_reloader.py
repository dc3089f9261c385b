from pathlib import Path

from schlaglicht.project import open_project
from schlaglicht.web.server.reload.prepare import Publication, publication_of
from schlaglicht.web.server.reload.reloader import is_same_content

DATA = "<https://example.org/a> a <https://example.org/Office> .\n"
SETTINGS = '[prefixes]\nex = "https://example.org/"\n\n[sentences."ex:Office"]\nen = "{ex:%s}"\n'


def published(folder: Path, holder: str) -> Publication:
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(SETTINGS % holder, encoding="utf-8")
    version = folder / holder
    version.mkdir(exist_ok=True)
    return publication_of(open_project([folder]), version)


def test_new_sentences_are_a_new_version_of_the_same_data(tmp_path: Path) -> None:
    before, after = published(tmp_path, "holder"), published(tmp_path, "member")
    assert before.snapshot.digest == after.snapshot.digest
    assert after.snapshot.sentences == {"ex:Office": {"en": "{ex:member}"}}
    assert not is_same_content(before, after)
    assert is_same_content(before, before)
