"""Fixtures shared by several rooms."""

import gc
import logging
import multiprocessing
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import ModuleInfo, walk_packages
from threading import Thread
from types import SimpleNamespace
from typing import ClassVar

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from patience import PATIENT
from werkzeug.routing import Map, Rule

import schlaglicht.validation
from schlaglicht.cli import run
from schlaglicht.dataset.index import Index, build_index
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.ground.processes import processors
from schlaglicht.project import open_project
from schlaglicht.remote import keyset_paging

PROJECTS = Path(__file__).parent / "projects"
PARTS = (
    "data.ttl",
    "evidence",
    "data",
    "ontology",
    "shapes",
    "queries",
    "sources",
    "schlaglicht.toml",
)

LONGEST = (
    *("test_tutorial.py", "static_site/test_crawl.py", "cli/test_sessions.py"),
    *("cli/test_serve_reload.py",),
    *("cli/test_serve_workers.py", "validation/shacl/test_beside_pyshacl.py"),
    *("cli/test_serve_cancel.py", "cli/test_serve_operation.py", "cli/test_serve_endpoint.py"),
    *("faults/test_faults.py", "test_wheel.py", "browser/test_examples.py"),
    *("clients/test_mcp_sdk.py", "corruptions/test_corruptions.py", "ci/test_schemas.py"),
    *("ci/test_hooks.py", "static_site/test_site_languages.py", "test_breaks.py"),
)
"""Files of tests that take longest, the longest first."""

Outcome = subprocess.CompletedProcess[str]

PEOPLE = """
PREFIX ex: <https://example.org/>
ex:ada a ex:Person ; ex:name "Ada"@en ; ex:born 1815 ; ex:knows ex:bob .
ex:bob a ex:Person ; ex:name "Bob, \\"the builder\\"" ; ex:address [ ex:city "Köln" ] .
ex:work { ex:ada ex:worksOn ex:engine . }
ex:home { ex:bob ex:worksOn ex:house . }
"""
"""A default graph of 8 triples and 2 named graphs of one triple each."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are processors, as tests often wait for servers, and at most four."""
    return min(2 * processors(), 4)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the files that take longest, so that none is alone at the end."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache for the commands that are tested, and no CI: those of the user are not theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI", raising=False)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _imported_once(_own_surroundings: None) -> Iterator[None]:
    """New processes of multiprocessing are forks of one that has imported what their work needs.

    They have no thread, file or state of this one either. Where a command runs in a process of its
    own, each starts with a new Python, as it does for users.
    """
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(
        [
            "schlaglicht.web.server.reload.endpoint_copier",
            "schlaglicht.web.views.review.access",
            "schlaglicht.web.views.review.edit",
            "schlaglicht.web.views.mcp.patches",
            *(module.name for module in _modules_of_the_validation()),
            "pyshacl",
        ]
    )
    of_method = multiprocessing.get_context
    with pytest.MonkeyPatch.context() as patch:
        context_of = lambda name=None: forks if name == "spawn" else of_method(name)  # noqa: E731
        patch.setattr(multiprocessing, "get_context", context_of)
        # A server's process of which others are forks lasts as long as it does, and this longer.
        patch.setattr("schlaglicht.web.server.serve.preload", lambda *_: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once() -> Iterator[None]:
    """Applications share what templates were compiled to: hundreds are made, each with its own."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        options = {"bytecode_cache": FileSystemBytecodeCache(folder)}
        patch.setattr(Flask, "jinja_options", options)
        yield


class _CompiledRule(Rule):
    """A rule of URLs that is compiled once for all applications."""

    _compiled: ClassVar[dict[object, Rule]] = {}

    def bind(self, map: Map, rebind: bool = False) -> None:  # noqa: A002
        of_map = map.host_matching, map.default_subdomain, map.strict_slashes, map.merge_slashes
        key = repr((of_map, {**vars(self), "methods": sorted(self.methods or ())}))
        if self.map is None and key in self._compiled:
            self.__dict__.update({**vars(self._compiled[key]), "map": map})
        else:
            super().bind(map, rebind)
            self._compiled.setdefault(key, self)


@pytest.fixture(scope="session", autouse=True)
def _rules_compiled_once() -> Iterator[None]:
    """Applications share what the rules of their URLs were compiled to: that is most of each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "url_rule_class", _CompiledRule)
        yield


