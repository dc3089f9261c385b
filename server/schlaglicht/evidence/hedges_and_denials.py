"""Words of German and English that hedge, or deny: a plain statement does not rest on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from schlaglicht.evidence.text_comparison import composed, primary, squeezed

_RESERVED: Mapping[str, Mapping[str, str]] = {
    "de": {
        "denial": r"nicht|nichts|niemand\w*|nie|niemals|kein\w*|weder|ohne|statt|keineswegs|kaum",
        "hedge": r"soll|solle|sollen|sollte|sollten|werde|würde|würden|könne|könnte|könnten|dürfte"
        r"|dürften|möchte|möchten|wolle|wollen|will|müsste|müssten|voraussichtlich\w*|vermutlich\w*"
        r"|wahrscheinlich\w*|möglicherweise|womöglich|eventuell\w*|angeblich\w*|vielleicht|offenbar"
        r"|geplant\w*|plane|planen|plant|beabsichtig\w+|künftig\w*|hoff\w+|etwa|fast|beinahe",
    },
    "en": {
        "denial": r"not|no|nobody|none|never|neither|nor|without|cannot|\w+n['’]t|hardly|instead",
        "hedge": r"shall|should|would|could|might|will|wants?|wish\w*|planned|plans?|planning"
        r"|expect(?:s|ed)?|intend(?:s|ed)?|probabl[ey]|likely|possibl[ey]|perhaps|maybe|allegedly"
        r"|reportedly|apparently|hopes?|hoped|future|upcoming|about|almost|nearly",
    },
}
"""Words that deny, and words that do not claim outright, by language."""


def reservations(texts: Iterable[str], language: str | None) -> dict[str, list[str]]:
    """The words of texts in a language that deny or hedge, in their order, by kind."""
    kinds = _RESERVED.get(primary(language), {})
    whole = "\n".join(composed(squeezed(text)) for text in texts)
    found = {
        kind: dict.fromkeys(
            each[0].casefold() for each in re.finditer(rf"\b(?:{words})\b", whole, re.IGNORECASE)
        )
        for kind, words in kinds.items()
    }
    return {kind: list(words) for kind, words in found.items() if words}
