"""Queries run here: in processes that can be killed, under limits."""

from schlaglicht.engine.messages import EngineQuery
from schlaglicht.engine.observing import EngineCounts, Observer
from schlaglicht.engine.pool import EnginePool
from schlaglicht.engine.process import Limits
from schlaglicht.engine.starting import fork, spawn
from schlaglicht.engine.streams import AnswerStream

__all__ = [
    "AnswerStream",
    "EngineCounts",
    "EnginePool",
    "EngineQuery",
    "Limits",
    "Observer",
    "fork",
    "spawn",
]
