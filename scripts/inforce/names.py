"""What people type → the key under which a thing is found.

Names are compared by key and never by likeness: Niger is not Nigeria.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["key"]

_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


def key(name: str) -> str:
    """Return a name without case, diacritics, punctuation and superfluous space.

    >>> key("Côte d'Ivoire"), key("ETS 126"), key("IV-9-b")
    ('cote d ivoire', 'ets 126', 'iv 9 b')
    """
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(character)
    )
    return _NOT_WORD.sub(" ", plain.replace("_", " ")).strip()