@pytest.fixture(scope="session", autouse=True)
def _heeded_interrupts() -> Iterator[None]:
    """Processes heed SIGINT, which a shell has its jobs in the background ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def concert(tmp_path: Path) -> Path:
    """A copy of the small valid project of that name, which a test may change."""
    return copy_project(PROJECTS / "concert", tmp_path / "concert")


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot of PEOPLE; `ex:` may be used without declaring it."""
    folder = tmp_path_factory.mktemp("people")
    (folder / "data.trig").write_text(PEOPLE, encoding="utf-8")
    (folder / "schlaglicht.toml").write_text('[prefixes]\nex = "https://example.org/"\n')
    return take_snapshot(open_project([folder]), folder)


@pytest.fixture(scope="session")
def index_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Index]:
    """Makes an index of data, given as TriG."""

    def index_of_data(data: str) -> Index:
        folder = tmp_path_factory.mktemp("indexed")
        (folder / "data.trig").write_text(data, encoding="utf-8")
        return Index(build_index(take_snapshot(open_project([folder]), folder)))

    return index_of_data


@pytest.fixture(scope="session")
def people_pool(people: Snapshot) -> Iterator[EnginePool]:
    """Engines over PEOPLE, for tests that do not change their state."""
    with EnginePool(people, engines=2, limits=PATIENT) as pool:
        yield pool


@pytest.fixture
def page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies remote graphs as large ones are, whatever their size."""
    monkeypatch.setattr(keyset_paging, "_AT_ONCE", 0)


@pytest.fixture
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """The URL of a local server, and the first line sent over each connection.

    It answers as an endpoint whose only solution binds `?v`.
    """
    solution = (
        b'{"head":{"vars":["v"]},"results":{"bindings":[{"v":{"type":"literal","value":"x"}}]}}'
    )
    answer = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + solution
    received: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:  # the test has ended
                return
            with connection:
                received.append(connection.recv(4096).partition(b"\r\n")[0])
                connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", received
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def run_bounded() -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Runs a program with at most a minute of processor time and 4 GiB of memory.

    For work that takes a second, and would take an hour if it grew with the square of its input.
    """
    bounds = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (60, 60))\n"
        "resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))\n"
    )

    def run_program(program: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", bounds + program]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run_program


@pytest.fixture
def cli(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Runs a command line in this process, in a folder, and returns its output."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    # A validation keeps all objects out of collections, as its process ends; this one goes on.
    monkeypatch.setattr("schlaglicht.cli.validate.gc", SimpleNamespace(freeze=bool))

    def run_in(folder: Path, *arguments: str) -> Outcome:
        monkeypatch.chdir(folder)
        status = run(arguments)
        printed = capsys.readouterr()
        return Outcome(arguments, status, printed.out, printed.err)

    return run_in


@pytest.fixture
def validate_broken(tmp_path: Path, cli: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """Validates a copy of a project with one text in one file replaced.

    Arguments: the project's folder, the file's path in it, the text, its replacement, and more
    arguments for `schlaglicht validate`.
    """

    def validate(project: Path, name: str, text: str, replacement: str, *more: str) -> Outcome:
        folder = copy_project(project, tmp_path / "broken")
        path = folder / name
        content = path.read_bytes().decode("utf-8")
        assert content.count(text) >= 1, f"{name} does not contain {text!r}"
        path.write_bytes(content.replace(text, replacement, 1).encode("utf-8"))
        return cli(folder, "validate", ".", *more)

    return validate


def copy_project(project: Path, target: Path) -> Path:
    """Copies the files of a project, but no others in its folder."""
    target.mkdir()
    for part in PARTS:
        source = project / part
        if source.is_dir():
            shutil.copytree(source, target / part)
        elif source.is_file():
            shutil.copy(source, target / part)
    return target


@pytest.fixture(scope="session", autouse=True)
def _validation_is_loaded() -> None:
    """Imports the checks once, since a validation forks and each fork would import them.

    What is there then, thousands of tests and all modules, stays: no collection looks at it again.
    """
    for module in _modules_of_the_validation():
        import_module(module.name)
    gc.freeze()


def _modules_of_the_validation() -> Iterator[ModuleInfo]:
    return walk_packages(schlaglicht.validation.__path__, "schlaglicht.validation.")


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has a validation do all its work in this process: forks take more than half of its time.

    For tests of single checks. What passes between processes is that of other tests: those of the
    pipeline and of shapes, of the commands, and of the example of every rule.
    """
    monkeypatch.setattr("schlaglicht.ground.processes.processors", lambda: 1)


@pytest.fixture(autouse=True)
def _log_of_its_own() -> Iterator[None]:
    """Restores the log after a test that sets up a server in this process."""
    logger = logging.getLogger("schlaglicht")
    before = (logger.handlers[:], logger.level, logger.propagate)
    yield
    logger.handlers[:], logger.level, logger.propagate = before
