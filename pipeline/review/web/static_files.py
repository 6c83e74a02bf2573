"""The files that pages load: our own, and those of vendored packages with their integrity hashes."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).resolve().parent.parent / "static"
MANIFEST = FOLDER / "vendor" / "manifest.json"


class Static(StaticFiles):
    """Vendored files never change under their address; our own are asked for anew, and rarely sent."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """As Starlette has it."""
        response = await super().get_response(path, scope)
        fixed = path.startswith("vendor/") or b"v=" in scope.get("query_string", b"")
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if fixed else "no-cache"
        return response


def vendored(package: str, name: str) -> Markup:
    """The attributes that load a vendored file: its address and its integrity hash."""
    folder, about = next(
        (folder, about) for folder, about in _manifest().items() if about["package"] == package
    )
    address = f"/static/vendor/{folder}/{name}"
    attribute = "href" if name.endswith(".css") else "src"
    return Markup('{}="{}" integrity="{}" crossorigin="anonymous"').format(
        Markup(attribute), address, about["files"][name]
    )


@cache
def own(name: str) -> str:
    """The address of one of our own files, another one when it changes."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def _manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return found
