"""The declarations under optional articles of a UN status page → statements.

In: a row of the block, and the heading over the block. Out: one statement for each article and each day.
An article is known by its number or by what it is about (a state against a state, individuals). What only
designates an authority is no declaration. Whatever cannot be decided stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from inforce.importers.acts import fault
from inforce.importers.statements import Said
from inforce.importers.untc_rows import Row, day_of

__all__ = ["INDIVIDUALS", "LENGTH", "PROCEDURES", "SMALL", "STATES", "about", "declared", "made_upon"]

STATES, INDIVIDUALS, INQUIRY = "states", "individuals", "inquiry"

# Page → article as it is printed → article as conditions name it, and what it is about.
PROCEDURES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "IV-2": {"14": ("14", INDIVIDUALS)},
    "IV-3-a": {"10": ("10(1)", STATES), "11": ("11(1)", INQUIRY)},
    "IV-4": {"41": ("41", STATES)},
    "IV-9": {"21": ("21", STATES), "22": ("22", INDIVIDUALS)},
    "IV-16": {"31": ("31", INDIVIDUALS), "32": ("32", STATES)},
}

_UPON = re.compile(
    r"[Uu]nless otherwise indicated, the (?:\w+ and )?\w+ were made (upon [a-z, ]+?)(?:\.|\.?\))"
)
_RECOGNISES = re.compile(r"\b(?:recogni[sz]e[sd]?|accepts?)\b|\bdeclaration under article\b", re.IGNORECASE)
_COMPETENCE = re.compile(r"\bcompetence\b|\bdeclaration under article\b")
_DESIGNATES = re.compile(r"\bdesignate[sd]?\b")
_NAMED = re.compile(r"\b[Aa]rticles?(?:\[s\])?((?:[ ,[]|\d+|\(\w\)|and|or|paragraphs?|of)*)")
_NUMBER = re.compile(r"(?<!paragraph )(?<!\()\b\d+\b")
_ABOUT: Mapping[str, re.Pattern[str]] = {
    STATES: re.compile(
        r"\bPart(?:y|ies)\b[^.;]{0,120}\b(?:claim(?:s|ing)?|alleges)\b(?! to be)|\b(?:from|submitted by) (?:a|another) State Party\b"
        r"|\bfrom States parties\b|\bany other State Party\b",
        re.IGNORECASE,
    ),
    INDIVIDUALS: re.compile(r"\bindividuals\b|\bpersons\b"),
    INQUIRY: re.compile(r"\binquiry\b"),
}
_HEADING = re.compile(
    r"[\"“]?(?P<what>(?:Declarations? under |With respect to )?[Aa]rticles? [\d (),and]+(?:paragraph \d)?|Declaration"
    r"|(?:Made|Confirmed) upon (?P<upon>succession)) ?:?"
)
SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LENGTH = re.compile(
    rf"\bfor (?:a (?:further )?period (?:of |no longer than ))?({'|'.join(SMALL)}) (year|month)s?\b"
)
_FROM = re.compile(r"\b(?:as from|beginning on|starting on) (\d{1,2} [A-Z][a-z]+ \d{4})")
_BEGINS_WITH_A_DAY = re.compile(
    r"\d{1,2} (?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December) \d{4}"
)


@dataclass
class _Group:
    """What a row prints under one day, or without a day."""

    day: date | None = None
    printed: str = ""
    upon: str = ""
    headings: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def made_upon(heading: str) -> str:
    """Return with what the statements of a block were made where a row prints no day; empty if unsaid.

    >>> made_upon("(Unless otherwise indicated, the declarations were made upon ratification or accession.)")
    'upon ratification or accession'
    """
    found = _UPON.search(heading)
    return found[1] if found else ""


def declared(file: str, page: str, towards: str, heading: str, row: Row) -> list[Said]:
    """Return the declarations of one row. Raises ``UnreadableError`` for a row that cannot be decided."""
    procedures = PROCEDURES.get(page, {})
    if not procedures:
        raise fault(
            file,
            row.line,
            f"{page} is not known to provide for declarations.",
            "Say its articles in PROCEDURES.",
        )
    found: list[Said] = []
    for group in _groups(file, row):
        text = " ".join(group.texts)
        if not _RECOGNISES.search(text) or not _COMPETENCE.search(text):
            if _DESIGNATES.search(text):
                continue
            raise _undecided(file, row, "it recognises no competence")
        articles = _articles(file, row, procedures, group)
        if not articles:
            raise _undecided(file, row, "it names no article and describes none")
        printed = group.printed or group.upon or made_upon(heading)
        if not printed:
            raise _undecided(file, row, "it has no day, and the block does not say with what it was made")
        length = LENGTH.search(text)
        begins = _FROM.search(text)
        found += [
            Said(
                participant=row.participant,
                towards=towards,
                kind="Declaration",
                does="opt-in",
                articles=(procedures[article][0],),
                date=group.day,
                made_with="" if group.day else "Succession" if group.upon else "consent",
                start=day_of(begins[1]) if begins else None,
                length=SMALL.index(length[1]) + 1 if length else None,
                unit=length[2] if length else "",
                as_written=printed,
                file=file,
                line=row.line,
            )
            for article in procedures
            if article in articles
        ]
    if not found:
        raise _undecided(file, row, "it declares nothing")
    return found


def _groups(file: str, row: Row) -> Iterator[_Group]:
    group = _Group()
    for line in row.lines:
        if line.kind == "day":
            if group.texts:
                yield group
                group = _Group()
            group.day, group.printed = day_of(line.text), line.text
        elif _BEGINS_WITH_A_DAY.match(line.text):
            raise _undecided(file, row, f"{line.text[:20]!r} is more than a day")
        elif line.kind == "heading":
            known = _HEADING.fullmatch(line.text)
            if known is None:
                raise _undecided(file, row, f"its heading {line.text!r} is not known")
            if known["upon"]:
                group.upon = known["what"]
            group.headings.append(known["what"])
        else:
            group.texts.append(line.text)
    yield group


def about(procedures: Mapping[str, tuple[str, str]], texts: Iterable[str]) -> set[str]:
    """Return the articles that some paragraphs name or, where one names none, describe.

    Raises ``ValueError`` where a paragraph names one and describes another.
    """
    found: set[str] = set()
    for words in texts:
        names = {
            number
            for mention in _NAMED.finditer(words)
            for number in _NUMBER.findall(mention[1])
            if number in procedures
        }
        told = {article for article, (_, what) in procedures.items() if _ABOUT[what].search(words)}
        if names and told - names:
            raise ValueError(f"it names {', '.join(sorted(names))} and describes {', '.join(sorted(told))}")
        found |= names or told
    return found


def _articles(file: str, row: Row, procedures: Mapping[str, tuple[str, str]], group: _Group) -> set[str]:
    if len(procedures) == 1:
        return set(procedures)
    try:
        return about(procedures, (*group.headings, *group.texts))
    except ValueError as problem:
        raise _undecided(file, row, str(problem)) from problem


def _undecided(file: str, row: Row, why: str) -> Exception:
    return fault(
        file,
        row.line,
        f"the declaration of {row.participant} cannot be decided: {why}.",
        f"Decide about it in untc_statements_decisions.csv (digest {row.digest}).",
    )
