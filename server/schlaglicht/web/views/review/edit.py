"""The page `/edit`: the statements about a thing as fields, for one reader to change.

/edit?token=…     lets one reader in, once
/edit             asks for a thing, or for a new one of a class
/edit?thing=…     its statements; those that no form can change are shown as they are

What would be written is shown before it is written, and judged with the whole project. An input
that nobody touched is no change, whatever a browser makes of its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256

from flask import Blueprint, Response, request
from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import ProjectError, RequestError, SchlaglichtError
from schlaglicht.evidence.edit import FileChange
from schlaglicht.i18n import Texts, msg
from schlaglicht.pages.labels import Names
from schlaglicht.project import Project
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.rdf.writing.in_place import Change
from schlaglicht.validation.evidence_report import require_sound
from schlaglicht.validation.thing_editing import (
    CHANGED_MEANWHILE,
    NEEDS_EVIDENCE,
    Stated,
    edit,
    new_findings,
    plan_edit,
    statements_about,
)
from schlaglicht.web.published_site import current_site
from schlaglicht.web.views.links import thing_url
from schlaglicht.web.views.page import link, page, reader_languages
from schlaglicht.web.views.review.access import (
    Desk,
    for_reader,
    moved,
    present_project,
    refused,
    told,
)
from schlaglicht.web.views.review.fields import (
    FormField,
    Things,
    classes_for,
    fields_for,
    offered,
    shapes_of,
    value_in,
    written_iri,
)

blueprint = Blueprint("edit", __name__)

_MOST_STATED = 300
"""Statements of a thing that a form shows."""
_LONG = 70
"""Characters from which on a text has several lines."""
_KEY = re.compile(r"text ([0-9a-f]{16})")


@blueprint.route("/edit", methods=["GET", "POST"])
def edit_thing() -> Response:
    """The form of a thing, or the refusal to show it."""
    return for_reader(_answered)


@dataclass(frozen=True)
class Answer:
    """An input of the form: a statement that can be changed, or room for a new one."""

    key: str
    field: FormField
    text: str = ""
    language: str | None = None
    """None for a new value."""
    datatype: str = ""
    is_long: bool = False
    thing: URIRef | None = None
    """The value, if it is a thing, which readers know by its name."""

    @property
    def input(self) -> str:
        """The kind of input that shows the text, and that gives it back as it was."""
        if self.field.input != "date" or not self.text:
            return "text" if self.text else self.field.input
        try:
            return "date" if date.fromisoformat(self.text).isoformat() == self.text else "text"
        except ValueError:
            return "text"

    @property
    def is_other(self) -> bool:
        """True for a value that is none of the options of its field."""
        return bool(self.text) and self.text not in map(ntriples_term, self.field.options)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages to choose from, the one it has first; empty for none at all."""
        field, own = self.field, () if self.language is None else (self.language,)
        if field.options or field.leads_on or (field.datatypes and not field.is_text):
            return ()
        plain = () if field.is_text and XSD.string not in field.datatypes else ("",)
        return tuple(dict.fromkeys((*own, *(field.languages or current_site().languages), *plain)))

    @property
    def datatypes(self) -> tuple[str, ...]:
        """The datatypes to choose from, the one it has first; empty for one alone."""
        own = (self.datatype,) if self.datatype else ()
        found = tuple(dict.fromkeys((*own, *map(str, self.field.datatypes))))
        return found if len(found) > 1 and not self.languages else ()


@dataclass(frozen=True)
class Judged:
    """The changes of files that the form asks for, and what is found with them."""

    changes: tuple[FileChange, ...] = ()
    findings: Sequence[Texts] = ()
    is_whole: bool = False
    """False if only the values were judged, not yet the project with them."""

    @property
    def digest(self) -> str:
        """The digest of what would be written."""
        parts = (part for c in self.changes for part in (str(c.path).encode(), c.after))
        return sha256(b"\0".join(parts)).hexdigest()


