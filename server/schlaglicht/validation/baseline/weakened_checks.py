"""Findings about checks that are weaker than they were, so that no change switches its judge off.

Shapes are compared by meaning where that can be decided. Neither settings nor comments ignore these
findings, as both may be part of the same change: `--ignore` does.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import Enum, auto
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import RDF, XSD

from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message, msg, plural
from schlaglicht.project import Project
from schlaglicht.settings.project_settings import settings_file
from schlaglicht.validation.baseline.checks_made import (
    ALLOWED,
    Checks,
    Demands,
    Reading,
    name_of,
    read_checks,
)
from schlaglicht.validation.ignores import Selection, entry_place
from schlaglicht.validation.order_and_fingerprints import sort_results, with_fingerprints
from schlaglicht.validation.report import (
    Cause,
    Excused,
    Place,
    Precision,
    Severity,
    UncheckedFinding,
    ValidationReport,
    ValidationResult,
)
from schlaglicht.validation.result_locations import place_of
from schlaglicht.validation.rules import RULES, result_of
from schlaglicht.validation.shacl.located_shapes import IGNORED_TARGETS, PARAMETERS
from schlaglicht.vocab import SH, SHAPE_TARGETS

if TYPE_CHECKING:
    from rdflib.term import Node


_Demand = Mapping[str, tuple[str, ...]]

_AT_LEAST, _AT_MOST = (
    {str(SH[f"{way}{of}"]) for of in ("Count", "Length", "Inclusive", "Exclusive")}
    | {str(SH[f"qualified{way.capitalize()}Count"])}
    for way in ("min", "max")
)
_ALLOWING = {str(SH["in"]), str(SH.languageIn)}
"""Parameters that allow their values: the fewer, the stricter."""

_EXCEPTING = {str(SH.ignoredProperties)}
"""Parameters that except their values: the fewer, the stricter, and none is the strictest."""

_EACH = {
    str(SH[name])
    for name in (
        "property", "node", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"
    )
}  # fmt: skip
"""Properties each of whose values is a demand of its own, whatever the others are."""

_SWITCHES = {str(SH.closed), str(SH.uniqueLang)}
_TURNING = {
    str(SH.flags): str(SH.pattern),
    str(SH.qualifiedValueShapesDisjoint): str(SH.qualifiedValueShape),
}
"""Properties that give another one a different meaning, the more so where they were not there."""

_UNSAID = {'""', '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'}
"""Values that mean the same as none."""

_NARROWING = {str(property_) for property_ in (*PARAMETERS, *SHAPE_TARGETS, *IGNORED_TARGETS)}
"""Properties of which a shape can only let less pass if it gets one more."""

_SEVERITIES = [SH[name].n3() for name in ("Trace", "Debug", "Info", "Warning", "Violation")]
_TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'


_COMPARED = {
    str(SH.deactivated), str(SH.severity), ALLOWED, *_EXCEPTING, *_ALLOWING,
}  # fmt: skip
"""Properties whose values are compared even where there is only one more."""


class Kind(Enum):
    """The way in which a shape is weaker."""

    GONE = auto()
    """The shape, or a demand of it, no longer exists."""
    MILDER = auto()
    """The demand has another value, which lets more pass."""
    CHANGED = auto()
    """The demand has another value, and nobody can say which of the two is stricter."""
    DEACTIVATED = auto()
    ALLOWING = auto()
    """The shape is closed, and has got further paths, which it now lets pass."""


@dataclass(frozen=True)
class Weaker:
    """One demand of a shape that is weaker than before; without a property, the whole shape."""

    shape: str
    kind: Kind
    property: str = ""
    before: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


def weaker_shapes(
    before: Demands, now: Demands, either_way: AbstractSet[str] = frozenset()
) -> Iterator[Weaker]:
    """The demands of `before` that are missing from `now` or milder there, shape by shape.

    A shape that only has another name is the same. One that is gone is said once, not again where
    others referred to it. Of shapes in `either_way` any change counts, as what makes them stricter
    makes others milder.
    """
    twins_before, twins_now = map(_twins, (_renamed(before, now), now))
    gone = twins_before.keys() - twins_now.keys()
    for shape, twins in twins_before.items():
        if shape in gone:
            yield Weaker(shape, Kind.GONE)
            continue
        others = twins_now[shape]
        if len(twins) == 1:  # it may have been split
            others = [*others, _together(others)]
        for demands in twins:
            kept = {
                property_: tuple(value for value in values if value not in gone)
                for property_, values in demands.items()
            }
            is_open = shape in either_way
            yield from min(
                (list(_weaker(shape, kept, o, is_open=is_open)) for o in others), key=len
            )


def _twins(demands: Demands) -> Mapping[str, list[_Demand]]:
    """The demands by name; nameless shapes of one owner and path have the same."""
    found: defaultdict[str, list[_Demand]] = defaultdict(list)
    for key, own in demands.items():
        found[name_of(key)].append(own)
    return found


def _together(twins: Sequence[_Demand]) -> _Demand:
    """The demands of several shapes as those of one."""
    properties = {property_ for own in twins for property_ in own}
    return {p: tuple(sorted({v for own in twins for v in own.get(p, ())})) for p in properties}


def _renamed(before: Demands, now: Demands) -> Demands:
    """`before` with the new names of shapes that demand the same under another name."""
    while names := dict(_new_names(before, now)):
        before = {
            names.get(shape, shape): {
                property_: tuple(sorted(names.get(value, value) for value in values))
                for property_, values in demands.items()
            }
            for shape, demands in before.items()
        }
    return before


def _new_names(before: Demands, now: Demands) -> Iterator[tuple[str, str]]:
    new: defaultdict[object, list[str]] = defaultdict(list)
    for shape, demands in now.items():
        if shape not in before:
            new[_content(demands)].append(shape)
    for shape, demands in before.items():
        if shape not in now and demands and (names := new[_content(demands)]):
            yield shape, names.pop(0)


def _content(demands: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((property_, tuple(values)) for property_, values in demands.items())


def _weaker(shape: str, before: _Demand, now: _Demand, *, is_open: bool) -> Iterator[Weaker]:
    for property_ in sorted({*before, *now}):
        was, is_ = before.get(property_, ()), now.get(property_, ())
        if was == is_:
            continue
        if property_ in _TURNING:
            both = _TURNING[property_] in before.keys() & now.keys()
            kind = Kind.CHANGED if both and {*was} - _UNSAID != {*is_} - _UNSAID else None
        elif set(was) < set(is_) and property_ not in _COMPARED:
            kind = _by_addition(property_, before)
        else:
            kind = _kind(property_, was, is_)
        if kind or is_open:
            yield Weaker(shape, kind or Kind.CHANGED, property_, was, is_)


def _by_addition(property_: str, before: _Demand) -> Kind | None:
    """The way in which a shape may be weaker by one more value of a property."""
    if property_ in SH:
        return None if property_ in _NARROWING else Kind.CHANGED
    # A parameter of its own: narrows, unless it belongs to a component that was there before.
    had_own = any(name not in SH and name != str(RDF.type) for name in before)
    return Kind.CHANGED if had_own and property_ != str(RDF.type) else None


def _kind(property_: str, was: tuple[str, ...], is_: tuple[str, ...]) -> Kind | None:
    """The way in which the values `is_` are weaker than `was`; None if they are not."""
    if property_ == ALLOWED:
        return Kind.ALLOWING if was and set(is_) - set(was) else None
    if property_ == str(SH.deactivated):
        return Kind.DEACTIVATED if _TRUE in is_ and _TRUE not in was else None
    if property_ == str(SH.severity):
        return Kind.MILDER if _severity(is_) < _severity(was) else None
    if property_ in _EXCEPTING or (property_ in _ALLOWING and was and is_):
        return None if set(is_) <= set(was) else Kind.MILDER
    if set(was) <= set(is_):
        return None
    if property_ in _SWITCHES:
        return Kind.MILDER if _TRUE in was and _TRUE not in is_ else None
    if property_ in _EACH or not set(is_) - set(was):
        return Kind.GONE
    sign = 1 if property_ in _AT_LEAST else -1 if property_ in _AT_MOST else 0
    numbers = [[_number(value) for value in values] for values in (was, is_)]
    if not sign or any(number is None for one in numbers for number in one):
        return Kind.CHANGED
    before, now = (max(sign * number for number in one if number is not None) for one in numbers)
    return Kind.MILDER if now < before else None


def _number(literal: str) -> Decimal | None:
    """The number that a literal in N-Triples stands for."""
    try:
        number = Decimal(literal.split('"')[1])
    except (IndexError, InvalidOperation):
        return None
    return number if number.is_finite() else None


def _severity(values: Sequence[str]) -> int:
    """The rank of a severity; without one, and with one of its own, that of a violation."""
    ranks = [_SEVERITIES.index(value) for value in values if value in _SEVERITIES]
    return min(ranks, default=len(_SEVERITIES) - 1)


CODE = "check-weakened"

_ACCEPT = msg("if that is meant, validate this change with --ignore {code}", code=CODE)
_GONE = msg("the shape {shape} is gone")
_OF_SHAPES = {
    Kind.GONE: msg("{shape} no longer demands {property} {before}"),
    Kind.MILDER: msg("{shape} demands less: {property} {now} instead of {before}"),
    Kind.CHANGED: msg("{shape} demands something else: {property} {now} instead of {before}"),
    Kind.DEACTIVATED: msg("{shape} is deactivated"),
    Kind.ALLOWING: msg("{shape} is closed, and now allows {now} as well"),
}
_IRI = re.compile(r"<([^<>\s]*)>")
_BARE = re.compile(rf'"([^"\\]*)"\^\^<{XSD}(?:boolean|decimal|integer)>')
_DIGEST = re.compile(r"\[ [0-9a-f]{16} \]")
_LONGEST = 120


def with_weakened_checks(
    report: ValidationReport,
    before: Checks | Uncompared,
    project: Project,
    selection: Selection,
) -> ValidationReport:
    """`report` with a result for each check that `before` has, and the project not or weaker.

    None where present files are broken.
    """
    chosen = not selection.select or {CODE, "shape"} & set(selection.select)
    if CODE in selection.ignore or not chosen or not report.complete:
        return report
    if isinstance(before, Uncompared):
        found = [_result(before.reason, Place(before.path))]
    else:
        comparison = _Comparison(before, read_checks(project), project, report.excused)
        found = [*comparison.results(report.unchecked)]
    results = with_fingerprints(found, project)
    return replace(
        report,
        results=sort_results([*report.results, *results]),
        passed_over=tuple(code for code in report.passed_over if code != CODE),
    )


@dataclass(frozen=True)
class Uncompared:
    """Checks that are not known, so that none can be seen to be weaker."""

    reason: Message
    path: Path


@dataclass(frozen=True)
class _Comparison:
    before: Checks
    now: Reading
    project: Project
    excused: tuple[Excused, ...]

    def results(self, unchecked: Iterable[UncheckedFinding]) -> Iterator[ValidationResult]:
        yield from self._settings()
        yield from self._ignores()
        yield from self._parts()
        yield from self._reviews()
        yield from (_result(message) for message in self._ontology())
        before, now = ({**of.shapes, **of.parts} for of in (self.before, self.now.checks))
        weaker = tuple(weaker_shapes(before, now, self.now.shapes.either_way))
        yield from map(self._shape, weaker)
        yield from () if weaker else self._unexplained(unchecked)

    def _unexplained(self, unchecked: Iterable[UncheckedFinding]) -> Iterator[ValidationResult]:
        """Results for shapes that find less in this data, though nothing in them looks weaker."""
        milder = (one for one in unchecked if one.cause is Cause.SHAPES_MILDER)
        for shape in sorted({one.finding.shape for one in milder}):
            node = self.now.shapes.nodes.get(f"<{shape}>")
            place = self.now.inputs.shapes_locator.subject(node) if node else None
            message = msg(
                "{shape} finds less in this data than before, though its demands look the same",
                shape=self._short(f"<{shape}>") if node else shape,
            )
            yield _result(message, place, Severity.WARNING)

    def _settings(self) -> Iterator[ValidationResult]:
        was, is_ = self.before, self.now.checks
        milder: dict[str, tuple[str, str]] = {}
        if Severity[is_.fail_on.upper()] > Severity[was.fail_on.upper()]:
            milder["fail-on"] = was.fail_on, is_.fail_on
        if (was.coverage or 0) > (is_.coverage or 0):
            milder["coverage"] = f"{was.coverage:g}", f"{is_.coverage or 0:g}"
        for name in ("evidence", "review"):
            if getattr(was, name) and not getattr(is_, name):
                milder[name] = "true", "false"
        if was.dataset is not None and (is_.dataset or was.dataset) != was.dataset:
            milder["dataset"] = was.dataset or "–", str(is_.dataset)
        for name, (before, now) in milder.items():
            message = msg(
                "{setting} was {before} and is {now}", setting=name, before=before, now=now
            )
            yield _result(message, self._line(name))
        left = set(is_.select or RULES)
        if out := [code for code in was.select or RULES if code not in left]:
            message = plural(
                "select leaves out one rule that was checked",
                "select leaves out {number} rules that were checked",
                len(out),
            )
            yield _result(message, self._line("select"))

    def _ignores(self) -> Iterator[ValidationResult]:
        """Results for entries of the settings, and for comments, that ignore more."""
        for number, entry in enumerate(self.now.checks.ignores):
            if not any(old.covers(entry) for old in self.before.ignores):
                message = msg("this ignore of {code} was narrower or not there before")
                place = entry_place(self.project, number)
                yield _result(message.filled(code=entry.code), place)
        known = Counter(self.before.comments)
        was = self.before.excused
        moved = {
            (one.path, one.line) for one in self.excused if was is not None and one.text not in was
        }
        # Comments that are where they were count first, so that the others are the new ones.
        places = [((one.place.path, one.line) in moved, one) for one in self.now.comments]
        for is_moved, comment in sorted(places, key=itemgetter(0)):
            known[comment.text] -= 1
            if known[comment.text] < 0 or is_moved:
                message = msg("this ignore of {code} was not there before", code=comment.code)
                yield _result(message, comment.place)

    def _parts(self) -> Iterator[ValidationResult]:
        """Results for files that are there and no longer read, and for questions that are gone."""
        read = {*self.now.checks.files, *self.now.checks.questions}
        for file in self.before.files if self.project.whole else ():
            place = self._file(file)
            if file not in read and place:
                yield _result(msg("this file is no longer read"), place)
        for file in _lost(self.before.evidence_on, self.now.checks.evidence_on):
            yield _result(msg("no evidence is from {document} any more", document=file))
        for file in self.before.questions:
            if file not in read:
                message = msg("the question {file} is no longer asked", file=file)
                yield _result(message, self._file(file))

    def _file(self, name: str) -> Place | None:
        """The place of a file; None if it is gone, or has no name."""
        path = self.project.root / name
        return Place(path) if name and path.is_file() else None

    def _reviews(self) -> Iterator[ValidationResult]:
        """Results for entries that were read as they were, and are no longer, or by another."""
        places = {
            entry.key: place_of(file.path, file.text.extent(*entry.span))
            for file in self.now.inputs.evidence
            for entry in file.entries
        }
        for key, was in self.before.sealed.items():
            is_ = self.now.checks.sealed.get(key)
            if is_ == was or (is_ is None and key not in places):
                continue
            if is_ is None:
                message = msg("{entry} is open again: nobody has read it as it is now", entry=key)
                yield _result(message, places[key])
            else:
                by = is_.rpartition(" ")[0]
                message = msg("{entry} was changed, and read again by {by}", entry=key, by=by)
                yield _result(message, places.get(key), Severity.INFO)

    def _ontology(self) -> Iterator[Message]:
        """A message for each thing that the ontology no longer says."""
        yield from self._terms()
        for step in _lost(self.before.subclasses, self.now.checks.subclasses):
            below, above = (self.now.inputs.names.iri(iri) for iri in _IRI.findall(step))
            yield msg(
                "{below} is no longer a subclass of {above}, so shapes no longer check its "
                "instances",
                below=below,
                above=above,
            )

    def _terms(self) -> Iterator[Message]:
        """A message for each thing that the ontology no longer says about terms of the data."""
        was, is_ = self.before, self.now.checks
        if was.ontology and not is_.ontology:
            yield msg("there is no ontology any more, so terms no longer have to be declared")
            return
        undeclared = _lost(was.vocabularies, is_.vocabularies)
        for namespace in undeclared:
            yield msg(
                "terms of {namespace} no longer have to be declared: the ontology declares none",
                namespace=f"<{namespace}>",
            )
        for namespace in _lost(was.namespaces, {*is_.namespaces, *undeclared}):
            yield msg(
                "terms of {namespace} no longer have to be declared: nothing says that the "
                "ontology defines them",
                namespace=f"<{namespace}>",
            )
        for term in _lost(was.deprecated, is_.deprecated):
            yield msg("{term} is no longer deprecated", term=self.now.inputs.names.iri(term))
        for host in _lost(was.schema_org, is_.schema_org):
            other = ({"http://schema.org", "https://schema.org"} - {host}).pop().encode()
            if any(other in path.read_bytes() for path in self.project.data):
                yield msg(
                    "{host} stands in neither settings, ontology nor shapes any more, so the other "
                    "spelling is no longer a fault",
                    host=host,
                )

    def _shape(self, weaker: Weaker) -> ValidationResult:
        shape = self._short(weaker.shape)
        node = self.now.shapes.nodes.get(weaker.shape)
        if node is None:
            is_part = weaker.shape in self.before.parts
            gone = msg("{shape}, which shapes needed, is gone") if is_part else _GONE
            place = self._file(self.before.shape_files.get(weaker.shape, ""))
            return _result(gone.filled(shape=shape), place)
        message = _OF_SHAPES[weaker.kind].filled(
            shape=shape,
            property=self._short(f"<{weaker.property}>"),
            before=self._values(weaker.before or _usual(weaker), weaker.now),
            now=self._values(weaker.now or _usual(weaker), weaker.before),
        )
        is_open = weaker.kind in (Kind.CHANGED, Kind.ALLOWING)
        place = self._shape_place(node, weaker)
        return _result(message, place, Severity.WARNING if is_open else None)

    def _shape_place(self, node: Node, weaker: Weaker) -> Place | None:
        """The new value of the property, else the shape."""
        from rdflib import URIRef

        locate, graph = self.now.inputs.shapes_locator, self.now.inputs.shapes_graph.graph
        property_ = URIRef(weaker.property)
        values = graph.objects(node, property_) if weaker.kind is not Kind.GONE else ()
        places = (locate.object_of((node, property_, value)) for value in values)
        return next(filter(None, places), None) or locate.subject(node)

    def _values(self, values: Iterable[str], others: Iterable[str]) -> str:
        only = [value for value in values if value not in set(others)] or ["–"]
        return truncated(", ".join(self._short(value) for value in only), _LONGEST)

    def _short(self, text: str) -> str:
        """A text with N-Triples in it as people read it."""
        names = self.now.inputs.names
        text = _BARE.sub(r"\1", _DIGEST.sub("[ … ]", text))
        return _IRI.sub(lambda found: names.iri(found[1]), text)

    def _line(self, name: str) -> Place | None:
        """The line of a setting; the file where it is not there, None without settings."""
        path = settings_file(self.project.root)
        if path is None:
            return None
        setting = re.compile(rf"\s*(?:validate\s*\.\s*)?{re.escape(name)}\s*=")
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        for number, line in enumerate(lines, start=1):
            if setting.match(line):
                return Place(path, number, 1, number, len(line) + 1, Precision.EXACT)
        return Place(path)


def _result(
    message: Message, place: Place | None = None, severity: Severity | None = None
) -> ValidationResult:
    return result_of(CODE, place, message, _ACCEPT, severity=severity)


def _lost(before: Iterable[str], now: Iterable[str]) -> list[str]:
    return sorted({*before} - {*now})


def _usual(weaker: Weaker) -> tuple[str, ...]:
    """The values that a shape has without saying so."""
    return (SH.Violation.n3(),) if weaker.property == str(SH.severity) else ()
