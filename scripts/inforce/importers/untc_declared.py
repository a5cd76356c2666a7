"""The declarations and reservations of a UN status page → statements.

In: a row of the block. Out: for each part of it, a reservation or a declaration with the articles that it
names; beside it what opts in, opts out or puts off, one statement for each article. A part begins with a
day or with a heading that says what follows and with what it was made; without a heading the words decide
between the two. Words on an optional article that opt neither in nor out stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from inforce.importers.acts import fault
from inforce.importers.statements import Said
from inforce.importers.untc_articles import named
from inforce.importers.untc_optional import INDIVIDUALS, LENGTH, PROCEDURES, SMALL, STATES, about, made_upon
from inforce.importers.untc_rows import Line, Row, day_of

__all__ = ["LAST", "articles_of", "stated"]

# Page → the number of the treaty's last article: a higher number belongs to another text.
LAST: Mapping[str, int] = {
    "IV-2": 25, "IV-3": 31, "IV-3-a": 22, "IV-4": 53, "IV-5": 14, "IV-8": 30, "IV-8-b": 21, "IV-9": 33,
    "IV-9-b": 37, "IV-11": 54, "IV-11-b": 13, "IV-11-c": 17, "IV-11-d": 24, "IV-12": 11, "IV-13": 93,
    "IV-15": 50, "IV-15-a": 18, "IV-16": 45,
}  # fmt: skip
_OWN: Mapping[str, str] = {
    "IV-3": "Covenant on Economic",
    "IV-4": "Covenant on Civil",
}
# Pages of protocols, where an article ``of the Convention`` is one of the parent.
_PROTOCOLS = frozenset(
    {"IV-3-a", "IV-5", "IV-8-b", "IV-9-b", "IV-11-b", "IV-11-c", "IV-11-d", "IV-12", "IV-15-a"}
)
_PARENT = re.compile(
    r"\b(?:paragraphs? [\d(), and]{1,12} of (?:the )?)?"
    r"[Aa]rticles? (?:(?! of the |[Aa]rticle)[^.;]){1,40}? of the (?:said |same |above-mentioned )?(?:International )?"
    r"(?:Convention|Covenant)\b(?! on the Rights of the Child on )"
)
# Page → the article that allows to opt out, and the numbers of the articles that an opt-out names.
_OPT_OUTS: Mapping[str, tuple[str, frozenset[int]]] = {
    "IV-8-b": ("10", frozenset({8, 9, 10})),
    "IV-9": ("28", frozenset({20, 28})),
    "IV-11-d": ("13(7)", frozenset({13})),
    "IV-15-a": ("8", frozenset({6, 7, 8})),
}
# Page → the articles under which to opt in, as printed, as conditions name them, and what they are about.
_OPT_INS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "IV-11-d": {"12": ("12(1)", STATES)},
    "IV-13": {"76": ("76", STATES), "77": ("77", INDIVIDUALS)},
}
# Page → the article that allows to put off.
_POSTPONES: Mapping[str, int] = {"IV-9-b": 24}

_CONSENT = r"(?:ratification|accession|succession|acceptance|approval|formal confirmation|ratifying|acceding)"
_WHEN = r"\b(?:upon|on|at the time of|when|made at) (?:the )?"
_SIGNATURE = re.compile(rf"{_WHEN}sign(?:ature|ing)\b", re.IGNORECASE)
_CONSENTED = re.compile(
    rf"{_WHEN}{_CONSENT}\b|\b(?:confirmed|renewed|reiterated|maintained)\b", re.IGNORECASE
)
_RESERVATION = re.compile(r"\breservations?\b|\breserves?\b", re.IGNORECASE)
_DECLARATION = re.compile(
    r"\bdeclarations?\b|\bstatements?\b|\bunderstandings?\b|\binterpretat", re.IGNORECASE
)
_INTERPRETS = re.compile(
    r"\binterpret(?:s|ed|ative|ing)?\b|\bunderstand(?:s|ings?)?\b|\bunderstood\b", re.IGNORECASE
)
_EXCLUDES = re.compile(
    r"\breservations?\b|\breserves?\b|\bnot (?:be |to be )?(?:consider(?:s|ed)? )?(?:itself |themselves )?"
    r"(?:to be )?bound\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\breserves? (?:(?:its|the) )?right to (?:\w+ ){0,2}?(?:make|formulate|communicate|attach|submit)\b"
    r"|\bwill make such reservations\b",
    re.IGNORECASE,
)
_COMPETENCE = re.compile(r"\b(?:competence|jurisdiction|authority)\b")
_DENIES = re.compile(r"\b(?:does|do) not recogni[sz]e\b|\bwithout recogni[sz]ing\b|\bnot undertake\b")
_RECOGNISES = re.compile(r"\b(?:recogni[sz]es?|accepts?)\b", re.IGNORECASE)
_WILL = re.compile(r"\bwill (?:recogni[sz]e|accept)\b")
_PUTS_OFF = re.compile(r"\bpostpon(?:es|e|ing|ement)\b")
_PARTS = re.compile(r"\bPart (III|IV)\b", re.IGNORECASE)
_TITLE = re.compile(r"\W*(?:articles?|art\.)[\d\s(),.a-z-]{1,60}\W*", re.IGNORECASE)
_BARE = re.compile(
    r"\W*(?:(?:General|Interpretative) )*(?:Reservations?|Declarations?|Statements?|Understandings?)\W*"
)
_ITEM = re.compile(r"\W*(?:[a-z]|[ivx]+|\d{1,2})\W*[).] |- ")


@dataclass
class _Part:
    """What a row prints under one day or one heading."""

    day: date | None = None
    printed: str = ""
    made: str = "consent"
    onward: str = "consent"
    kind: str = ""
    does: str = ""
    headings: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class _Option:
    """What a paragraph opts in to, opts out of or puts off, or what it reserves beside."""

    articles: tuple[str, ...]
    kind: str = "Declaration"
    does: str = ""
    length: int | None = None
    unit: str = ""


def stated(file: str, page: str, towards: str, heading: str, row: Row) -> list[Said]:
    """Return the statements of one row. Raises ``UnreadableError`` for a part that cannot be told."""
    found: list[Said] = []
    for part in _parts(row):
        first = Said(
            participant=row.participant,
            towards=towards,
            kind="Declaration",
            date=part.day,
            made_with="" if part.day else part.made,
            as_written=part.printed or made_upon(heading),
            file=file,
            line=row.line,
        )
        if not first.as_written:
            raise _untold(file, row, "it has no day, and the block does not say with what it was made")
        left: list[str] = []
        for text in part.texts:
            if _LATER.search(text):
                continue
            options = list(_options(file, page, row, part, text))
            for option in options:
                said = replace(
                    first,
                    kind=option.kind,
                    does=option.does,
                    articles=option.articles,
                    length=option.length,
                    unit=option.unit,
                )
                if said not in found:
                    found.append(said)
            if not options:
                left.append(text)
        if left:
            kind, does = _kind(part, " ".join(left))
            words = " ".join((*part.headings, *left))
            found.append(replace(first, kind=kind, does=does, articles=tuple(articles_of(page, words))))
    return found


def _options(file: str, page: str, row: Row, part: _Part, text: str) -> Iterator[_Option]:
    """Yield what a paragraph opts in to, opts out of or puts off; nothing where it does neither."""
    numbers = {_number(name): name for name in articles_of(page, text)}
    if page in _OPT_OUTS:
        article, its = _OPT_OUTS[page]
        if numbers.keys() & its:
            if not _DENIES.search(text) or not (_COMPETENCE.search(text) or "obligations" in text):
                raise _untold(
                    file, row, f"it names {', '.join(numbers.values())} and opts neither in nor out"
                )
            yield _Option(does="opt-out", articles=(article,))
            rest = tuple(name for name in articles_of(page, text) if _number(name) not in its)
            if rest:
                yield _Option(kind=part.kind or "Reservation", articles=rest)
            return
    competent = _RECOGNISES.search(text) and _COMPETENCE.search(text) and not _DENIES.search(text)
    if page in PROCEDURES and competent and "of the Committee" in text:
        raise _untold(file, row, "it recognises a competence outside the block for such declarations")
    if page in _OPT_INS:
        procedures = _OPT_INS[page]
        words = [*part.headings, text]
        if competent and _WILL.search(text):
            raise _untold(file, row, "it speaks of a later day")
        if competent:
            articles = about(procedures, words)
            if not articles:
                raise _untold(file, row, "it recognises a competence under no known article")
            for printed, (article, _) in procedures.items():
                if printed in articles:
                    yield _Option(does="opt-in", articles=(article,))
            return
        if {str(number) for number in numbers} & procedures.keys():
            raise _untold(file, row, f"it names {', '.join(numbers.values())} and opts neither in nor out")
    if page in _POSTPONES and (_PUTS_OFF.search(text) or _POSTPONES[page] in numbers):
        if _PUTS_OFF.search(text):
            parts = {found[1].upper() for found in _PARTS.finditer(text)}
            length = LENGTH.search(text)
            if len(parts) != 1 or length is None:
                raise _untold(file, row, f"it puts off Part {' and '.join(sorted(parts))} for no stated time")
            yield _Option(
                does="postponement",
                articles=(f"{_POSTPONES[page]} (Part {parts.pop()})",),
                length=SMALL.index(length[1]) + 1,
                unit=length[2],
            )
            return
        raise _untold(file, row, f"it names article {_POSTPONES[page]} and puts nothing off")


def _number(article: str) -> int:
    return int(re.sub(r"\D.*", "", article))


def articles_of(page: str, text: str) -> list[str]:
    """Return the articles of a page's treaty that a text names."""
    if page in _PROTOCOLS:
        text = _PARENT.sub("another text", text)
    return named(text, LAST[page], _OWN.get(page, ""))


