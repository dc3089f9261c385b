"""Terms of SHACL in the files: misspelt, unknown, or not evaluated here.

https://www.w3.org/TR/shacl/, https://www.w3.org/TR/shacl-af/, https://www.w3.org/TR/shacl-js/,
https://www.w3.org/TR/shacl12-core/ and its companions (working drafts)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.load import LoadedGraph
from schlaglicht.rdf.locations import PrefixPlace
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import Cutoff, likeness, nearest_iri
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Aspect, Place, Severity, Subject, ValidationResult
from schlaglicht.validation.result_locations import Locator, place_of, places_in_full
from schlaglicht.validation.rules import parameter_of, result_of
from schlaglicht.vocab import SH


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CORE = _words(
    """
    AbstractResult BlankNode BlankNodeOrIRI BlankNodeOrLiteral ConstraintComponent IRI
    IRIOrLiteral Info Literal NodeKind NodeShape Parameter Parameterizable PrefixDeclaration
    PropertyGroup PropertyShape SPARQLAskExecutable SPARQLAskValidator SPARQLConstraint
    SPARQLConstraintComponent SPARQLConstructExecutable SPARQLExecutable SPARQLSelectExecutable
    SPARQLSelectValidator SPARQLUpdateExecutable Severity Shape ValidationReport
    ValidationResult Validator Violation Warning
    alternativePath and annotationProperty annotationValue annotationVarName ask class closed
    conforms construct datatype deactivated declare defaultValue description detail disjoint
    entailment equals flags focusNode group hasValue ignoredProperties in inversePath
    labelTemplate languageIn lessThan lessThanOrEquals maxCount maxExclusive maxInclusive
    maxLength message minCount minExclusive minInclusive minLength name namespace node nodeKind
    nodeValidator not oneOrMorePath optional or order parameter path pattern prefix prefixes
    property propertyValidator qualifiedMaxCount qualifiedMinCount qualifiedValueShape
    qualifiedValueShapesDisjoint result resultAnnotation ResultAnnotation resultMessage
    resultPath resultSeverity select severity shapesGraph shapesGraphWellFormed
    sourceConstraint sourceConstraintComponent sourceShape sparql suggestedShapesGraph
    targetClass targetNode targetObjectsOf targetSubjectsOf uniqueLang update validator value
    xone zeroOrMorePath zeroOrOnePath
    """
)
"""SHACL 1.0, Core and SPARQL, without the constraint components."""

_COMPONENTS = _words(
    """
    And Class Closed Datatype Disjoint Equals Expression HasValue In JS LanguageIn LessThan
    LessThanOrEquals MaxCount MaxExclusive MaxInclusive MaxLength MinCount MinExclusive
    MinInclusive MinLength Node NodeKind Not Or Pattern Property QualifiedMaxCount
    QualifiedMinCount SPARQL UniqueLang Xone
    MaxListLength MemberShape MinListLength NodeByExpression ReifierShape RootClass SingleLine
    SomeValue SubsetOf UniqueMembers UniqueValuesFor
    """
)

_ADVANCED = _words(
    """
    Function Rule SPARQLFunction SPARQLRule SPARQLTarget SPARQLTargetType Target TargetType
    TripleRule condition filterShape intersection minus nodes object predicate returnType subject
    this union
    JSConstraint JSExecutable JSFunction JSLibrary JSRule JSTarget JSTargetType JSValidator
    jsFunctionName jsLibrary jsLibraryURL
    """
)
"""Terms that accompany those of `IGNORED` and mean nothing without them."""

_SHACL_12 = _words(
    """
    DataGraph Debug Graph ListParameterExpression ListParameterExpressionFunction
    NamedParameterExpression NamedParameterExpressionFunction NodeExpression
    NodeExpressionFunction ProcessorConfiguration RuleSet RulesEntailment RulesGraph
    SPARQLDescribeExecutable SPARQLExprExpression SPARQLRuleTemplate SelectExpression ShapeClass
    ShapesGraph Trace TripleTerm agentInstruction bodyExpression codeIdentifier
    conformsToShapesGraph describe expectedPredicate formalized includesRuleSet intent
    keyParameter layer ruleProcessor runOnce sourceRule sparqlExpr tempTriple unit
    usedConfiguration usedDataGraph usedShapesGraph
    """
)

_AF = "SHACL Advanced Features"
_JS = "SHACL JavaScript Extensions"
_DRAFT = "SHACL 1.2"
ENTAILMENT = "entailment"

IGNORED: Mapping[str, str] = {
    "target": _AF,
    "rule": _AF,
    "expression": _AF,
    "js": _JS,
    ENTAILMENT: "SHACL",
    **dict.fromkeys(
        (
            "ByTypes",
            "ShapeClass",
            "conformanceDisallows",
            "hasRule",
            "incomplete",
            "incompleteURIStart",
            "maxListLength",
            "memberShape",
            "minListLength",
            "nodeByExpression",
            "reificationRequired",
            "reifierShape",
            "rootClass",
            "shape",
            "singleLine",
            "someValue",
            "subsetOf",
            "targetWhere",
            "uniqueMembers",
            "uniqueValuesFor",
            "values",
        ),
        _DRAFT,
    ),
}
"""Terms that would change the checks if they were evaluated here, each with its origin."""

INFERRING = ("hasRule", "rule", "values")
"""Terms of `IGNORED` that add triples and check nothing themselves."""

KNOWN = (
    CORE
    | _ADVANCED
    | _SHACL_12
    | IGNORED.keys()
    | {f"{name}ConstraintComponent" for name in _COMPONENTS}
)
"""The local name of every term, except parameters `X-y` of a component `X`."""


def is_known(local: str) -> bool:
    """True if SHACL has a term of this local name; the empty name of the namespace counts."""
    return not local or local.partition("-")[0] in KNOWN


_LOOKALIKE = re.compile(
    r"https?://(?:www\.)?w3\.org/(?:ns/|\d{4}/)?shacl(?:/core)?[#/]?", re.IGNORECASE
)
_HOST_ENDS = len("https://www.w3.org/")
_USUAL_PREFIXES = ("sh", "shacl")
_UNMISTAKABLE = frozenset(
    {"NodeShape", "PropertyShape", "maxCount", "maxLength", "minCount", "minLength", "nodeKind"}
    | {"targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf"}
)
"""Terms of SHACL whose names other vocabularies are unlikely to use with such a prefix."""


def check_shacl_namespace(inputs: Inputs) -> list[ValidationResult]:
    """A result for each prefix, and each IRI written in full, that misspells the namespace."""
    return [result for part in inputs.parts for result in _misspelt(part)]


def misspelt_namespaces(part: LoadedGraph) -> frozenset[str]:
    """The namespaces declared instead of SHACL's."""
    return frozenset(prefix.namespace for prefix in _misspelt_prefixes(part))


