"""The vocabulary as Python names, and the one prefix table.

What the words mean stands in ``ontology/inforce.ttl`` and ``ontology/kinds.ttl``; a test holds the two
equal. An identifier is written here as its prefixed name (``treaty:ecpt``), never as a whole address.
"""

from __future__ import annotations

from datetime import date

__all__ = [
    "BEGINNING",
    "CLASSES",
    "CONSENTS",
    "EVENTS",
    "EXITS",
    "ID",
    "NS",
    "PREFIXES",
    "PROPERTIES",
    "SCHEMES",
    "compact",
    "expand",
    "said",
]

NS = "https://w3id.org/inforce/ns#"
ID = "https://w3id.org/inforce/id/"

# The kinds of thing, each with the folder of its identifiers.
_THINGS = {
    "act": "act",
    "body": "body",
    "claim": "claim",
    "condition": "condition",
    "coverage": "coverage",
    "discrepancy": "discrepancy",
    "entity": "entity",
    "event": "event",
    "gap": "gap",
    "graph": "graph",
    "kind": "kind",
    "mechanism": "mechanism",
    "naming": "naming",
    "openness": "openness",
    "position": "position",
    "organisation": "org",
    "period": "period",
    "responsibility": "responsibility",
    "rule": "rule",
    "source": "source",
    "standing": "standing",
    "state": "state",
    "statement": "statement",
    "territory": "territory",
    "total": "total",
    "treaty": "treaty",
}

