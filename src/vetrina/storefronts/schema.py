"""What `storefront.toml` may say; anything else is a mistake that stops the boot."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from vetrina.infra import settings

Module = Literal[
    "staging",
    "wardrobe",
    "tryon",
    "stylist",
    "catalog",
    "checkout",
    "codes",
    "quiz",
    "models3d",
    "telegram",
]
EnginePolicy = Literal["local", "provider", "provider_then_local"]
HOST = re.compile(r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")
LOCALE = re.compile(r"^[a-z]{2}(-[A-Z]{2})?$")
SLOT = re.compile(r"\{(\w+)\}")
CURRENCY = re.compile(r"^[A-Z]{3}$")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Plan(_Strict):
    """What a space may buy: credits for a price in minor units; `days` 0 does not lapse."""

    id: str
    name: str
    credits: Annotated[int, Field(ge=0)]
    price_minor: Annotated[int, Field(ge=0)] = 0
    days: Annotated[int, Field(ge=0)] = 0


class Limits(_Strict):
    """Bounds of this storefront.

    The four that the installation sets too (`under` says which) win where the file gives them.
    `account_pictures_per_day`: for a person with an account where no plans are sold.
    """

    upload_bytes: Annotated[int, Field(ge=1)] = 10_485_760
    trial_pictures: Annotated[int, Field(ge=0)] = 3
    account_pictures_per_day: Annotated[int, Field(ge=1)] = 50
    concurrent_jobs: Annotated[int, Field(ge=1)] = 5
    picture_jobs_per_minute: Annotated[int, Field(ge=1)] = 10
    score_threshold: Annotated[float, Field(ge=0, le=1)] = 0.60

    def under(self, whole: settings.Settings) -> Limits:
        """The same, with the installation's settings for what the file does not give.

        A larger file than the installation takes is taken nowhere.
        """
        most = whole.media.max_upload_bytes
        own: dict[str, Any] = {
            "concurrent_jobs": whole.studio.max_concurrent_jobs,
            "picture_jobs_per_minute": whole.limits.pictures_per_minute,
            "score_threshold": whole.studio.threshold,
            **self.model_dump(include=self.model_fields_set),
        }
        own["upload_bytes"] = min(own.get("upload_bytes", most), most)
        return Limits(**own)


class Retention(_Strict):
    """How long things are kept: hours for temporary files, days before results go cold."""

    temporary_hours: Annotated[int, Field(ge=1)] = 24
    cold_after_days: Annotated[int, Field(ge=1)] = 90


class StyleEntry(_Strict):
    """One style that people can choose (requirement 4-06, as data)."""

    id: str
    name: str
    description: str
    prompt_template: str = ""
    active: bool = True
    sort_order: int = 0


class NavEntry(_Strict):
    """One line of the head's navigation: a path within the storefront, a label to be translated."""

    path: Annotated[str, Field(pattern=r"^/([^/\\].*)?$")]
    label: str


class Storefront(_Strict):
    """One product.  `folder` is where its files lie; `window` is the line under its name."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")]
    name: str
    headline: str
    window: str
    description: str
    hosts: tuple[str, ...]
    modules: tuple[Module, ...] = ()
    currency: str = "EUR"
    locales: tuple[str, ...] = ("en",)
    fonts: tuple[str, ...] = ()
    engines: EnginePolicy = "local"
    plans: tuple[Plan, ...] = ()
    limits: Limits = Limits()
    retention: Retention = Retention()
    nav: tuple[NavEntry, ...] = ()
    aliases: dict[str, str] = Field(default_factory=dict)
    styles: tuple[StyleEntry, ...] = ()
    order: int = 0
    folder: Path = Path()

    @field_validator("hosts")
    @classmethod
    def _hosts_are_names(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        if bad := [host for host in hosts if not HOST.match(host)]:
            raise ValueError(f"{bad[0]!r} is no host name (lower case, no port)")
        return hosts

    @field_validator("locales")
    @classmethod
    def _locales_are_tags(cls, locales: tuple[str, ...]) -> tuple[str, ...]:
        if not locales or any(not LOCALE.match(locale) for locale in locales):
            raise ValueError("locales are tags such as en or bn, the default first")
        return locales

    @field_validator("currency")
    @classmethod
    def _currency_is_iso(cls, currency: str) -> str:
        if not CURRENCY.match(currency):
            raise ValueError("currency is an ISO 4217 code")
        return currency

    @field_validator("aliases")
    @classmethod
    def _aliases_are_paths(cls, aliases: dict[str, str]) -> dict[str, str]:
        if bad := [p for pair in aliases.items() for p in pair if not p.startswith("/")]:
            raise ValueError(f"{bad[0]!r} is no path")
        for planned, canonical in aliases.items():
            if unknown := set(SLOT.findall(canonical)) - set(SLOT.findall(planned)):
                raise ValueError(f"{planned!r} gives no {min(unknown)} to {canonical!r}")
        return aliases

    def has(self, module: Module) -> bool:
        """Is *module* switched on here?"""
        return module in self.modules
