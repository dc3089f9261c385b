"""What the lint says, in German and English; `{…}` is filled in by the check."""

from __future__ import annotations

from collections.abc import Mapping

LINT_MESSAGES: Mapping[str, tuple[str, str]] = {
    "shacl-namespace": (
        "<{namespace}> ist nicht der Namensraum von SHACL; Shapes darin prüft niemand",
        "<{namespace}> is not the namespace of SHACL; nothing checks shapes in it",
    ),
    "shacl-namespace.help": ("schreibe <{namespace}>", "write <{namespace}>"),
    "shacl-unknown-term": (
        "SHACL kennt {term} nicht; was hier steht, wird nicht geprüft",
        "SHACL has no {term}; what stands here is not checked",
    ),
    "shacl-unknown-term.near": ("meintest du {near}?", "did you mean {near}?"),
    "shacl-ignored": (
        "{term} gehört zu {origin} und wird hier übergangen",
        "{term} belongs to {origin} and is passed over here",
    ),
    "shacl-ignored.several": (
        "{term} gehört zu {origin} und wird hier übergangen, {count}-mal in dieser Datei",
        "{term} belongs to {origin} and is passed over here, {count} times in this file",
    ),
    "shacl-ignored.help": (
        "sage dasselbe mit SHACL Core oder einer Bedingung in SPARQL (sh:sparql)",
        "say the same with SHACL Core or a constraint in SPARQL (sh:sparql)",
    ),
    "shacl-ignored.entailment": (
        "schreibe in Ontologie und Daten, was daraus folgen sollte: hergeleitet wird nichts",
        "write into ontology and data what should follow from them: nothing is inferred",
    ),
    "shape-subclass": (
        "dass {sub} eine Unterklasse von {super} ist, sieht die Prüfung hier nicht",
        "that {sub} is a subclass of {super} is not seen by the validation here",
    ),
    "shape-subclass.help": (
        "schreibe die Aussage in die Ontologie (ontology/) oder in die Daten",
        "move the statement to the ontology (ontology/) or to the data",
    ),
    "shape-near-miss": (
        "{term} kommt weder in den Daten noch in der Ontologie vor",
        "{term} occurs neither in the data nor in the ontology",
    ),
    "shape-near-miss.help": (
        "es gibt {near}; eines von beiden ist verschrieben",
        "there is {near}; one of the two is misspelt",
    ),
    "shape-near-miss.parameter": (
        "keine Bedingungskomponente hat den Parameter {term}",
        "no constraint component has the parameter {term}",
    ),
    "nothing-checked": (
        "keine Shape hat einen Fokusknoten: an diesen Daten wurde nichts geprüft",
        "no shape has a focus node: nothing in this data was checked",
    ),
    "nothing-checked.help": (
        "vergleiche die Ziele der Shapes mit den Klassen der Daten: {classes}",
        "compare the targets of the shapes with the classes of the data: {classes}",
    ),
    "nothing-checked.empty": (
        "die Datei enthält kein Tripel: die Shapes haben nichts zu prüfen",
        "the file holds no triple: the shapes have nothing to check",
    ),
    "nothing-checked.empty-help": (
        "stelle die Daten wieder her, oder entferne die Datei",
        "restore the data, or remove the file",
    ),
    "nothing-checked.folder": (
        "der Ordner für die Daten enthält kein RDF: es gibt nichts zu prüfen",
        "the folder for the data holds no RDF: there is nothing to check",
    ),
    "nothing-checked.folder-help": (
        "stelle die Daten wieder her (ein Submodul von git?), oder entferne den Ordner",
        "restore the data (a submodule of git?), or remove the folder",
    ),
    "nothing-checked.untyped": (
        "gib den Shapes Ziele, die in den Daten vorkommen (sh:targetSubjectsOf, sh:targetNode …)",
        "give the shapes targets that occur in the data (sh:targetSubjectsOf, sh:targetNode …)",
    ),
    "shape-unused": (
        "{shape} hat keinen Fokusknoten: {target} kommt in den Daten nicht vor",
        "{shape} has no focus node: {target} does not occur in the data",
    ),
    "shape-unused.node": (
        "{target}, worauf {shape} zielt, kommt in den Daten nicht vor",
        "{target}, which {shape} aims at, does not occur in the data",
    ),
    "shape-unused.component": (
        "keine Shape verwendet die Bedingungskomponente {component}",
        "no shape uses the constraint component {component}",
    ),
    "shape-unreachable": (
        "kein Ziel führt zu {shape}: diese Shape prüft nichts",
        "no target leads to {shape}: this shape checks nothing",
    ),
    "shape-unreachable.property": (
        "nenne sie mit sh:property in einer Shape, die ein Ziel hat",
        "name it with sh:property in a shape that has a target",
    ),
    "shape-unreachable.node": (
        "gib ihr ein Ziel, zum Beispiel sh:targetClass",
        "give it a target, sh:targetClass for instance",
    ),
    "shape-unreachable.class": (
        "mach sie zur Klasse (a rdfs:Class), so zielt sie auf deren Knoten; oder gib ihr ein Ziel",
        "make it a class (a rdfs:Class), and it aims at the nodes of that; or give it a target",
    ),
    "shape-unreachable.data": (
        "unter den Daten stehen Shapes ({count}); geprüft wird nur mit denen in shapes/",
        "there are shapes among the data ({count}); only those in shapes/ check anything",
    ),
    "shape-unreachable.data-help": ("lege sie in shapes/", "move them to shapes/"),
    "shape-unconstrained": (
        "{shape} enthält keine Bedingung: sie besteht immer",
        "{shape} holds no constraint: it always passes",
    ),
    "shape-unconstrained.help": (
        "ergänze eine Bedingung, zum Beispiel {example}",
        "add a constraint, {example} for instance",
    ),
    "shacl-unknown-term.severity": (
        "es gibt: sh:Info, sh:Warning, sh:Violation",
        "there are: sh:Info, sh:Warning, sh:Violation",
    ),
    "shape-value.count": (
        "{parameter} braucht eine ganze Zahl ab 0, nicht {value}",
        "{parameter} needs an integer from 0, not {value}",
    ),
    "shape-value.boolean": (
        "{parameter} braucht true oder false, nicht {value}",
        "{parameter} needs true or false, not {value}",
    ),
    "shape-value.switch": (
        "{parameter} wirkt nur als true; {value} bewirkt nichts",
        "{parameter} works as true only; {value} has no effect",
    ),
    "shape-value.iri": (
        "{parameter} braucht eine IRI, nicht {value}",
        "{parameter} needs an IRI, not {value}",
    ),
    "shape-value.literal": (
        "{parameter} braucht ein Literal, nicht {value}",
        "{parameter} needs a literal, not {value}",
    ),
    "shape-value.absolute": (
        "{parameter} braucht eine absolute IRI, nicht {value}",
        "{parameter} needs an absolute IRI, not {value}",
    ),
    "shape-value.prefix": (
        "{parameter} {value} ist kein Präfix, wie SPARQL es schreibt",
        "{parameter} {value} is not a prefix as SPARQL writes it",
    ),
    "shape-value.namespace": (
        "{parameter} {value}: in der Datei steht {prefix}: für <{namespace}>",
        "{parameter} {value}: in the file {prefix}: stands for <{namespace}>",
    ),
    "shape-value.node-kind": (
        "{parameter} kennt {value} nicht",
        "{parameter} has no {value}",
    ),
    "shape-value.severity": (
        "{value} ist kein Schweregrad: sh:Info, sh:Warning oder sh:Violation",
        "{value} is no severity: sh:Info, sh:Warning or sh:Violation",
    ),
    "shape-value.list": (
        "{parameter} braucht eine Liste in Klammern, nicht {value}",
        "{parameter} needs a list in parentheses, not {value}",
    ),
    "shape-value.datatype": (
        "{value} ist kein Datentyp",
        "{value} is no datatype",
    ),
    "shape-value.pattern": (
        "{parameter} {value} ist kein regulärer Ausdruck: {reason}",
        "{parameter} {value} is not a regular expression: {reason}",
    ),
    "shape-value.flags": (
        "{parameter} {value}: erlaubt sind die Buchstaben s, m, i, x, q",
        "{parameter} {value}: the letters s, m, i, x, q are allowed",
    ),
    "shape-value.path": (
        "sh:path {value} ist kein Pfad: eine IRI, eine Liste, ein Knoten wie [ sh:inversePath … ]",
        "sh:path {value} is no path: an IRI, a list, or a node like [ sh:inversePath … ]",
    ),
    "shape-value.shape": (
        "{parameter} braucht eine Shape, nicht {value}",
        "{parameter} needs a shape, not {value}",
    ),
    "shape-value.pathless": (
        "{shape} hat keinen sh:path, steht aber bei sh:property",
        "{shape} has no sh:path, but stands at sh:property",
    ),
    "shape-value.single": (
        "{parameter} darf nur einmal stehen: {values}",
        "{parameter} may stand only once: {values}",
    ),
    "shape-value.near": ("meintest du {near}?", "did you mean {near}?"),
    "shape-value.there": ("es gibt: {shapes}", "there are: {shapes}"),
    "shape-value.write": ("schreibe {better}", "write {better}"),
    "shape-partner": (
        "{parameter} bewirkt ohne {partner} nichts",
        "{parameter} has no effect without {partner}",
    ),
    "shape-partner.help": (
        "ergänze {partner}, oder entferne {parameter}",
        "add {partner}, or remove {parameter}",
    ),
    "shape-contradiction": (
        "kein Wert kann beides erfüllen: {first} und {second}",
        "no value can meet both: {first} and {second}",
    ),
    "shape-contradiction.help": (
        "berichtige eines von beiden",
        "correct one of the two",
    ),
    "shape-sparql.syntax": (
        "das ist kein SPARQL: {reason}",
        "this is not SPARQL: {reason}",
    ),
    "shape-sparql.end": (
        "die Abfrage endet zu früh",
        "the query ends too early",
    ),
    "shape-sparql.borrowed": (
        "das Präfix {prefix}: ist nicht erklärt; es gilt nur, weil die Daten es auch haben",
        "the prefix {prefix}: is not declared; it works only because the data has it too",
    ),
    "shape-sparql.prefix": (
        "das Präfix {prefix}: ist nicht erklärt; die Präfixe der Datei gelten in der Abfrage nicht",
        "the prefix {prefix}: is not declared; the prefixes of the file do not count in the query",
    ),
    "shape-sparql.declare": (
        "nenne mit sh:prefixes eine Ontologie, die es mit sh:declare erklärt: {declaration}",
        "name with sh:prefixes an ontology that declares it with sh:declare: {declaration}",
    ),
    "shape-sparql.form": (
        "{parameter} braucht eine Abfrage mit {form}",
        "{parameter} needs a {form} query",
    ),
    "shape-sparql.this": (
        "die Abfrage gibt $this nicht aus: ohne $this gilt sie keinem Fokusknoten",
        "the query does not select $this: without $this it is about no focus node",
    ),
    "shape-sparql.this-help": (
        "schreibe SELECT $this …, und nenne $this im Muster",
        "write SELECT $this …, and name $this in the pattern",
    ),
    "shape-sparql.function": (
        "die Funktion {function} gibt es hier nicht: was sie verlangt, trifft nie zu",
        "there is no function {function} here: what asks for it is never met",
    ),
    "shape-sparql.function-help": (
        "nimm die Funktionen, die SPARQL hat",
        "use the functions that SPARQL has",
    ),
    "shape-sparql.variable": (
        "{variable} ist nicht {node}: das Muster nennt nirgends den Knoten, um den es geht",
        "{variable} is not {node}: the pattern nowhere names the node that it is about",
    ),
    "shape-sparql.unbound": (
        "das Muster nennt {node} nicht: was es findet, gilt jedem Fokusknoten",
        "the pattern does not name {node}: what it finds is said of every focus node",
    ),
    "shape-sparql.graph": (
        "GRAPH wird hier nicht ausgewertet: Daten und Ontologie sind ein Graph ohne Namen",
        "GRAPH is not evaluated here: data and ontology are one graph without a name",
    ),
    "shape-sparql.forbidden": (
        "{keyword} ist in Bedingungen nicht erlaubt",
        "{keyword} is not allowed in constraints",
    ),
    "shape-sparql.forbidden-minus": (
        "schreibe FILTER NOT EXISTS {{ … }}",
        "write FILTER NOT EXISTS {{ … }}",
    ),
    "shape-sparql.rebound": (
        "{variable} ist vorgegeben und darf nicht mit AS gesetzt werden",
        "{variable} is given and must not be set with AS",
    ),
    "shape-sparql.subselect": (
        "eine innere SELECT muss $this mit ausgeben, sonst gilt sie allen Knoten",
        "an inner SELECT must select $this too, or it is about all nodes",
    ),
    "shape-silent": (
        "{shape} hat keine sh:message, die meisten Shapes dieser Datei haben eine",
        "{shape} has no sh:message; most shapes of this file have one",
    ),
    "shape-silent.help": (
        "sage mit sh:message, was gelten muss und wie man es berichtigt",
        "say with sh:message what must hold and how to repair it",
    ),
}
