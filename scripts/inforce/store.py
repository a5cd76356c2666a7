"""The compiled graph: build once, cache by content, open read-only.

The record is compiled into an embedded Oxigraph store in the user's cache directory. A build is written
beside its place and renamed into it, so that processes which start together either see it whole or not
at all. A checkout is fresh by sizes and modification times, and by content when these differ; an
installed wheel by its version. Where the cache cannot be written the store lives in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from inforce import paths

__all__ = ["build", "connect", "content", "data_version", "in_memory", "load"]

_LAYOUT = "1"
_PACKAGE = Path(__file__).resolve().parent
# What decides the compiled graph beside the data: a changed clause of the law is a changed graph.
_CODE = ("conditions.py", "derive.py", "effects.py", "names.py", "record.py", "store.py", "terms.py")

Progress = Callable[[str], None]


def _silent(step: str) -> None:
    del step


def _inputs() -> Iterator[Path]:
    for folder in ("graph", "ontology"):
        for top, below, names in os.walk(paths.data(folder)):
            below.sort()
            yield from (Path(top, name) for name in sorted(names) if name.endswith(".ttl"))
    yield from (_PACKAGE / name for name in _CODE)


def _stamp() -> str:
    """Return what changes when a file may have changed: its name, size and modification time."""
    stamp = hashlib.sha256(_LAYOUT.encode())
    if paths.installed():
        stamp.update(f"{_PACKAGE}\0{_version()}".encode())
        return stamp.hexdigest()
    for path in _inputs():
        facts = path.stat()
        stamp.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return stamp.hexdigest()


def _version() -> str:
    facts = (_PACKAGE / "_data" / "graph" / "sources.ttl").stat()
    return f"{facts.st_size}-{facts.st_mtime_ns}"


def content() -> str:
    """Return the hash of all data and of the code that derives from it."""
    digest = hashlib.sha256(_LAYOUT.encode())
    for path in _inputs():
        digest.update(f"{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def data_version() -> str:
    """Return the version of the data: twelve characters of the hash of ``graph/``, in any place alike."""
    digest = hashlib.sha256()
    root = paths.data("graph")
    for path in sorted(root.rglob("*.ttl"), key=lambda path: path.relative_to(root).as_posix()):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def load(folders: Iterable[Path]) -> list[ox.Triple]:
    """Return the triples of all Turtle files below some folders."""
    from inforce.record import files, triples

    return list(triples(path for folder in folders for path in files(folder)))


def build(progress: Progress = _silent) -> list[ox.Triple]:
    """Compile the shipped graph and return all its triples, the version of the data among them."""
    from inforce.derive import compile_graph
    from inforce.turtle import node

    everything, counts = compile_graph(load((paths.data("graph"), paths.data("ontology"))), progress)
    itself = node("graph:inforce")
    everything.append(ox.Triple(itself, node("inforce:dataVersion"), ox.Literal(data_version())))
    progress(f"{counts['triples']:,} triples from {counts['events']:,} events")
    return everything


def connect(progress: Progress = _silent, warn: Progress = _silent) -> ox.Store:
    """Return the compiled graph, opened read-only; it is compiled first where it is not yet.

    In: functions that are told the steps of a compilation, and that the cache cannot be written. Out: a
    store that no query changes. Raises ``UnreadableError`` where the data cannot be read.
    """
    root = paths.cache()
    stamp = _stamp()
    index = root / f"{stamp[:32]}.json"
    try:
        known = json.loads(index.read_text("utf-8"))["content"]
    except (OSError, ValueError, KeyError):
        known = None
    if known is not None:
        place = root / known
        if (place / "CURRENT").is_file():
            return ox.Store.read_only(str(place))
    digest = content()[:32]
    place = root / digest
    if not (place / "CURRENT").is_file():
        progress("compiling the graph, once")
        everything = build(progress)
        try:
            _install(everything, root, place)
        except OSError as fault:
            warn(f"the cache {root} cannot be written ({fault.strerror}); working in memory")
            return in_memory(everything)
    try:
        _write_aside(index, json.dumps({"content": digest}))
    except OSError as fault:
        warn(f"the cache {root} cannot be written ({fault.strerror})")
    return ox.Store.read_only(str(place))


def in_memory(everything: Iterable[ox.Triple]) -> ox.Store:
    """Return a store in memory that holds some triples."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in everything)
    return store


def _install(everything: Iterable[ox.Triple], root: Path, place: Path) -> None:
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
            # Another process was faster, and what it built is the same.
            if not (place / "CURRENT").is_file():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_aside(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)
