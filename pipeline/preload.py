"""Loads what reading and extracting need. The processes that do the work are forked from one that has
imported this module, so what spaCy, the rules and the readers take to load is spent once, and while others
import Prefect.
"""

from __future__ import annotations

from contextlib import suppress

import extractors.readers.pdf
import extractors.readers.web  # noqa: F401
from extractors.explain import try_sentence
from pipeline.english import load_english
from pipeline.problems import Problem

# A pipeline that is not installed is told by the first document that needs it.
with suppress(Problem):
    load_english()
    try_sentence("In 2024 we removed 12 models.")  # compiles the rules and the vocabulary
