"""The terms of SHACL, and those of them that are not evaluated here.

https://www.w3.org/TR/shacl/, https://www.w3.org/TR/shacl-af/, https://www.w3.org/TR/shacl-js/,
https://www.w3.org/TR/shacl12-core/ and its companions (working drafts)
"""

from __future__ import annotations

from collections.abc import Mapping


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
