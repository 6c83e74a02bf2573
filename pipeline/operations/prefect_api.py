"""Questions to Prefect's server over HTTP, without Prefect: importing that takes two seconds."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from pipeline.events import authorization
from pipeline.prefect_server import configured_url
from pipeline.problems import Problem

USUAL = "http://127.0.0.1:4200/api"
"""Where `pledgewatch up` puts the server unless told otherwise."""
_PATIENCE = 10.0


class PrefectServer:
    """The server that PREFECT_API_URL or the Prefect profile names, else the one at the usual address."""

    def __init__(self, url: str | None = None):
        self.url = (url or configured_url() or USUAL).rstrip("/")

    def ask(self, path: str, **question: Any) -> Any:
        """What the API answers to a POST, as JSON. Raises OSError when it does not answer, Problem when it
        refuses.
        """
        headers = {"content-type": "application/json", **authorization()}
        request = Request(f"{self.url}/{path}", json.dumps(question).encode(), headers, method="POST")
        try:
            with urlopen(request, timeout=_PATIENCE) as answer:
                return json.load(answer)
        except HTTPError as error:
            raise Problem(
                f"Prefect's server at {self.url} refuses ({error.code} {error.reason}): is it of the version "
                "that pledgewatch uses, and are PREFECT_API_KEY or PREFECT_API_AUTH_STRING right?"
            ) from None
        except ValueError:
            raise Problem(f"what answers at {self.url} is no Prefect server: set PREFECT_API_URL") from None
