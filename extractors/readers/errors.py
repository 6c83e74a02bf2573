"""Why a document could not be read."""

from __future__ import annotations

from typing import Literal

Trouble = Literal["locked", "scanned", "empty", "damaged", "unsupported", "too large", "too slow", "failed"]
"""`locked`: it asks for a password. `scanned`: it has no text layer. `damaged`: it is cut short or broken.
`unsupported`: no reader takes its type. `too large`, `too slow`: it breaks a limit. `failed`: our fault.
"""


class Unreadable(Exception):
    """The bytes cannot be turned into a Document. The message is one clear sentence for a person, naming
    the cause and, where there is one, the way out ("no text layer: the pages are pictures; run OCR first").
    """

    def __init__(self, reason: str, trouble: Trouble = "damaged") -> None:
        super().__init__(reason)
        self.trouble: Trouble = trouble
