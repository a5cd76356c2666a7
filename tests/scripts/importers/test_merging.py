"""What merging does with one act at a time, and that files are written together or not at all."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from inforce import turtle
from inforce.errors import InforceError, InputError, UnknownNameError, UnreadableError
from inforce.importers import Act, Changes, Disagreement, Gap, Options, Record, Total, merge, run
from inforce.importers.acts import fault, treaty_number

GRAPH = Path(__file__).parent / "cases" / "untc" / "graph"
LIGHTS = "Convention on the Keeping of Lighthouses"


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GRAPH, tmp_path / "graph"))


def act(kind: str, day: str = "", effect: str = "", **more: object) -> Act:
    first = Act(
        participant="Norland",
        towards=LIGHTS,
        kind=kind,
        date=date.fromisoformat(day) if day else None,
        stated_effect=date.fromisoformat(effect) if effect else None,
        as_written=f"{kind} {day or effect}",
        file="list.csv",
        line=2,
    )
    return replace(first, **more)  # type: ignore[arg-type]


def record(*acts: Act, name: str = "list", **more: object) -> Record:
    first = Record(
        id=f"source:{name}",
        label="A list",
        publisher="Harbour Office",
        address="https://example.org",
        sha256=("00",),
        read_on=date(2026, 11, 22),
        status_at=date(2026, 1, 1),
        acts=acts,
    )
    return replace(first, **more)  # type: ignore[arg-type]


def put(graph: Path, *acts: Act, name: str = "list", **more: object) -> Changes:
    changes = merge([record(*acts, name=name, **more)], graph)
    changes.write()
    return changes


def events(graph: Path) -> str:
    return (graph / "treaties" / "lights" / "events.ttl").read_text(encoding="utf-8")


def ids(graph: Path) -> list[str]:
    return sorted(line.split()[0] for line in events(graph).splitlines() if line.startswith("event:"))


# --- identifiers ----------------------------------------------------------------------------------------


def test_identifiers_are_numbered_in_order_of_discovery_and_stay(graph: Path) -> None:
    put(graph, act("Accession", "1990-01-01"), act("Denunciation", "1995-01-01"))
    put(graph, act("Accession", "2000-01-01"), name="second")
    put(graph, act("Denunciation", "1975-01-01"), act("Accession", "1970-01-01"), name="third")
    assert ids(graph) == [
        "event:lights-xnl-accession",
        "event:lights-xnl-accession-2",
        "event:lights-xnl-accession-3",
        "event:lights-xnl-denunciation",
        "event:lights-xnl-denunciation-2",
    ]
    blocks = events(graph).split("\n\n")
    (third,) = [block for block in blocks if block.startswith("event:lights-xnl-accession-3 ")]
    assert "1970-01-01" in third


def test_a_number_is_not_given_twice(graph: Path) -> None:
    put(
        graph,
        act("Accession", "1990-01-01"),
        act("Denunciation", "1995-01-01"),
        act("Accession", "2000-01-01"),
    )
    path = graph / "treaties" / "lights" / "events.ttl"
    kept = [
        block for block in events(graph).split("\n\n") if not block.startswith("event:lights-xnl-accession ")
    ]
    path.write_text("\n\n".join(kept), encoding="utf-8")
    put(graph, act("Accession", "1990-01-01"), name="second")
    assert "event:lights-xnl-accession-3" in ids(graph)


def test_a_kind_is_written_in_words(graph: Path) -> None:
    put(graph, act("FormalConfirmation", "1990-01-01"))
    assert ids(graph) == ["event:lights-xnl-formal-confirmation"]


# --- the same act ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["Acceptance", "Accession", "Succession", "DefinitiveSignature"])
def test_words_of_consent_are_one_act_on_one_day(graph: Path, kind: str) -> None:
    put(graph, act("Ratification", "1990-01-01"))
    changes = put(graph, act(kind, "1990-01-01"), name="second")
    assert not changes.new
    assert "source:list , source:second" in events(graph)


def test_signature_and_consent_on_one_day_are_two_acts(graph: Path) -> None:
    put(graph, act("Signature", "1990-01-01"), act("Ratification", "1990-01-01"))
    assert len(ids(graph)) == 2


def test_an_effect_is_added_and_never_replaced(graph: Path) -> None:
    put(graph, act("Ratification", "1990-01-01"))
    put(graph, act("Ratification", "1990-01-01", "1990-04-01"), name="second")
    assert 'inforce:statedEffect "1990-04-01"' in events(graph)
    changes = put(graph, act("Ratification", "1990-01-01", "1990-04-02"), name="third")
    assert len(changes.disagreeing) == 1
    assert 'inforce:statedEffect "1990-04-01"' in events(graph)
    assert 'inforce:value "1990-04-02"' in events(graph)
    assert "source:list , source:second , source:third" in events(graph)


def test_a_discrepancy_is_told_once_and_gathers_sources(graph: Path) -> None:
    put(graph, act("Ratification", "1990-01-01"))
    put(graph, act("Ratification", "1990-01-02"), name="second")
    changes = put(graph, act("Ratification", "1990-01-02"), name="third")
    assert len(changes.disagreeing) == 1
    put(graph, act("Ratification", "1990-01-03"), name="fourth")
    told = [line for line in events(graph).splitlines() if line.startswith("discrepancy:")]
    assert len(told) == 2
    assert "dcterms:source source:second , source:third ." in events(graph)


def test_a_better_record_raises_the_certainty_and_a_worse_one_does_not_lower_it(graph: Path) -> None:
    put(graph, act("Ratification", "1990-01-01", certainty="reported"))
    put(graph, act("Ratification", "1990-01-01"), name="second")
    assert "kind:recorded" in events(graph)
    put(graph, act("Ratification", "1990-01-01", certainty="reported"), name="third")
    assert "kind:reported" not in events(graph)


def test_an_act_without_day_and_effect_confirms_the_one_that_is_known(graph: Path) -> None:
    put(graph, act("Signature", "1990-01-01"))
    changes = put(graph, act("Signature", not_after=date(2020, 1, 1)), name="second")
    assert not changes.new
    assert "source:list , source:second" in events(graph)


def test_an_act_without_day_effect_and_bounds_stops(graph: Path) -> None:
    with pytest.raises(UnreadableError, match="neither when the act was done"):
        merge([record(act("Signature"))], graph)


def test_an_exit_with_another_date_is_a_discrepancy_unless_a_consent_lies_between(graph: Path) -> None:
    put(graph, act("Accession", "1990-01-01"), act("Denunciation", "1995-01-01"))
    assert put(graph, act("Withdrawal", "1995-01-02"), name="second").disagreeing
    put(graph, act("Accession", "1996-01-01"), name="third")
    assert put(graph, act("Denunciation", "1998-01-01"), name="fourth").new


def test_an_effect_alone_finds_the_consent_of_its_spell(graph: Path) -> None:
    put(
        graph,
        act("Accession", "1990-01-01"),
        act("Denunciation", "1995-01-01"),
        act("Accession", "2000-01-01"),
    )
    put(graph, act("Ratification", effect="2000-04-01"), name="second")
    blocks = events(graph).split("\n\n")
    (second,) = [block for block in blocks if block.startswith("event:lights-xnl-accession-2 ")]
    assert "2000-04-01" in second


def test_other_kinds_are_told_apart_by_their_day(graph: Path) -> None:
    put(graph, act("Suspension", "1990-01-01"))
    assert put(graph, act("Suspension", "1991-01-01"), name="second").new


def test_what_a_record_prints_twice_is_beside_its_act(graph: Path) -> None:
    printed = act("Ratification", "1990-01-01")
    other = Disagreement(act=printed, value=date(1990, 1, 2), note="Printed in another row.")
    changes = put(graph, printed, disagreements=(other,))
    assert len(changes.disagreeing) == 1
    assert "Printed in another row." in events(graph)


# --- what stands beside the acts --------------------------------------------------------------------------


def test_totals_and_gaps(graph: Path) -> None:
    put(
        graph,
        act("Ratification", "1990-01-01"),
        totals=(Total(towards=LIGHTS, signatories=0, parties=1),),
        gaps=(Gap(towards=LIGHTS, participant="Vestria", note="One spell.", file="list.csv", line=3),),
        complete_for=("UNTC XXX-7",),
    )
    assert "total:list-lights a inforce:Total" in events(graph)
    assert "gap:list-lights-xve a inforce:Gap" in events(graph)
    sources = (graph / "sources.ttl").read_text(encoding="utf-8")
    assert "inforce:completeFor treaty:lights" in sources
    assert sources.startswith("# Every document that the graph cites.\n")


def test_an_undated_source_says_so(graph: Path) -> None:
    put(graph, act("Ratification", "1990-01-01"), status_at=None)
    assert "inforce:undated true" in (graph / "sources.ttl").read_text(encoding="utf-8")


def test_a_day_of_reading_stays(graph: Path) -> None:
    put(graph, act("Ratification", "1990-01-01"))
    assert not put(graph, act("Ratification", "1990-01-01"), read_on=date(2027, 1, 1)).files


def test_words_for_a_person(graph: Path) -> None:
    changes = merge(
        [record(act("Ratification", "1990-01-01", "1990-04-01"), ignored=("the weather",))], graph
    )
    assert changes.words() == [
        (
            "new: Lighthouses, Norland (Kingdom of): ratification of 1990-01-01 with effect on 1990-04-01 "
            "(event:lights-xnl-ratification)"
        ),
        "ignored: the weather",
    ]
    changes.write()
    again = merge([record(act("Ratification", "1990-01-01", "1990-04-01"))], graph)
    assert again.words() == ["The graph holds all of this already; no file changes."]


# --- files ------------------------------------------------------------------------------------------------


def test_an_opening_comment_stays_and_the_form_is_canonical(graph: Path) -> None:
    path = graph / "treaties" / "lights" / "events.ttl"
    path.write_text("# First line.\n#\n# Third line.\n", encoding="utf-8")
    put(graph, act("Ratification", "1990-01-01"))
    text = events(graph)
    assert text.startswith("# First line.\n#\n# Third line.\n\nPREFIX ")
    assert text == turtle.write(turtle.parse(path), "First line.\n\nThird line.")


def test_if_one_file_cannot_be_written_none_is_changed(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(graph, act("Signature", "1990-01-01"))
    before = {path: path.read_bytes() for path in graph.rglob("*") if path.is_file()}
    other = act("Ratification", "1990-01-01", towards="UNTC XXX-7-b")
    changes = merge([record(act("Ratification", "1991-01-01"), other, name="second")], graph)
    assert len(changes.files) == 3
    replace_file, placed = Path.replace, []

    def full_disk(self: Path, target: Path) -> Path:
        if len(placed) == 2:
            raise OSError(28, "No space left on device", str(target))
        placed.append(target)
        return replace_file(self, target)

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(InforceError, match="nothing was changed"):
        changes.write()
    assert {path: path.read_bytes() for path in graph.rglob("*") if path.is_file()} == before


def test_the_graph_must_be_whole(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    with pytest.raises(UnreadableError, match=r"participants\.ttl: cannot be read"):
        merge([record(act("Ratification", "1990-01-01"))], tmp_path / "graph")


# --- being asked ------------------------------------------------------------------------------------------


def test_an_unknown_format_and_no_file(graph: Path) -> None:
    options = Options(read_on=date(2026, 11, 22))
    with pytest.raises(UnknownNameError, match="no format 'asean'"):
        run("asean", [Path("list.csv")], graph, options=options)
    with pytest.raises(InputError, match="no file"):
        run("coe", [], graph, options=options)
    with pytest.raises(UnreadableError, match=r"nowhere\.html: cannot be read"):
        run("untc", [Path("nowhere.html")], graph, options=options)


@pytest.mark.parametrize("format", ["coe", "huggo"])
def test_formats_of_one_file_take_one(graph: Path, format: str) -> None:
    with pytest.raises(InputError, match="one file"):
        run(format, [Path("a.csv"), Path("b.csv")], graph, options=Options(read_on=date(2026, 11, 22)))


def test_a_place_without_a_line_is_the_file() -> None:
    assert str(fault("a.csv", 0, "is empty.", "")) == "a.csv: is empty."


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("035", "ETS 35"),
        ("ETS No. 005", "ETS 5"),
        ("CETS 210", "ETS 210"),
        ("ets 14a", "ETS 14A"),
        ("ECHR", ""),
        ("IV-9-b", ""),
    ],
)
def test_numbers_of_the_council_of_europe(text: str, number: str) -> None:
    assert treaty_number(text) == number
