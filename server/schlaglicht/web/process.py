"""The web process: everything between granian and the views, put together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.web.app import create_app
from schlaglicht.web.cache import CacheSettings
from schlaglicht.web.following import Follower
from schlaglicht.web.health import Operation
from schlaglicht.web.metrics import Metrics
from schlaglicht.web.observed import Observed
from schlaglicht.web.patience import THREADS, BoundedBodies
from schlaglicht.web.protocol import LONGEST_BODY
from schlaglicht.web.proxies import behind_proxies
from schlaglicht.web.settings import ServerSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def build_application(
    folder: Path, settings: ServerSettings
) -> tuple[WSGIApplication, Callable[[], None]]:
    """The application that serves what is published in `folder`, and what ends its engines.

    Raises EngineLost when the engines cannot be started.
    """
    metrics = Metrics()
    follower = Follower(folder, settings, metrics)
    operation = Operation(metrics, lambda: follower.reload)
    app = create_app(follower.published, caching_of(settings), operation)
    follower.start()
    follower.published.site.dumps.begin()
    proxied = behind_proxies(app, proxies=settings.proxies, base_path=settings.base_path)
    bounded = BoundedBodies(proxied, length=LONGEST_BODY, readers=THREADS // 4)
    return Observed(bounded, metrics), follower.stop


def caching_of(settings: ServerSettings) -> CacheSettings:
    """What is kept, here and by others, as the settings say it."""
    return CacheSettings(capacity=settings.cache * 2**20, max_age=settings.max_age)
