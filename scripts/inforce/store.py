"""The compiled graph: build once, cache by content, open read-only.

The record is compiled into an embedded Oxigraph store in the user's cache directory. A build is written
beside its place and renamed into it, so that processes which start together either see it whole or not
at all. A checkout is fresh by sizes and modification times, and by content when these differ; an
installed wheel by its version. Where the cache cannot be written the store lives in memory.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from inforce import paths

__all__ = ["build", "compiled", "connect", "content", "data_version", "in_memory", "load"]

_LAYOUT = "1"
# So many builds are kept: of some checkouts and versions side by side, and not of every edit.
_KEPT = 4
_SHAPES = "shapes"
_PACKAGE = Path(__file__).resolve().parent
# What decides the compiled graph beside the data: a changed clause of the law is a changed graph.
_CODE = (
    "conditions.py",
    "derive.py",
    "effects.py",
    "names.py",
    "positions.py",
    "record.py",
    "store.py",
    "terms.py",
    "territories.py",
)

Progress = Callable[[str], None]


def _silent(step: str) -> None:
    del step


def _inputs() -> Iterator[os.DirEntry[str]]:
    for folder in ("graph", "ontology"):
        yield from _below(str(paths.data(folder)))
    with os.scandir(_PACKAGE) as entries:
        yield from sorted((entry for entry in entries if entry.name in _CODE), key=lambda entry: entry.name)


def _below(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir():
            if entry.name != _SHAPES:
                yield from _below(entry.path)
        elif entry.name.endswith(".ttl"):
            yield entry


def _stamp() -> str:
    """Return what changes when a file may have changed: each file with its size and modification time."""
    if paths.installed():
        # The data of an installed version never changes; a reinstalled one has new files.
        facts = (_PACKAGE / "_data" / "graph" / "sources.ttl").stat()
        return f"{_LAYOUT} {_PACKAGE} {facts.st_size} {facts.st_mtime_ns}"
    lines = [_LAYOUT]
    for entry in _inputs():
        facts = entry.stat()
        lines.append(f"{entry.path} {facts.st_size} {facts.st_mtime_ns}")
    return "\n".join(lines)


def content() -> str:
    """Return the hash of all data and of the code that derives from it."""
    import hashlib

    digest = hashlib.sha256(_LAYOUT.encode())
    for entry in _inputs():
        digest.update(f"{entry.name}\0".encode())
        digest.update(hashlib.sha256(Path(entry.path).read_bytes()).digest())
    return digest.hexdigest()


def data_version() -> str:
    """Return the version of the data: twelve characters of the hash of ``graph/``, in any place alike."""
    import hashlib

    digest = hashlib.sha256()
    root = paths.data("graph")
    for path in sorted(root.rglob("*.ttl"), key=lambda path: path.relative_to(root).as_posix()):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def load(folders: Iterable[Path]) -> list[ox.Triple]:
    """Return the triples of all Turtle files below some folders; shapes judge data and are none."""
    from inforce.record import files, triples

    found = (path for folder in folders for path in files(folder))
    return list(triples(path for path in found if path.parent.name != _SHAPES))


def build(progress: Progress = _silent) -> Iterable[ox.Triple]:
    """Compile the shipped graph and return all its triples, to be gone through once."""
    from inforce.derive import compile_graph
    from inforce.turtle import node

    everything, counts = compile_graph(load((paths.data("graph"), paths.data("ontology"))), progress)
    version = ox.Triple(node("graph:inforce"), node("inforce:dataVersion"), ox.Literal(data_version()))
    progress(f"writing down what follows from {counts['events']:,} events")
    return chain(everything, (version,))


def connect(progress: Progress = _silent, warn: Progress = _silent) -> ox.Store:
    """Return the compiled graph, opened read-only; it is compiled first where it is not yet.

    In: functions that are told the steps of a compilation, and that the cache cannot be written. Out: a
    store that no query changes. Raises ``UnreadableError`` where the data cannot be read.
    """
    if (store := compiled()) is not None:
        return store
    root, index, stamp = paths.cache(), _index(), _stamp()
    digest = content()[:32]
    place = root / digest
    store = _opened(place)
    if store is None:
        progress("compiling the graph, once")
        try:
            _install(build(progress), root, place)
            store = ox.Store.read_only(str(place))
        except OSError as fault:
            warn(f"the cache {root} cannot be written ({fault.strerror}); working in memory")
            return in_memory(build(progress))
    try:
        _write_aside(index, f"{digest}\n{stamp}")
        _prune(root, place)
    except OSError as fault:
        warn(f"the cache {root} cannot be written ({fault.strerror})")
    return store


def compiled() -> ox.Store | None:
    """Return the compiled graph if it is there and up to date; nothing is compiled and nothing written."""
    try:
        known, _, built_from = _index().read_text("utf-8").partition("\n")
    except (OSError, ValueError):
        return None
    return _opened(paths.cache() / known) if known and built_from == _stamp() else None


def _index() -> Path:
    # One index a place of the data: its first line names the build, the rest is what it was built from.
    return paths.cache() / f"{zlib.crc32(str(_PACKAGE).encode()):08x}.index"


def _opened(place: Path) -> ox.Store | None:
    """Return a compiled graph opened read-only; None where there is none or only what is left of one."""
    if not (place / "CURRENT").is_file():
        return None
    try:
        return ox.Store.read_only(str(place))
    except (OSError, RuntimeError):
        return None


def in_memory(everything: Iterable[ox.Triple]) -> ox.Store:
    """Return a store in memory that holds some triples."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in everything)
    return store


def _install(everything: Iterable[ox.Triple], root: Path, place: Path) -> None:
    import shutil
    import tempfile

    root.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix="building-", dir=root))
    try:
        store = ox.Store(str(aside))
        store.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in everything)
        store.optimize()
        store.flush()
        del store
        try:
            aside.rename(place)
        except OSError:
            # Another process was faster, and what it built is the same; or what is there is damaged.
            if _opened(place) is None:
                damaged = aside.with_suffix(".damaged")
                place.rename(damaged)
                aside.rename(place)
                shutil.rmtree(damaged, ignore_errors=True)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _prune(root: Path, current: Path) -> None:
    """Remove the oldest builds; whoever still needs one compiles it again."""
    import shutil

    builds = [entry for entry in root.iterdir() if len(entry.name) == 32 and (entry / "CURRENT").is_file()]
    others = sorted((entry.stat().st_mtime_ns, entry) for entry in builds if entry != current)
    for _, old in others[: 1 - _KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _write_aside(path: Path, text: str) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)
