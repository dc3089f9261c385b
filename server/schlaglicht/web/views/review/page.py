"""The page of the desk: it shows a proposal next to its words, and takes the reader's decisions.

/review?token=…              lets one reader in, once
/review                      a document and its proposals; `document` and `key` choose
/review?class=…&quote=…      with the fields of a class, for a statement of the reader's own

Each form works without a script; `static/review.js` adds keys, and takes selected words over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for
from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import GraphSyntaxError, ProjectError, RequestError, SchlaglichtError
from schlaglicht.evidence.add import Request
from schlaglicht.evidence.desk import is_stale, read_proposals
from schlaglicht.evidence.documents import DocumentText, read_documents
from schlaglicht.evidence.edit import FileChange
from schlaglicht.evidence.model import Certainty, Entry, EvidenceFile, State, passage_of
from schlaglicht.evidence.read import DEFAULT_NAMESPACE, read_evidence
from schlaglicht.i18n import Texts, msg
from schlaglicht.pages.labels import Names
from schlaglicht.project import Project
from schlaglicht.rdf.iris import is_language_tag
from schlaglicht.rdf.load import load
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.validation.evidence_desk import accept, findings_of, plan_sound, propose, refuse
from schlaglicht.validation.rules import RULES
from schlaglicht.web.published_site import current_site
from schlaglicht.web.views.page import link, page, reader_language, reader_languages
from schlaglicht.web.views.review.desk import Desk, find_desk, project_of
from schlaglicht.web.views.review.fields import FormField, classes_with_fields, fields_of
from schlaglicht.web.views.review.shown import show_proposal, shown_text

blueprint = Blueprint("review", __name__)

_OPEN = (State.CHECKED, State.FAULTY)
_MOST_OFFERED = 500
"""Things that are offered for a field."""
_LONGEST_NAME = 200
_READER = "schlaglicht-reader"
"""The cookie with the name that the reader gave last."""


@blueprint.route("/review", methods=["GET", "POST"])
def review() -> Response:
    """The desk, or the refusal to show it."""
    desk = find_desk()
    assert desk is not None  # else this is not routed
    token = request.args.get("token") if request.method == "GET" else None
    if token is not None and (key := desk.key_for(token)) is not None:
        response = _moved({})
        response.set_cookie(desk.cookie, key, httponly=True, samesite="Strict", path=_path())
        return response
    if not desk.lets_in():
        return _private(page("review_closed.html", said=None), 403)
    try:
        return _private(_decided(desk) if request.method == "POST" else _shown())
    except (ProjectError, GraphSyntaxError) as error:  # of the files as they are now
        return _private(page("review_closed.html", said=error.messages), 422)


def _private(response: Response, status: int = 0) -> Response:
    """Nobody keeps it, and links on it tell nobody; browsers say where its forms come from."""
    response.status_code = status or response.status_code
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Access-Control-Allow-Origin"] = request.host_url.rstrip("/")
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _path() -> str:
    return url_for("review.review")


def _moved(values: Mapping[str, str]) -> Response:
    kept = {"lang": request.values["lang"]} if "lang" in request.values else {}
    asked = urlencode({**kept, **values})
    response = redirect(f"{_path()}?{asked}" if asked else _path(), 303)
    assert isinstance(response, Response)
    return _private(response)


@dataclass(frozen=True)
class Checked:
    """A statement of the reader's own, judged: what it would change, and what is found with it."""

    changes: tuple[FileChange, ...]
    findings: Sequence[Texts]
    is_whole: bool
    """False if only the value was judged, not yet the project with it."""


def _decided(desk: Desk) -> Response:
    """Writes a decision, or a statement of the reader's own, and leads on; or says why not."""
    form, site = request.form, current_site()
    project, sources = project_of(site)
    key, name = form.get("key", ""), form.get("name", "").strip()[:_LONGEST_NAME]
    place = {"document": form.get("document", "")}
    try:
        match form.get("action"):
            case "typed":
                addition = plan_sound(project, _request(project, sources))
                return _shown(Checked(addition.changes, (), is_whole=False))
            case "check":
                return _shown(desk.write(_check, project, _request(project, sources)))
        match form.get("action"):
            case "accept":
                answers = {
                    word.removeprefix("answer-"): said.strip()
                    for word, said in form.items()
                    if word.startswith("answer-") and said.strip()
                }
                desk.write(accept, project, [key], name, sources, answers)
                place["key"] = form.get("next", "")
            case "reject":
                reason = form.get("reason", "").strip()
                if not reason:
                    raise ProjectError(msg("say why it is not right"))
                desk.write(refuse, project, key, name, State.REJECTED, reason)
                place["key"] = form.get("next", "")
            case "propose":
                made = desk.write(propose, project, _request(project, sources), name)
                place["key"] = made.key
            case _:
                raise RequestError(msg("no such action"))
    except SchlaglichtError as error:
        response = _shown(said=error.messages)
        response.status_code = 422
        return response
    response = _moved(place)
    response.set_cookie(_READER, name, httponly=True, samesite="Strict", path=_path())
    return response


