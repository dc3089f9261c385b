"""The version that a server publishes, the engines that answer for it, and the change to the next.

One `Site` is one version. A running server goes from one to the next, each as long as requests need
it: all that reads the site during a request sees the same one until the end of that request.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, g, request
from rdflib import RDFS, URIRef

from schlaglicht.alternates.calendars_and_cards import START_PROPERTIES
from schlaglicht.dataset import evidence_graph, shapes_graph
from schlaglicht.dataset.index import Hierarchy, Index, Timeline, index_path
from schlaglicht.dataset.main_classes import main_classes
from schlaglicht.engine import Backend
from schlaglicht.errors import IndexPending
from schlaglicht.git import Revision, read_history
from schlaglicht.ground.files import without_folder
from schlaglicht.i18n import Text, Texts, msg
from schlaglicht.pages import Dataset
from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.query.federation import Services
from schlaglicht.query_builder import Reach
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.web.long_answers import Downloads, Slots
from schlaglicht.web.project_version import Version, best_of

if TYPE_CHECKING:
    from markupsafe import Markup

    from schlaglicht.dataset.service_description import ServiceDescription
    from schlaglicht.pages import Reference
    from schlaglicht.pages.examples import Examples
    from schlaglicht.query import SparqlQuery


_MOST_OWN_IRIS = 1_000_000
_MOST_ABOVE = 500
"""Classes above a class that are looked at."""

_DATE = re.compile(r'"([0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.+Z-]*)?)"')


_NAMES_WAIT = msg("other names are being reconciled; try again in a few seconds")


@dataclass(frozen=True)
class Site(Version):
    """A version that is served, and what answers its queries."""

    backend: Backend
    downloads: Downloads = field(default_factory=Downloads)
    sources: Path | None = None
    """The folder of the documents that evidence points into."""
    services: Services = field(default_factory=Services, compare=False)
    """The endpoints that queries may ask by SERVICE."""
    queries_only: bool = False
    """True if the graph is at a remote endpoint alone, so that there are no pages of it."""
    page_slots: Slots = field(default_factory=Slots, compare=False)
    """The pages of long answers that are being made."""
    reconciling: Slots = field(
        default_factory=lambda: Slots(wait=0.5, said=_NAMES_WAIT), compare=False
    )
    """The requests whose names are being compared."""
    making_examples: threading.Lock = field(default_factory=threading.Lock, compare=False)
    """Held while questions are made from the data."""
    version: object = field(default_factory=object, compare=False)
    """A key of this site alone, for caches."""

    def without_folders(self, texts: Texts) -> Texts:
        """Texts that name files by their paths in the project or among the documents alone."""
        found, own = dict(texts), filter(None, (self.sources, self.project.root))
        for folder in sorted(own, key=lambda each: -len(each.resolve().parts)):
            for tag, text in found.items():
                found[tag] = without_folder(text, folder, folder.resolve().name)
        return found

    def description_for(self, languages: Sequence[str]) -> Text | None:
        """The description of the thing that stands for the dataset as a whole."""
        main_resource = self.snapshot.statistics.collection
        return best_of(main_resource.descriptions, languages) if main_resource else None

    def keeps(self, query: SparqlQuery) -> bool:
        """True if the answer to a query is the same until the version changes."""
        return not (query.volatile or self.backend.is_live)

    @cached_property
    def prefixes(self) -> Prefixes:
        """The prefixes under which pages show IRIs, and that queries need not declare."""
        return Prefixes(self.snapshot.prefixes, WELL_KNOWN)

    @cached_property
    def well_known_prefixes(self) -> dict[str, str]:
        """The prefixes that queries may use beyond those of the snapshot."""
        own = self.snapshot.prefixes
        return {prefix: iri for prefix, iri in WELL_KNOWN.items() if prefix not in own}

    @cached_property
    def index(self) -> Index:
        """Statements, labels and search, for pages; its file lies next to the snapshot.

        Raises IndexPending until that is written.
        """
        if not self.has_index:
            raise IndexPending
        return Index(index_path(self.snapshot))

    @property
    def has_index(self) -> bool:
        """True once pages can be made."""
        return index_path(self.snapshot).exists()

    @property
    def triples(self) -> int | None:
        """Triples of the default graph; None if the endpoint that has them cannot count them."""
        is_unknown = self.queries_only and not self.snapshot.triples
        return None if is_unknown else self.snapshot.triples

    @cached_property
    def terms(self) -> frozenset[str]:
        """The classes and properties in use."""
        graphs = self.snapshot.statistics.graphs
        return frozenset(iri for graph in graphs for iri in graph.terms)

    @property
    def reach(self) -> Reach:
        """The graphs in which a query about anything finds something."""
        statistics = self.snapshot.statistics
        return Reach.NAMED if statistics.has_named_graphs_alone else Reach.DEFAULT

    def reach_of(self, term: str) -> Reach:
        """The graphs in which a query finds uses of a class or property."""
        return self._reaches.get(str(term), Reach.DEFAULT)

    @cached_property
    def _reaches(self) -> Mapping[str, Reach]:
        """The reach of the terms in named graphs.

        Evidence and shapes use terms of the data by the way: the default graph is enough for them.
        """
        statistics, described = self.snapshot.statistics, self.snapshot.description
        in_default = set(statistics.default_graph.terms)
        own = {evidence_graph(self.base), shapes_graph(self.base)}
        found: dict[str, Reach] = {}
        for name, graph in statistics.named_graphs.items():
            if name != described:
                also = set(graph.terms) - in_default if name in own else graph.terms
                found |= {
                    term: Reach.of(in_default=term in in_default, in_named=True) for term in also
                }
        return found

    def reach_of_statements(
        self,
        *,
        subject: URIRef | None = None,
        predicate: URIRef | None = None,
        object_: URIRef | None = None,
    ) -> Reach:
        """The graphs in which a query finds statements with these terms."""
        described = self.snapshot.description
        if subject is None and not self.snapshot.statistics.named_graphs.keys() - {described}:
            return Reach.DEFAULT  # without a search among all that leads to something
        but = URIRef(described) if described else None
        in_default, in_named = self.index.graphs_with(subject, predicate, object_, but=but)
        return Reach.of(in_default=in_default, in_named=in_named)

    @cached_property
    def dataset(self) -> Dataset:
        """The dataset as pages about IRIs read it."""
        return Dataset(
            self.index,
            IriPaths(self.base),
            self.snapshot.prefixes,
            terms=self.terms,
            sources_folder=self.sources,
            description=self.snapshot.description,
            main_resource=self.snapshot.statistics.collection,
            patterns=self.snapshot.sentences,
            leads=self.snapshot.pages,
            image_hosts=frozenset(self.project.settings.images),
        )

    @cached_property
    def shown_references(self) -> dict[tuple[Reference, str, str, str], Markup]:
        """References as pages show them, by languages of page and reader and path of the site."""
        return {}

    @cached_property
    def examples(self) -> list[Examples]:
        """The questions made from the data: none until somebody wants them, then one value."""
        return []

    @cached_property
    def xml_carries_all(self) -> bool:
        """True if RDF/XML can write every thing, without checking each; False leaves it open."""
        from schlaglicht.rdf.writing.rdfxml import can_name

        graphs = self.snapshot.statistics.graphs
        properties = {use.iri for graph in graphs for use in graph.properties}
        return all(map(can_name, properties)) and not self.index.may_have_controls()

    @cached_property
    def description(self) -> ServiceDescription:
        """The description of the endpoint and the dataset."""
        from schlaglicht.dataset.service_description import ServiceDescription

        return ServiceDescription(self.project, self.snapshot, self.questions)

    @cached_property
    def history(self) -> tuple[Revision, ...]:
        """The revisions of the files, if git has them."""
        return read_history(self.project)

    @cached_property
    def own_iris(self) -> tuple[str, ...]:
        """The IRIs below the project's base that have a page, in order."""
        if not self.base:
            return ()
        subjects = map(str, self.index.subjects(beginning=self.base, limit=_MOST_OWN_IRIS))
        return tuple(iri for iri in subjects if not self.dataset.is_in_description(iri))

    @cached_property
    def classes_of_parts(self) -> frozenset[str]:
        """The classes of which some instances are mere parts of evidence."""
        return frozenset(map(str, self.index.classes_of_parts()))

    @cached_property
    def main_classes(self) -> tuple[str, ...]:
        """The classes that the dataset is about, the most important first."""
        of_evidence = set(map(str, self.index.classes_of_evidence()))
        found = main_classes(self.snapshot.statistics, self.base)
        return tuple(iri for iri in found if iri not in of_evidence)

    @cached_property
    def things_by_class(self) -> dict[str, int]:
        """Number of things of each class in all graphs together, without parts of evidence."""
        graphs = self.snapshot.statistics.graphs
        classes = {use.iri for graph in graphs for use in graph.classes}
        return {iri: self.index.count_instances(URIRef(iri)) for iri in sorted(classes)}

    @cached_property
    def classes_below(self) -> Mapping[str, frozenset[str]]:
        """The classes that have things, by each class above them, as the data states it."""
        hierarchy = Hierarchy(self.index, up=(RDFS.subClassOf,))
        below: dict[str, set[str]] = {}
        for class_ in (iri for iri, things in self.things_by_class.items() if things):
            level = seen = {URIRef(class_)}
            while level and len(seen) < _MOST_ABOVE:
                above = (hierarchy.above(each, limit=_MOST_ABOVE) for each in level)
                level = set(chain.from_iterable(above)) - seen
                seen = seen | level
            for each in seen - {URIRef(class_)}:
                below.setdefault(str(each), set()).add(class_)
        return {iri: frozenset(classes) for iri, classes in below.items()}

    def things_with_subclasses(self, class_: str) -> int:
        """Number of things of a class or of one below it, each once."""
        below, found = self.classes_below.get(class_), self._with_subclasses
        if below is None:
            return self.things_by_class.get(class_, 0)
        if class_ not in found:
            found[class_] = self.index.count_instances(*map(URIRef, below | {class_}))
        return found[class_]

    @cached_property
    def _with_subclasses(self) -> dict[str, int]:
        return {}

    @cached_property
    def timeline(self) -> Timeline:
        """The dates by which its events begin."""
        return Timeline(self.index, START_PROPERTIES)

    @cached_property
    def modified(self) -> str | None:
        """The day on which the dataset says it was changed last, as XML Schema writes it."""
        main_resource = self.snapshot.statistics.collection
        dates = main_resource.values.get("modified", ()) if main_resource else ()
        return next((found[1] for found in map(_DATE.match, dates) if found), None)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its pages; the first is for readers who ask for none of them."""
        return self.project.settings.site.languages

    @property
    def base(self) -> str | None:
        """The IRI below which the project's own IRIs lie, if it says so."""
        return self.project.settings.base


