"""Files of evidence: what stands in them twice, or for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from schlaglicht.evidence.model import EvidenceFile
from schlaglicht.i18n import Texts, msg
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Severity, ValidationResult
from schlaglicht.validation.result_locations import place_of


def check_idle_evidence(inputs: Inputs) -> list[ValidationResult]:
    """A warning for each statement that an entry names again, an info for each unused digest."""
    return [*_repeated(inputs), *(r for file in inputs.evidence for r in _idle_digests(file))]


def _repeated(inputs: Inputs) -> Iterator[ValidationResult]:
    names = inputs.names
    seen: dict[tuple[str, str, Triple], str] = {}
    for file, entry, statement, triple in inputs.annotations.supports:
        key = str(file.path), entry.key, triple
        if key not in seen:
            seen[key] = str(statement.wording)
            continue
        subject, predicate, object_ = triple
        written = f"{names.term(subject)} {names.predicate(predicate)} {names.shortened(object_)}"
        message = msg("{entry} names twice: {statement}", entry=entry.key, statement=written)
        help_ = msg("remove it here; it stands under {wording} already", wording=seen[key])
        if str(statement.wording) != seen[key]:
            help_ = msg(
                "remove it here or under {wording}; a statement has one wording",
                wording=seen[key],
            )
        (start, _), (_, end) = statement.spans[0], statement.spans[2]
        place = place_of(file.path, file.text.extent(start, end))
        yield ValidationResult(
            "evidence-ambiguous", Severity.WARNING, message, place, help_, focus_node=subject
        )


def _idle_digests(file: EvidenceFile) -> Iterator[ValidationResult]:
    cited = set(file.passages)
    for passage in file.digests:
        if passage not in cited:
            message = msg("no entry cites the passage {passage}", passage=str(passage))
            help_: Texts = {}
            if file.document is not None:
                help_ = msg("`schlaglicht evidence digest --sources DIR` removes its SHA-256")
            place = place_of(file.path, file.text.extent(*passage.span))
            yield ValidationResult("evidence-digest", Severity.INFO, message, place, help_)
