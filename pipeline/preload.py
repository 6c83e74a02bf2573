"""Loads what reading and extracting need. The processes that do the work are forked from one that has
imported this module, so the two seconds that spaCy takes are spent once and while others import Prefect.
"""

from __future__ import annotations

from contextlib import suppress

from pipeline.english import load_english
from pipeline.problems import Problem

# A pipeline that is not installed is told by the first document that needs it.
with suppress(Problem):
    load_english()
