"""The grammar of a SPARQL 1.1 query, as data.

It is that of the recommendation, without its updates, its ``SERVICE`` and its dataset clauses: what is
not in here is refused, whatever an engine would do with it. A word in quotes is a keyword in any case
(``'a'`` alone has one), a word in lower case a terminal of ``TERMINALS``, a capitalised word a rule. A
test holds the grammar to one token of lookahead.

The rules of ``ROLES`` are each one variable: they tell what may stand in its place when a parameter is
given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

__all__ = ["FOREIGN", "KEYWORDS", "ROLES", "RULES", "TERMINALS", "Node", "rules"]


def _any(others: str) -> str:
    """Return a class of characters: the letters, some others, and everything beyond ASCII.

    Which of those beyond ASCII a name can really have is in ``FOREIGN``. Written as what is left out, a
    class is quick to compile.
    """
    return "[^" + "".join(rf"\x{code:02x}" for code in range(128) if not _is_in(chr(code), others)) + "]"


def _is_in(character: str, others: str) -> bool:
    return character.isalpha() or character in others


_DIGITS = "0123456789"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"(?:{_any('')}(?:{_any('_-.' + _DIGITS)}*{_any('_-' + _DIGITS)})?)?:"
_LOCAL = (
    rf"(?:{_any('_:' + _DIGITS)}|{_ESCAPED})"
    rf"(?:(?:{_any('_-.:' + _DIGITS)}|{_ESCAPED})*(?:{_any('_-:' + _DIGITS)}|{_ESCAPED}))?"
)
_ECHAR = r"\\[tbnrf\\\"']"
_EXPONENT = r"[eE][+\-]?[0-9]+"
_FRACTION = rf"[0-9]+\.[0-9]*{_EXPONENT}|\.[0-9]+{_EXPONENT}|[0-9]+{_EXPONENT}|[0-9]*\.[0-9]+"

# The terminals, the longer before the shorter; the first that fits is the token.
TERMINALS = {
    "space": r"(?:[ \t\r\n]|#[^\r\n]*)+",
    "iri": r"<[^<>\"{}|^`\\\x00-\x20]*>",
    "string": (
        rf"\"\"\"[^\"\\]*(?:(?:{_ECHAR}|\"(?!\"\"))[^\"\\]*)*\"\"\"|'''[^'\\]*(?:(?:{_ECHAR}|'(?!''))[^'\\]*)*'''"
        rf"|\"[^\"\\\r\n]*(?:{_ECHAR}[^\"\\\r\n]*)*\"|'[^'\\\r\n]*(?:{_ECHAR}[^'\\\r\n]*)*'"
    ),
    "bnode": rf"_:{_any('_' + _DIGITS)}(?:{_any('_-.' + _DIGITS)}*{_any('_-' + _DIGITS)})?",
    "var": rf"[?$]{_any('_' + _DIGITS)}+",
    "langtag": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*",
    "name": rf"{_PREFIX}{_LOCAL}",
    "namespace": _PREFIX,
    "signed": rf"[+\-](?:{_FRACTION}|[0-9]+)",
    "fraction": _FRACTION,
    "integer": r"[0-9]+",
    "nil": r"\([ \t\r\n]*\)",
    "anon": r"\[[ \t\r\n]*\]",
    "word": r"[A-Za-z_][A-Za-z0-9_]*",
    "sign": r"\^\^|\|\||&&|!=|<=|>=|[(){}\[\];,.+\-*/|^!<>=?]",
}

# The characters beyond ASCII that a name can begin with, and those that can only follow.
FOREIGN = (
    (
        "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
        "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
    ),
    "\u00b7\u0300-\u036f\u203f\u2040",
)

ROLES = frozenset(
    ("Assigned", "Bounded", "Grouped", "Listed", "Ordered", "Pointed", "Projected", "Subprojected")
)

RULES = """
Query = Prologue ( SelectQuery | ConstructQuery | DescribeQuery | AskQuery ) ValuesClause
Prologue = ( 'BASE' Start | 'PREFIX' namespace Start )*
Start = iri
SelectQuery = 'SELECT' ( 'DISTINCT' | 'REDUCED' )? ( Column+ | '*' ) WhereClause SolutionModifier
Column = Projected | '(' Expression 'AS' Assigned ')'
SubSelect = 'SELECT' ( 'DISTINCT' | 'REDUCED' )? ( SubColumn+ | '*' ) WhereClause SolutionModifier ValuesClause
SubColumn = Subprojected | '(' Expression 'AS' Assigned ')'
ConstructQuery = 'CONSTRUCT' ( ConstructTemplate WhereClause SolutionModifier | ConstructWhere )
ConstructWhere = 'WHERE' '{' TriplesTemplate? '}' SolutionModifier
DescribeQuery = 'DESCRIBE' ( PointedOrIri+ | '*' ) WhereClause? SolutionModifier
AskQuery = 'ASK' WhereClause SolutionModifier
WhereClause = 'WHERE'? GroupGraphPattern

