"""The records of further depositaries, where they are at hand: what they hold, and that the graph holds it."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from inforce.importers import (
    Options,
    Record,
    StatedRecord,
    au,
    fedlex,
    icc,
    icrc,
    memberships,
    normlex,
    oas,
    party_tables,
    run,
    untc_lists,
)
from inforce.paths import data

GRAPH = data("graph")
SOURCES = GRAPH.parents[1] / "shared" / "sources"
OPTIONS = Options(read_on=date(2026, 11, 26))

pytestmark = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the records (../shared/sources) are not beside this checkout"
)

SHEETS = [
    SOURCES / "icrc" / "ihl_status_2020-11-09.csv",
    *(SOURCES / "icrc" / "sheet-2023" / name for name in ("GC.csv", "AP1.csv", "AP2.csv")),
]
AMERICAN = [
    SOURCES / "oas" / name
    for name in (
        *("B-32_oas_sign.txt", "ACHR_annex_2003.txt", "A-52_cidh_fr.txt", "A-53_oas_es.txt"),
        *("A-60_cidh_fr.txt", "IASHR_2006_scribd.txt"),
    )
]
MEMBERSHIPS = [SOURCES / "collected" / "memberships.csv", SOURCES / "memberships" / "memberships.csv"]
AFRICAN = [
    SOURCES / "au" / name
    for name in (
        *("AU_Treaty_Status_Snapshot.extract.txt", "constitutive_act_2017-06-15.csv"),
        "african_court_34_6.txt",
    )
]
ROME = [SOURCES / "icc" / "rome-statute-and-aggression-2026-08-22.csv"]
LISTS = [
    SOURCES / "untc-2015-03-14" / "treaties" / f"{number}.csv"
    for number in ("4-1", "5-2", "5-3", "5-4", "5-5", "18-10")
]
LABOUR = [
    SOURCES / "ilo" / "normlex-2023-05" / f"{code}.csv"
    for code in ("C029", "C087", "C098", "C100", "C105", "C111", "C138", "C155", "C182", "P029")
]
SWISS = [SOURCES / "fedlex" / name for name in ("EMRK.txt", "GFK.json", "ISTANBUL.json", "STAATENLOSE.json")]
TABLES = [
    SOURCES / "coe" / "dutch-treaty-database.txt",
    SOURCES / "coe" / "coe-charts-148.txt",
    SOURCES / "nl" / "C187_verdragen_011589.txt",
]


def _consents(record: Record) -> Counter[str]:
    return Counter(act.towards for act in record.acts if act.kind not in ("Signature", "Denunciation"))


def test_the_sheets_of_the_icrc_show_as_many_parties_as_the_icrc_counts() -> None:
    first, later = icrc.read(SHEETS, OPTIONS)
    conventions = {f"treaty:gc{number}": 196 for number in (1, 2, 3, 4)}
    assert _consents(first) == conventions | {"treaty:ap1": 174, "treaty:ap2": 169, "treaty:ap3": 78}
    assert _consents(later) == conventions | {"treaty:ap1": 174, "treaty:ap2": 169}
    assert isinstance(first, StatedRecord)
    assert isinstance(later, StatedRecord)
    assert len(first.statements) == 76, "declarations under article 90 in being"
    assert [(said.participant, said.kind) for said in later.statements] == [
        ("Russian Federation", "Declaration"),
        ("Russian Federation", "WithdrawalOfStatement"),
    ]


def test_the_tables_of_the_american_treaties() -> None:
    records = oas.read(AMERICAN, OPTIONS)
    assert [dict(_consents(record)) for record in records] == [
        {"B-32": 23},
        {"B-32": 25},
        {"A-52": 15},
        {"A-53": 13},
        {"A-60": 14},
        {"A-51": 17, "A-61": 32, "A-52": 1},
    ]
    annex = records[1]
    assert isinstance(annex, StatedRecord)
    assert len(annex.statements) == 22, "acceptances of the Court, with Trinidad and Tobago's"


def test_the_memberships() -> None:
    records = memberships.read(MEMBERSHIPS, OPTIONS)
    assert [(record.id, len(record.acts)) for record in records] == [
        ("source:oas-members", 35),
        ("source:cow-igo-3-ilo", 182),
        ("source:cow-igo-3-osce", 57 - 2),
    ]


def test_the_lists_of_the_african_union() -> None:
    records = au.read(AFRICAN, OPTIONS)
    assert [dict(_consents(record)) for record in records[:4]] == [
        {"treaty:achpr": 54},
        {"treaty:acrwc": 50},
        {"treaty:afchpr-p": 34},
        {"treaty:maputo": 44},
    ]
    assert len(records[4].acts) == 55, "members of the Union"
    assert isinstance(records[5], StatedRecord)
    assert len(records[5].statements) == 12, "declarations under article 34(6)"


def test_the_lists_of_2015_agree_with_later_counts_of_the_un() -> None:
    genocide, refugees, stateless, reduction, protocol, rome = untc_lists.read(LISTS, OPTIONS)
    # 153 parties in April 2024, seven of them later; 147 in March 2024, South Sudan of them later.
    assert _consents(genocide) == {"UNTC IV-1": 153 - 7}
    assert _consents(protocol) == {"UNTC V-5": 147 - 1}
    assert _consents(refugees) == {"UNTC V-2": 145}
    assert _consents(stateless) == {"UNTC V-3": 86}, "with Madagascar, which had left"
    assert _consents(reduction) == {"UNTC V-4": 63}
    assert _consents(rome) == {"UNTC XVIII-10": 122}


def test_the_list_of_the_parties_to_the_rome_statute() -> None:
    (record,) = icc.read(ROME, OPTIONS)
    kinds = Counter(act.kind for act in record.acts)
    assert kinds.pop("Denunciation") == 7
    assert kinds.pop("Signature") == 110
    # 125 parties at the beginning of 2026, and two that had left.
    assert kinds.total() == 125 + 2


def test_the_tables_of_normlex() -> None:
    records = normlex.read(LABOUR, OPTIONS)
    assert [sum(_consents(record).values()) for record in records] == [
        *(180, 157, 168, 174, 178, 175, 175, 77, 187, 59),
    ]
    exits = [
        (act.participant, act.date) for record in records for act in record.acts if act.kind == "Denunciation"
    ]
    assert exits == [("Malaysia", date(1990, 1, 10)), ("Singapore", date(1979, 4, 19))]


def test_the_scope_tables_show_present_parties() -> None:
    records = fedlex.read(SWISS, OPTIONS)
    assert [(record.id, len(record.acts)) for record in records] == [
        ("source:fedlex-emrk-2022-09-16", 46),
        ("source:fedlex-gfk-2012-06-14", 145),
        ("source:fedlex-istanbul-2024-12-20", 39),
        ("source:fedlex-staatenlose-2026-05-22", 99),
    ]
    assert not any(record.complete_for for record in records)


def test_the_party_tables_are_partial() -> None:
    records = party_tables.read(TABLES, OPTIONS)
    assert [record.partial_for for record in records] == [
        ("ETS 187",),
        ("ETS 194",),
        ("ETS 213",),
        ("ETS 148",),
        ("treaty:c187",),
    ]


@pytest.mark.parametrize(
    ("format", "files"),
    [
        ("au", AFRICAN),
        ("fedlex", SWISS),
        ("icc", ROME),
        ("icrc", SHEETS),
        ("memberships", MEMBERSHIPS),
        ("normlex", LABOUR),
        ("oas", AMERICAN),
        ("party-tables", TABLES),
        ("untc-lists", LISTS),
    ],
)
def test_the_graph_holds_every_act_of_the_records(format: str, files: list[Path]) -> None:
    changes = run(format, files, GRAPH, options=OPTIONS, dry_run=True)
    assert (changes.new, changes.files) == ((), {})
