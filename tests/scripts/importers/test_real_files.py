"""The records that the graph was made from, where they are at hand."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from inforce.importers import Options, Record, coe, huggo, run, table, un_members, untc
from inforce.paths import data

GRAPH = data("graph")
SOURCES = GRAPH.parents[1] / "shared" / "sources"
OPTIONS = Options(read_on=date(2026, 11, 26))

pytestmark = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the records (../shared/sources) are not beside this checkout"
)

PAGES = SOURCES / "untc-2026-02-03"
TABLE_OF_2012 = SOURCES / "coe" / "coe-status-2012-04-06.csv"
MEMBERSHIPS = SOURCES / "huggo-2023" / "memberships.csv"
LISTS = [SOURCES / "untc-2015-03-14" / "treaties" / name for name in ("1-1.csv", "1-2.csv")]
LATER = SOURCES / "coe-later" / "events.csv"


def _kinds(record: Record) -> Counter[str]:
    return Counter(act.kind for act in record.acts)


def test_every_page_agrees_with_its_own_totals() -> None:
    # Reading stops where the rows and the printed totals differ.
    records = untc.read(sorted(PAGES.glob("*.html")), OPTIONS)
    totals = {record.id.split("-2026")[0]: record.totals[0] for record in records}
    assert {name: (total.signatories, total.parties) for name, total in totals.items()} == {
        "source:untc-iv-2": (88, 182),
        "source:untc-iv-3": (72, 173),
        "source:untc-iv-3-a": (46, 31),
        "source:untc-iv-4": (74, 175),
        "source:untc-iv-5": (35, 116),
        "source:untc-iv-8": (99, 189),
        "source:untc-iv-8-b": (80, 116),
        "source:untc-iv-9": (83, 175),
        "source:untc-iv-9-b": (76, 96),
        "source:untc-iv-11": (140, 196),
        "source:untc-iv-11-b": (130, 173),
        "source:untc-iv-11-c": (122, 178),
        "source:untc-iv-11-d": (54, 53),
        "source:untc-iv-12": (40, 92),
        "source:untc-iv-13": (40, 60),
        "source:untc-iv-15": (164, 193),
        "source:untc-iv-15-a": (95, 108),
        "source:untc-iv-16": (98, 78),
    }
    assert {record.status_at for record in records} == {date(2026, 2, 3)}
    withdrawn = [act for record in records for act in record.acts if "[" in act.as_written]
    assert sorted((act.participant, act.kind) for act in withdrawn) == [
        ("Belarus", "Accession"),
        ("Jamaica", "Ratification"),
        ("Jamaica", "Signature"),
        ("Trinidad and Tobago", "Accession"),
    ]


def test_the_table_of_2012() -> None:
    (record,) = coe.read([TABLE_OF_2012], OPTIONS)
    assert len(record.complete_for) == 23
    assert _kinds(record) == {
        "Accession": 4,
        "Admission": 47,
        "DefinitiveSignature": 16,
        "Ratification": 707,
        "Signature": 840,
        "Succession": 24,
    }
    assert {act.participant for act in record.acts if act.kind == "Succession"} == {
        "Czech Republic",
        "Montenegro",
        "Slovakia",
    }
    assert not record.disagreements


def test_all_treaties_of_the_table_of_2012_can_be_read() -> None:
    with TABLE_OF_2012.open(encoding="utf-8") as file:
        lines = file.read().count("\n")
    assert lines == 10250
    adoption = "European Convention on the Adoption of Children"
    (record,) = coe.read([TABLE_OF_2012], Options(read_on=OPTIONS.read_on, treaties=(adoption,)))
    exits = [
        (act.participant, act.date, act.stated_effect) for act in record.acts if act.kind == "Denunciation"
    ]
    assert exits == [
        ("Norway", date(2008, 11, 17), date(2009, 5, 18)),
        ("Sweden", date(2002, 7, 3), date(2003, 1, 4)),
    ]


def test_the_members_of_the_united_nations() -> None:
    (record,) = un_members.read(LISTS, OPTIONS)
    assert len(record.acts) == 193
    assert record.complete_for_current == ("organisation:un",)


def test_the_hand_coded_memberships() -> None:
    (record,) = huggo.read([MEMBERSHIPS], OPTIONS)
    assert len(record.acts) == 399 + 59 + 7, "Council of Europe, C187, Genocide Convention since 2015"
    assert {act.certainty for act in record.acts} == {"reported"}


def test_the_collected_events(tmp_path: Path) -> None:
    sources = tmp_path / "sources.csv"
    names = ("inview", "istanbul-nakib", "coe-pages")
    sources.write_text(
        "source,treaty,status_at,label,publisher,address,certainty\n"
        + "".join(f"{name},,,{name},somebody,https://example.org,reported\n" for name in names),
        encoding="utf-8",
    )
    records = table.read(
        [LATER, sources],
        Options(
            read_on=OPTIONS.read_on,
            treaties=("ETS 158", "CETS 210"),
            complete=(("istanbul-nakib", "210"),),
        ),
    )
    (whole,) = [record for record in records if record.complete_for]
    assert len({act.participant for act in whole.acts}) == 45
    (charters,) = [record for record in records if record.id.startswith("source:inview")]
    assert len(charters.acts) == 14
    assert all(act.date is None and act.stated_effect for act in charters.acts)


@pytest.mark.parametrize(
    ("format", "files"),
    [
        ("coe", [TABLE_OF_2012]),
        ("huggo", [MEMBERSHIPS]),
        ("un-members", LISTS),
        ("untc", sorted(PAGES.glob("*.html"))),
    ],
)
def test_the_graph_holds_every_act_of_the_records(format: str, files: list[Path]) -> None:
    changes = run(format, files, GRAPH, options=OPTIONS, dry_run=True)
    assert changes.new == ()
