"""Changes in the text of a YAML file that leave all other characters, and comments, as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from typing import TypeVar

from schlaglicht.evidence.yaml_nodes import Mapping, Node, Scalar, YamlFile
from schlaglicht.evidence.yaml_nodes import Sequence as List
from schlaglicht.i18n import msg
from schlaglicht.rdf.terms import natural_key

_COMMENT = re.compile(r"(?:\r\n|\n)( *)#[^\r\n]*")
_DASH = re.compile(r"( *)-( +)")
_NOT_PLAIN = re.compile(r": | #|:$")
_FLOW_MARKS = re.compile(r"[][{},]")

Key = TypeVar("Key")


class Splice:
    """Collects changes to the text of a file, and applies them."""

    def __init__(self, file: YamlFile) -> None:
        self._file = file
        self.text = file.source.text
        root = file.root()
        if not isinstance(root, Mapping) or self._is_flow(root):
            raise file.error(msg("a mapping is expected here: key: value"), 0)
        self.root = root
        self._line_end = "\r\n" if "\r\n" in self.text else "\n"
        self._changes: list[tuple[int, int, int, str]] = []

    def result(self) -> str:
        """The text with all changes; those at one place stand in the order of their making."""
        parts, at = list[str](), 0
        for start, end, _, new in sorted(self._changes):
            parts += self.text[at:start], new
            at = end
        return "".join([*parts, self.text[at:]])

    def replace(self, start: int, end: int, new: str) -> None:
        """Replaces the characters from `start` up to `end`."""
        written = new.replace("\n", self._line_end)
        self._changes.append((start, end, len(self._changes), written))

    def add_entry(self, section: str, key: str, lines: str, *, apart: bool) -> None:
        """Adds a key with its lines, indented by two, to a section of the file, in natural order.

        With `apart`, a blank line separates it from its neighbours. The section is made if there is
        none.
        """
        value = self.value(self.root, section)
        gap = "\n" if apart else ""
        if not isinstance(value, Mapping) or not value.entries:
            self._begin_section(section, value, lines)
            return
        self._require_block(value)
        lines = self._reindented(lines, 2, self._column(value.entries[0][0].start))
        before = [e for e in value.entries if natural_key(e[0].text) < natural_key(key)]
        if before:
            at = self._after(before[-1][1], self._column(before[-1][0].start))
            self.replace(at, at, f"\n{gap}{lines}")
        else:
            owner = next(k for k, _ in self.root.entries if k.text == section)
            at = self._end_of_line(owner.end)
            self.replace(at, at, f"\n{lines}{gap}")

    def remove_keys(self, section: str, keys: Container[str]) -> None:
        """Removes those keys of a section, whose values are short, each with its line."""
        value = self.value(self.root, section)
        entries = value.entries if isinstance(value, Mapping) else ()
        kept = [(k, v) for k, v in entries if k.text not in keys]
        if value is not None and self._is_flow(value) and len(kept) < len(entries):
            texts = (self.text[k.start : self._end(v)] for k, v in kept)
            self.replace(value.start, value.end, f"{{{', '.join(texts)}}}")
            return
        for key, inner in entries:
            if key.text in keys:
                start = self.text.rfind("\n", 0, key.start) + 1
                end = self.text.find("\n", self._end(inner))
                self.replace(start, end + 1 if end >= 0 else len(self.text), "")

    def add_key(self, mapping: Mapping, key: str, written: str, order: Sequence[str]) -> None:
        """Adds a key to a mapping, after those that come before it in `order`."""
        rank = order.index(key)
        before = [e for e in mapping.entries if e[0].text in order[:rank]]
        if self._is_flow(mapping):
            at = self._end(before[-1][1]) if before else mapping.start + 1
            self.replace(at, at, f", {key}: {written}" if before else f"{key}: {written}, ")
            return
        column = self._column(mapping.entries[0][0].start)
        gap = "" if written.startswith("\n") else " "
        line = f"{' ' * column}{key}:{gap}{written}"
        if before:
            at = self._after(before[-1][1], column)
            self.replace(at, at, f"\n{line}")
        else:
            at = mapping.entries[0][0].start - column
            self.replace(at, at, f"{line}\n")

    def add_to_flow(
        self,
        mapping: Mapping,
        key: str,
        item: str,
        order: Sequence[str],
        sort: Callable[[str], Key],
    ) -> None:
        """Adds a short item to the list under `key`, in the order of `sort`."""
        value = self.value(mapping, key)
        if value is None:
            self.add_key(mapping, key, f"[{item}]", order)
        elif isinstance(value, Scalar):
            items = sorted(filter(None, (value.text, item)), key=sort)  # type: ignore[arg-type]
            self.replace(value.start, value.end, self._spaced(value, f"[{', '.join(items)}]"))
        elif isinstance(value, List):
            texts = [i.text for i in value.items if isinstance(i, Scalar)]
            place = sum(sort(text) < sort(item) for text in texts)  # type: ignore[operator]
            self._insert(value, place, item)

    def add_items(
        self, mapping: Mapping, key: str, items: Sequence[str], order: Sequence[str]
    ) -> None:
        """Adds items to the end of the list under `key`; each has the lines of a list of its own.

        They are indented by six, their dashes included.
        """
        value = self.value(mapping, key)
        block = "\n".join(items)
        if value is None or (isinstance(value, Scalar) and not value.text):
            column = self._column(mapping.entries[0][0].start)
            self._require_block(mapping)
            lines = "\n" + self._reindented(block, 6, column + 2)
            if value is None:
                self.add_key(mapping, key, lines, order)
            else:
                at = self._end_of_line(value.end)
                self.replace(at, at, lines)
        elif isinstance(value, Scalar):
            column = self._column(next(k.start for k, _ in mapping.entries if k.text == key))
            raw = self.text[value.start : value.end]
            old = " ".join(raw.split()) if value.is_plain else raw
            lines = f"\n      - {old}\n{block}"
            start = len(self.text[: value.start].rstrip(" "))
            self.replace(start, value.end, self._reindented(lines, 6, column + 2))
        elif isinstance(value, List) and (self._is_flow(value) or not value.items):
            for item in items:
                self._insert(value, len(value.items), in_quotes(_on_one_line(item)))
        elif isinstance(value, List):
            at = self._after(value.items[-1], self._dash(value)[0])
            self.replace(at, at, "\n" + self._reindented(block, 6, self._dash(value)[0]))

    def rewrite_item(self, owner: Node, item: Scalar, new: str) -> None:
        """Replaces the text of an item, in quotes where the new one needs them."""
        flow = isinstance(owner, List) and self._is_flow(owner)
        needs = _NOT_PLAIN.search(new) or (flow and _FLOW_MARKS.search(new))
        plain = item.is_plain and not needs
        self.replace(item.start, item.end, new if plain else in_quotes(_on_one_line(new)))

    def value(self, mapping: Node | None, key: str) -> Node | None:
        """The value of a key."""
        entries = mapping.entries if isinstance(mapping, Mapping) else ()
        return next((value for name, value in entries if name.text == key), None)

    def _begin_section(self, section: str, value: Node | None, lines: str) -> None:
        if value is None:
            ended = not self.text.strip() or self.text.endswith("\n\n")
            start = "" if ended else "\n" if self.text.endswith("\n") else "\n\n"
            at = len(self.text)
            self.replace(at, at, f"{start}{section}:\n{lines}\n")
            return
        key = next(k for k, _ in self.root.entries if k.text == section)
        if value.end > value.start:  # such as {} or null
            self.replace(key.end, value.end, ":")
        at = self._end_of_line(max(value.end, key.end))
        self.replace(at, at, f"\n{lines}")

    def _insert(self, value: List, place: int, item: str) -> None:
        """Inserts an item, which is written on one line, into a list."""
        if self._is_flow(value) and place < len(value.items):
            at = value.items[place].start
            self.replace(at, at, f"{item}, ")
        elif self._is_flow(value):
            at = self._end(value.items[-1]) if value.items else value.end - 1
            self.replace(at, at, f", {item}" if value.items else item)
        else:
            column, gap = self._dash(value)
            line = f"{' ' * column}-{gap}{item}"
            if place:
                at = self._after(value.items[place - 1], column)
                self.replace(at, at, f"\n{line}")
            else:
                at = value.items[0].start - len(gap) - 1 - column
                self.replace(at, at, f"{line}\n")

    def _after(self, node: Node, column: int) -> int:
        """The end of the line that a node ends in, and of its comments below: those further in."""
        at = self._end_of_line(self._end(node))
        while (found := _COMMENT.match(self.text, at)) and len(found[1]) > column:
            at = found.end()
        return at

    def _end(self, node: Node) -> int:
        """The end of the last character of a node; a block ends with its last item."""
        if isinstance(node, Scalar) or self._is_flow(node):
            return node.end
        last = node.entries[-1][1] if isinstance(node, Mapping) else node.items[-1]
        key_end = node.entries[-1][0].end if isinstance(node, Mapping) else 0
        return max(self._end(last), key_end)

    def _is_flow(self, node: Node) -> bool:
        return not isinstance(node, Scalar) and self.text[node.start : node.start + 1] in ("[", "{")

    def _require_block(self, node: Node) -> None:
        if self._is_flow(node):
            reason = msg(
                "written in braces; give each key a line of its own, so that one can be added"
            )
            raise self._file.error(reason, node.start, node.end)

    def _dash(self, value: List) -> tuple[int, str]:
        """The column of the dashes of a list, and the space behind them."""
        first = value.items[0].start
        start = self.text.rfind("\n", 0, first) + 1
        found = _DASH.fullmatch(self.text[start:first])
        if found is None:
            reason = msg("write the list with a dash on a line of its own for each item")
            raise self._file.error(reason, first)
        return len(found[1]), found[2]

    def _column(self, at: int) -> int:
        return at - self.text.rfind("\n", 0, at) - 1

    def _end_of_line(self, at: int) -> int:
        """The place before the line end; none within a text that ends there."""
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == "\r" else end

    def _spaced(self, value: Scalar, text: str) -> str:
        """`text`, behind a space if the key before an empty value has none."""
        return f" {text}" if self.text[value.start - 1 : value.start] == ":" else text

    def _reindented(self, lines: str, old: int, new: int) -> str:
        if old == new:
            return lines
        moved = (" " * new + line[old:] if line.strip() else line for line in lines.split("\n"))
        return "\n".join(moved)


def in_quotes(text: str) -> str:
    """A text as a scalar of YAML in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def _on_one_line(item: str) -> str:
    text = " ".join(line.strip() for line in item.split("\n")).removeprefix("- ")
    return text[1:-1].replace("''", "'") if text.startswith("'") and text.endswith("'") else text