LEASED = "schlaglicht.site"
"""The key, in a WSGI environment, of the site that an outer layer has leased for the request."""

METHOD = "schlaglicht.method"
"""The key of the method with which a client asked for what GET would get, where it is not GET."""

EXTENSION = "schlaglicht"
"""The key of an application's `Published` in `app.extensions`."""


class Published:
    """The site that is served now; safe for threads.

    A site that is replaced stays in use by the requests that began with it. Its engines are
    closed when the last of them has ended.
    """

    def __init__(self, site: Site) -> None:
        self._lock = threading.Lock()
        self.site = site
        """The current site, whose engines may end any time; take a `lease` to use them."""
        self.since = datetime.now(UTC)
        """The time at which the current site took over."""
        self._users: Counter[Backend] = Counter()

    @contextmanager
    def lease(self) -> Iterator[Site]:
        """The current site, whose engines run at least until the context ends."""
        site = self.borrow()
        try:
            yield site
        finally:
            self.give_back(site)

    def borrow(self) -> Site:
        """The current site, whose engines run at least until it is given back."""
        with self._lock:
            self._users[self.site.backend] += 1
            return self.site

    def give_back(self, site: Site) -> None:
        """Ends what `borrow` began."""
        with self._lock:
            self._users[site.backend] -= 1
            unused = site is not self.site and self._is_unused(site.backend)
        if unused:
            _retire(site.backend)

    def replace(self, site: Site) -> None:
        """Lets `site` take over for all requests that begin from now on."""
        with self._lock:
            before, self.site = self.site, site
            if not before.is_same(site):
                self.since = datetime.now(UTC)
            unused = self._is_unused(before.backend)
        if unused:
            _retire(before.backend)

    def close(self) -> None:
        """Ends the engines of the current site, busy ones too."""
        self.site.backend.close()

    def _is_unused(self, backend: Backend) -> bool:
        if self._users[backend] or backend is self.site.backend:
            return False
        del self._users[backend]
        return True


def _retire(backend: Backend) -> None:
    """Closes a backend in the background once the answers that still stream from it have ended."""

    def drain_and_close() -> None:
        backend.drain()
        backend.close()

    try:
        threading.Thread(target=drain_and_close, name="retirement", daemon=True).start()
    except RuntimeError:  # the limit of threads for this user is reached
        drain_and_close()


def publish(app: Flask, published: Published) -> None:
    """Lets `current_site` work in the requests to `app`."""
    app.extensions[EXTENSION] = published
    app.teardown_request(_end_lease)


def published_by(app: Flask) -> Published:
    """The `Published` of an application."""
    return cast(Published, app.extensions[EXTENSION])


def current_site() -> Site:
    """The site that answers the current request, the same until the request ends."""
    leased: Site | None = request.environ.get(LEASED)
    if leased is not None:
        return leased
    if "site" not in g:
        g.site = published_by(current_app).borrow()
    return cast(Site, g.site)


def _end_lease(_error: BaseException | None) -> None:
    if site := g.pop("site", None):
        published_by(current_app).give_back(site)
