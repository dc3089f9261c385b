"""Runs the checks of an endpoint one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schlaglicht.errors import SchlaglichtError
from schlaglicht.i18n import Texts, msg
from schlaglicht.remote.endpoint import Endpoint
from schlaglicht.remote.selftest.capabilities import CAPABILITIES
from schlaglicht.remote.selftest.finding import Check, Finding, Outcome, Verdict, reason_of
from schlaglicht.remote.selftest.load import LOAD
from schlaglicht.remote.selftest.protocol import PROTOCOL
from schlaglicht.remote.selftest.service import Service
from schlaglicht.remote.selftest.traps import TRAPS

_LOAD = "load"

GROUPS: Mapping[str, tuple[Texts, Sequence[Check]]] = {
    "capabilities": (msg("What it can do"), CAPABILITIES),
    "protocol": (msg("SPARQL Protocol of the W3C"), PROTOCOL),
    "traps": (msg("Traps"), TRAPS),
    _LOAD: (msg("Under load"), LOAD),
}
"""Titles and checks by the name of their group."""

CHECKS = tuple(check for _, checks in GROUPS.values() for check in checks)
"""All checks in the order in which they run."""


@dataclass(frozen=True)
class Report:
    """The findings about an endpoint by group."""

    url: str
    dialect: str
    server: str
    findings: Mapping[str, tuple[Finding, ...]]

    def count(self, verdict: Verdict) -> int:
        """The number of findings with a verdict."""
        return sum(f.verdict is verdict for group in self.findings.values() for f in group)

    @property
    def passes(self) -> bool:
        """True if nothing is against the specification, and no answer passes for another."""
        return self.count(Verdict.FAULT) == 0


def selftest(
    endpoint: Endpoint, *, gentle: bool = False, on_check: Callable[[Check], None] = lambda _: None
) -> Report:
    """The report on an endpoint; `gentle` leaves out what costs it more than a moment.

    `on_check` is called with each check before it runs. Raises the errors of `RemoteClient` where
    not even `ASK {}` is answered.
    """
    service = Service(endpoint)
    findings: dict[str, tuple[Finding, ...]] = {}
    for name, (_, checks) in GROUPS.items():
        if name == _LOAD:
            findings |= {} if gentle else {name: _under_load(service, checks, on_check)}
        else:
            findings[name] = tuple(_finding(check, service, on_check) for check in checks)
    return Report(endpoint.url, service.endpoint.dialect.name, service.server, findings)


def _under_load(
    service: Service, checks: Sequence[Check], on_check: Callable[[Check], None]
) -> tuple[Finding, ...]:
    """The findings under load; the service has time after each of them to be itself again."""
    found = []
    for check in checks:
        found.append(_finding(check, service, on_check))
        after = _finding(_AFTERWARDS, service, on_check)
        if after.verdict is not Verdict.GOOD:
            return (*found, after)
    return tuple(found)


def _afterwards(service: Service) -> Outcome:
    if service.answers_again():
        return Outcome(Verdict.GOOD, msg("it answers"))
    said = msg("it has not answered for {seconds} s")
    return Outcome(Verdict.FAULT, said.filled(seconds=f"{service.endpoint.limits.seconds:g}"))


_AFTERWARDS = Check("afterwards", msg("afterwards"), _afterwards)


def _finding(check: Check, service: Service, on_check: Callable[[Check], None]) -> Finding:
    on_check(check)
    started = time.monotonic()
    try:
        outcome = check.run(service)
    except SchlaglichtError as error:
        outcome = Outcome(check.on_error, reason_of(error))
    seconds = time.monotonic() - started
    return Finding(check.code, check.title, outcome.verdict, outcome.message, seconds)
