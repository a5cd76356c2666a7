"""The notifications of derogations on the page of the ICCPR → statements.

In: a row of the block, whose parts begin with the day of receipt. Out: one derogation for each part that
tells of a measure or of its extension, with the articles of the Covenant that it names and the days and the
length of time that it prints, where it prints one. A part that tells of an end alone is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from inforce.importers.acts import fault
from inforce.importers.statements import Said
from inforce.importers.untc_declared import articles_of
from inforce.importers.untc_rows import Row, day_of

__all__ = ["derogated"]

# Notifications themselves are made under article 4, and the Committee is that of article 28.
_NOT_DEROGATED = {4}
# Rights end with article 27; from some of them article 4(2) allows no derogation.
_LAST_RIGHT, _NEVER = 27, {6, 7, 11, 15, 16, 18}
_MEASURE = re.compile(
    r"\bstates? of (?:\w+ ){0,3}(?:emergency|siege|alert|prevention|exception|disaster|calamity|alarm|war|defence"
    r"|public order|catastrophe|extraordinary)|\bemergency\b|\bderogat|\bsuspen|\bmartial law\b|\bcurfew\b|\binternal disturbance\b|\bNational Safety\b|\brestrict|\bexceptional",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\bterminat|\blift(?:ed|ing)\b|\brevo[ck]|\brepeal|\bceased\b|\bno longer\b|\bended\b|\bexpir|\bwithdr|\brestor"
    r"|\breinstat|\brescind|\bcancel|\bend of\b|\babolish|\babrogat|\bannul",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\bderogations?\b[^.]{0,120}\bterminat|\btermination\b[^.]{0,60}\b(?:derogation|state)|\b(?:was|were|has been|have been|is|are)"
    r" (?:\w+ )?(?:lifted|terminated|revoked)\b|\b(?:concerning|regarding) (?:the )?end of\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\bexten[ds]|\bprolong|\bprorog|\brenew|\bre-?establish|\bnew\b", re.IGNORECASE)
_BEGINS = re.compile(
    r"\bexten[ds]|\bprolong|\brenew|\bproclaim|\bpromulgat|\bdeclar(?:ed|ing|ation|es)\b|\bestablish|\bimpos|\bintroduc"
    r"|\bderogat(?:ion|es|ed|ing)? from\b|\bsuspend(?:ed|s|ing)\b|\bmaintain|\bremains? in\b|\bissu|\badopt|\bextension",
    re.IGNORECASE,
)
_DAY = r"(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})"
_HOUR = r"(?:\d{1,4}(?:[.:]\d\d)? ?(?:a\.m\.|p\.m\.|hours) on )?"
_FROM = re.compile(
    rf"\b(?:as from|as of|from|starting(?: on| from)?|with effect from|beginning(?: on| from)?|commencing(?: on)?"
    rf"|effective(?: from)?|since|as and from) (?:midnight (?:on )?|the )?{_HOUR}{_DAY}"
)
_UNTIL = re.compile(rf"\b(?:until|till|up to|through|to) (?:midnight (?:on )?)?{_HOUR}{_DAY}")
_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_WORDS = {word: number for number, word in enumerate(_NUMBERS, 1)} | {"thirty": 30, "sixty": 60, "ninety": 90}
_LENGTH = re.compile(
    rf"\bfor (?:an? |the )?(?:\w+ )?(?:(?:period|duration|term) of )?(?:({'|'.join(_WORDS)})\b ?)?(?:\(?(\d{{1,3}})\)? )?"
    r"(?:additional |further |more )?(?:calendar )?(day|month|year)s?\b",
    re.IGNORECASE,
)
# A list of articles may be held together by semicolons.
_SENTENCE = re.compile(r"(?<=[a-z)\]\d])(?:\.|;(?! Art)) (?=[A-Z\"“\[])")
_NEXT = re.compile(r";(?= (?:and )?\d)")
_COVENANT = re.compile(r"\bCovenant\b|\b[Dd]erogat|\bICCPR\b")
_DENIES = re.compile(
    r"\bnon-derogable|\bno derogation|\bnot derogat|\bcannot be suspended|\bnot (?:be )?affect", re.IGNORECASE
)


def derogated(file: str, page: str, towards: str, row: Row, *, in_part: bool = False) -> list[Said]:
    """Return the derogations of one row.

    With ``in_part`` the parts that cannot be told are left to the decisions about the row. Raises
    ``UnreadableError`` for a part that tells neither of a measure nor of an end.
    """
    found: list[Said] = []
    for day, printed, text in _parts(row):
        if not text:
            continue
        why = ""
        if day is None:
            why = "a part has no day"
        elif _is_an_end(text):
            continue
        elif not _MEASURE.search(text):
            why = f"that of {printed} tells of no measure"
        elif _DENIES.search(text):
            why = f"that of {printed} also says what is not derogated from"
        articles = [
            name
            for name in articles_of(page, _NEXT.sub(",", " ".join(_about_the_covenant(text))))
            if _number(name) <= _LAST_RIGHT and _number(name) not in _NOT_DEROGATED
        ]
        if not why and any(_number(name) in _NEVER for name in articles):
            why = f"that of {printed} names articles from which nobody may derogate"
        if why:
            if in_part:
                continue
            raise fault(
                file,
                row.line,
                f"the notification of {row.participant} cannot be told: {why}.",
                f"Decide about it in untc_statements_decisions.csv (digest {row.digest}).",
            )
        starts = {match[1] for match in _FROM.finditer(text)}
        ends = {match[1] for match in _UNTIL.finditer(text)} - starts
        lengths = {told for match in _LENGTH.finditer(text) if (told := _length(match))}
        single = len(starts) <= 1 and len(ends) <= 1 and len(lengths) <= 1
        length, unit = next(iter(lengths)) if single and lengths and not ends else (None, "")
        found.append(
            Said(
                participant=row.participant,
                towards=towards,
                kind="Derogation",
                articles=tuple(articles),
                date=day,
                start=day_of(next(iter(starts))) if single and starts else None,
                until=day_of(next(iter(ends))) if single and ends else None,
                length=length,
                unit=unit,
                as_written=printed,
                file=file,
                line=row.line,
            )
        )
    return found


def _about_the_covenant(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        if _COVENANT.search(sentence):
            yield sentence


def _is_an_end(text: str) -> bool:
    """Say whether a notification tells of an end alone."""
    if _ENDS.search(text) and not _BEGINS.search(text):
        return True
    return bool(_ENDED.search(text)) and not _GOES_ON.search(text)


def _number(article: str) -> int:
    return int(re.sub(r"\D.*", "", article))


def _length(found: re.Match[str]) -> tuple[int, str] | None:
    number = int(found[2]) if found[2] else _WORDS.get((found[1] or "").lower())
    return (number, found[3].lower()) if number else None


def _parts(row: Row) -> Iterator[tuple[date | None, str, str]]:
    day, printed = None, ""
    texts: list[str] = []
    for line in row.lines:
        if line.kind == "day":
            yield day, printed, " ".join(texts)
            day, printed, texts = day_of(line.text), line.text, []
        else:
            texts.append(line.text)
    yield day, printed, " ".join(texts)
