"""What the checks say, in German and English; `{…}` is filled in by the check."""

from __future__ import annotations

from collections.abc import Mapping

from schlaglicht.validation.lint.lint_messages import LINT_MESSAGES

Texts = Mapping[str, str]

MESSAGES: Mapping[str, tuple[str, str]] = {
    **LINT_MESSAGES,
    "file-unread.place": (
        "diese Datei liest niemand: neben data.* und data/ zählen nur ontology/, shapes/, queries/",
        "nothing reads this file: beside data.* and data/ only ontology/, shapes/, queries/ count",
    ),
    "file-unread.place-help": (
        "lege sie in data/, ontology/ oder shapes/",
        "put it into data/, ontology/ or shapes/",
    ),
    "file-unread.ending": (
        "diese Datei liest niemand: die Endung {ending} ist hier nicht bekannt",
        "nothing reads this file: the ending {ending} is not known here",
    ),
    "file-unread.ending-help": (
        "wandle sie um oder entpacke sie; bekannt: {endings}",
        "convert or unpack it; known: {endings}",
    ),
    "file-unread.question": (
        "diese Frage stellt niemand: gelesen wird nur queries/*.rq",
        "nothing asks this question: only queries/*.rq is read",
    ),
    "file-unread.question-help": ("lege sie als .rq in queries/", "put it into queries/ as .rq"),
    "file-unread.answer": (
        "zu dieser erwarteten Antwort gibt es keine Frage",
        "there is no question to this expected answer",
    ),
    "file-unread.answer-help": (
        "stelle die Frage gleichen Namens wieder her (.rq), oder entferne die Datei",
        "restore the question of the same name (.rq), or remove the file",
    ),
    "file-unread.folder": (
        "was in {folder}/ liegt, liest niemand (Dateien: {count})",
        "nothing reads what is in {folder}/ (files: {count})",
    ),
    "file-unread.folder-help": (
        "nenne den Ordner {part}/, oder lege die Dateien dorthin",
        "call the folder {part}/, or put the files there",
    ),
    "file-unread.project": (
        "{folder}/ ist ein eigenes Projekt: Einstellungen und Fragen darin liest hier niemand",
        "{folder}/ is a project of its own: nothing here reads its settings and questions",
    ),
    "file-unread.project-help": (
        "prüfe es für sich: schlaglicht validate {folder}",
        "validate it by itself: schlaglicht validate {folder}",
    ),
    "key-dropped": (
        "kein Kontext erklärt „{name}“: was hier steht, ist in keinem Graphen",
        "no context defines “{name}”: what stands here is in no graph",
    ),
    "key-dropped.near": ("meintest du {near}?", "did you mean {near}?"),
    "key-dropped.help": (
        "erkläre den Schlüssel im Kontext, mit null, wenn nichts von ihm bleiben soll",
        "define the key in the context, as null where nothing shall come of it",
    ),
    "key-dropped.keyword": (
        "JSON-LD kennt kein Schlüsselwort „{name}“: was hier steht, ist in keinem Graphen",
        "JSON-LD has no keyword “{name}”: what stands here is in no graph",
    ),
    "key-dropped.keyword.help": (
        "schreibe den Schlüssel ohne @, und erkläre ihn im Kontext",
        "write the key without @, and define it in the context",
    ),
    "empty-shapes": (
        "keine Shape gefunden; so besteht jede Prüfung",
        "no shape found; with none, every check passes",
    ),
    "empty-shapes.help": (
        "prüfe den Namensraum von sh: (http://www.w3.org/ns/shacl#), oder entferne den Ordner",
        "check the namespace of sh: (http://www.w3.org/ns/shacl#), or remove the folder",
    ),
    "empty-shapes.file": (
        "diese Datei enthält keine Shape, anders als andere daneben",
        "this file holds no shape, though others beside it do",
    ),
    "empty-shapes.file.help": (
        "prüfe den Namensraum von sh: (http://www.w3.org/ns/shacl#), oder entferne die Datei",
        "check the namespace of sh: (http://www.w3.org/ns/shacl#), or remove the file",
    ),
    "shacl-unreadable": (
        "pySHACL bricht hier ab: {reason}",
        "pySHACL gives up here: {reason}",
    ),
    "shacl-unreadable.help": (
        "keine Shape wurde geprüft; berichtige diese und prüfe noch einmal",
        "no shape was checked; repair this one and validate again",
    ),
    "shacl-unreadable.apart.help": (
        "nicht geprüft wurde, was {shapes} verlangt; berichtige dies und prüfe noch einmal",
        "what {shapes} asks for was not checked; repair this and validate again",
    ),
    "shape.conforms": ("erfüllt: {shape}", "conforms to: {shape}"),
    "shape.fitting": (
        "Werte, die {shape} erfüllen: {count} von {total}",
        "values that conform to {shape}: {count} of {total}",
    ),
    "shape.fitting.first": (
        "Werte, die {shape} erfüllen: {count} der ersten {first} (von {total})",
        "values that conform to {shape}: {count} of the first {first} ({total} in all)",
    ),
    "shape.fitting.none": (
        "es gibt keinen Wert, der {shape} erfüllen könnte",
        "there is no value that could conform to {shape}",
    ),
    "shape.sibling": (
        "{value} erfüllt auch die Nachbar-Shape {shape} und zählt deshalb nicht",
        "{value} conforms to the sibling shape {shape} too, and so does not count",
    ),
    "shape.more": ("… und {count} weitere", "… and {count} more"),
    "shape-recursion": (
        "Shapes verweisen im Kreis aufeinander; pySHACL hat die Auswertung abgebrochen",
        "shapes refer to each other in a circle; pySHACL stopped following them",
    ),
    "coverage-low": (
        "Shapes sehen {looked_at} von {triples} Tripeln an, {share} % statt {wanted} %",
        "shapes look at {looked_at} of {triples} triples, {share} % instead of {wanted} %",
    ),
    "coverage-low.help": (
        "keine Shape sieht an: {properties}; mehr sagt `schlaglicht validate --coverage`",
        "no shape looks at: {properties}; `schlaglicht validate --coverage` says more",
    ),
    "unknown-term": (
        "{term} ist in der Ontologie nicht erklärt",
        "{term} is not declared in the ontology",
    ),
    "unknown-term.uses": (
        "{term} ist in der Ontologie nicht erklärt (Verwendungen: {count})",
        "{term} is not declared in the ontology (times used: {count})",
    ),
    "unknown-term.stray": (
        "keine Shape nennt {term}, nur einen Begriff, der fast so heißt (Verwendungen: {count})",
        "no shape names {term}, only a term that is nearly the same (times used: {count})",
    ),
    "unknown-term.published": (
        "sein Vokabular hat ihn; erkläre ihn, wo er hier Namen oder Oberklasse braucht",
        "its vocabulary has it; declare it where it needs a label or a class above it here",
    ),
    "unknown-term.unheard-of": (
        "über sein Vokabular ist nichts bekannt; lege dessen Datei in ontology/, um ihn zu prüfen",
        "nothing is known about its vocabulary; put its file into ontology/ to have it checked",
    ),
    "unknown-term.near": ("meintest du {near}?", "did you mean {near}?"),
    "unknown-term.declare": (
        "erkläre den Begriff in der Ontologie: {term} a {kind} .",
        "declare the term in the ontology: {term} a {kind} .",
    ),
    "unknown-published-term": (
        "{term}: <{vocabulary}> hat diesen Begriff nicht",
        "{term}: <{vocabulary}> does not have this term",
    ),
    "unknown-published-term.namespace": (
        "<{term}>: der Namensraum dieses Vokabulars ist <{vocabulary}>",
        "<{term}>: the namespace of this vocabulary is <{vocabulary}>",
    ),
    "unknown-published-term.near": ("meintest du {near}?", "did you mean {near}?"),
    "unknown-published-term.own": (
        "nimm einen Begriff, den das Vokabular hat, oder präge einen in einem eigenen Namensraum",
        "take a term that the vocabulary has, or coin one in a namespace of your own",
    ),
    "iri-unresolved.prefix": (
        "<{term}>: {prefix}: ist weder Präfix noch bekanntes Schema (Verwendungen: {count})",
        "<{term}>: {prefix}: is neither a prefix here nor a known scheme (times used: {count})",
    ),
    "iri-unresolved.relative": (
        "<{term}>: eine relative IRI ohne Basis, oder ein bloßer Pfad (Verwendungen: {count})",
        "<{term}>: a relative IRI without a base, or a mere path (times used: {count})",
    ),
    "iri-unresolved.near": ("meintest du {near}?", "did you mean {near}?"),
    "iri-unresolved.known": (
        "erkläre das Präfix: {prefix} steht für <{iri}>",
        "declare the prefix: {prefix} stands for <{iri}>",
    ),
    "iri-unresolved.no-prefix": (
        "der Kontext erklärt {prefix} als <{iri}>; ein Präfix wird daraus mit / oder # am Ende",
        "the context defines {prefix} as <{iri}>; with / or # at its end it becomes a prefix",
    ),
    "iri-unresolved.declare": (
        "erkläre das Präfix {prefix}:, oder schreibe die IRI aus",
        "declare the prefix {prefix}:, or write the IRI in full",
    ),
    "iri-unresolved.vocab": (
        "sage im Kontext mit @vocab, in welchem Namensraum Klassen und Eigenschaften stehen",
        "say with @vocab in the context which namespace classes and properties are in",
    ),
    "iri-unresolved.base": (
        "erkläre eine Basis ({base}), oder schreibe die IRI aus",
        "declare a base ({base}), or write the IRI in full",
    ),
    "schema-org-domain": (
        "{property} gehört bei schema.org nicht zu {classes} (so verwendet: {count}-mal)",
        "{property} does not belong to {classes} in schema.org (times used so: {count})",
    ),
    "schema-org-domain.help": (
        "es gehört zu {domain}; ergänze eine dieser Klassen, oder nimm eine andere Eigenschaft",
        "it belongs to {domain}; add one of these classes, or take another property",
    ),
    "http-schema-org": (
        "{term}: schema.org schreibt sich hier mit https",
        "{term}: schema.org is written with https here",
    ),
    "http-schema-org.alone": (
        "{term}: schema.org empfiehlt https",
        "{term}: schema.org recommends https",
    ),
    "http-schema-org.everywhere": (
        "schreibe überall <{twin}>, oder bleibe überall bei http",
        "write <{twin}> everywhere, or keep to http everywhere",
    ),
    "http-schema-org.help": ("schreibe <{twin}>", "write <{twin}>"),
    "term-kind.class": (
        "{term} ist eine Klasse und steht hier als Eigenschaft",
        "{term} is a class, and stands here as a property",
    ),
    "term-kind.property": (
        "{term} ist eine Eigenschaft und steht hier als Klasse",
        "{term} is a property, and stands here as a class",
    ),
    "term-kind.literal": (
        "{term} ist ein Text und steht hier als Klasse",
        "{term} is a text, and stands here as a class",
    ),
    "term-kind.literal-help": (
        "schreibe die Klasse als IRI, ohne Anführungszeichen",
        "write the class as an IRI, without quotation marks",
    ),
    "term-deprecated": (
        "{term} ist aufgegeben (owl:deprecated)",
        "{term} is deprecated (owl:deprecated)",
    ),
    "term-deprecated.help": ("schreibe stattdessen {better}", "write {better} instead"),
    "hierarchy-circle": (
        "diese Begriffe sind einander untergeordnet und sagen so alle dasselbe: {circle}",
        "these terms are below each other, and so all say the same: {circle}",
    ),
    "hierarchy-circle.help": (
        "entferne eine der Aussagen, oder sage owl:equivalentClass, owl:equivalentProperty",
        "remove one of the statements, or say owl:equivalentClass, owl:equivalentProperty",
    ),
    "term-undocumented": (
        "{term}: es fehlt {missing}; die meisten Begriffe hier haben es",
        "{term}: {missing} is missing; most terms here have it",
    ),
    "prefix-duplicate": (
        "{prefix}: und {earlier}: stehen für denselben Namensraum",
        "{prefix}: and {earlier}: stand for the same namespace",
    ),
    "prefix-duplicate.help": (
        "schreibe überall {earlier}: und entferne {prefix}:",
        "write {earlier}: everywhere, and remove {prefix}:",
    ),
    "import-missing": (
        "{ontology} wird importiert, aber keine Datei erklärt diese Ontologie",
        "{ontology} is imported, but no file declares this ontology",
    ),
    "import-missing.shapes": (
        "mit den Shapes {ontology} soll geprüft werden, aber keine Datei erklärt sie",
        "the shapes {ontology} are to be used, but no file declares them",
    ),
    "import-missing.help": (
        "nichts wird geladen; lege die Datei in ontology/ oder shapes/, oder streiche die Aussage",
        "nothing is fetched; put the file into ontology/ or shapes/, or remove the statement",
    ),
    "literal-ill-typed": (
        "„{text}“ ist kein Wert von {datatype}",
        "“{text}” is no value of {datatype}",
    ),
    "literal-ill-typed.datatype": (
        "XML Schema kennt keinen Datentyp {datatype}",
        "XML Schema has no datatype {datatype}",
    ),
    "literal-ill-typed.near": ("meintest du {near}?", "did you mean {near}?"),
    "literal-characters": (
        "ein Text enthält {characters}: ein Steuerzeichen oder die Spur einer falschen Kodierung",
        "a text holds {characters}: a control character, or the trace of a wrong encoding",
    ),
    "literal-characters.help": (
        "stelle den Text aus seiner Quelle wieder her",
        "restore the text from its source",
    ),
    "literal-rewritten": (
        "der Endpunkt zeigt {shown} statt {written}",
        "the endpoint shows {shown} for {written}",
    ),
    "literal-rewritten.help": (
        "schreibe {shown}, dann sagen Datei und Endpunkt dasselbe",
        "write {shown}, so that file and endpoint say the same",
    ),
    "literal-rewritten.type": (
        "schreibe {shown}; eine Abfrage nach dem Datentyp von {written} findet nichts",
        "write {shown}; a query for the datatype of {written} finds nothing",
    ),
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
    "ignore-unused.malformed": (
        "dieser Kommentar schließt nichts aus",
        "this comment ignores nothing",
    ),
    "ignore-unused.help": ("entferne ihn", "remove it"),
    "ignore-unused.near": ("meintest du {near}?", "did you mean {near}?"),
    "ignore-unused.form": (
        "schreibe in den Kommentar: schlaglicht: ignore CODE Grund",
        "let the comment say: schlaglicht: ignore CODE reason",
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
