"""Queries by the grammar of SPARQL at random, and damaged ones."""

from __future__ import annotations

import random

MARKS = [*"{}()[].,;*+-/|^!?<>=~", "<<", ">>", "^^", "&&", "||", "!=", "<=", "AS", "BY", "FILTER"]


class Writer:
    """Writes queries, token by token; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._names = 0

    def _pick(self, *choices: str) -> str:
        return self._random.choice(choices)

    def _some(self, part: str, least: int = 0, most: int = 3, between: str = " ") -> str:
        count = self._random.randint(least, most)
        return between.join(getattr(self, part)() for _ in range(count))

    def _maybe(self, part: str) -> str:
        return str(getattr(self, part)()) if self._random.random() < 0.3 else ""

    def query(self) -> str:
        """A query whose variables need not be in scope."""
        form = self._pick("select", "select", "ask", "construct", "describe")
        prologue = self._pick("", "", "PREFIX a: <http://a.example/> ", "BASE <http://b.example/> ")
        return f"{prologue}{getattr(self, form)()}{self._maybe('values')}"

    def select(self) -> str:
        columns = self._pick("*", "?a", "?a $b", f"?a ({self.expression(2)} AS {self.new()})")
        distinct = self._pick("", "DISTINCT", "REDUCED")
        return f"SELECT {distinct} {columns} {self.dataset()} {self.where()} {self.modifiers()}"

    def ask(self) -> str:
        return f"ASK {self.dataset()} {self.where()}"

    def construct(self) -> str:
        if self._random.random() < 0.3:
            return f"CONSTRUCT WHERE {{ {self._some('simple', 0, 2, ' . ')} }}"
        template = self._some("simple", 0, 2, " . ")
        return f"CONSTRUCT {{ {template} }} {self.where()} {self.limit()}"

    def describe(self) -> str:
        return f"DESCRIBE {self._pick('*', '?a', '<http://x.example/> a:b')} {self._maybe('where')}"

    def dataset(self) -> str:
        return self._pick("", "", "FROM a:g", "FROM a:g FROM NAMED <http://g.example/>")

    def where(self) -> str:
        return f"{self._pick('WHERE', '')} {self.group(3)}"

    def modifiers(self) -> str:
        order = f"ORDER BY {self._pick('?a', 'DESC(?a) ?b', '(1 + ?a)', 'STR(?a)')}"
        having = f"GROUP BY ?a HAVING ({self.expression(1)})"
        return f"{self._pick('', '', having)} {self._pick('', order)} {self.limit()}"

    def limit(self) -> str:
        return self._pick("", "LIMIT 10", "LIMIT 1 OFFSET 2", "OFFSET 3")

    def values(self) -> str:
        return self._pick(
            "VALUES ?v1 { 1 UNDEF a:b }",
            'VALUES (?v1 ?v2) { (1 "a"@en) (UNDEF true) }',
            "VALUES () {}",
        )

    def new(self) -> str:
        self._names += 1
        return f"?n{self._names}"

    def group(self, depth: int) -> str:
        if depth and self._random.random() < 0.1:
            return f"{{ SELECT ?a {self.group(depth - 1)} {self.limit()} }}"
        parts = (self.element(depth - 1) for _ in range(self._random.randint(0, 3)))
        return f"{{ {' '.join(parts)} }}"

    def element(self, depth: int) -> str:
        if depth < 0:
            return f"{self.triples()} ."
        inner = self.group(depth)
        return self._pick(
            f"{self.triples()} .",
            f"{self.triples()} .",
            f"FILTER({self.expression(2)})",
            f"FILTER {self._pick('NOT ', '')}EXISTS {inner}",
            f"OPTIONAL {inner}",
            f"MINUS {inner}",
            f"GRAPH {self._pick('?g', 'a:g')} {inner}",
            f"{inner} UNION {self.group(0)}",
            f"BIND({self.expression(2)} AS {self.new()})",
            self.values(),
            inner,
        )

    def simple(self) -> str:
        return f"{self.node(1)} {self._pick('a', 'a:p', '?p')} {self.node(1)}"

    def triples(self) -> str:
        more = self._pick("", f"; {self.path(2)} {self.node(1)}", f", {self.node(1)}", ";")
        return f"{self.node(1)} {self.path(2)} {self.node(2)} {more}"

    def node(self, depth: int) -> str:
        if not depth or self._random.random() < 0.7:
            return self._pick("?a", "?b", "$c", "a:b", "<http://x.example/>", self.literal(), "[]")
        inner = self.node(depth - 1)
        return self._pick(
            f"[ a:p {inner} ]",
            f"( {inner} {self.node(0)} )",
            f"<<( a:s a:p {self.node(0)} )>>",
            f"<< a:s a:p {self.node(0)} >>",
        )

    def literal(self) -> str:
        return self._pick(
            '"a"', "'a'@en", '"1"^^a:t', "1", "-1", "1.5", "+1e3", "true", '"""b"c"""'
        )

    def path(self, depth: int) -> str:
        if not depth or self._random.random() < 0.6:
            return self._pick("a", "a:p", "?p", "a:q")
        one, other = self._step(depth - 1), self._step(depth - 1)
        return self._pick(f"{one}/{other}", f"{one}|{other}", f"^{one}", one, "!(a:p|^a)", "!a:p")

    def _step(self, depth: int) -> str:
        step = "a:p" if not depth else self._pick("a:p", "(a:p/a:q)", "(a:p|^a:q)")
        return f"{step}{self._pick('', '*', '+', '?')}"

    def expression(self, depth: int) -> str:
        if not depth or self._random.random() < 0.3:
            return self._pick("?a", "?b", self.literal(), "a:b", "<http://x.example/>")
        one, other = self.expression(depth - 1), self.expression(depth - 1)
        return self._pick(
            f"{one} {self._pick('=', '!=', '<', '>=', '+', '-', '*', '/', '&&', '||')} {other}",
            f"({one})",
            f"!{one}",
            f"- {one}",
            f"STR({one})",
            f"REGEX(STR({one}), 'x', \"i\")",
            f"IF({one}, {other}, 1)",
            f"COALESCE({one}, {other})",
            f"{one} {self._pick('IN', 'NOT IN')} ({other}, 1)",
            f"EXISTS {self.group(0)}",
            "BOUND(?a)",
            "NOW()",
            "<<( a:s a:p ?a )>>",
        )


def damaged(texts: list[str], seed: int) -> list[str]:
    """Texts of tokens, one of which is left out, doubled, changed, or swapped with the next."""
    chosen = random.Random(seed)
    at, other = chosen.randrange(len(texts)), chosen.choice([*MARKS, *texts])
    match chosen.randrange(4):
        case 0:
            return [*texts[:at], *texts[at + 1 :]]
        case 1:
            return [*texts[:at], other, *texts[at:]]
        case 2:
            return [*texts[:at], other, *texts[at + 1 :]]
    return [*texts[:at], *reversed(texts[at : at + 2]), *texts[at + 2 :]]
