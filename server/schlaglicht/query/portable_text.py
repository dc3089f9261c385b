r"""A query as every reader of SPARQL reads it: without comments and code point escapes.

By the standard escapes are resolved before the text has tokens, so that `# \u000A SERVICE …` goes
on after the comment; Oxigraph, and what reads tokens here, resolve them within a string or an IRI.
A text that another endpoint gets must mean there what it was judged by here.
https://www.w3.org/TR/sparql11-query/#codepointEscape
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import takewhile
from urllib.parse import urljoin

from schlaglicht.engine import Described
from schlaglicht.errors import QueryFailed
from schlaglicht.i18n import msg
from schlaglicht.query.lexer import Token, TokenKind, iri_of, tokens
from schlaglicht.query.parse import SparqlQuery
from schlaglicht.query.syntax_tree import Kind, form_token, is_name, is_variable, word_of
from schlaglicht.rdf.iris import is_absolute_iri
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

_COMMENT = re.compile(r"#[^\r\n]*")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
_CODE_POINT = re.compile(r"\\[uU]")
_IN_STRING = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


def portable(text: str) -> str:
    """`text`, a query whose escapes are resolved outside of strings and IRIs, for other readers.

    Lines stay. Raises QueryFailed for what cannot be written like that.
    """
    parts, end = [], 0
    for token in tokens(text, most=len(text)):
        parts += [_COMMENT.sub("", text[end : token.start]), _written(token)]
        end = token.start + len(token.text)
    written = "".join((*parts, _COMMENT.sub("", text[end:])))
    if _CODE_POINT.search(written):
        raise QueryFailed(
            msg(
                "a backslash before u cannot be asked of another endpoint, since endpoints read it "
                "in two ways; use CONCAT or a pattern of its own"
            )
        )
    return written


def _written(token: Token) -> str:
    if token.kind not in (TokenKind.STRING, TokenKind.IRI) or "\\" not in token.text:
        return token.text
    is_string = token.kind is TokenKind.STRING

    def resolved(found: re.Match[str]) -> str:
        digits = found[1] or found[2]
        if not digits:
            return found[0]
        character = chr(int(digits, 16))
        if is_string:
            return _IN_STRING.get(character, character)
        if _NOT_IN_IRI.match(character):
            raise QueryFailed(msg("{iri} is not an IRI", iri=token.text))
        return character

    return _ESCAPE.sub(resolved, token.text)


def described(query: SparqlQuery, known: Mapping[str, str]) -> Described | None:
    """The IRIs that a DESCRIBE names, and the SELECT that finds its other things.

    For services whose own answer is up to each: https://www.w3.org/TR/sparql11-query/#describe.
    `known` are prefixes that the query need not declare. None with FROM, or an IRI relative to
    BASE, and of a text that has no tree. Raises QueryFailed like `portable`.
    """
    tree, text = query.readable_tree, query.asked
    if query.has_from or tree is None:
        return None
    form = form_token(tree)
    after = (x for x in tree.children if x.start > form.start)
    terms = [*takewhile(lambda x: is_name(x) or is_variable(x) or word_of(x) == "*", after)]
    meanings = {**WELL_KNOWN, **known, **query.prefixes}
    base = "" if any(x.has("BASE") for x in tree.nodes(Kind.DECLARATION)) else query.base or ""
    iris = tuple(urljoin(base, iri_of(term, meanings)) for term in terms if is_name(term))
    if not all(map(is_absolute_iri, iris)):
        return None
    variables = " ".join(text[x.start : x.end] for x in terms if not is_name(x))
    if not variables:
        return Described(iris)
    select = f"{text[: form.start]}SELECT DISTINCT {variables}{text[terms[-1].end :]}"
    return Described(iris, portable(select))
