import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE, wait_until

from schlaglicht.dataset.snapshot import Snapshot

SERVER = """
import sys, threading
from pathlib import Path
from schlaglicht.engine import EnginePool, EngineQuery, Limits
from schlaglicht.formats import JSON
from schlaglicht.dataset.snapshot import Snapshot

limits = Limits(seconds=int(sys.argv[3]))
pool = EnginePool(Snapshot("", Path(sys.argv[1]), 0), engines=1, limits=limits)
pattern = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(12))
query = EngineQuery("SELECT (COUNT(*) AS ?n) { %s }" % pattern, JSON)
if sys.argv[2] == "busy":
    threading.Thread(target=lambda: list(pool.stream(query)), daemon=True).start()
print(*pool.pids, flush=True)
sys.stdin.read()
"""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_an_engine_ends_when_its_server_is_killed(people: Snapshot, state: str) -> None:
    command = [sys.executable, "-c", SERVER, str(people.path), state, str(PATIENCE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        pid = int(server.stdout.readline())
        assert is_running(pid)
        server.kill()
    wait_until(lambda: not is_running(pid))


def test_an_engine_imports_no_rdflib_and_nothing_of_the_web() -> None:
    script = "import sys, schlaglicht.engine.worker; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"rdflib", "pyshacl", "flask", "click", "schlaglicht.rdf.load"} & set(modules)
