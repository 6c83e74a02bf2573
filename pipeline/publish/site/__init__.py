"""The static site: contents and documents in, a folder of pages out that needs no server and no script."""

from pipeline.publish.site.build import SiteResult, build_site

__all__ = ["SiteResult", "build_site"]