def _check(project: Project, request_: Request) -> Checked:
    """A statement of the reader's own, judged with the whole project."""
    addition = plan_sound(project, request_)
    found = findings_of(project, addition.changes, request_.sources)
    return Checked(addition.changes, [dict(each) for each in found], is_whole=True)


def _shown(checked: Checked | None = None, *, said: Texts | None = None) -> Response:
    """The page: a document, a proposal on it, and the form for a statement of one's own.

    `said` is what was refused, and why.
    """
    project, sources = project_of(current_site())
    documents = read_documents(sources)
    proposals = read_proposals(project)
    evidence = [read_evidence(path, project.settings) for path in project.evidence]
    document, found = _chosen(documents, proposals)
    shown = show_proposal(project, *found, document, sources) if document and found else None
    queue = _queue(proposals, document)
    after = _next(queue, found[1].key if found else "")
    names = Names(current_site().dataset, reader_languages())
    return page(
        "review.html",
        more_scripts=("review.js",),
        documents=[(each.name, len(_queue(proposals, each))) for each in documents],
        document=document,
        paragraphs=shown_text(document, evidence, proposals, shown) if document else [],
        is_new=not any(
            f.document and document and f.document.file == document.name for f in evidence
        ),
        changed=[f for f in evidence if document and is_stale(f, document)],
        shown=shown,
        queue=queue,
        after=after,
        name_of=names.node,
        title_of=_title_of,
        said=said,
        checked=checked,
        display=project.display,
        reader=request.form.get("name") or request.cookies.get(_READER, ""),
        own=_own_form(project, names),
        own_url=lambda **values: link("review.review", **values),
    )


def _title_of(finding: str) -> str:
    """The title of the rule whose code a finding of a proposal ends in, for the reader."""
    code = finding.rpartition("(")[2].removesuffix(")")
    return RULES[code].titles[reader_language()] if code in RULES else ""


def _chosen(
    documents: Sequence[DocumentText], proposals: Sequence[EvidenceFile]
) -> tuple[DocumentText | None, tuple[EvidenceFile, Entry] | None]:
    """The document and the proposal that the request names, else the first with open ones."""
    key, name = request.values.get("key", ""), request.values.get("document", "")
    named = [(f, e) for f in proposals for e in f.entries if e.key == key and e.proposal]
    if named and named[0][0].document:
        name = named[0][0].document.file
    waiting = [document for document in documents if _queue(proposals, document)]
    same = [document for document in documents if document.name == name]
    document = next(iter((*same, *waiting, *documents)), None)
    if document is None:
        return None, None
    if named and same:
        return document, named[0]
    queue = _queue(proposals, document)
    return document, queue[0] if queue else None


def _queue(
    proposals: Sequence[EvidenceFile], document: DocumentText | None
) -> list[tuple[EvidenceFile, Entry]]:
    """The open proposals on a document, in the order of its words."""
    found = [
        (file, entry)
        for file in proposals
        if document and file.document and file.document.file == document.name
        for entry in file.entries
        if entry.proposal and entry.proposal.state in _OPEN
    ]
    return sorted(found, key=lambda each: [(p.start, p.end) for p in each[1].passages])


def _next(queue: Sequence[tuple[EvidenceFile, Entry]], key: str) -> str:
    """The key of the proposal after another, of the first after the last; empty without any."""
    keys = [entry.key for _, entry in queue]
    at = keys.index(key) + 1 if key in keys else 0
    return next((each for each in (*keys[at:], *keys[:at]) if each != key), "")


def _own_form(project: Project, names: Names) -> dict[str, Any]:
    """The form for a statement of the reader's own, filled in as it came."""
    index, class_ = current_site().index, request.values.get("class", "")
    in_use = {use.iri for use in current_site().snapshot.statistics.default_graph.classes}
    shapes = _shapes(project)
    classes = sorted(in_use | set(map(str, classes_with_fields(shapes))))
    fields = _fields(shapes)
    subject = _thing(project, request.values.get("about", ""), class_, new=True)
    return {
        "classes": [(iri, names.reference(iri)) for iri in classes],
        "fields": fields,
        "given": request.values.to_dict(),
        "offered": {
            wanted: list(_offered(wanted, names)) for each in fields for wanted in each.classes
        },
        "known": {f.path: index.objects(subject, f.path, limit=20) for f in fields if subject},
        "languages": current_site().languages,
    }


