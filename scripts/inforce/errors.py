"""What a user can get wrong, each with what to do about it.

Every error carries the exit status that the command line gives for it; everything that is not an
``InforceError`` is a fault of the program.
"""

from __future__ import annotations

__all__ = [
    "InforceError",
    "InputError",
    "UnknownNameError",
    "UnreadableError",
    "UnwritableError",
]


class InforceError(Exception):
    """A problem that the user can mend. ``hint`` says how; ``status`` is the exit status."""

    status = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class InputError(InforceError):
    """An option or a value that cannot be used, such as a day that does not exist."""

    status = 2


class UnreadableError(InforceError):
    """Data that cannot be read or understood: a file, a page, a cell."""

    status = 3


class UnwritableError(InforceError):
    """A place that cannot be written to: missing, full, or not permitted."""

    status = 3


class UnknownNameError(InforceError):
    """No participant, treaty, body, mechanism or question has this name."""

    status = 4
