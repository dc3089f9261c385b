"""A self-test of any SPARQL endpoint: its abilities, the protocol of the W3C, traps."""

from schlaglicht.remote.selftest.report import CHECKS, Report, selftest
from schlaglicht.remote.selftest.service import Finding, Verdict

__all__ = ["CHECKS", "Finding", "Report", "Verdict", "selftest"]