def _misspelt_prefixes(part: LoadedGraph) -> Iterator[PrefixPlace]:
    for prefix in part.positions.prefixes:
        alike = _is_lookalike_namespace(prefix.namespace, prefix.prefix)
        if alike or _stands_for_shacl(prefix, part):
            yield prefix


def _misspelt(part: LoadedGraph) -> Iterator[ValidationResult]:
    for prefix in _misspelt_prefixes(part):
        yield _not_shacl(prefix.namespace, place_of(prefix.path, prefix.extent))
    # This runs for every term of every file, so the cheap test comes first.
    near = (iri for iri in part.iris if "w3.org/" in iri[:_HOST_ENDS])
    lookalikes = {iri: namespace for iri in near if (namespace := _lookalike_of_term(iri))}
    for triple in part.graph if lookalikes else ():
        for index, term in enumerate(triple):
            namespace = lookalikes.get(str(term)) if isinstance(term, URIRef) else None
            if namespace:
                for place in places_in_full(part, triple, index):
                    yield _not_shacl(namespace, place)


def _lookalike_of_term(iri: str) -> str | None:
    """The misspelt namespace in an IRI that is meant as a term of SHACL."""
    match = _LOOKALIKE.match(iri)
    if match is None or iri in SH:
        return None
    local = iri[match.end() :]
    return match[0] if local and is_known(local) else None


def _is_lookalike_namespace(namespace: str, prefix: str) -> bool:
    if namespace == str(SH):
        return False
    if _LOOKALIKE.fullmatch(namespace):
        return True
    alike = likeness(namespace.lower(), str(SH))
    return prefix in _USUAL_PREFIXES and alike >= Cutoff.SHACL_NAMESPACE


def _stands_for_shacl(prefix: PrefixPlace, part: LoadedGraph) -> bool:
    """True if a prefix named like SHACL's is used for its terms, whatever the namespace."""
    namespace = prefix.namespace
    if prefix.prefix.lower() not in _USUAL_PREFIXES or namespace in (str(SH), ""):
        return False
    terms = (iri.removeprefix(namespace) for iri in part.iris if iri.startswith(namespace))
    return not _UNMISTAKABLE.isdisjoint(terms)


