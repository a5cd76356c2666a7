"""What was declared, opted out of or put off: each case gives the answers of the mechanisms it decides.

A case is a folder of positions/ with its statements, on top of positions/base.ttl.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from inforce.derive import derived
from inforce.positions import slug
from inforce.record import read, triples
from inforce.terms import BEGINNING

HERE = Path(__file__).parent / "positions"
CASES = sorted(path.parent for path in HERE.glob("*/case.toml"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path) -> None:
    told = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    followed = derived(read(triples([HERE / "base.ttl", case / "data.ttl"])))

    def answer(state: str, mechanism: str, on: date) -> str:
        for reach in followed.coverage:
            if (
                (reach.participant, reach.mechanism) == (state, mechanism)
                and reach.start <= on
                and (reach.until is None or on < reach.until)
            ):
                return reach.answer.replace("-", " ")
        return "no record"

    found = [(ask["on"], answer(ask["state"], ask["mechanism"], ask["on"])) for ask in told["ask"]]
    assert found == [(ask["on"], ask["answer"]) for ask in told["ask"]], told["why"]
    stretches: dict[tuple[str, str], list[object]] = {}
    for position in followed.positions:
        before = stretches.setdefault((position.participant, position.article), [])
        assert position.start == (before[-1].until if before else BEGINNING)  # type: ignore[attr-defined]
        before.append(position)


def test_no_case_is_left_out() -> None:
    assert {path.name for path in HERE.iterdir() if path.is_dir()} == {case.name for case in CASES}


def test_an_article_in_an_identifier() -> None:
    assert slug("24 (Part III)") == "24-part-iii"
    assert slug("10(1)") == "10-1"