def _kind(part: _Part, words: str) -> tuple[str, str]:
    kind = part.kind or ("Reservation" if _EXCLUDES.search(words) else "Declaration")
    does = part.does
    if kind == "Declaration" and not does and _INTERPRETS.search(words):
        does = "interpretative"
    return kind, does if kind == "Declaration" else ""


def _parts(row: Row) -> Iterator[_Part]:
    part = _Part()
    for line in row.lines:
        kind, does, made = _told(line.text) if _is_heading(line) else ("", "", "")
        if line.kind == "day":
            if part.texts:
                yield part
                part = _Part()
            part.day, part.printed = day_of(line.text), line.text
        elif kind or made:
            if part.texts:
                yield part
                on = part.onward != "consent"
                part = _Part(
                    part.day, part.printed if on or part.day else "", made=part.onward, onward=part.onward
                )
            part.kind, part.does = kind or part.kind, does or part.does
            if made:
                # ``Upon signature:`` holds for the headings below it, ``Reservation upon signature:`` does not.
                part.made = made
                part.onward = part.onward if kind else made
                part.printed = part.printed if part.day else line.text.strip(" :")
            part.headings.append(line.text)
        elif line.text.strip(" .…“”\"'[]"):
            if part.texts and _goes_on(part.texts[-1], line.text):
                part.texts[-1] += f" {line.text}"
            else:
                part.texts.append(line.text)
    if part.texts:
        yield part