def _answered(desk: Desk) -> Response:
    project = present_project(current_site())
    shapes, class_ = shapes_of(project), request.values.get("class", "")
    names = Names(current_site().dataset, reader_languages())
    classes = classes_for(shapes, names, terms=True)
    if class_ and class_ not in dict(classes):
        raise ProjectError(msg("neither the shapes nor the data know the class {iri}", iri=class_))
    named = request.values.get("thing", "").strip()
    if not named:
        needs = NEEDS_EVIDENCE if project.settings.evidence else None
        return page("edit.html", thing=None, classes=classes, needs_evidence=needs)
    thing = Things(project).named(named, class_, new=bool(class_))
    form = _Form(project, thing, shapes, class_)
    try:
        judged = _judged(desk, form) if request.method == "POST" else Judged()
    except SchlaglichtError as error:
        return refused(form.page(Judged(), said=told(error)), error)
    return form.page(judged) if judged else moved({"thing": written_iri(thing), "written": "yes"})


def _judged(desk: Desk, form: _Form) -> Judged | None:
    """The changes that the form asks for, judged; None if they have been written."""
    project, thing, changes = form.project, form.thing, list(form.changes())
    match request.form.get("action"):
        case "typed":
            return _planned(project, thing, changes)
        case "check":
            return desk.write(_check, project, thing, changes)
        case "write":
            planned = _planned(project, thing, changes)
            if not planned.changes or planned.digest != request.form.get("seen"):
                return desk.write(_check, project, thing, changes)
            desk.write(partial(edit, shown=planned.changes), project, thing, changes)
            return None
    raise RequestError(msg("no such action"))


def _planned(project: Project, thing: URIRef, changes: Sequence[Change]) -> Judged:
    planned = plan_edit(project, thing, changes)
    require_sound([change.new for change in changes if change.new], project)
    return Judged(planned)


def _check(project: Project, thing: URIRef, changes: Sequence[Change]) -> Judged:
    planned = _planned(project, thing, changes)
    found = new_findings(project, planned.changes) if planned.changes else []
    return replace(planned, findings=[dict(each) for each in found], is_whole=True)


