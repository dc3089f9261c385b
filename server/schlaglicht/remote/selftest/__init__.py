"""A self-test of any SPARQL endpoint: its abilities, the protocol of the W3C, traps."""

from schlaglicht.remote.selftest.finding import Finding, Verdict
from schlaglicht.remote.selftest.run import CHECKS, Report, selftest

__all__ = ["CHECKS", "Finding", "Report", "Verdict", "selftest"]