def _is_heading(line: Line) -> bool:
    """Say whether a line is a heading: in italics, or one that only says what follows."""
    bare = _BARE.fullmatch(line.text) is not None
    return line.kind == "heading" or bare or (len(line.text) <= 110 and line.text.rstrip().endswith(":"))


def _goes_on(before: str, text: str) -> bool:
    """Say whether a line belongs to the one before: the words under a title, an item of a list."""
    title = _TITLE.fullmatch(before) is not None and _TITLE.fullmatch(text) is None
    _, colon, last = before.rpartition(":")
    return title or bool(colon and _ITEM.match(text) and (not last.strip() or _ITEM.match(last.strip())))


def _told(text: str) -> tuple[str, str, str]:
    """Return what a heading says: the class, what the declaration does, with what it was made."""
    made = ""
    if _SIGNATURE.search(text):
        made = "consent" if _CONSENTED.search(text) else "signature"
    elif _CONSENTED.search(text):
        made = "consent"
    reserves, declares = bool(_RESERVATION.search(text)), bool(_DECLARATION.search(text))
    kind = "" if reserves == declares else "Reservation" if reserves else "Declaration"
    does = "interpretative" if declares and not reserves and _INTERPRETS.search(text) else ""
    return kind, does, made


def _untold(file: str, row: Row, why: str) -> Exception:
    return fault(
        file,
        row.line,
        f"the statement of {row.participant} cannot be told: {why}.",
        f"Decide about it in untc_statements_decisions.csv (digest {row.digest}).",
    )
