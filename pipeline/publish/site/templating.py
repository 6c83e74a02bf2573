"""Views to pages by Jinja2. Everything is escaped, but the drawings, which we made ourselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.publish.site.wording import age, counted, edition_words, label, number
from schemas.records import Edition

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def render(path: str, template: str, view: object, section: str, more: Mapping[str, Any]) -> bytes:
    """The page at `path` as UTF-8. `section` is the entry of the navigation that it belongs to."""
    up = "../" * path.count("/")
    text = _environment().get_template(template).render(view=view, up=up, path=path, section=section, **more)
    return text.encode()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pipeline.publish.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "age": age,
        "code": _code,
        "day": _day,
        "drawn": _drawn,
        "edition": _edition,
        "label": lambda name, group: label(group, name),
        "number": number,
        "size": _size,
    }
    environment.globals["counted"] = counted
    return environment


def _edition(edition: Edition | None) -> Markup:
    """An edition for people and machines."""
    from markupsafe import Markup

    if not edition:
        return Markup("undated")
    return Markup('<time datetime="{}">{}</time>').format(edition, edition_words(edition))


def _day(day: str | None) -> Markup:
    """A day for people and machines."""
    return _edition(day)


def _drawn(svg: str, alternative: str) -> Markup:
    """A drawing of ours, with its text alternative."""
    from markupsafe import Markup, escape

    label_ = f' role="img" aria-label="{escape(alternative)}" focusable="false"'
    return Markup(svg.replace("<svg", f"<svg{label_}", 1))


def _code(text: str) -> Markup:
    """Plain text with what stands between backticks as code."""
    from markupsafe import Markup

    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )


def _size(size: int) -> str:
    """Bytes as people say them: `14 kB`, `2.3 MB`."""
    if size < 1000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"
