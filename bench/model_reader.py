"""Tokens that a language model reads to answer questions, and whether it was right at first.

    python bench/model_reader.py bench/model_reader/shipped.toml
    python bench/model_reader.py --clones FOLDER bench/model_reader/*.toml

A set is a TOML file: `graph`, the path of the data from the repository, or `clone`, a repository of
GitHub whose clone is FOLDER/owner+name, with the `folder` in it that is served; and questions with
the calls of tools by which a reader that had seen nothing else answered them. The last call has the
answer: it is right if its text has all of `has`. `tries` counts the calls that were meant to
answer, where the first did not.

Tokens are characters divided by four: those of the texts of all answers, of the card that is read
first, and of the list of tools.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool, Limits
from schlaglicht.project import open_project
from schlaglicht.questions import read_questions
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.mcp.texts import PER_TOKEN

ROOT = Path(__file__).parents[1]


@contextmanager
def served(path: Path) -> Iterator[FlaskClient]:
    """A client of the site of a folder."""
    with tempfile.TemporaryDirectory() as folder:
        project = open_project([path])
        snapshot = take_snapshot(project, Path(folder))
        build_index(snapshot)
        with EnginePool(snapshot, engines=1, limits=Limits(seconds=10)) as pool:
            site = Site(project, snapshot, read_questions(project), pool)
            yield create_app(site).test_client()


def asked(client: FlaskClient, method: str, **parameters: Any) -> Mapping[str, Any]:
    """The result of a request of the protocol."""
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    version = {"MCP-Protocol-Version": "2025-06-18"}
    answer = client.post("/mcp", json=body, headers=version).get_json()
    result: Mapping[str, Any] = answer["result"]
    return result


def text_of(client: FlaskClient, call: str) -> str:
    """The text of the answer to a call, as in `describe {"iri": "id:x"}`."""
    name, _, arguments = call.partition(" ")
    result = asked(client, "tools/call", name=name, arguments=json.loads(arguments or "{}"))
    return "\n".join(each["text"] for each in result["content"])


def replayed(path: Path, clones: Path | None, *, shown: bool) -> None:
    """Prints the tokens of a set, and how many of its questions are answered."""
    described = tomllib.loads(path.read_text(encoding="utf-8"))
    if "clone" in described and clones is None:
        print(f"{path.stem}: needs --clones with {described['clone']}")
        return
    graph = ROOT / described.get("graph", ".")
    if clones and "clone" in described:
        graph = clones / described["clone"].replace("/", "+") / described.get("folder", "")
    questions = described["question"]
    with served(graph) as client:
        tools = len(json.dumps(asked(client, "tools/list"))) // PER_TOKEN
        card = len(text_of(client, "describe_dataset")) // PER_TOKEN
        tokens, longest, right, first = 0, 0, 0, 0
        for each in questions:
            texts = [text_of(client, call) for call in each["calls"]]
            sizes = [len(text) // PER_TOKEN for text in texts]
            is_right = all(part in texts[-1] for part in each["has"])
            tokens, longest = tokens + sum(sizes), max(longest, *sizes)
            right, first = right + is_right, first + (is_right and each.get("tries", 1) == 1)
            if shown or not is_right:
                print(f"{'right' if is_right else 'WRONG'} {sum(sizes):5} {each['asks']}")
    print(
        f"{path.stem}: {len(questions)} questions, right {right}, at first {first}; "
        f"{sum(len(each['calls']) for each in questions)} calls of {tokens} tokens, the longest "
        f"{longest}; list of tools {tools}, card {card}; {tokens + tools + card} in all"
    )


def main() -> None:
    """Replays sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--clones", type=Path, metavar="FOLDER")
    parser.add_argument("--show", action="store_true", help="the tokens of each question")
    options = parser.parse_args()
    for path in options.sets:
        replayed(path, options.clones, shown=options.show)


if __name__ == "__main__":
    main()
