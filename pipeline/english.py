"""The English pipeline, or a plain word on why it is not there."""

from __future__ import annotations

from pipeline.problems import Problem


def load_english() -> None:
    """Loads the spaCy pipeline, which takes two seconds. Raises Problem when it is not installed."""
    from extractors.language import english

    try:
        english()
    except RuntimeError as error:
        raise Problem(str(error)) from None
