"""What was published at an address at a moment: the bytes are known by their hash."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

_LONGEST_TYPE = 200


def _shortened(declared: object) -> object:
    """Any header may be sent, however long; a database column holds so much of it."""
    return declared[:_LONGEST_TYPE] if isinstance(declared, str) else declared


class Snapshot(BaseModel):
    """The bytes of one document as seen once. The bytes themselves lie in the archive under `sha256`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(description="id in sources.yaml")
    name: str = Field(description="File name or URL the bytes came from")
    sha256: Sha256 = Field(description="sha256 of the bytes")
    size: int = Field(ge=0, description="Bytes")
    media_type: Annotated[str | None, BeforeValidator(_shortened)] = Field(
        default=None, description="As declared by the publisher; readers decide anew"
    )
    retrieved: datetime = Field(description="The moment these bytes were first fetched")

    @staticmethod
    def digest(data: bytes) -> str:
        """The sha256 of the bytes, in lower-case hexadecimal."""
        return hashlib.sha256(data).hexdigest()
