"""Tests real SPARQL services for what they lack, as a Markdown table.

    apt-get install --no-install-recommends virtuoso-opensource-7
    python bench/real_services.py --folder /tmp/services
    python bench/real_services.py --folder /tmp/services --triples 100000

Starts Virtuoso (of the system), Oxigraph (PyPI) and Comunica (npm) one after the other with the
shipped graph, and puts each to `selftest`, `validate --endpoint`, the questions of that graph and
`serve --endpoint`; with `--triples`, to `validate --endpoint` and `serve --endpoint` alone, with
that many generated triples. `--only` names what they are put to. What cannot be installed is named
with the reason. Every step has its time limit; processes end by their ids.
"""

from __future__ import annotations

import argparse
import configparser
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import generate
from served_service import served
from servers import Server, free_port, make_environment, wait_for

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.errors import SchlaglichtError
from schlaglicht.project import open_project
from schlaglicht.query.rewriting import with_values
from schlaglicht.questions import Question, read_questions
from schlaglicht.remote import Endpoint, RemoteClient, RemoteLimits, recognised_client
from schlaglicht.validation.checks.expected_answers import compare_rows

HERE = Path(__file__).parent
ROOT = HERE.parent
COMUNICA = "@comunica/query-sparql-file@5.3.0"
GRAPH = "https://w3id.org/schlaglicht/"
"""The name that the default graph has where a service wants one."""
EVIDENCE = "https://w3id.org/schlaglicht/evidence/"
STEP_SECONDS = 1_800
STEPS = ("validate", "serve", "questions", "selftest")


class NotInstalled(Exception):  # noqa: N818 - named after the service
    """A service that is not available here, with the reason."""


@dataclass(frozen=True)
class Running:
    """A service that answers; one that names all its graphs has to be told which to ask."""

    url: str
    default_graph: str = ""

    @property
    def options(self) -> list[str]:
        """The options that name the default graph."""
        return ["--default-graph", self.default_graph] if self.default_graph else []


Start = Callable[[Path, Path], AbstractContextManager[Running]]
"""Starts a service with data in a folder of its own."""


@contextmanager
def virtuoso(folder: Path, data: Path) -> Iterator[Running]:
    """Virtuoso with the settings that Debian gives it, but for its folder and ports."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    settings = Path("/etc/virtuoso-opensource-7/virtuoso.ini")
    if program is None or client is None or not settings.is_file():
        raise NotInstalled("apt-get install --no-install-recommends virtuoso-opensource-7")
    ports = free_port(), free_port()
    _write_settings(settings, folder, data, ports)
    command = [program, "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with _process(command, folder):
        wait_for(Server("virtuoso", ports[0], "/sparql"), "ASK {}")
        words = (
            f"ld_dir('{data.parent}', '{data.name}', '{GRAPH}');\nrdf_loader_run();\ncheckpoint;\n"
        )
        load = [client, f"127.0.0.1:{ports[1]}", "dba", "dba"]
        _run(load, given=words)
        yield Running(f"http://127.0.0.1:{ports[0]}/sparql", GRAPH)


def _write_settings(settings: Path, folder: Path, data: Path, ports: tuple[int, int]) -> None:
    read = configparser.RawConfigParser(strict=False, inline_comment_prefixes=(";",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(settings)
    for section in ("Database", "TempDatabase"):
        for name, value in read.items(section):
            if value.startswith("/"):
                read.set(section, name, str(folder / Path(value).name))
    read.set("HTTPServer", "ServerPort", f"127.0.0.1:{ports[0]}")
    read.set("Parameters", "ServerPort", f"127.0.0.1:{ports[1]}")
    read.set("Parameters", "DirsAllowed", f"{folder}, {data.parent}")
    with (folder / "virtuoso.ini").open("w", encoding="utf-8") as file:
        read.write(file)


@contextmanager
def oxigraph(folder: Path, data: Path) -> Iterator[Running]:
    """Oxigraph's server, with the data on disk."""
    programs = make_environment(folder.parent / "environment")
    port, store = free_port(), folder / "store"
    _run([str(programs / "oxigraph"), "load", "-l", str(store), "-f", str(data)])
    command = [programs / "oxigraph", "serve", "-l", store, "-b", f"127.0.0.1:{port}"]
    with _process([*map(str, command), "--timeout-s", "60"], folder):
        wait_for(Server("oxigraph", port, "/query"), "ASK {}")
        yield Running(f"http://127.0.0.1:{port}/query")


