"""The static site: contents and documents in, a folder of pages out that needs no server and no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.publish.site.build import DocumentSource, SiteResult, build_site

__all__ = ["DocumentSource", "SiteResult", "build_site"]


def __getattr__(name: str) -> Any:
    """Loads the builder when it is asked for, so that the command line can name the site and stay quick."""
    if name in __all__:
        from pipeline.publish.site import build

        return getattr(build, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
