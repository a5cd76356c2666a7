"""What people type means one thing, or nothing: names are compared by key and never by likeness."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.errors import UnknownNameError
from inforce.names import formal, key, label, resolve, short, short_name
from inforce.terms import compact
from inforce.turtle import node

NAMED = ("alias", "formerName", "iso3", "name", "officialName", "seriesNumber", "shortName", "title")
KINDS = {
    "state": "state",
    "entity": "state",
    "territory": "territory",
    "organisation": "organisation",
    "treaty": "treaty",
    "body": "body",
    "mechanism": "mechanism",
}


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert key(key(name)) == key(name)


@given(st.text())
def test_a_key_has_no_case_no_marks_and_single_spaces(name: str) -> None:
    found = key(name)
    assert found == found.casefold() == found.strip()
    assert not any(unicodedata.combining(character) for character in unicodedata.normalize("NFD", found))
    assert "  " not in found
    assert "_" not in found


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_how_a_name_is_composed_makes_no_difference(name: str, form: str) -> None:
    assert key(unicodedata.normalize(form, name)) == key(name)  # type: ignore[arg-type]


@given(st.text(alphabet=st.characters(max_codepoint=0x24F, categories=("Lu", "Ll", "Nd", "Zs"))))
def test_case_makes_no_difference(name: str) -> None:
    assert key(name.upper()) == key(name.upper().lower())
    assert key(name.lower()) == key(name.casefold())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Côte d'Ivoire", "cote d ivoire"), ("COTE D’IVOIRE", "cote d ivoire"), ("Türkiye", "turkiye"),
        ("TÜRKİYE", "turkiye"), ("ETS 126", "ets 126"), ("ets-126", "ets 126"), ("IV-9-b", "iv 9 b"),
        ("Guinea-Bissau", "guinea bissau"), ("  São   Tomé ", "sao tome"), ("iccpr_op1", "iccpr op1"),
        ("Åland", "aland"), ("Straße", "strasse"), ("", ""), ("—", ""), ("Россия", "россия"),
    ],
)  # fmt: skip
def test_keys(typed: str, expected: str) -> None:
    assert key(typed) == expected


def test_every_name_in_the_graph_means_one_thing_of_its_kind(store: ox.Store) -> None:
    meant: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, node("inforce:key"), None, None):
        thing = compact(quad.subject.value)  # type: ignore[union-attr]
        kind = KINDS[thing.partition(":")[0]]
        # A territory can be asked of in the place of a state: no name is of both.
        kind = "state" if kind == "territory" else kind
        meant[(kind, quad.object.value)].add(thing)  # type: ignore[union-attr]
    assert len(meant) > 2000
    assert {name: things for name, things in meant.items() if len(things) > 1} == {}


def test_every_name_in_the_graph_is_found(store: ox.Store) -> None:
    asked = 0
    for name in (*(f"inforce:{name}" for name in NAMED), "rdfs:label"):
        for quad in store.quads_for_pattern(None, node(name), None, None):
            thing = compact(quad.subject.value)  # type: ignore[union-attr]
            kind = KINDS.get(thing.partition(":")[0])
            if kind is None:
                continue
            asked += 1
            text = quad.object.value  # type: ignore[union-attr]
            assert resolve(store, text, kind) == thing, text
            assert resolve(store, text.upper(), kind) == thing, text
            assert resolve(store, short(thing), kind) == thing
    assert asked > 2000


def test_an_organisation_is_found_by_the_names_of_its_charter(store: ox.Store) -> None:
    assert resolve(store, "ETS 1", "organisation", "treaty") == "organisation:coe"
    assert resolve(store, "Statute of the Council of Europe", "organisation", "treaty") == "organisation:coe"
    assert resolve(store, "ETS 5", "organisation", "treaty") == "treaty:echr"


def test_only_an_organisation_that_binds_itself_is_asked_for_like_a_state(store: ox.Store) -> None:
    assert resolve(store, "european union", "state") == "organisation:eu"
    with pytest.raises(UnknownNameError):
        resolve(store, "council of europe", "state")


@pytest.mark.parametrize(
    ("typed", "kinds", "suggested"),
    [
        ("Nigera", ("state",), {"nga", "ner"}),
        ("Russa", ("state",), {"rus"}),
        ("Gret Britain", ("state",), {"gbr"}),
        ("ectp", ("treaty",), {"ecpt"}),
        ("cpt adhoc", ("mechanism", "body"), {"cpt-adh"}),
    ],
)
def test_likeness_only_asks(store: ox.Store, typed: str, kinds: tuple[str, ...], suggested: set[str]) -> None:
    with pytest.raises(UnknownNameError) as raised:
        resolve(store, typed, *kinds)
    assert raised.value.hint.startswith("Did you mean ")
    assert all(f"({name})" in raised.value.hint for name in suggested), raised.value.hint


def test_a_name_of_another_kind_is_not_found(store: ox.Store) -> None:
    with pytest.raises(UnknownNameError, match="No state or other participant is called 'ecpt'"):
        resolve(store, "ecpt", "state")
    with pytest.raises(UnknownNameError, match="No treaty is called 'russia'"):
        resolve(store, "russia", "treaty")


def test_two_things_of_one_name_are_not_told_apart() -> None:
    store = ox.Store()
    for name in ("state:aaa", "state:bbb"):
        store.add(ox.Quad(node(name), node("inforce:key"), ox.Literal("congo")))
    with pytest.raises(UnknownNameError, match="can mean state:aaa, state:bbb"):
        resolve(store, "Congo", "state")


def test_the_words_for_things(store: ox.Store) -> None:
    assert formal(store, "state:rus") == "the Russian Federation"
    assert label(store, "state:rus") == "Russian Federation"
    assert short_name(store, "body:cpt") == "CPT"
    assert label(store, "state:nowhere") == "nowhere"
