"""The pages of a built site, as tests look at them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, Tag


@cache
def parsed(path: Path) -> BeautifulSoup:
    """A page's tree."""
    return BeautifulSoup(path.read_bytes(), "lxml")


def pages(site: Path) -> list[Path]:
    """All pages of a site."""
    return sorted(site.rglob("*.html"))


def words(tag: Tag) -> str:
    """What an element says."""
    return " ".join(tag.get_text(" ").split())


def page(site: Path, path: str) -> BeautifulSoup:
    """One page of a site."""
    return parsed(site / path)
