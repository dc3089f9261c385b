"""Executes queries in processes that can be killed, under limits."""

from schlaglicht.engine.admission import RunningQuery
from schlaglicht.engine.backend import (
    Backend,
    Cancellable,
    EngineCounts,
    EngineWork,
    Observer,
    StreamedAnswer,
)
from schlaglicht.engine.disk_store import needs_store, write_store
from schlaglicht.engine.forked_engine import ForkServer, start_of
from schlaglicht.engine.frames import Described, EngineQuery
from schlaglicht.engine.limits import Limits
from schlaglicht.engine.pool import EnginePool
from schlaglicht.engine.process import AnswerStream, can_serve_forks, spawn

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
    "needs_store",
    "spawn",
    "start_of",
    "write_store",
]
