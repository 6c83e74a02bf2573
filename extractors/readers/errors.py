"""Why a document could not be read."""

from __future__ import annotations


class Unreadable(Exception):
    """The bytes cannot be turned into a Document. The message is one clear sentence for a person, naming
    the cause and, where there is one, the way out ("no text layer: the pages are pictures; run OCR first").
    """
