"""Expressions that stand for a variable, or a function of it, over private forms.

SPARQL's own take a fraction of a microsecond, functions of the engine (`private_functions`) some:
those are used where SPARQL has nothing, and where a long query would become much longer.
"""

from __future__ import annotations

from schlaglicht.rdf.private_forms import PrivateForms

_MOST_EXPRESSIONS = 500
"""Variables, and calls of LANG, that an expression replaces; a shorter, slower call the rest."""

_MOST_TAGS = 10
"""Private tags in the table of an expression."""


class Replacements:
    """Writes the replacements of one query."""

    def __init__(self, forms: PrivateForms) -> None:
        self._forms = forms
        self._expressions = 0

    def function(self, name: str) -> str:
        """A function of the engine, as a query calls it."""
        return f"<{self._forms.function(name)}>"

    def value(self, variable: str) -> str:
        """The value of a variable; in a triple term, of its literals."""
        own = f"{self.function('value')}({variable})"
        if not self._may_be_long():
            return own
        datatype, private = f"STR(DATATYPE({variable}))", f'"{self._forms.namespace}"'
        written = f"STRDT(STR({variable}), IRI(STRAFTER({datatype}, {private})))"
        literal = f"IF(STRSTARTS({datatype}, {private}), {written}, {variable})"
        return f"COALESCE({literal}, IF(isTRIPLE({variable}), {own}, {variable}))"

    def lang(self, variable: str) -> str:
        """The language tag of a variable."""
        tags = self._forms.tags
        if len(tags) > _MOST_TAGS or not self._may_be_long():
            return f"{self.function('lang')}({variable})"
        lang = f"LANG({variable})"
        table = "".join(f"{self._forms.tag(tag)}={written} " for tag, written in tags.items())
        written = f'STRBEFORE(STRAFTER("{table}", CONCAT({lang}, "=")), " ")'
        return f'IF(STRSTARTS({lang}, "{self._forms.stem}"), {written}, {lang})'

    def datatype(self) -> tuple[str, str]:
        """The text before and after a call of DATATYPE with any argument."""
        return "IRI(REPLACE(STR(", f'), "^{self._forms.namespace}", ""))'

    def _may_be_long(self) -> bool:
        self._expressions += 1
        return self._expressions <= _MOST_EXPRESSIONS