class _Form:
    """The form of a thing: its fields, with what is stated and what was filled in."""

    def __init__(self, project: Project, thing: URIRef, shapes: Graph, class_: str) -> None:
        self.project = project
        self._things = Things(project)
        self.thing = thing
        stated = statements_about(project, thing)
        changeable = [each for each in stated if each.why_not is None]
        self.stated = changeable[:_MOST_STATED]
        self.fixed = [*(each for each in stated if each.why_not), *changeable[_MOST_STATED:]]
        classes = sorted(str(o) for _, p, o in (s.triple for s in stated) if p == RDF.type)
        self.new_class = class_ if class_ and not stated else ""
        self._fields: dict[URIRef, FormField] = {}
        for field in (
            each for class_ in classes or [class_] for each in fields_for(shapes, class_)
        ):
            known = self._fields.get(field.path)
            self._fields[field.path] = known.joined(field) if known else field
        for each in stated:
            path = URIRef(str(each.triple[1]))
            self._fields.setdefault(path, FormField(path))

    def answers(self) -> Iterator[tuple[FormField, list[Answer]]]:
        """The fields with their inputs, in the order of the shapes."""
        for path, field in self._fields.items():
            own = [each for each in self.stated if each.triple[1] == path]
            found = [self._answer(each, field) for each in own]
            count = sum(each.triple[1] == path for each in (*self.stated, *self.fixed))
            if count < field.most and not self.project.settings.evidence:
                found.append(Answer(f"new {path}", _like(field, [e.triple[2] for e in own])))
            if found:
                yield field, found

    def _answer(self, stated: Stated, field: FormField) -> Answer:
        value = stated.triple[2]
        field = _like(field, [value])
        if not isinstance(value, Literal):
            text = ntriples_term(value) if field.options else written_iri(URIRef(str(value)))
            leading = replace(field, leads_on=True, datatypes=(), languages=())
            return Answer(stated.key, leading, text, thing=URIRef(str(value)))
        text = ntriples_term(value) if field.options else str(value)
        is_long = len(text) > _LONG or bool(re.search(r"[\r\n]", text))
        datatype = str(value.datatype or "")
        return Answer(stated.key, field, text, value.language or "", datatype, is_long)

    def changes(self) -> Iterator[Change]:
        """The statements that were filled in otherwise than they are made."""
        known = {each.key: each for each in self.stated}
        if not {found[1] for found in map(_KEY.fullmatch, request.form) if found} <= known.keys():
            raise ProjectError(CHANGED_MEANWHILE)
        if self.new_class:
            yield Change(None, (self.thing, RDF.type, URIRef(self.new_class)))
        for _, answers in self.answers():
            for answer in answers:
                if self._is_touched(answer):
                    value = self._filled_in(answer)
                    new = (self.thing, answer.field.path, value) if value else None
                    yield Change(known[answer.key].triple if answer.key in known else None, new)

    def _sent(self, kind: str, answer: Answer) -> str:
        """A part of an answer as the form has it, else as it was shown."""
        return request.form.get(f"{kind} {answer.key}", getattr(answer, kind) or "")

    def _is_touched(self, answer: Answer) -> bool:
        """True if an input is not as it was shown, but for line ends and space around it."""
        text = self._sent("text", answer)
        if _lines(text) != _lines(answer.text) and text.strip() != answer.text:
            return True
        kind = "language" if answer.languages else "datatype" if answer.datatypes else ""
        chosen = bool(kind) and self._sent(kind, answer) != (getattr(answer, kind) or "")
        return chosen and bool(text.strip())

    def _filled_in(self, answer: Answer) -> Node | None:
        """The value that was filled in; None for an emptied input."""
        text = self._sent("text", answer)
        if not text.strip():
            return None
        return value_in(
            self._things,
            answer.field,
            answer.text
            if _lines(text) == _lines(answer.text)
            else _lines(text, "\r\n" if "\r\n" in answer.text else "\n"),
            language=self._sent("language", answer) if answer.languages else "",
            datatype=self._sent("datatype", answer) if answer.datatypes else "",
        )

    def page(self, judged: Judged, *, said: Texts | None = None) -> Response:
        """The page with the form; `said` is what was refused, and why."""
        names = Names(current_site().dataset, reader_languages())
        answers = list(self.answers())
        return page(
            "edit.html",
            more_scripts=("review.js",),
            thing=self.thing,
            new_class=self.new_class,
            written=written_iri(self.thing),
            thing_url=thing_url(current_site(), str(self.thing)),
            name=names.reference(str(self.thing)).name,
            answers=answers,
            fixed=self.fixed[:_MOST_STATED],
            more=max(len(self.fixed) - _MOST_STATED, 0),
            given=request.form,
            judged=judged,
            said=said,
            needs_evidence=NEEDS_EVIDENCE if self.project.settings.evidence else None,
            is_written=request.args.get("written") == "yes",
            offered={
                class_: list(offered(class_, names))
                for class_ in {each for field, _ in answers for each in field.classes}
            },
            name_of=names.node,
            display=self.project.display,
            ntriples=ntriples_term,
            iri=URIRef,
            own_url=link("edit.edit_thing"),
        )


def _like(field: FormField, values: Iterable[Node]) -> FormField:
    """A field of which shapes say nothing, for such values as it has."""
    if field.datatypes or field.leads_on or field.options or field.languages:
        return field
    values = list(values)
    if any(isinstance(value, URIRef) for value in values):
        return replace(field, leads_on=True)
    typed = (v.datatype for v in values if isinstance(v, Literal) and v.datatype)
    return replace(field, datatypes=tuple(dict.fromkeys(typed)))


def _lines(text: str, end: str = "\n") -> str:
    """A text with one kind of line end, of which browsers make another one."""
    return re.sub(r"\r\n?|\n", end, text)
