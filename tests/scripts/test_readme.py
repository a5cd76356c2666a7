"""What the README shows is what the program says.

A block of `console` is run line by line as on a terminal of 100 columns; `…` stands for lines left out.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[2] / "README.md"
TEXT = README.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
STEPS = [
    (step.partition("\n")[0], step.partition("\n")[2])
    for block in BLOCKS
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)
    if step.strip()
]


def on_a_terminal(command: str, folder: Path) -> str:
    """Run a command with a terminal as its output and return what it shows."""
    ours, theirs = pty.openpty()
    programs = str(Path(sys.executable).parent)
    environment = {**os.environ, "COLUMNS": "100", "LINES": "60", "PATH": f"{programs}:{os.environ['PATH']}"}
    process = subprocess.Popen(
        command,
        shell=True,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        stdin=theirs,
        env=environment,
        cwd=folder,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    process.wait()
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(("command", "expected"), STEPS, ids=lambda text: text[:50])
def test_console(command: str, expected: str, tmp_path: Path) -> None:
    shown = on_a_terminal(command, tmp_path)
    parts = [part.strip("\n") for part in expected.split("…")]
    assert shown.startswith(parts[0]), shown
    place = 0
    for part in parts:
        found = shown.find(part, place)
        assert found >= 0, f"not shown: {part!r}\n{shown}"
        place = found + len(part)
    if len(parts) == 1:
        assert shown.rstrip("\n") == parts[0]


def test_the_python_example_runs() -> None:
    for example in re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL):
        done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


def test_there_are_two_commands_to_start_with() -> None:
    starts = re.findall(r"^python3 -m venv .*$", TEXT, re.MULTILINE)
    assert len(starts) == 2


def test_paths_in_the_readme_exist() -> None:
    for path in re.findall(r"`((?:scripts|queries|ontology|graph|tests)/[\w./-]*)`", TEXT):
        assert (README.parent / path).exists(), path
