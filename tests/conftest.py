"""What the tests share: the shipped graph compiled once, and where the depositaries' files may stand."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# A busy machine makes an example slow and not wrong.
settings.register_profile("inforce", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("inforce")


# A shell that runs the tests in the background lets them, and all that they start, ignore interrupts.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile into a place of the tests' own, so that no earlier compilation can hide a fault."""
    place = Path(os.environ.get("INFORCE_TEST_CACHE") or tmp_path_factory.mktemp("cache"))
    os.environ["INFORCE_CACHE"] = str(place)
    return place


@pytest.fixture(scope="session")
def store(cache: Path) -> ox.Store:
    """The shipped graph, compiled."""
    from inforce.store import connect

    return connect()


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of real depositary records beside the project; a clone of the project has none."""
    place = ROOT.parent / "shared" / "sources"
    if not place.is_dir():
        pytest.skip("the depositaries' files are not beside this checkout")
    return place
