"""What there is, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inforce.tell.words import NOT_ADVICE

if TYPE_CHECKING:
    from inforce.answers.listing import About, Listed

__all__ = ["about_text", "listing_text"]


def listing_text(found: Sequence[Listed]) -> str:
    """Return a list of things as aligned text."""
    longest = max((len(entry.name) for entry in found), default=0)
    return "".join(
        f"{entry.name:<{longest}}  {entry.label}{f'  ({entry.code})' if entry.code else ''}\n"
        for entry in found
    )


def about_text(found: About) -> str:
    """Return what the graph holds as text."""
    lines = [f"data version  {found.data_version}"]
    lines += [f"{words:<14}{count:>9,}" for words, count in found.counts.items()]
    lines += ["", "Records, by treaty or organisation:"]
    for record in found.records:
        lines.append(
            f"  {record.towards:<14} {record.as_at or 'undated':<10}  {record.completeness}: {record.label}"
        )
    lines += ["", NOT_ADVICE]
    return "\n".join(lines) + "\n"
