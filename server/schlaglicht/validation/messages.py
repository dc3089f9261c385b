"""What the checks say, in German and English; `{…}` is filled in by the check."""

from __future__ import annotations

from collections.abc import Mapping

from schlaglicht.validation.lint.messages import LINT_MESSAGES

Texts = Mapping[str, str]

MESSAGES: Mapping[str, tuple[str, str]] = {
    **LINT_MESSAGES,
    "syntax": ("{reason}", "{reason}"),
    "empty-shapes": (
        "keine Shape gefunden; so besteht jede Prüfung",
        "no shape found; with none, every check passes",
    ),
    "empty-shapes.help": (
        "prüfe den Namensraum von sh: (http://www.w3.org/ns/shacl#), oder entferne den Ordner",
        "check the namespace of sh: (http://www.w3.org/ns/shacl#), or remove the folder",
    ),
    "shacl-unreadable": (
        "pySHACL bricht hier ab: {reason}",
        "pySHACL gives up here: {reason}",
    ),
    "shacl-unreadable.help": (
        "keine Shape wurde geprüft; berichtige diese und prüfe noch einmal",
        "no shape was checked; repair this one and validate again",
    ),
    "shape-recursion": (
        "Shapes verweisen im Kreis aufeinander; pySHACL hat die Auswertung abgebrochen",
        "shapes refer to each other in a circle; pySHACL stopped following them",
    ),
    "unknown-term": (
        "{term} ist in der Ontologie nicht erklärt",
        "{term} is not declared in the ontology",
    ),
    "unknown-term.near": ("meintest du {near}?", "did you mean {near}?"),
    "unknown-term.declare": (
        "erkläre den Begriff in der Ontologie: {term} a {kind} .",
        "declare the term in the ontology: {term} a {kind} .",
    ),
    "http-schema-org": (
        "{term}: schema.org schreibt sich hier mit https",
        "{term}: schema.org is written with https here",
    ),
    "http-schema-org.help": ("schreibe <{twin}>", "write <{twin}>"),
    "evidence-missing": (
        "keine Belegstelle für: {statement}",
        "no evidence for: {statement}",
    ),
    "evidence-missing.help": (
        "ergänze beim passenden Beleg als oa:hasBody: {body}",
        "add to the fitting evidence as oa:hasBody: {body}",
    ),
    "evidence-missing.near": (
        "{evidence} (Zeile {line}) belegt stattdessen: {statement}; eines von beiden ist falsch",
        "{evidence} (line {line}) supports instead: {statement}; one of the two is wrong",
    ),
    "evidence-missing.blank": (
        "gib dem leeren Knoten eine IRI, damit ein Beleg ihn nennen kann",
        "give the blank node an IRI, so that evidence can name it",
    ),
    "evidence-orphan": (
        "{evidence} belegt, was die Daten nicht sagen: {statement}",
        "{evidence} supports what the data does not say: {statement}",
    ),
    "evidence-orphan.help": (
        "die Daten sagen: {statements}",
        "the data says: {statements}",
    ),
    "evidence-orphan.remove": (
        "ergänze die Aussage in den Daten, oder entferne sie aus dem Beleg",
        "add the statement to the data, or remove it from the evidence",
    ),
    "evidence-orphan.incomplete": (
        "{evidence}: eine belegte Aussage braucht je ein rdf:subject, rdf:predicate, rdf:object",
        "{evidence}: a supported statement needs one rdf:subject, rdf:predicate, rdf:object each",
    ),
    "evidence-document.unnamed": (
        "{document} nennt keine Datei; gib ihm mit dcterms:identifier deren Namen",
        "{document} names no file; give it the file's name with dcterms:identifier",
    ),
    "evidence-document.name": (
        "{name} ist kein einfacher Dateiname; erlaubt ist ein Name ohne Pfad",
        "{name} is not a plain file name; a name without a path is allowed",
    ),
    "evidence-document.missing": (
        "{name} fehlt im Ordner der Quellen",
        "{name} is missing from the folder of sources",
    ),
    "evidence-document.encoding": (
        "{name} ist nicht UTF-8 (Byte {byte}); speichere es als UTF-8",
        "{name} is not UTF-8 (byte {byte}); save it as UTF-8",
    ),
    "evidence-document.digest": (
        "{name} ist ein anderes Dokument als belegt: SHA-256 {actual}",
        "{name} is another document than the evidence says: SHA-256 {actual}",
    ),
    "evidence-document.source": (
        "{passage} gehört zu keinem Dokument; nenne mit oa:hasSource ein schema:DigitalDocument",
        "{passage} belongs to no document; name a schema:DigitalDocument with oa:hasSource",
    ),
    "evidence-place.selector": (
        "{passage} braucht einen oa:TextPositionSelector mit oa:start und oa:end als ganzen Zahlen",
        "{passage} needs an oa:TextPositionSelector with oa:start and oa:end as integers",
    ),
    "evidence-place.order": (
        "{passage}{for_evidence}: Anfang {start} liegt nicht vor Ende {end}",
        "{passage}{for_evidence}: start {start} is not before end {end}",
    ),
    "evidence-place.document": (
        "{passage}{for_evidence}: Ende {end} liegt hinter dem Dokument ({length} Zeichen)",
        "{passage}{for_evidence}: end {end} lies beyond the document ({length} characters)",
    ),
    "evidence-place.block": (
        "{passage}{for_evidence}: {span} liegt nicht im Textblock {block}, {block_span}",
        "{passage}{for_evidence}: {span} does not lie in the text block {block}, {block_span}",
    ),
    "evidence-digest": (
        "{passage}{for_evidence}: die Stelle {span} hat eine andere SHA-256",
        "{passage}{for_evidence}: the passage {span} has another SHA-256",
    ),
    "evidence-digest.help": (
        "lies die Stelle nach; stimmt sie, schreibe {actual}",
        "look the passage up; if it is right, write {actual}",
    ),
    "evidence-digest.missing": (
        "{passage}{for_evidence}: keine SHA-256 der Stelle; ergänze def:sha256",
        "{passage}{for_evidence}: no SHA-256 of the passage; add def:sha256",
    ),
    "question-failed": ("{reason}", "{reason}"),
    "question-expected-missing": (
        "{name} fehlt: eine Frage braucht ihre erwartete Antwort neben sich",
        "{name} is missing: a question needs its expected answer beside it",
    ),
    "question-expected-missing.unreadable": (
        "{name} ist nicht lesbar: {reason}",
        "{name} cannot be read: {reason}",
    ),
    "question-changed.rows": (
        "die Antwort weicht von {name} ab (fehlende Zeilen: {missing}, neue: {new})",
        "the answer differs from {name} (missing rows: {missing}, new ones: {new})",
    ),
    "question-changed.order": (
        "die Antwort hat dieselben Zeilen wie {name}, aber in anderer Reihenfolge",
        "the answer has the same rows as {name}, but in another order",
    ),
    "question-changed.variables": (
        "die Antwort hat die Spalten {actual}, {name} hat {expected}",
        "the answer has the columns {actual}, {name} has {expected}",
    ),
    "question-changed.boolean": (
        "die Antwort ist {actual}, {name} sagt {expected}",
        "the answer is {actual}, {name} says {expected}",
    ),
    "question-changed.graph": (
        "die Antwort ist ein anderer Graph als {name} (fehlende Tripel: {missing}, neue: {new})",
        "the answer is another graph than {name} (missing triples: {missing}, new ones: {new})",
    ),
    "question-changed.help": (
        "stimmt die neue Antwort: {command}",
        "if the new answer is right: {command}",
    ),
    "question-changed.more": ("… und {count} weitere", "… and {count} more"),
    "question-changed.missing": ("fehlt: {row}", "missing: {row}"),
    "question-changed.new": ("neu: {row}", "new: {row}"),
    "ignore-unused": (
        "der Ausschluss von {code} trifft auf nichts zu",
        "the ignore of {code} fits nothing",
    ),
    "ignore-unused.rule": (
        "es gibt keine Regel {code}",
        "there is no rule {code}",
    ),
    "ignore-unused.none": (
        "der Ausschluss nennt keine Regel",
        "the ignore names no rule",
    ),
    "ignore-unused.help": ("entferne ihn", "remove it"),
    "ignore-unused.near": ("meintest du {near}?", "did you mean {near}?"),
    "ignore-unused.form": (
        "schreibe: # schlaglicht: ignore CODE Grund",
        "write: # schlaglicht: ignore CODE reason",
    ),
    "ignore-without-reason": (
        "der Ausschluss von {code} nennt keinen Grund",
        "the ignore of {code} gives no reason",
    ),
    "ignore-without-reason.help": (
        "schreibe hinter {code}, warum",
        "write behind {code} why",
    ),
    "ignore-expired": (
        "der Ausschluss von {code} galt bis {until}: {reason}",
        "the ignore of {code} counted until {until}: {reason}",
    ),
    "ignore-expired.help": (
        "berichtige, was er verdeckt hat, und entferne ihn, oder setze einen neuen Tag",
        "repair what it covered and remove it, or set another day",
    ),
}


def say(key: str, **values: object) -> dict[str, str]:
    """The message `key` in each language, with `values` filled in."""
    german, english = MESSAGES[key]
    return {"de": german.format(**values), "en": english.format(**values)}


def lines(*texts: Texts) -> dict[str, str]:
    """Several messages as one of several lines, language by language."""
    return {language: "\n".join(text[language] for text in texts) for language in ("de", "en")}
