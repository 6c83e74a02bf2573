"""What may differ from one review application to another: `PLEDGEWATCH_REVIEW_` before each name."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pipeline.problems import Problem


def is_safe(address: str) -> bool:
    """Whether nobody on the way can read or change what is said there: https, or this machine itself."""
    parts = urlsplit(address)
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here))


class ReviewSettings(BaseSettings):
    """The settings of one review application."""

    model_config = SettingsConfigDict(env_prefix="PLEDGEWATCH_REVIEW_", frozen=True, extra="ignore")

    origin: str | None = Field(
        default=None,
        description="Where browsers find the application when a proxy stands before it, "
        "for instance https://review.example.org",
    )
    proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Addresses or networks of proxies whose headers are believed, with commas"
    )
    proxy_header: str | None = Field(
        default=None, description="Header in which those proxies name the account that has logged in"
    )
    oidc_issuer: str | None = Field(default=None, description="URL of the OpenID Connect provider")
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    second_opinion: float = Field(
        default=0.0, description="Share of the decisions that a second reviewer judges without seeing them"
    )
    adjudicator: str | None = Field(default=None, description="Account that decides where two differ")
    oidc_claim: str = Field(default="preferred_username", description="Claim that is the account's name")

    @field_validator("proxies", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
        return tuple(part for part in parts if part) if isinstance(parts, list) else parts

    @field_validator("proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            ip_network(part, strict=False)
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _an_issuer(cls, value: str | None) -> str | None:
        if value is not None and not is_safe(value):
            raise ValueError("is no https address; http is for localhost alone")
        return value

    @field_validator("origin")
    @classmethod
    def _an_origin(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            raise ValueError("is no origin such as https://review.example.org")
        return f"{parts.scheme}://{parts.netloc}"

    @model_validator(mode="after")
    def _whole(self) -> ReviewSettings:
        if self.proxy_header and not self.proxies:
            raise ValueError("PLEDGEWATCH_REVIEW_PROXY_HEADER needs PLEDGEWATCH_REVIEW_PROXIES")
        if self.oidc_issuer and not (self.oidc_client_id and self.origin):
            raise ValueError(
                "PLEDGEWATCH_REVIEW_OIDC_ISSUER needs PLEDGEWATCH_REVIEW_OIDC_CLIENT_ID and "
                "PLEDGEWATCH_REVIEW_ORIGIN"
            )
        return self

    @field_validator("second_opinion")
    @classmethod
    def _a_share(cls, value: float) -> float:
        if not 0 <= value <= 1:
            raise ValueError("is a share from 0 to 1")
        return value

    def believes(self, address: str | None) -> bool:
        """Whether a request from that address comes from a listed proxy."""
        from ipaddress import ip_address

        try:
            client = ip_address(address or "")
        except ValueError:
            return False
        return any(client in ip_network(part, strict=False) for part in self.proxies)


def load_review_settings() -> ReviewSettings:
    """The settings in force. Raises Problem naming the variable that does not hold what it should."""
    try:
        return ReviewSettings()
    except ValidationError as error:
        first = error.errors()[0]
        message = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:
            raise Problem(message) from None
        name = "PLEDGEWATCH_REVIEW_" + "_".join(str(part) for part in first["loc"]).upper()
        raise Problem(f"{name}: {message}") from None
