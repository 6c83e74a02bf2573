"""One line of the archive's index: which address answered what at which moment, and where that is kept.

The lines are CDXJ as web archive tools read it (pywb, warcio, wacz): a key for sorting, fourteen digits of
time, a JSON object. `kind`, `type`, `sha256`, `size`, `etag`, `modified`, `location`, `truncated` are ours.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

Kind = Literal["response", "revisit", "resource"]


class Capture(NamedTuple):
    """What one record of a WARC file holds."""

    url: str
    at: datetime
    kind: Kind
    status: int | None
    """HTTP status; None for a file."""
    media_type: str | None
    """The Content-Type header as it came, parameters and all."""
    digest: str
    """Of the body as sent: `sha256:` and Base 32."""
    sha256: str | None
    """Of the body after decompression, in hexadecimal; None when it is not whole or there is none."""
    size: int
    """Bytes after decompression."""
    filename: str
    offset: int
    length: int
    etag: str | None = None
    modified: str | None = None
    location: str | None = None
    truncated: str | None = None

    @property
    def good(self) -> bool:
        """Whether it gave a whole document (a revisit says again what an earlier record holds)."""
        answered = self.status in (None, 200) or (self.status == 304 and self.kind == "revisit")
        return self.sha256 is not None and answered

    @property
    def timestamp(self) -> str:
        """Fourteen digits, UTC."""
        return self.at.astimezone(UTC).strftime("%Y%m%d%H%M%S")

    def line(self) -> str:
        """The index line, without its end."""
        about: dict[str, Any] = {
            "url": self.url,
            "mime": "warc/revisit" if self.kind == "revisit" else (self.media_type or "unk").split(";")[0],
            "status": str(self.status) if self.status is not None else None,
            "digest": self.digest,
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": self.filename,
            "kind": self.kind,
            "type": self.media_type,
            "sha256": self.sha256,
            "size": self.size,
            "etag": self.etag,
            "modified": self.modified,
            "location": self.location,
            "truncated": self.truncated,
        }
        kept = {name: value for name, value in about.items() if value is not None}
        return f"{url_key(self.url)} {self.timestamp} {json.dumps(kept, ensure_ascii=True)}"

    @classmethod
    def parse(cls, line: str) -> Capture:
        """The capture that an index line of ours describes. Raises ValueError."""
        try:
            _, timestamp, rest = line.rstrip("\n").split(" ", 2)
            about = json.loads(rest)
            return cls(
                url=about["url"],
                at=datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC),
                kind=about["kind"],
                status=int(about["status"]) if "status" in about else None,
                media_type=about.get("type"),
                digest=about["digest"],
                sha256=about.get("sha256"),
                size=int(about["size"]),
                filename=about["filename"],
                offset=int(about["offset"]),
                length=int(about["length"]),
                etag=about.get("etag"),
                modified=about.get("modified"),
                location=about.get("location"),
                truncated=about.get("truncated"),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not an index line: {error}") from None


def leads_to(url: str, location: str) -> str | None:
    """The address that a link or Location header means, without its fragment; None for nonsense."""
    try:
        return urldefrag(urljoin(url, location.strip())).url
    except ValueError:
        return None


def url_key(url: str) -> str:
    """The address in the order that archives sort by (SURT): host reversed, then path and query.

    Lower case, without scheme, user, `www.`, default port, fragment; the parts of a query in order.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return url.replace(" ", "%20")
    host = re.sub(r"^www\d*\.", "", (parts.hostname or "").lower())
    name = host if ":" in host or re.fullmatch(r"[\d.]+", host) else ",".join(reversed(host.split(".")))
    try:
        port = parts.port
    except ValueError:
        port = None
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        name = f"{name}:{port}"
    path = (parts.path or "/").lower()
    if len(path) > 1:
        path = path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return f"{name}){path}{'?' + query if query else ''}".replace(" ", "%20")
