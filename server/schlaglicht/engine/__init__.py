"""Executes queries in processes that can be killed, under limits."""

from schlaglicht.engine.disk_store import needs_store, write_store
from schlaglicht.engine.frames import EngineQuery
from schlaglicht.engine.launch import fork, spawn
from schlaglicht.engine.limits import Limits
from schlaglicht.engine.observer import EngineCounts, Observer
from schlaglicht.engine.pool import EnginePool
from schlaglicht.engine.running_query import RunningQuery
from schlaglicht.engine.stream import AnswerStream

__all__ = [
    "AnswerStream",
    "EngineCounts",
    "EnginePool",
    "EngineQuery",
    "Limits",
    "Observer",
    "RunningQuery",
    "fork",
    "needs_store",
    "spawn",
    "write_store",
]
