"""The checks that a project makes, its settings and shapes, as a value that a baseline keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from rdflib import RDFS, URIRef

from schlaglicht.project import Ignore, Project
from schlaglicht.validation.baseline.shape_demands import ShapeDemands
from schlaglicht.validation.checks.undeclared_terms import Vocabulary
from schlaglicht.validation.checks.unread_folders import names_shacl
from schlaglicht.validation.inline_ignores import InlineIgnore, read_inline_ignores
from schlaglicht.validation.inputs import Inputs, read_inputs
from schlaglicht.validation.lint.shape_graph import Shapes
from schlaglicht.validation.report import ValidationReport
from schlaglicht.vocab import SH


@dataclass(frozen=True)
class Accepted:
    """An entry of `[[validate.ignore]]`."""

    code: str
    path: str | None = None
    shape: str | None = None
    focus: str | None = None
    until: str | None = None
    """The last day, as in the settings."""

    def covers(self, other: Accepted) -> bool:
        """True if all that `other` ignores is ignored by this entry as well."""
        patterns = ((self.path, other.path), (self.shape, other.shape), (self.focus, other.focus))
        return (
            self.code == other.code
            and all(own is None or own == its for own, its in patterns)
            and (self.until is None or (other.until or "~") <= self.until)
        )


@dataclass(frozen=True)
class Checks:
    """The checks of a project, without its data."""

    fail_on: str = "warning"
    select: tuple[str, ...] = ()
    coverage: float | None = None
    evidence: bool = False
    ignores: tuple[Accepted, ...] = ()
    comments: tuple[str, ...] = ()
    """The ignores in the files: code and reason."""
    files: tuple[str, ...] = ()
    """The files that are read, from the project's folder on."""
    questions: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    """The namespaces whose terms have to be declared."""
    subclasses: tuple[str, ...] = ()
    """The statements that bring a class below one that shapes name: both classes."""
    shapes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """The values of each property by shape, as `shape_demands` writes them."""
    shape_files: Mapping[str, str] = field(default_factory=dict)
    """The file of each shape."""
    parts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """What shapes depend on under an IRI of its own, such as a query, written like `shapes`."""


@dataclass(frozen=True)
class Reading:
    """The checks of a project, with what finds their places."""

    checks: Checks
    inputs: Inputs
    shapes: ShapeDemands
    comments: tuple[InlineIgnore, ...]


def read_checks(project: Project) -> Reading | None:
    """The checks of a project; None where a file of shapes or ontology cannot be read.

    Of the data only files that name SHACL are read, and only where there is no folder of shapes.
    """
    data = () if project.shapes else tuple(filter(names_shacl, project.data))
    inputs, broken = read_inputs(replace(project, data=data, evidence=()))
    if broken:
        return None
    shapes = ShapeDemands(Shapes(inputs))
    comments = tuple(
        one for one in read_inline_ignores(project, ValidationReport(())) if one.well_formed
    )
    return Reading(_checks(project, inputs, shapes, comments), inputs, shapes, comments)


def _checks(
    project: Project,
    inputs: Inputs,
    shapes: ShapeDemands,
    comments: tuple[InlineIgnore, ...],
) -> Checks:
    settings = project.settings
    return Checks(
        settings.validate.fail_on,
        settings.validate.select,
        settings.validate.coverage,
        settings.evidence,
        tuple(map(_accepted, settings.validate.ignore)),
        tuple(map(comment_text, comments)),
        tuple(map(project.display, (*project.graph_files, *project.evidence))),
        tuple(map(project.display, project.queries)),
        Vocabulary(inputs).own_namespaces,
        tuple(sorted(set(_subclasses(inputs)))),
        shapes.demands,
        {name: file for name in shapes.demands if (file := _file_of(name, shapes, inputs))},
        shapes.parts,
    )


def comment_text(ignore: InlineIgnore) -> str:
    """Code and reason of an ignore in a file, the same wherever it stands."""
    return f"{ignore.code} {ignore.reason}"


def _accepted(entry: Ignore) -> Accepted:
    until = entry.until.isoformat() if entry.until else None
    return Accepted(entry.code, entry.path, entry.shape, entry.focus, until)


def _subclasses(inputs: Inputs) -> Iterator[str]:
    """Each step between classes on the way up to one that shapes name."""
    shapes = Shapes(inputs)
    named = {value for shape in shapes.all for _, value in shapes.targets(shape)}
    named |= set(shapes.graph.objects(None, SH["class"]))
    waiting, seen = [node for node in named if isinstance(node, URIRef)], set(named)
    while waiting:
        above = waiting.pop()
        for below in shapes.graph.subjects(RDFS.subClassOf, above):
            if isinstance(below, URIRef):
                yield f"{below.n3()} {above.n3()}"
                if below not in seen:
                    seen.add(below)
                    waiting.append(below)


def _file_of(name: str, shapes: ShapeDemands, inputs: Inputs) -> str:
    place = inputs.shapes_locator.subject(shapes.nodes[name])
    return inputs.project.display(Path(place.path)) if place else ""
