"""What people type → the thing that is meant.

Names are compared by key and never by likeness: Niger is not Nigeria. Likeness only ever says "did you
mean".
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

import pyoxigraph as ox

from inforce.errors import UnknownNameError
from inforce.terms import compact
from inforce.turtle import node

__all__ = ["fact", "formal", "key", "label", "resolve", "short", "short_name"]

_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


def key(name: str) -> str:
    """Return a name without case, diacritics, punctuation and superfluous space.

    >>> key("Côte d'Ivoire"), key("ETS 126"), key("IV-9-b")
    ('cote d ivoire', 'ets 126', 'iv 9 b')
    """
    # Letters of other shapes become plain first, so that their case can go; what case leaves is taken apart.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return _NOT_WORD.sub(" ", plain.replace("_", " ")).strip()


_KEY = node("inforce:key")
_LABEL = node("rdfs:label")

# The folder of an identifier → what it can be asked for as.
_KINDS = {
    "state": "state",
    "entity": "state",
    "territory": "territory",
    "organisation": "organisation",
    "treaty": "treaty",
    "body": "body",
    "mechanism": "mechanism",
}
_LISTS = {
    "state": "states",
    "territory": "territories",
    "organisation": "organisations",
    "treaty": "treaties",
    "body": "bodies",
    "mechanism": "mechanisms",
}
_WORDS = {
    "state": "state or other participant",
    "territory": "territory",
    "organisation": "organisation",
    "treaty": "treaty",
    "body": "body",
    "mechanism": "mechanism",
}


def short(identifier: str) -> str:
    """Return the short name of a thing: ``treaty:ecpt`` → ``ecpt``."""
    return identifier.partition(":")[2]


def label(store: ox.Store, identifier: str) -> str:
    """Return the label of a thing, its short name where it has none."""
    for quad in store.quads_for_pattern(node(identifier), _LABEL, None, None):
        return quad.object.value  # type: ignore[union-attr]
    return short(identifier)


def fact(store: ox.Store, identifier: str, name: str) -> str:
    """Return one value of a property of ours, or nothing; an identifier as its address."""
    for quad in store.quads_for_pattern(node(identifier), node(f"inforce:{name}"), None, None):
        return quad.object.value  # type: ignore[union-attr]
    return ""


def formal(store: ox.Store, state: str) -> str:
    """Return the formal name of a participant as it stands in a sentence: ``the Russian Federation``."""
    return fact(store, state, "officialName") or label(store, state)


def short_name(store: ox.Store, identifier: str) -> str:
    """Return the customary short name of a body: ``CPT``."""
    return fact(store, identifier, "shortName") or label(store, identifier)


def resolve(store: ox.Store, text: str, *kinds: str) -> str:
    """Return the identifier of what somebody typed: a name, a code, a series number or an alias.

    In: the text; the kinds that are meant, in order of preference (``state``, ``territory``,
    ``organisation``, ``treaty``, ``body``, ``mechanism``). Names are compared without case, diacritics and punctuation.
    Raises ``UnknownNameError`` with suggestions where nothing has the name, or more than one thing has.
    """
    wanted = key(text)
    found: dict[str, list[str]] = defaultdict(list)
    if wanted:
        for quad in store.quads_for_pattern(None, _KEY, ox.Literal(wanted), None):
            identifier = compact(quad.subject.value)  # type: ignore[union-attr]
            found[_KINDS[identifier.partition(":")[0]]].append(identifier)
    for kind in kinds:
        names = sorted(set(found.get(kind, ())))
        if kind == "state":
            # An organisation that is a participant in its own right is asked for like a state.
            names = names or [name for name in found.get("organisation", ()) if _acts(store, name)]
        if len(names) == 1:
            return names[0]
        if names:
            raise UnknownNameError(
                f"{text!r} can mean {', '.join(names)}.", hint="Use the short name of one of them."
            )
    if "state" in kinds and found.get("territory"):
        raise UnknownNameError(
            f"{label(store, found['territory'][0])} is a territory, and this is told of states.",
            hint=f"`inforce status {short(found['territory'][0])} [TREATY]` says which treaties are applied to it, "
            "and who answers for it.",
        )
    raise UnknownNameError(
        f"No {' or '.join(_WORDS[kind] for kind in kinds)} is called {text!r}.",
        hint=_suggest(store, wanted, kinds),
    )


def _acts(store: ox.Store, identifier: str) -> bool:
    pattern = store.quads_for_pattern(None, node("inforce:participant"), node(identifier), None)
    return next(iter(pattern), None) is not None


def _suggest(store: ox.Store, wanted: str, kinds: Sequence[str]) -> str:
    from rapidfuzz import fuzz, process

    keys: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, _KEY, None, None):
        identifier = compact(quad.subject.value)  # type: ignore[union-attr]
        if _KINDS[identifier.partition(":")[0]] in kinds:
            keys[quad.object.value] = identifier  # type: ignore[union-attr]
    close = process.extract(wanted, keys.keys(), scorer=fuzz.WRatio, limit=12, score_cutoff=70)
    names = list(dict.fromkeys(keys[name] for name, _, _ in close))[:3]
    lists = " and ".join(f"`inforce list {_LISTS[kind]}`" for kind in kinds)
    listed = f"{lists} show{'s' if len(kinds) == 1 else ''} all names."
    if not names:
        return listed
    spelt = " or ".join(f"{label(store, name)} ({short(name)})" for name in names)
    return f"Did you mean {spelt}? {listed}"