@contextmanager
def comunica(folder: Path, data: Path) -> Iterator[Running]:
    """Comunica over the file of data."""
    node = ROOT / ".venv-node/bin"
    if not (node / "node").is_file():
        raise NotInstalled("make .venv-node/.ready")
    packages = folder.parent / "npm"
    paths = {**os.environ, "PATH": f"{node}:{os.environ['PATH']}"}
    program = packages / "node_modules/.bin/comunica-sparql-file-http"
    if not program.is_file():
        install = ["npm", "install", "--silent", "--ignore-scripts", "--prefix", str(packages)]
        _run([*install, COMUNICA], environment=paths)
    port = free_port()
    command = [str(node / "node"), str(program), str(data), "-p", str(port), "-t", "60"]
    with _process(command, folder, paths):
        wait_for(Server("comunica", port, "/sparql"), "ASK {}")
        yield Running(f"http://127.0.0.1:{port}/sparql")


SERVICES: Mapping[str, Start] = {
    "Virtuoso": virtuoso,
    "Oxigraph": oxigraph,
    "Comunica": comunica,
}


@contextmanager
def _process(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """A process in a group of its own, which ends as a whole."""
    with (folder / "log.txt").open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
        try:
            yield
        finally:
            for end in (signal.SIGTERM, signal.SIGKILL):
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, end)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(30)


def _run(
    command: Sequence[str], given: str = "", environment: Mapping[str, str] | None = None
) -> None:
    try:
        subprocess.run(
            command, input=given, text=True, env=environment, check=True, timeout=STEP_SECONDS,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise NotInstalled(f"{Path(command[0]).name}: {error}") from error


def _schlaglicht(*arguments: str) -> tuple[subprocess.CompletedProcess[str], float]:
    """A finished command and its seconds; one that takes too long ends with 124."""
    command = [sys.executable, "-m", "schlaglicht", *arguments]
    started = time.monotonic()
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=STEP_SECONDS
        )
    except subprocess.TimeoutExpired:
        done = subprocess.CompletedProcess(command, 124, "", f"more than {STEP_SECONDS} s")
    return done, time.monotonic() - started


def tested(service: Running) -> Iterator[tuple[str, str]]:
    """What `selftest` finds."""
    done, _ = _schlaglicht("selftest", service.url, *service.options, "--format", "json")
    if not done.stdout:
        yield "selftest", _last(done.stderr)
        return
    findings = json.loads(done.stdout)["findings"]
    for verdict in ("fault", "note"):
        titles = [finding["title"] for finding in findings if finding["verdict"] == verdict]
        yield f"selftest: {verdict}s", ", ".join(titles) or "none"


def validated(service: Running, *paths: str) -> Iterator[tuple[str, str]]:
    """What `validate --endpoint` ends with."""
    done, seconds = _schlaglicht(
        "validate", *paths, "--endpoint", service.url, *service.options, "--select", "shape"
    )
    said = [line for line in done.stderr.splitlines() if line.strip()]
    words = "; ".join(said[:3]) if done.returncode in (0, 1, 2) else _last(done.stderr)
    yield "validate --endpoint", f"exit code {done.returncode} after {seconds:.0f} s: {words}"


