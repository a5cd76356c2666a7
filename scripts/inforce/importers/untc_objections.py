"""The objections on a UN status page → statements: who objects to whose statement, and on which day.

In: a row of the block, and the participants of the page. Out: one objection for each part of the row and
each participant to whose statement it objects. A part begins with a day, with a heading that says with
regard to what, or with an item of a list that has its own day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from inforce.importers.acts import fault
from inforce.importers.statements import Said
from inforce.importers.untc_declared import articles_of
from inforce.importers.untc_optional import made_upon
from inforce.importers.untc_rows import Row, day_of

__all__ = ["Names", "objected"]

# The name of a participant in the table → what the prose of the pages also calls it.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "Brunei Darussalam": ("Brunei",),
    "Cambodia": ("Democratic Kampuchea",),
    "Cook Islands": (),
    "Democratic People's Republic of Korea": (
        "Democcratic Republic of Korea",
        "Decmocatic People's Republic of Korea",
        "Democratic People's Republique of Korea",
    ),
    "Lao People's Democratic Republic": ("Laos",),
    "Malaysia": ("Maysia",),
    "Libya": ("Libyan Arab Jamahiriya", "Libyan Arab Republic"),
    "Syrian Arab Republic": ("Syria",),
    "Türkiye": ("Turkey",),
    "United Arab Emirates": ("United Arab Emriates",),
    "United States of America": ("United States",),
    "Viet Nam": ("Vietnam",),
}
# Page → the article on reservations: that it forbids some is no article objected to.
_CLAUSE: Mapping[str, int] = {"IV-2": 20, "IV-8": 28, "IV-11": 51, "IV-13": 91, "IV-15": 46, "IV-15-a": 14}

_REGARD = re.compile(r"with regards? to |objections? to |I+\. Reservation by ", re.IGNORECASE)
_LIST = re.compile(r"(?:Subsequently, |Objections(?: of the same nature|, identical in essence)).*as follow")
_ITEM = re.compile(r"(?:- |[ivx]+\) ?)(?P<day>\d{1,2} [A-Z][a-z]+ \d{4}):? ")
_ALMOST_A_DAY = re.compile(r"\d{1,2} ?[A-Z][^\W\d]+ ?[l\d]\d{3}\W*")
_BY = re.compile(
    r"\b(?:reservations?|declarations?|statements?|understandings?|ratification|accession|modifications?)\b"
    r"[^.]{0,160}?\b(?:by|of) (?:the )?(?:(?:Government|State|Kingdom|Republic|Sultanate) of )*(?:the )?(?P<rest>[^.]{0,60})"
)
# The law of treaties, with its articles.
_VIENNA = re.compile(
    r"Vienna [Cc]onvention[^.]{0,120}?\b[Aa]rticles? \d+(?:\s*\(\w\))?|\([Aa]rticle 19 ?\(c\)\)"
)
_BESIDE = re.compile(r"\((?:applicable|in respect)[^)]*\)|\bin respect of the Cook Islands\b")


class Names:
    """The names of the participants of a page, as its prose may print them."""

    def __init__(self, participants: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for printed in participants:
            for name in (printed, *_variants(printed), *_CALLED.get(printed, ())):
                self._names[_plain(name)] = printed
        longest = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])")

    def of(self, text: str, own: str) -> list[str]:
        """Return the participants that a text names, each once, but for the one whose text it is."""
        return list(self.told(text, own))

    def told(self, text: str, own: str) -> dict[str, str]:
        """Return the participants that a text names, each with the words from it to the next one."""
        plain = _BESIDE.sub("", _plain(text))
        spans = [
            (self._names[name[0]], name.end())
            for name in self._pattern.finditer(plain)
            if self._names[name[0]] != own
        ]
        ends = [*(end for _, end in spans), len(plain)][1:]
        found: dict[str, str] = {}
        for (name, start), end in zip(spans, ends, strict=True):
            found[name] = f"{found.get(name, '')} {plain[start:end]}"
        return found


def _variants(printed: str) -> Iterator[str]:
    inside = re.fullmatch(r"(.+) \((.+)\)", printed)
    if inside is not None:
        yield inside[1]
        yield f"{inside[2]} {inside[1]}"


def _plain(text: str) -> str:
    return text.replace("’", "'")


@dataclass
class _Part:
    """What a row prints under one day and one heading, or as one item of a list."""

    day: date | None = None
    printed: str = ""
    # Each participant objected to, with the words of the heading about it.
    against: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    # Why the part cannot be told.
    wrong: str = ""


def objected(
    file: str, page: str, towards: str, heading: str, row: Row, names: Names, *, in_part: bool = False
) -> list[Said]:
    """Return the objections of one row.

    With ``in_part`` the parts that cannot be told are left to the decisions about the row. Raises
    ``UnreadableError`` for a part that objects to nobody, or to several without saying so in a heading.
    """
    found: list[Said] = []
    for part in _parts(row, names):
        text = " ".join(part.texts)
        against, why = part.against, part.wrong
        if not against:
            by = _BY.search(text)
            if by is not None and names.of(by["rest"], row.participant):
                against = dict.fromkeys(names.of(text[: by.start() + 600], row.participant), "")
            if len(against) > 1:
                # ``the reservations made by A regarding article 2, by B regarding article 9 are …``
                against = names.told(text.partition("incompatible")[0], row.participant)
        said = f"{part.printed or 'a part'!r}"
        if not against:
            why = why or f"{said} names nobody to whose statement it objects"
        elif not part.against and len(against) > 1 and "incompatible" not in text:
            why = why or f"{said} may object to any of {', '.join(against)}"
        elif not part.day and not made_upon(heading):
            why = why or f"{said} has no day, and the block does not say with what it was made"
        if why and not in_part:
            raise _untold(file, row, why)
        if why:
            continue
        for other, words in against.items():
            articles = articles_of(page, words)
            if not articles and len(against) == 1:
                articles = [
                    name for name in articles_of(page, _VIENNA.sub("", text)) if _is_object(page, name)
                ]
            found.append(
                Said(
                    participant=row.participant,
                    towards=towards,
                    kind="Objection",
                    articles=tuple(articles),
                    date=part.day,
                    made_with="" if part.day else "consent",
                    against=other,
                    as_written=part.printed or made_upon(heading),
                    file=file,
                    line=row.line,
                )
            )
    return found


def _is_object(page: str, article: str) -> bool:
    return article != "19(c)" and int(re.sub(r"\D.*", "", article)) != _CLAUSE.get(page)


def _parts(row: Row, names: Names) -> Iterator[_Part]:
    part = _Part()
    for line in row.lines:
        item = _ITEM.match(line.text)
        if line.kind == "day":
            if part.against and not part.texts:
                part.day, part.printed = day_of(line.text), line.text
                continue
            if part.texts:
                yield part
            part = _Part(day_of(line.text), line.text)
        elif line.kind == "heading" and _LIST.match(line.text):
            if part.texts or part.against:
                yield part
            part = _Part()
        elif item is not None and day_of(item["day"]):
            if part.texts or part.against:
                yield part
            told = names.told(line.text, row.participant)
            told = dict.fromkeys(told, line.text) if len(told) == 1 else told
            yield _Part(day_of(item["day"]), item["day"], told, [line.text])
            part = _Part()
        elif line.kind == "heading" and _REGARD.match(line.text):
            if part.texts or part.against:
                yield part
                part = _Part(part.day, part.printed, wrong=part.wrong if not part.day else "")
            part.against = names.told(line.text, row.participant)
            if not part.against:
                part.wrong = f"the heading {line.text!r} names nobody known"
            if len(part.against) == 1:
                part.against = dict.fromkeys(part.against, line.text)
        elif _ALMOST_A_DAY.fullmatch(line.text):
            if part.texts or part.against:
                yield part
            part = _Part(printed=line.text, wrong=f"{line.text!r} is almost a day")
        else:
            part.texts.append(line.text)
    if part.texts or part.against:
        yield part


def _untold(file: str, row: Row, why: str) -> Exception:
    return fault(
        file,
        row.line,
        f"the objection of {row.participant} cannot be told: {why}.",
        f"Decide about it in untc_statements_decisions.csv (digest {row.digest}).",
    )