PREFIXES: dict[str, str] = {
    **{prefix: f"{ID}{folder}/" for prefix, folder in _THINGS.items()},
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "inforce": NS,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "shape": f"{ID}shape/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# A stretch of time that has no beginning starts here: the first day that xsd:date and Python share.
BEGINNING = date(1, 1, 1)

CONSENTS = (
    "Acceptance",
    "Accession",
    "Admission",
    "Approval",
    "DefinitiveSignature",
    "FormalConfirmation",
    "Ratification",
    "Succession",
)
EXITS = ("Cessation", "Denunciation", "Withdrawal")
EVENTS = (
    *CONSENTS,
    *EXITS,
    "Continuation",
    "EndOfProvisionalApplication",
    "EndOfSuspension",
    "EndOfTerritorialApplication",
    "IntentionNotToBecomeParty",
    "ProvisionalApplication",
    "Rescission",
    "Signature",
    "Suspension",
    "TerritorialApplication",
    "WithdrawalOfConsent",
)
PARTICIPANTS = ("Entity", "Organization", "State")
CONDITIONS = (
    "AllOf",
    "AnyOf",
    "DeclarationUnder",
    "FactHolds",
    "MemberOf",
    "NamedIn",
    "NoneOf",
    "OptOutUnder",
    "PartyTo",
    "PostponementUnder",
    "Universal",
)
STATEMENTS = ("Declaration", "Derogation", "Objection", "Reservation", "WithdrawalOfStatement")

CLASSES = frozenset(
    (
        *EVENTS,
        *PARTICIPANTS,
        *CONDITIONS,
        *STATEMENTS,
        "Claim",
        "Condition",
        "Coverage",
        "Discrepancy",
        "Gap",
        "Mechanism",
        "MembershipEvent",
        "MonitoringBody",
        "Naming",
        "NationalAct",
        "Openness",
        "Participant",
        "Position",
        "Responsibility",
        "Rule",
        "Source",
        "Standing",
        "Statement",
        "StatusPeriod",
        "Territory",
        "Total",
        "Treaty",
    )
)

PROPERTIES = frozenset(
    (
        # names and codes
        "alias",
        "formerName",
        "iso3",
        "key",
        "m49",
        "name",
        "officialName",
        "seriesNumber",
        "shortName",
        "title",
        "note",
        "kind",
        # a participant's own time
        "codeWithdrawn",
        "existsFrom",
        "existsFromEarliest",
        "existsFromLatest",
        "existsUntil",
        "continues",
        "succeeds",
        "responsibleState",
        # sources
        "address",
        "asWritten",
        "completeFor",
        "completeForCurrent",
        "completeForStatements",
        "partialFor",
        "readOn",
        "sha256",
        "statusAt",
        "statusNotAfter",
        "statusNotBefore",
        "undated",
        # events, statements, acts
        "article",
        "assertedBy",
        "cancels",
        "certainty",
        "date",
        "effectiveFrom",
        "followsFrom",
        "notAfter",
        "madeWith",
        "notBefore",
        "participant",
        "statedEffect",
        "territory",
        "towards",
        "against",
        "under",
        "withdraws",
        # totals, discrepancies, claims
        "about",
        "parties",
        "property",
        "reason",
        "signatories",
        "value",
        "claimant",
        "assessment",
        # treaties and rules
        "adopted",
        "alsoByParent",
        "charter",
        "closedTo",
        "conflictExtension",
        "consequence",
        "countedFrom",
        "counting",
        "depositary",
        "endedOn",
        "generalEntryIntoForce",
        "governs",
        "known",
        "laterDateAllowed",
        "length",
        "notBeforeFrom",
        "notBeforeLength",
        "notBeforeUnit",
        "of",
        "openedForSignature",
        "parent",
        "parentMode",
        "permission",
        "residual",
        "residualArticle",
        "residualText",
        "rounding",
        "until",
        "from",
        "unit",
        "whoMayBecomeParty",
        "windowFirst",
        "windowFrom",
        "windowKind",
        "windowNext",
        "windowText",
        # bodies, mechanisms, conditions
        "access",
        "betweenStates",
        "body",
        "condition",
        "exists",
        "extraConditions",
        "fromDeposit",
        "individualComplaints",
        "instrument",
        "legalBasis",
        "onlyOnConsent",
        "operand",
        "procedure",
        "temporalScope",
        "territorialScope",
        "triggeredBy",
        "visitsDetention",
        # derived
        "answer",
        "because",
        "closedBy",
        "computedEffect",
        "continuousSince",
        "dataVersion",
        "endedUnder",
        "fromEarliest",
        "fromLatest",
        "lastKnown",
        "lastKnownOn",
        "leaf",
        "mechanism",
        "openedBy",
        "recordAsAt",
        "status",
        "underRule",
        "untilEarliest",
        "untilLatest",
    )
)

SCHEMES: dict[str, tuple[str, ...]] = {
    "answers": ("conditional", "no", "no-record", "undetermined", "yes"),
    "certainties": ("contested", "presumed", "recorded", "reported", "unverified"),
    "treaty-kinds": ("amending-protocol", "charter", "optional-protocol", "treaty"),
    "opennesses": (
        "by-invitation",
        "closed-members",
        "open-by-invitation",
        "parent-parties",
        "parent-parties-or-signatories",
        "regional",
        "un-members",
        "universal",
    ),
    "parent-modes": ("all-parents", "any-parent"),
    "subjects": ("denunciation", "entry-into-force", "membership-loss"),
    "starting-points": (
        "admission",
        "all-parties-consent",
        "deposit",
        "end-of-membership",
        "expression-of-consent",
        "general-entry-into-force",
        "own-entry-into-force",
        "receipt",
        "registration",
    ),
    "units": ("day", "month", "year"),
    "countings": ("day-after", "same-day"),
    "roundings": ("end-of-financial-year", "end-of-fixed-period", "first-of-following-month", "unrounded"),
    "windows": ("at-the-end-of-each-period", "within-the-year-after-each-period"),
    "permissions": ("as-parent", "not-permitted", "permitted", "silent"),
    "consequences": (
        "ends-after-period",
        "ends-with-membership",
        "not-applicable",
        "remains-party",
        "text-silent",
    ),
    "knowledge": ("inferred", "read", "read-in-part", "recalled"),
    "residuals": (
        "begun-before",
        "facts-before",
        "not-stated",
        "nothing",
        "pending-only",
        "submitted-before",
    ),
    "procedures": (
        "advisory-opinions",
        "collective-complaints",
        "country-monitoring",
        "court-cases",
        "court-individual",
        "court-interstate",
        "criminal-jurisdiction",
        "early-warning",
        "evaluation-rounds",
        "execution-of-judgments",
        "fact-finding",
        "field-monitoring",
        "individual-complaints",
        "inquiry",
        "interstate-complaints",
        "peer-review",
        "periodic-reporting",
        "political-monitoring",
        "public-statement",
        "referral",
        "special-procedure",
        "supervision",
        "thematic-monitoring",
        "urgent-action",
        "visits",
    ),
    "accesses": (
        "by-membership",
        "case-bound-duty",
        "right-in-armed-conflict",
        "standing-right",
        "with-consent",
    ),
    "namings": ("agreement", "creation", "designation", "end", "renewal"),
    "declarations": ("exclusion", "interpretative", "opt-in", "opt-out", "postponement"),
    "statuses": ("applied", "member", "party", "signatory", "suspended"),
    "national-acts": (
        "announcement",
        "bill",
        "court-decision",
        "decree",
        "government-resolution",
        "law",
        "parliamentary-vote",
        "returned-law",
    ),
    "reasons": (
        "count-of-days",
        "dates-differ-between-records",
        "depositary-differs-from-text",
        "effect-stated-by-depositary",
        "month-end",
        "predecessor-act",
        "slip-in-record",
    ),
}

_BY_FOLDER = {folder: prefix for prefix, folder in _THINGS.items()}
_OTHERS = sorted(
    ((prefix, start) for prefix, start in PREFIXES.items() if prefix not in _THINGS),
    key=lambda item: -len(item[1]),
)


def expand(name: str) -> str:
    """Return the address of a prefixed name: ``treaty:ecpt`` → ``https://w3id.org/inforce/id/treaty/ecpt``."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def compact(address: str) -> str:
    """Return the prefixed name of an address; an address under no prefix is returned as it is."""
    if address.startswith(ID):
        folder, _, local = address[len(ID) :].partition("/")
        prefix = _BY_FOLDER.get(folder)
        if prefix is not None:
            return f"{prefix}:{local}"
    for prefix, start in _OTHERS:
        if address.startswith(start):
            return f"{prefix}:{address[len(start) :]}"
    return address


def said(kind: str) -> str:
    """Return the words of a kind: ``kind:no-record`` → ``no record``."""
    return kind.rpartition(":")[2].replace("-", " ")
