"""Files, in the context of the graph → findings, worst first.

A file can do nothing but be judged: nothing is fetched, nothing else is opened, nothing is written, and no
shape or query runs but those of the project.
"""

from __future__ import annotations

from inforce.validation.judging import Finding, Report, validate

__all__ = ["Finding", "Report", "validate"]