SolutionModifier = GroupClause? HavingClause? OrderClause? LimitOffsetClauses?
GroupClause = 'GROUP' 'BY' GroupCondition+
GroupCondition = BuiltInCall | FunctionCall | '(' Expression ( 'AS' Assigned )? ')' | Grouped
HavingClause = 'HAVING' Constraint+
OrderClause = 'ORDER' 'BY' OrderCondition+
OrderCondition = ( 'ASC' | 'DESC' ) BrackettedExpression | Constraint | Ordered
LimitOffsetClauses = LimitClause OffsetClause? | OffsetClause LimitClause?
LimitClause = 'LIMIT' integer
OffsetClause = 'OFFSET' integer
ValuesClause = ( 'VALUES' DataBlock )?

GroupGraphPattern = '{' ( SubSelect | GroupGraphPatternSub ) '}'
GroupGraphPatternSub = TriplesBlock? ( GraphPatternNotTriples '.'? TriplesBlock? )*
TriplesBlock = TriplesSameSubjectPath ( '.' TriplesBlock? )?
GraphPatternNotTriples = Group | Optional | Minus | Graph | Filter | Bind | InlineData
Group = GroupGraphPattern ( 'UNION' GroupGraphPattern )*
Optional = 'OPTIONAL' GroupGraphPattern
Minus = 'MINUS' GroupGraphPattern
Graph = 'GRAPH' PointedOrIri GroupGraphPattern
Filter = 'FILTER' Constraint
Bind = 'BIND' '(' Expression 'AS' Assigned ')'
InlineData = 'VALUES' DataBlock
DataBlock = Listed '{' DataBlockValue* '}' | ( nil | '(' Listed* ')' ) '{' ( '(' DataBlockValue* ')' | nil )* '}'
DataBlockValue = Iri | RdfLiteral | NumericLiteral | BooleanLiteral | 'UNDEF'
Constraint = BrackettedExpression | BuiltInCall | FunctionCall
FunctionCall = Iri ArgList
ArgList = nil | '(' 'DISTINCT'? Expression ( ',' Expression )* ')'
ExpressionList = nil | '(' Expression ( ',' Expression )* ')'

ConstructTemplate = '{' ConstructTriples? '}'
ConstructTriples = TriplesSameSubject ( '.' ConstructTriples? )?
TriplesTemplate = TriplesSameSubject ( '.' TriplesTemplate? )?
TriplesSameSubject = VarOrTerm PropertyListNotEmpty | TriplesNode PropertyListNotEmpty?
PropertyListNotEmpty = Verb ObjectList ( ';' ( Verb ObjectList )? )*
Verb = PointedOrIri | 'a'
ObjectList = GraphNode ( ',' GraphNode )*
TriplesNode = '(' GraphNode+ ')' | '[' PropertyListNotEmpty ']'
GraphNode = VarOrTerm | TriplesNode

TriplesSameSubjectPath = VarOrTerm PropertyListPathNotEmpty | TriplesNodePath PropertyListPathNotEmpty?
PropertyListPathNotEmpty = ( Path | Pointed ) ObjectListPath ( ';' ( ( Path | Pointed ) ObjectListPath )? )*
ObjectListPath = GraphNodePath ( ',' GraphNodePath )*
TriplesNodePath = '(' GraphNodePath+ ')' | '[' PropertyListPathNotEmpty ']'
GraphNodePath = VarOrTerm | TriplesNodePath
Path = PathSequence ( '|' PathSequence )*
PathSequence = PathEltOrInverse ( '/' PathEltOrInverse )*
PathEltOrInverse = '^'? PathPrimary ( '?' | '*' | '+' )?
PathPrimary = Iri | 'a' | '!' PathNegatedPropertySet | '(' Path ')'
PathNegatedPropertySet = PathOne | nil | '(' PathOne ( '|' PathOne )* ')'
PathOne = '^'? ( Iri | 'a' )

VarOrTerm = Var | Iri | RdfLiteral | NumericLiteral | BooleanLiteral | bnode | anon | nil
PointedOrIri = Pointed | Iri
Var = var
Assigned = var
Bounded = var
Grouped = var
Listed = var
Ordered = var
Pointed = var
Projected = var
Subprojected = var

