"""Prose → the articles of a treaty that it names, as ``14(3)(d)``; pure.

A mention begins with ``article`` or stands before it (``paragraph 1 of article 30``). Articles of another
text (a constitution, a code, another treaty) are recognised by the words that follow them and left out.
"""

from __future__ import annotations

import re

__all__ = ["named"]

_PART = r"(?:\(\s*[0-9a-z]{1,4}\s*\))"
_ITEM = rf"(?:\d{{1,3}}(?:\s*(?:\.\s?\d{{1,2}}\b|{_PART}))*)"
_AND = r"(?:\s*,?\s*(?:and|or|to|through|&)\s+|\s*,\s*|\s?[-–]\s?(?=\d))"
_PARAGRAPH = r"(?:sub-?\s?paragraphs?|paragraphs?|paras?\.?|letters?|indents?|clauses?)"
_PARTS = rf"(?:{_PART}|\d{{1,2}}\b|[a-z]\b)(?:\s*{_PART})*"
_PARTS_LIST = rf"{_PARTS}(?:{_AND}(?!article){_PARTS})*"
_BELOW = rf"(?:,?\s*(?:and\s+)?{_PARAGRAPH}\s*(?>{_PARTS_LIST})(?!,? (?:of|in|from) (?:the )?art))"
_ABOVE = re.compile(
    rf"(?:(?P<inner>{_PARAGRAPH}\s*{_PARTS_LIST}),? (?:of|in|to|from) )?"
    rf"(?P<outer>{_PARAGRAPH}\s*{_PARTS_LIST}),? (?:of|in|to|from) (?:the )?(?:said |same )?[\[(“\"]?$",
    re.IGNORECASE,
)
_THEREOF = re.compile(
    rf"\b(?P<outer>{_PARAGRAPH}\s*{_PARTS_LIST}),? (?:thereof|(?:of|in) (?:that|this|the same|(?:the )?said) article)\b",
    re.IGNORECASE,
)
_MENTION = re.compile(
    rf"\b(?:articles?|arts?\.)(?:\(s\)|\[s\])?\s*[(\[]?\s*"
    rf"(?P<list>{_ITEM}{_BELOW}*(?:(?:{_AND}|\s+and\s+)(?:(?:articles?|arts?\.)\s*)?(?:{_ITEM}|{_PART}+){_BELOW}*)*)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    rf"(?P<article>\b(?:articles?|arts?\.))|(?P<paragraph>\b{_PARAGRAPH})|(?P<number>\d{{1,3}})"
    r"|(?:\(\s*(?P<part>[0-9a-z]{1,4})\s*\))|(?P<until>\b(?:to|through)\b|[-–])|(?P<and>,|&|\b(?:and|or)\b)"
    r"|(?P<dot>\.)|(?P<letter>\b[a-z]\b)",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(\barticles? \d+)/(\d+)\b", re.IGNORECASE)
_BRACKETED = re.compile(r"(\barticles? )\((\d+)\)", re.IGNORECASE)
_ROMAN = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}
# What makes an article one of another text.
_OTHERS = re.compile(
    r"\W*(?:(?:sub)?(?:section|paragraph)s? \w+\W+)?(?:,? ?(?:\w+ )?(?:\(\w+\) )?)?(?:of|in) (?i:(?:the|its|our|their|that|this|his|said|same|"
    r"mentioned|above|present|national|domestic|political|federal|new|former|provisional|1\d{3}|20\d{2}|amended)[- ]+){0,4}"
    r"(?:Constitution|Basic Law|Fundamental|Penal|Criminal|Civil|Family|Labou?r|Code|Law|Laws|Act|Acts|Statute|"
    r"Charter|Vienna|Universal Declaration|European Convention|Geneva|Additional Protocol|Protocol I|Decree|Ordinance|"
    r"Order|Personal Status|Nationality|Electoral|Citizenship|Municipal|Administrative|Military|Rome|ILO|American|"
    r"Inter-American|International Covenants?|Covenant on|European Social|Social Charter|Regulations?|Organic|Swiss|Convention (?:of Rome|relating|for the Protection of Human)\b)"
)


