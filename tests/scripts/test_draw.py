"""Pictures: well-formed, self-contained, inert, the same bytes everywhere, nothing cut and nothing covered."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from inforce.answers.reasons import Dates, SourceRef
from inforce.cli import group
from inforce.derive import compile_graph
from inforce.draw import Picture, boxes, form_of, made, of_state, of_treaty
from inforce.draw.layers import crossings, ordered, settled
from inforce.draw.of_state import state_network
from inforce.draw.of_treaty import treaty_network
from inforce.draw.picture import span
from inforce.draw.svg import fit, num, tag, width, wrap
from inforce.draw.timeline import timeline
from inforce.errors import InforceError, InputError
from inforce.paths import data
from inforce.record import files, triples
from inforce.store import in_memory
from inforce.turtle import literal, node

ON = date(2026, 11, 22)
SVG = "{http://www.w3.org/2000/svg}"
STATES = ("rus", "jam", "srb", "deu")
CASES = Path(__file__).parent / "effects"
HOSTILE = "</script><script>alert(1)</script> ]]> \"quoted\" 'x' <b onload=x> &amp; javascript:x"


def parsed(svg: str) -> Any:
    return etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


def words(svg: str) -> str:
    return " ".join("".join(element.itertext()) for element in parsed(svg).iter(f"{SVG}text"))


def pictures(store: ox.Store) -> dict[str, Picture]:
    return {
        **{f"network {name}": state_network(store, f"state:{name}", ON) for name in STATES},
        **{f"timeline {name}": timeline(store, f"state:{name}", ON) for name in STATES},
        "network ecpt": treaty_network(store, "treaty:ecpt", ON),
        "network iccpr-op1": treaty_network(store, "treaty:iccpr-op1", ON),
        "network coe": treaty_network(store, "organisation:coe", ON),
    }


@pytest.fixture(scope="module")
def drawn(store: ox.Store) -> dict[str, Picture]:
    return pictures(store)


# --- every picture -----------------------------------------------------------------------------------


def test_each_is_svg_that_says_what_it_is(drawn: dict[str, Picture]) -> None:
    for name, picture in drawn.items():
        root = parsed(picture.svg)
        assert root.get("role") == "img", name
        title, description = (root.find(f"{SVG}{one}") for one in ("title", "desc"))
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert title.text == picture.title and len(description.text) > 50
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))


def test_each_says_day_age_sources_and_no_advice(drawn: dict[str, Picture]) -> None:
    for name, picture in drawn.items():
        said = words(picture.svg)
        assert "22 November 2026" in said, name
        assert re.search(r"The records? (is|are) as at \d", said), name
        assert "Sources: " in said and "This is not legal advice." in said, name
        assert re.search(r"Data version [0-9a-f]{12}", said), name


def test_each_needs_nothing_else(drawn: dict[str, Picture]) -> None:
    for picture in drawn.values():
        for element in parsed(picture.svg).iter():
            assert element.tag not in {f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject", f"{SVG}use"}
            for key, value in element.attrib.items():
                assert not key.startswith("on") and "href" not in key
                assert "url(" not in value or value.startswith("url(#")


def test_nothing_stands_outside(drawn: dict[str, Picture]) -> None:
    """Every text ends within the picture, even in the widest font."""
    for name, picture in drawn.items():
        root = parsed(picture.svg)
        wide = float(root.get("width"))
        for element in root.iter(f"{SVG}text"):
            size, x = float(element.get("font-size")), float(element.get("x"))
            needed = width(element.text or "", size, bold=element.get("font-weight") == "bold")
            anchor = element.get("text-anchor")
            shift = next(
                (float(match[1]) for above in element.iterancestors()
                 if (match := re.match(r"translate\((\S+) ", above.get("transform", "")))),
                0.0,
            )  # fmt: skip
            start = x + shift - {"middle": needed / 2, "end": needed}.get(anchor, 0.0)
            assert start >= 0 and start + needed <= wide + 1, f"{name}: {element.text}"


def test_nothing_is_cut(drawn: dict[str, Picture]) -> None:
    for picture in drawn.values():
        assert not [text for text in words(picture.svg).split() if text.endswith("…") and len(text) > 1]


def test_no_box_covers_another(store: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    placed: list[tuple[float, float, float, float]] = []

    def remembered(about: boxes.Box, x: float, y: float, wide: float) -> Any:
        high = {"state": 30.0, "asked": 22.0}.get(about.form, 16.5)
        assert about.wide <= wide + 0.01, f"{about.words} does not fit"
        placed.append((x, y - high / 2, x + wide, y + high / 2))
        return boxes.box(about, x, y, wide)

    for module in (of_state, of_treaty):
        monkeypatch.setattr(module, "box", remembered)
    for draw in (
        *(lambda name=name: state_network(store, f"state:{name}", ON) for name in STATES),
        *(lambda name=name: treaty_network(store, name, ON) for name in ("treaty:ecpt", "treaty:esc-rev")),
    ):
        placed.clear()
        draw()
        for place, one in enumerate(placed):
            for other in placed[place + 1 :]:
                assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1], (
                    one,
                    other,
                )


# --- what they show ----------------------------------------------------------------------------------


def test_the_network_of_russia(drawn: dict[str, Picture]) -> None:
    picture = drawn["network rus"]
    said = words(picture.svg)
    assert "CPT periodic visits" in said and "1998-09-01 – 2026-10-01?" in said
    assert "No record at hand shows when, or whether," in said
    assert "Commissioner" not in said, "what is no is counted and not drawn"
    assert re.search(r"\d+ mechanisms that are no, and \d+ of which there is no record", said)
    dashed = [
        element for element in parsed(picture.svg).iter(f"{SVG}path") if element.get("stroke") == "#882255"
    ]
    assert all(element.get("stroke-dasharray") for element in dashed if element.get("fill") == "none")


def test_the_timeline_of_russia(drawn: dict[str, Picture]) -> None:
    said = words(drawn["timeline rus"].svg)
    assert "1998-05-05 – 2022-09-16, then earlier facts" in said
    assert "1998-09-01 – 2026-10-01?" in said
    assert "signed 1997-04-16" in said
    svg = drawn["timeline rus"].svg
    assert 'fill="url(#hatch)"' in svg and 'fill="url(#ending)"' in svg and 'stroke-dasharray="0.1 5"' in svg


def test_the_timeline_of_jamaica(drawn: dict[str, Picture]) -> None:
    assert "1976-03-23 – 1998-01-23, then what had been submitted" in words(drawn["timeline jam"].svg)


def test_the_network_of_a_treaty(drawn: dict[str, Picture]) -> None:
    said = words(drawn["network ecpt"].svg)
    assert "46 parties" in said and "1 undetermined" in said and "Russian Federation" in said
    assert "ECPT Protocol 1" in said and "reaches 46, 1 undetermined" in said
    said = words(drawn["network iccpr-op1"].svg)
    assert "Jamaica (1998-01-23)" in said and "left and not back" in said


def test_the_day_moves_the_line(store: ox.Store) -> None:
    early, late = (timeline(store, "state:rus", day) for day in (date(2000, 1, 1), ON))
    assert "1 January 2000" in words(early.svg) and early.svg != late.svg


def test_every_state_can_be_drawn(store: ox.Store) -> None:
    """Also who has signed nothing, on days when hardly anything was there."""
    for state in ("state:yug", "entity:kosovo", "state:bih", "state:usa"):
        for on in (date(1, 1, 1), date(1949, 1, 1), date(2100, 1, 1), date(9999, 12, 31)):
            parsed(state_network(store, state, on).svg)
            parsed(timeline(store, state, on).svg)
    for asked in ("treaty:echr-p9", "treaty:childex96", "organisation:un"):
        for on in (date(1948, 1, 1), ON):
            parsed(treaty_network(store, asked, on).svg)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (Dates(date(2000, 1, 1), date(2000, 1, 1)), "since 2000-01-01"),
        (Dates(date(2000, 1, 1), date(2001, 1, 1)), "since 2000-01-01…2001-01-01"),
        (Dates(date(2000, 1, 1), None), "since 2000-01-01…?"),
        (Dates(date(2000, 1, 1), date(2000, 1, 1), date(2002, 1, 1)), "2000-01-01 – 2002-01-01?"),
        (
            Dates(date(2000, 1, 1), date(2000, 1, 1), date(2002, 1, 1), date(2002, 1, 1)),
            "2000-01-01 – 2002-01-01",
        ),
        (
            Dates(date(2000, 1, 1), date(2000, 1, 1), date(2002, 1, 1), date(2003, 1, 1)),
            "2000-01-01 – 2002-01-01…2003-01-01",
        ),
        (
            Dates(date(2000, 1, 1), date(2000, 1, 1), None, date(2003, 1, 1)),
            "2000-01-01 – 2003-01-01 at the latest",
        ),
        (Dates(), ""),
    ],
)
def test_a_time_in_few_characters(dates: Dates, expected: str) -> None:
    assert span(dates) == expected


def test_bounds_in_years_where_there_is_little_room() -> None:
    dates = Dates(date(1919, 6, 28), date(1990, 12, 31))
    assert span(dates, brief=True) == "since 1919…1990"
    assert span(Dates(date(1973, 1, 1), date(1973, 12, 31)), brief=True) == "since 1973-01-01…1973-12-31"
    assert span(Dates(date(2000, 1, 1), date(2000, 1, 1)), brief=True) == "since 2000-01-01"


# --- hostile names -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile() -> ox.Store:
    """A graph in which a state, a treaty and a source have names that would run if they were markup."""
    paths = [CASES / "base.ttl", CASES / "before-on-and-after" / "data.ttl", *files(data("ontology"))]
    named = {node(name): literal(HOSTILE, "en") for name in ("state:arc", "treaty:pact", "source:table")}
    label = node("rdfs:label")
    found = [
        ox.Triple(triple.subject, label, named[triple.subject])
        if triple.predicate == label and triple.subject in named
        else triple
        for triple in triples(paths)
    ]
    everything, _ = compile_graph(found)
    return in_memory(everything)


def test_hostile_names_stay_words(hostile: ox.Store) -> None:
    for picture in (
        state_network(hostile, "state:arc", date(2019, 1, 1)),
        timeline(hostile, "state:arc", date(2019, 1, 1)),
        treaty_network(hostile, "treaty:pact", date(2019, 1, 1)),
    ):
        root = parsed(picture.svg)
        assert any(HOSTILE in (element.text or "") for element in root.iter(f"{SVG}title", f"{SVG}desc"))
        for content in (picture.svg, made(picture, "html").decode()):
            assert "<script" not in content.lower()
            assert "]]>" not in content
        page = html.fromstring(made(picture, "html").decode())
        assert not page.xpath("//script|//iframe|//object|//embed|//link|//*[@onload]")
        assert any(HOSTILE in cell.text_content() for cell in page.xpath("//title|//td|//th|//caption"))
        assert all(link.get("href").startswith("https://") for link in page.xpath("//a"))


def test_an_address_that_is_no_web_address_is_no_link(hostile: ox.Store) -> None:
    picture = timeline(hostile, "state:arc", date(2019, 1, 1))
    source = SourceRef("x", "a source", "undated", "javascript:alert(1)")
    changed = replace(picture, sources=(source,))
    page = html.fromstring(made(changed, "html").decode())
    assert not page.xpath("//a")
    assert "javascript:alert(1)" in page.text_content()


@given(st.text(max_size=40))
def test_whatever_is_written_is_read(text: str) -> None:
    read = parsed(f'<svg xmlns="http://www.w3.org/2000/svg">{tag("text", text, x=text)}</svg>')[0]
    for found in (read.text or "", read.get("x")):
        assert len(found) <= len(text) and "\x00" not in found


def test_characters_that_turn_a_line_around_are_replaced() -> None:
    assert "\u202e" not in tag("text", "a\u202eb")


# --- the page ----------------------------------------------------------------------------------------


def test_the_page_holds_the_same_as_a_table(drawn: dict[str, Picture]) -> None:
    picture = drawn["network rus"]
    content = made(picture, "html").decode()
    page = html.fromstring(content)
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']")[0].get("content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    assert len(page.xpath("//table")) == len(picture.tables) == 2
    rows = page.xpath("(//table)[1]/tbody/tr")
    assert len(rows) == len(picture.tables[0].rows)
    assert page.xpath("(//table)[1]/thead//th[@scope='col']") and page.xpath("//tbody//th[@scope='row']")
    assert "CPT periodic visits" in page.text_content() and "no record" in page.text_content()
    assert not page.xpath("//*[@src]") and "@import" not in content
    assert content.index("<svg") < content.index("<table")


def test_the_style_of_the_page_is_the_one_it_allows(drawn: dict[str, Picture]) -> None:
    import base64
    import hashlib

    content = made(drawn["timeline jam"], "html").decode()
    style = re.search(r"<style>(.*?)</style>", content, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in content


# --- png ---------------------------------------------------------------------------------------------


def test_a_png_is_drawn_with_its_words(drawn: dict[str, Picture]) -> None:
    picture = drawn["network jam"]
    try:
        content = made(picture, "png")
    except InforceError as fault:
        assert "No font" in str(fault)
        pytest.skip("this system has no font")
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    high = float(parsed(picture.svg).get("height"))
    assert int.from_bytes(content[20:24]) == pytest.approx(2 * high, abs=2)
    mute = re.sub(r"<text.*?</text>", "", picture.svg)
    assert len(content) > 1.5 * len(made(Picture("", mute, (), (), ()), "png"))


def test_without_a_font_there_is_no_png(drawn: dict[str, Picture], monkeypatch: pytest.MonkeyPatch) -> None:
    import resvg_py

    real = resvg_py.svg_to_bytes
    monkeypatch.setattr(resvg_py, "svg_to_bytes", lambda **given: real(**given | {"skip_system_fonts": True}))
    with pytest.raises(InforceError, match="No font was found") as caught:
        made(drawn["network jam"], "png")
    assert "fonts-dejavu-core" in caught.value.hint


# --- where things stand ------------------------------------------------------------------------------


@given(
    st.lists(st.floats(0, 1000), min_size=1, max_size=30),
    st.floats(1, 40),
)
def test_settled_keeps_order_and_distance(wanted: list[float], gap: float) -> None:
    bottom = 1000.0 + gap * len(wanted)
    found = settled(sorted(wanted), gap, 0.0, bottom)
    assert all(later - earlier >= gap - 1e-6 for earlier, later in pairwise(found))
    assert all(-1e-6 <= place <= bottom + 1e-6 for place in found)


def test_settled_leaves_alone_what_has_room() -> None:
    assert settled([10, 40, 90], 20, 0, 100) == [10, 40, 90]


def test_barycentres_untangle() -> None:
    left, right = ["a", "b", "c"], ["z", "y", "x"]
    ties = [("a", "x"), ("b", "y"), ("c", "z")]
    assert crossings(left, right, ties) == 3
    assert crossings(*ordered([left, right], ties), ties) == 0


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
def test_ordering_never_makes_it_worse(pairs: list[tuple[int, int]]) -> None:
    left, right = [f"l{n}" for n in range(7)], [f"r{n}" for n in range(7)]
    ties = sorted({(f"l{a}", f"r{b}") for a, b in pairs})
    found = ordered([left, right], ties)
    assert [sorted(layer) for layer in found] == [left, right]
    assert crossings(found[0], found[1], ties) <= crossings(left, right, ties)


def test_texts_are_measured_and_cut() -> None:
    assert width("iii") < width("WWW") < width("WWW", bold=True)
    assert fit("short", 100) == "short"
    cut = fit("a name that is far too long for the place", 80)
    assert cut.endswith("…") and width(cut) <= 80
    assert wrap("one two three", width("one two", 12)) == ["one two", "three"]
    assert wrap("", 100) == []
    assert width("日本") > width("ab")


def test_numbers_have_one_form() -> None:
    assert [num(value) for value in (1.0, 1.04, -0.01, 0.1 + 0.2, 12.35)] == ["1", "1", "0", "0.3", "12.3"]


# --- the same bytes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [("network", "russia"), ("network", "ecpt"), ("timeline", "serbia")],
    ids=lambda asked: " ".join(asked),
)
def test_the_same_bytes_in_any_process(
    asked: tuple[str, str], program: list[str], cache: Path, store: ox.Store, tmp_path: Path
) -> None:
    found: dict[str, set[bytes]] = defaultdict(set)
    for seed, zone in (("0", "UTC"), ("77", "Asia/Tokyo")):
        for form in ("svg", "html"):
            path = tmp_path / f"{seed}.{form}"
            subprocess.run(
                [*program, "draw", *asked, "--on", "2026-11-22", "-o", str(path)],
                check=True,
                env={"INFORCE_CACHE": str(cache), "PYTHONHASHSEED": seed, "TZ": zone, "PATH": ""},
            )
            found[form].add(path.read_bytes())
    assert {form: len(contents) for form, contents in found.items()} == {"svg": 1, "html": 1}


# --- the command -------------------------------------------------------------------------------------


def ask(*given_words: str) -> Result:
    return CliRunner().invoke(group, given_words)


def status(found: Result) -> int:
    return getattr(found.exception, "status", found.exit_code)


@pytest.mark.parametrize("command", [[], ["network"], ["timeline"]])
def test_help(command: list[str]) -> None:
    found = ask("draw", *command, "--help")
    assert found.exit_code == 0 and "Usage" in found.output


@pytest.mark.parametrize(
    ("given_words", "expected"),
    [
        (["network", "nowhere"], 4),
        (["timeline", "ecpt"], 4),
        (["network", "russia", "-o", "x.pdf"], 2),
        (["timeline", "russia", "-o", "x"], 2),
        (["network", "russia", "--on", "22.11.2026"], 2),
        (["network"], 2),
        (["map", "russia"], 2),
    ],
)
def test_what_cannot_be_meant(given_words: list[str], expected: int, store: ox.Store) -> None:
    assert status(ask("draw", *given_words)) == expected


def test_the_form_is_judged_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inforce.cli.terminal.open_store", lambda: pytest.fail("the graph was opened"))
    assert status(ask("draw", "network", "russia", "-o", "x.gif")) == 2
    with pytest.raises(InputError):
        form_of("x.gif")


def test_svg_goes_to_standard_output(store: ox.Store) -> None:
    found = ask("draw", "timeline", "jamaica", "--on", "2026-11-22")
    assert found.exit_code == 0 and found.output.startswith("<svg ") and found.output.endswith("</svg>\n")


def test_an_unwritable_place(tmp_path: Path, store: ox.Store) -> None:
    found = ask("draw", "timeline", "jamaica", "-o", str(tmp_path / "no" / "x.svg"))
    assert status(found) == 3
    assert not list(tmp_path.iterdir())
