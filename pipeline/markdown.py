"""Words of a source within Markdown of ours, where they stay words: nothing in them is a link, a picture, a
heading, a list or a tag.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[\\`*_\[\]<>(){}&#!|~@]|:(?=//)|(?<=\bwww)\.|^[-+=]", re.IGNORECASE)
"""What CommonMark and GitHub's Markdown, which makes links of bare addresses, would take for markup."""
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
_ADDRESS = re.compile(r"https?://[^\s<>`\\]+", re.IGNORECASE)


def as_words(text: str) -> str:
    """The text in one line, every character of it shown as it is."""
    escaped = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    return _NUMBERED.sub(r"\1\\\2", escaped)


def as_link(address: str) -> str:
    """A link that shows where it leads, for what is an address of the web; other words stay words."""
    return f"<{address}>" if _ADDRESS.fullmatch(address) else as_words(address)