Expression = AndExpression ( '||' AndExpression )*
AndExpression = RelationalExpression ( '&&' RelationalExpression )*
RelationalExpression = Additive ( ( '=' | '!=' | '<' | '>' | '<=' | '>=' ) Additive | 'NOT'? 'IN' ExpressionList )?
Additive = Multiplicative ( ( '+' | '-' ) Multiplicative | signed ( ( '*' | '/' ) Unary )* )*
Multiplicative = Unary ( ( '*' | '/' ) Unary )*
Unary = ( '!' | '+' | '-' )? Primary
Primary = BrackettedExpression | BuiltInCall | Iri ArgList? | RdfLiteral | NumericLiteral | BooleanLiteral | Var
BrackettedExpression = '(' Expression ')'
BuiltInCall = Aggregate | One '(' Expression ')' | Two '(' Expression ',' Expression ')'
  | Three '(' Expression ',' Expression ',' Expression ')' | 'BOUND' '(' Bounded ')'
  | 'BNODE' ( '(' Expression ')' | nil ) | ( 'RAND' | 'NOW' | 'UUID' | 'STRUUID' ) nil
  | ( 'CONCAT' | 'COALESCE' ) ExpressionList | ( 'SUBSTR' | 'REGEX' ) TwoOrThree
  | 'REPLACE' '(' Expression ',' Expression ',' Expression ( ',' Expression )? ')'
  | 'EXISTS' GroupGraphPattern | 'NOT' 'EXISTS' GroupGraphPattern
One = 'STR' | 'LANG' | 'DATATYPE' | 'IRI' | 'URI' | 'ABS' | 'CEIL' | 'FLOOR' | 'ROUND' | 'STRLEN' | 'UCASE'
  | 'LCASE' | 'ENCODE_FOR_URI' | 'YEAR' | 'MONTH' | 'DAY' | 'HOURS' | 'MINUTES' | 'SECONDS' | 'TIMEZONE'
  | 'TZ' | 'MD5' | 'SHA1' | 'SHA256' | 'SHA384' | 'SHA512' | 'ISIRI' | 'ISURI' | 'ISBLANK' | 'ISLITERAL'
  | 'ISNUMERIC'
Two = 'LANGMATCHES' | 'CONTAINS' | 'STRSTARTS' | 'STRENDS' | 'STRBEFORE' | 'STRAFTER' | 'STRLANG' | 'STRDT'
  | 'SAMETERM'
Three = 'IF'
TwoOrThree = '(' Expression ',' Expression ( ',' Expression )? ')'
Aggregate = 'COUNT' '(' 'DISTINCT'? ( '*' | Expression ) ')'
  | ( 'SUM' | 'MIN' | 'MAX' | 'AVG' | 'SAMPLE' ) '(' 'DISTINCT'? Expression ')'
  | 'GROUP_CONCAT' '(' 'DISTINCT'? Expression ( ';' 'SEPARATOR' '=' string )? ')'

Iri = iri | name | namespace
RdfLiteral = string ( langtag | '^^' Iri )?
NumericLiteral = integer | fraction | signed
BooleanLiteral = 'TRUE' | 'FALSE'
"""

KEYWORDS = frozenset(word for word in re.findall(r"'(\w+)'", RULES) if word != "a")


class Node:
    """A part of a rule. ``kind`` is ``token``, ``rule``, ``all``, ``one of``, ``maybe`` or ``many``."""

    __slots__ = ("_empty", "_first", "kind", "name", "parts")

    def __init__(self, kind: str, name: str = "", parts: tuple[Node, ...] = ()) -> None:
        self.kind, self.name, self.parts = kind, name, parts
        self._first: frozenset[str] | None = frozenset((name,)) if kind == "token" else None
        self._empty: bool | None = {"token": False, "maybe": True, "many": True}.get(kind)

    @property
    def empty(self) -> bool:
        """Whether it can be made of no token."""
        if self._empty is None:
            if self.kind == "rule":
                self._empty = rules()[self.name].empty
            else:
                self._empty = (all if self.kind == "all" else any)(part.empty for part in self.parts)
        return self._empty

    @property
    def first(self) -> frozenset[str]:
        """The tokens it can begin with."""
        if self._first is None:
            if self.kind == "rule":
                self._first = rules()[self.name].first
            else:
                parts: list[frozenset[str]] = []
                for part in self.parts:
                    parts.append(part.first)
                    if self.kind == "all" and not part.empty:
                        break
                self._first = frozenset[str]().union(*parts)
        return self._first


@cache
def rules() -> dict[str, Node]:
    """Return the rules by name."""
    found: dict[str, Node] = {}
    for text in re.split(r"\n+(?=[A-Z])", RULES.strip()):
        name, _, body = text.partition(" = ")
        found[name] = _one_of(iter([*re.findall(r"'[^']+'|[A-Za-z]+|[()|?*+]", body), ")"]))
    return found


def _one_of(words: Iterator[str]) -> Node:
    choices: list[Node] = []
    parts: list[Node] = []
    for word in words:
        if word in {"?", "*", "+"}:
            last = parts.pop()
            if word == "+":
                parts.append(last)
            parts.append(Node("maybe" if word == "?" else "many", parts=(last,)))
        elif word == "(":
            parts.append(_one_of(words))
        elif word in {"|", ")"}:
            choices.append(parts[0] if len(parts) == 1 else Node("all", parts=tuple(parts)))
            parts = []
            if word == ")":
                break
        elif word[0].isupper():
            parts.append(Node("rule", word))
        else:
            parts.append(Node("token", word.strip("'")))
    return choices[0] if len(choices) == 1 else Node("one of", parts=tuple(choices))