def asked(service: Running) -> Iterator[tuple[str, str]]:
    """The questions of the shipped graph whose answers are not the expected ones."""
    graphs = (service.default_graph,) if service.default_graph else ()
    endpoint = Endpoint(
        service.url,
        default_graphs=graphs,
        named_graphs=(EVIDENCE,) if graphs else (),
        limits=RemoteLimits(seconds=60),
    )
    questions = read_questions(open_project([ROOT]))
    client = recognised_client(endpoint)
    wrong = {question.name: _difference(client, question) for question in questions}
    wrong = {name: why for name, why in wrong.items() if why}
    yield "questions answered right", f"{len(questions) - len(wrong)} of {len(questions)}"
    yield "others", "; ".join(f"{name} ({why})" for name, why in wrong.items()) or "none"


def _difference(client: RemoteClient, question: Question) -> str:
    query = with_values(question.text, question.defaults())
    try:
        found = client.select(query)
    except SchlaglichtError as error:
        return type(error).__name__
    head = "\t".join(f"?{name}" for name in found.variables)
    rows = (
        "\t".join(row[name].ntriples if name in row else "" for name in found.variables)
        for row in found.rows
    )
    body = "".join(f"{line}\n" for line in (head, *rows)).encode()
    return compare_rows(question.path.with_suffix(".tsv"), body, question).what


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""


def table(found: Mapping[str, Mapping[str, str]]) -> str:
    """The findings in Markdown, a column for each service."""
    names = dict.fromkeys(name for cells in found.values() for name in cells)
    lines = [f"| | {' | '.join(found)} |", "|---" * (1 + len(found)) + "|"]
    for name in names:
        cells = [cell.get(name, "").replace("|", "\\|") for cell in found.values()]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _steps(
    service: Running, only: Sequence[str], *, is_shipped: bool
) -> Iterator[Iterator[tuple[str, str]]]:
    """What the service is put to, one after the other."""
    if "validate" in only:
        yield validated(service, str(ROOT if is_shipped else HERE / "validation_shapes.ttl"))
    if "serve" in only:
        named = ["--named-graph", EVIDENCE] if service.options and is_shipped else []
        yield served(service.url, [*service.options, *named], ROOT if is_shipped else None)
    if is_shipped and "questions" in only:
        yield asked(service)
    if is_shipped and "selftest" in only:
        yield tested(service)


def findings(
    name: str, folder: Path, data: Path, only: Sequence[str], *, is_shipped: bool
) -> dict[str, str]:
    """All that is found about one service, or the reason why it is not available."""
    own = folder / f"{name.lower()}-{time.monotonic_ns()}"
    own.mkdir(parents=True)
    cells: dict[str, str] = {}
    try:
        with SERVICES[name](own, data) as service:
            for step in _steps(service, only, is_shipped=is_shipped):
                cells.update(step)
    except (NotInstalled, SchlaglichtError, TimeoutError) as error:
        cells["not tried" if not cells else "ended"] = str(error)
    finally:
        shutil.rmtree(own)
    return cells


def written_data(folder: Path, triples: int | None) -> Path:
    """The shipped graph with its evidence in N-Quads, as it is served, or generated triples."""
    source = folder / "data"
    source.mkdir(parents=True, exist_ok=True)
    if triples is None:
        return take_snapshot(open_project([ROOT]), source).path
    file = source / f"{triples}.nt"
    with file.open("w", encoding="utf-8", newline="\n") as target:
        target.writelines(generate.lines(triples))
    return file


def main() -> None:
    """Read the command line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that services are ended
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True, help="for data and programs")
    parser.add_argument("--triples", type=int, help="generated, in place of the shipped graph")
    parser.add_argument("--services", nargs="+", choices=SERVICES, default=list(SERVICES))
    parser.add_argument("--only", nargs="+", choices=STEPS, default=STEPS)
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    data = written_data(folder, arguments.triples)
    is_shipped = arguments.triples is None
    found = {
        name: findings(name, folder, data, arguments.only, is_shipped=is_shipped)
        for name in arguments.services
    }
    print(table(found))


if __name__ == "__main__":
    main()
