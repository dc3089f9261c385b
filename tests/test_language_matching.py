from __future__ import annotations

from tables import each

from schlaglicht.i18n import best_text, preferred_languages

GERMAN = ("Konferenz", "de")
AUSTRIAN = ("Tagung", "de-AT")
ENGLISH = ("conference", "en")
UNTAGGED = ("CONF", None)
CAPITALS = ("Konferenz", "DE")
LONG = "de" + "-ab" * 15


@each(
    "about, header, languages",
    [
        ("ordered by quality", "fr;q=0.3, de, en;q=0.8", ("de", "en", "fr")),
        ("equal qualities keep their order", "en, de", ("en", "de")),
        ("no header prefers nothing", None, ()),
        (
            "refused, wildcard and malformed ones are left out",
            "fr;q=0, *, de_DE, en;q=x, nl",
            ("nl",),
        ),
        ("more subtags than any language has", f"{LONG}-ab, nl", ("nl",)),
        ("as many subtags as a language may have", f"{LONG}, nl", (LONG, "nl")),
        ("a repeated language counts once at its best", "de;q=0.2, DE", ("de",)),
    ],
)
def test_languages_are_read_from_a_header(
    about: str, header: str | None, languages: tuple[str, ...]
) -> None:
    assert preferred_languages(header) == languages, about


@each(
    "about, texts, languages, best",
    [
        ("the exact tag goes first", [GERMAN, AUSTRIAN], ["de-AT"], AUSTRIAN),
        ("a region falls back to its language", [ENGLISH, GERMAN], ["de-CH"], GERMAN),
        ("the letter of an extension goes with it", [ENGLISH, GERMAN], ["de-x-private"], GERMAN),
        ("a language is met by one of its regions", [ENGLISH, AUSTRIAN], ["de"], AUSTRIAN),
        ("a prefix ends at a hyphen", [("Delaware", "del"), UNTAGGED], ["de"], UNTAGGED),
        ("the first wins over a better match", [AUSTRIAN, ENGLISH], ["de", "en"], AUSTRIAN),
        ("untagged goes before an unwanted one", [ENGLISH, UNTAGGED], ["fr"], UNTAGGED),
        ("unwanted ones go by the alphabet", [ENGLISH, GERMAN], ["fr"], GERMAN),
        ("in whatever order they are", [GERMAN, ENGLISH], ["fr"], GERMAN),
        ("tags are compared without case", [ENGLISH, CAPITALS], ["de"], CAPITALS),
        ("no text gives none", [], ["de"], None),
    ],
)
def test_best_text_is_chosen(
    about: str,
    texts: list[tuple[str, str | None]],
    languages: list[str],
    best: tuple[str, str | None] | None,
) -> None:
    assert best_text(texts, languages) == best, about