def _not_shacl(namespace: str, place: Place) -> ValidationResult:
    return result_of(
        "shacl-namespace",
        place,
        msg(
            "<{namespace}> is not the namespace of SHACL; shapes in it are not checked",
            namespace=namespace,
        ),
        helps=msg("write <{namespace}>", namespace=str(SH)),
        about=(Subject(Aspect.NO_SHAPES, place.path),),
    )


_FALSE = Literal(False)
_SEVERITIES = ("Info", "Warning", "Violation")

_Use = tuple[URIRef, Place | None, Triple | None]
"""A term, its place, and the triple where it is an object."""


def check_unknown_shacl_terms(inputs: Inputs) -> list[ValidationResult]:
    """A result for each use of a term that SHACL lacks, or that is not evaluated here."""
    uses = dict.fromkeys([*_uses(inputs.shapes_locator), *_uses_in_data(inputs.data_locator)])
    return [
        _ignored(term, place) if is_known(_local(term)) else _unknown(term, place, naming)
        for term, place, naming in uses
    ]


def _uses_in_data(locate: Locator) -> Iterator[_Use]:
    """The shapes that the data demand themselves, and the nodes that they call incomplete."""
    for term in (SH.shape, SH.incomplete, SH.incompleteURIStart):
        for triple in locate.graph.triples((None, term, None)):
            if triple[2] != _FALSE:
                yield term, locate.predicate_of(triple), None


def _uses(locate: Locator) -> Iterator[_Use]:
    """Unknown and ignored terms of SHACL in shapes."""
    namespace = str(SH)
    for triple in locate.graph:
        _, predicate, object_ = triple
        report = (triple[0], RDF.type, SH.ValidationReport)
        if predicate == SH.conformanceDisallows and report in locate.graph:
            continue  # it says how another validation was made
        if isinstance(predicate, URIRef) and predicate.startswith(namespace):
            local = predicate[len(namespace) :]
            if local in IGNORED or not is_known(local):
                yield predicate, locate.predicate_of(triple), None
        if isinstance(object_, URIRef) and object_.startswith(namespace):
            local = object_[len(namespace) :]
            # As a member of a list, for instance, an ignored term is just named.
            if not is_known(local) or (local in IGNORED and predicate in (RDF.type, SH.closed)):
                yield object_, locate.object_of(triple), triple


def _local(term: Node) -> str:
    return str(term).removeprefix(str(SH))


def _ignored(term: URIRef, place: Place | None) -> ValidationResult:
    local = _local(term)
    message = msg(
        "{term} belongs to {origin} and is not evaluated here",
        term=f"sh:{local}",
        origin=IGNORED[local],
    )
    severity = Severity.INFO if local in INFERRING else None
    if local == ENTAILMENT:
        helps = msg(
            "write into ontology and data what should follow from them: nothing is inferred"
        )
    else:
        helps = msg("say the same with SHACL Core or a constraint in SPARQL (sh:sparql)")
    return result_of("shacl-ignored", place, message, helps=helps, severity=severity, value=term)


def _unknown(term: URIRef, place: Place | None, naming: Triple | None) -> ValidationResult:
    local = _local(term)
    message = msg("SHACL has no {term}; nothing is checked here", term=f"sh:{local}")
    near = _nearest(local)
    helps = msg("did you mean {near}?", near=f"sh:{near}") if near else {}
    if naming and naming[1] == SH.severity and near not in _SEVERITIES:
        helps = msg("there are: sh:Info, sh:Warning, sh:Violation")
    about = (parameter_of(naming),) if naming else ()
    return result_of("shacl-unknown-term", place, message, helps=helps, value=term, about=about)


def _nearest(local: str) -> str | None:
    """The term probably meant: the same except for case and punctuation, else a similar one."""
    bare = re.sub(r"\W|_", "", local)
    for terms in (CORE, KNOWN):
        alike = [term for term in sorted(terms) if term[:1].isupper() == local[:1].isupper()]
        same = [term for term in (*alike, *sorted(terms)) if term.lower() == bare.lower()]
        if same:
            return same[0]
        if near := nearest_iri(str(SH[bare]), [str(SH[term]) for term in alike]):
            return near.removeprefix(str(SH))
    return None