def named(text: str, last: int, own: str = "") -> list[str]:
    """Return the articles that a text names, in its order, each once and as exactly as it does.

    In: the text; the number of the treaty's last article, above which a number is another text's; how the
    treaty's own title begins, where it could be taken for another's.

    >>> named("articles 9 (2), 15, paragraph 4, and 16 (1) (c), (d); article 42 of its Constitution", 30)
    ['9(2)', '15(4)', '16(1)(c)', '16(1)(d)']
    >>> named("does not consider itself bound by paragraph 1 of article 30", 33)
    ['30(1)']
    """
    text = _SLASHED.sub(r"\1 (\2)", _BRACKETED.sub(r"\1\2", text))
    found: list[tuple[int, list[str]]] = []
    for mention in _MENTION.finditer(text):
        rest = text[mention.end() :]
        if (other := _OTHERS.match(rest)) and not (own and own in rest[: other.end() + len(own)]):
            continue
        articles = _spelled(mention["list"])
        before = _ABOVE.search(text[: mention.start()])
        if before is not None and articles:
            articles[:1] = _below(articles[0], before["outer"], before["inner"] or "")
        articles = [name for name in articles if _number(name) <= last]
        if articles:
            found.append((mention.start(), articles))
    for mention in _THEREOF.finditer(text):
        earlier = [articles for place, articles in found if place < mention.start()]
        if earlier:
            found.append((mention.start(), _below(str(_number(earlier[-1][-1])), mention["outer"], "")))
    names = list(dict.fromkeys(name for _, articles in sorted(found) for name in articles))
    return [name for name in names if not any(_is_in(other, name) for other in names)]


def _number(article: str) -> int:
    return int(re.sub(r"\D.*", "", article))


def _spelled(text: str) -> list[str]:
    """Return the articles of one list: ``2 (f), 9, paragraph 2, and 16 (1) (c), (d)``."""
    found: list[list[str]] = []
    below = plural = beside = until = False
    for token in _TOKEN.finditer(text):
        kind, word = token.lastgroup, (token[token.lastgroup or 0]).lower()
        if kind == "article":
            below = False
        elif kind == "paragraph":
            # The article that stands before it is named only with these paragraphs.
            if found:
                deeper = word.startswith(("sub", "letter", "indent")) and below
                found.append(found[-1][: 2 if deeper else 1])
            below, plural, beside = True, word.endswith("s"), False
        elif kind == "until":
            until = beside = True
        elif kind == "and":
            beside = True
        elif kind == "dot":
            below, beside = True, False
        elif kind == "number" and (not below or _is_next_article(word, found, plural, beside)):
            if until and found and not below:
                found += [[str(number)] for number in range(int(found[-1][0]) + 1, int(word))]
            found.append([word])
            below = beside = until = False
        elif found:
            _go_below(found, word, beside)
            beside = until = False
    names = [step[0] + "".join(f"({part})" for part in step[1:]) for step in found]
    return [
        name
        for place, name in enumerate(names)
        if not any(_is_in(other, name) for other in names[place + 1 :])
    ]


def _is_next_article(word: str, found: list[list[str]], plural: bool, beside: bool) -> bool:
    # ``12, paragraph 2, and 14``: a list of articles goes up.
    return beside and bool(found) and int(word) > int(found[-1][0]) and (not plural or int(word) > 9)


def _go_below(found: list[list[str]], part: str, beside: bool) -> None:
    """Add a paragraph, a letter or a number below the last article, or beside its last part."""
    part = _plain(part)
    last = found[-1]
    if part == last[0]:
        return
    letters = not part.isdigit() and not last[-1].isdigit() and len(last) > 1
    if not beside and letters and (part not in _ROMAN or last[-1] in _ROMAN):
        # ``(c) (d)`` without a comma.
        beside = True
    if not beside or len(last) == 1:
        last.append(part)
        return
    path = list(last)
    if part.isdigit():
        path = path[:1]
    elif path[-1].isdigit():
        pass
    elif path[-1] in _ROMAN and part not in _ROMAN and len(path) > 2 and not path[-2].isdigit():
        path = path[:-2]
    else:
        path = path[:-1]
    found.append([*path, part])


def _is_in(longer: str, shorter: str) -> bool:
    return longer.startswith(f"{shorter}(")


def _below(article: str, outer: str, inner: str) -> list[str]:
    """Return an article with the paragraphs, and what is below them, that stand before it."""
    upper = _spelled(f"{article}, {outer}")
    lower = [name.removeprefix("1") for name in _spelled(f"1, {inner}")] if inner else [""]
    return [f"{above}{part}" for above in upper for part in lower]


def _plain(part: str) -> str:
    # A page prints the letter l for the number 1 here and there.
    return "1" if part == "l" else part