def _fields(shapes: Graph) -> list[FormField]:
    """The fields of the class that the request names: those of its shapes, then of its things."""
    if not (class_ := request.values.get("class")):
        return []
    shaped = fields_of(shapes, URIRef(class_))
    return [*shaped, *_unshaped(class_, shaped)]


def _unshaped(class_: str, fields: Sequence[FormField]) -> Iterator[FormField]:
    """Fields for the properties that things of a class have, but no shape speaks of."""
    shaped = {each.path for each in fields} | {RDF.type}
    for use in current_site().snapshot.statistics.default_graph.classes:
        if use.iri == class_:
            paths = (URIRef(each.iri) for each in use.properties)
            yield from (FormField(path) for path in paths if path not in shaped)


def _shapes(project: Project) -> Graph:
    """The shapes and what they need of the ontology."""
    return load([*project.shapes, *project.ontology], base_of=project.base_of).graph


def _offered(class_: URIRef, names: Names) -> Iterator[tuple[str, str]]:
    for thing in current_site().index.instances(class_, limit=_MOST_OFFERED):
        if isinstance(thing, URIRef):
            yield names.short(str(thing)), names.reference(str(thing)).name[0]


def _thing(project: Project, text: str, class_: str, *, new: bool = False) -> URIRef | None:
    """The thing that a reader names: by IRI, by prefixed name, or by its name.

    With `new`, a name that no thing of the class has becomes an IRI next to others of the project.
    """
    site, text = current_site(), text.strip()
    if not text:
        return None
    bare = text.removeprefix("<").removesuffix(">")
    if "://" in bare or (expanded := site.prefixes.expand(bare)):
        return URIRef(bare if "://" in bare else str(expanded))
    for thing in site.index.instances(URIRef(class_), limit=_MOST_OFFERED) if class_ else ():
        if isinstance(thing, URIRef) and text.casefold() in map(
            str.casefold, site.index.labels(thing)
        ):
            return thing
    if not new:
        raise ProjectError(msg("no thing is called {name}; write its IRI", name=repr(text)))
    letters = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
    slug = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in letters if not unicodedata.combining(c)))
    return URIRef(_namespace(project, class_) + (slug.strip("-") or "thing"))


def _namespace(project: Project, class_: str) -> str:
    """The namespace of new things: that of others of the class, else of things of any class."""
    base, site = project.settings.base or DEFAULT_NAMESPACE, current_site()
    in_use = (use.iri for use in site.snapshot.statistics.default_graph.classes)
    each_class = map(URIRef, (class_, *in_use))
    others = (thing for each in each_class for thing in site.index.instances(each, limit=1))
    found = (re.fullmatch(r"(.*[/#])[^/#]+", other) for other in others if other.startswith(base))
    return next((each[1] for each in found if each), base)


def _request(project: Project, sources: Path) -> Request:
    """The addition that the form of a statement asks for."""
    form = request.form
    class_ = form.get("class", "")
    thing = _thing(project, form.get("about", ""), class_, new=True)
    if thing is None:
        raise ProjectError(msg("write what the statement is about"))
    statements = [
        (each.path, _value(project, each, text))
        for each in _fields(_shapes(project))
        for text in form.getlist(f"value {each.path}")
        if text.strip()
    ]
    index = current_site().index
    if class_ and URIRef(class_) not in index.objects(thing, RDF.type):
        statements.insert(0, (RDF.type, URIRef(class_)))
    if not statements:
        raise ProjectError(msg("fill in a field"))
    passage = passage_of(form.get("passage", ""))
    quote, named = form.get("quote", "").strip(), form.get("antecedent", "").strip()
    return Request(
        tuple(" ".join(map(ntriples_term, (thing, *each))) for each in statements),
        sources,
        document=form.get("document"),
        quotes=(quote,) if quote else (),
        passages=(passage,) if passage else (),
        anaphora_quotes=(named,) if named else (),
        language=form.get("document-language") or None,
        certainty=Certainty(form["certainty"]) if form.get("certainty") in set(Certainty) else None,
    )


def _value(project: Project, field: FormField, text: str) -> Node:
    """The term that a reader writes into a field."""
    text, given = text.strip(), request.form.get(f"language {field.path}", "")
    for option in field.options:
        if ntriples_term(option) == text:
            return option
    if field.leads_on or (not field.datatypes and text.startswith("<")):
        thing = _thing(project, text, next(iter(map(str, field.classes)), ""))
        assert thing is not None
        return thing
    datatype = request.form.get(f"datatype {field.path}") or next(iter(field.datatypes), None)
    if given and not is_language_tag(given):
        raise ProjectError(msg("{tag} is not a language tag such as de or en-GB", tag=given))
    if field.is_text or given:
        return Literal(text, lang=given or None)
    if datatype in (None, XSD.string, str(XSD.string)):
        return Literal(text)
    return Literal(text, datatype=URIRef(datatype), normalize=False)
