"""Executes queries in processes that can be killed, under limits."""

from schlaglicht.engine.backend import Backend, StreamedAnswer
from schlaglicht.engine.disk_store import needs_store, write_store
from schlaglicht.engine.forked_engine import ForkServer, start_of
from schlaglicht.engine.frames import Described, EngineQuery
from schlaglicht.engine.launch import can_serve_forks, fork, spawn
from schlaglicht.engine.limits import Limits
from schlaglicht.engine.observer import Cancellable, EngineCounts, EngineWork, Observer
from schlaglicht.engine.pool import EnginePool
from schlaglicht.engine.running_query import RunningQuery
from schlaglicht.engine.stream import AnswerStream

__all__ = [
    "AnswerStream",
    "Backend",
    "Cancellable",
    "Described",
    "EngineCounts",
    "EnginePool",
    "EngineQuery",
    "EngineWork",
    "ForkServer",
    "Limits",
    "Observer",
    "RunningQuery",
    "StreamedAnswer",
    "can_serve_forks",
    "fork",
    "needs_store",
    "spawn",
    "start_of",
    "write_store",
]
