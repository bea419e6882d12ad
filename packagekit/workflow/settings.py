"""What the environment decides, read once and checked before anything starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from packagekit.domain.record import Record
from packagekit.domain.text import N_, Problem, Refusal

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: catalogs, locales and templates stand beside the package."""
LEAST_SECRET = 32  # characters
QUOTA_MB = 2_000


class Setting(Record):
    """One variable of the environment, for the list that ``python -m packagekit settings`` prints."""

    name: str
    meaning: str
    value: str
    secret: bool = False


class OpenId(Record):
    """A provider of OpenID Connect at which people may sign in."""

    issuer: str
    client_id: str
    client_secret: str
    name: str  # what the button says
    cookie_secret: str  # what Streamlit signs the provider's answer with

    @property
    def metadata(self) -> str:
        return self.issuer.rstrip("/") + "/.well-known/openid-configuration"


class Settings(Record):
    home: Path  # embedded database, evidence and caches
    database_url: str | None = None  # PostgreSQL instead of the embedded database
    kexim_key: str | None = None  # without it Korea Eximbank is not asked
    quota_mb: int = QUOTA_MB  # of files kept by one person
    feeds_mirror: str | None = None  # serves every feed's path instead of the feeds' own hosts
    hosts: tuple[str, ...] = ()  # names under which the app may be asked for, beside this machine's own
    address: str | None = None  # where people reach the app
    sign_in_hours: int = 12
    oidc: OpenId | None = None

    @property
    def quota(self) -> int:
        """In bytes."""
        return self.quota_mb * 1024 * 1024

    def described(self) -> tuple[Setting, ...]:
        return (
            Setting(name="PACKAGEKIT_HOME", meaning="Folder of the embedded database, evidence and caches",
                    value=str(self.home)),
            Setting(name="PACKAGEKIT_DATABASE_URL", meaning="PostgreSQL database instead of the embedded one",
                    value=self.database_url or "", secret=True),
            Setting(name="PACKAGEKIT_KEXIM_KEY", meaning="Key of Korea Eximbank's exchange rates; free on its open data page",
                    value=self.kexim_key or "", secret=True),
            Setting(name="PACKAGEKIT_FEEDS_MIRROR", value=self.feeds_mirror or "",
                    meaning="Address asked instead of the hosts of exchange rates and indicators, where they are out of reach"),
            Setting(name="PACKAGEKIT_HOSTS", value=",".join(self.hosts),
                    meaning="Names under which the app may be asked for, separated by commas; localhost and addresses always may"),
            Setting(name="PACKAGEKIT_ADDRESS", value=self.address or "",
                    meaning="Where people reach the app, such as https://quotes.example.com; needed for OpenID Connect"),
            Setting(name="PACKAGEKIT_SIGN_IN_HOURS", value=str(self.sign_in_hours),
                    meaning="Hours after which people sign in again, 1 to 720"),
            *(Setting(name=f"PACKAGEKIT_{name}", meaning=meaning, value="" if self.oidc is None else getattr(self.oidc, field),
                      secret=secret) for name, field, meaning, secret in _OPEN_ID),
        )


_OPEN_ID = (
    ("OIDC_ISSUER", "issuer", "OpenID Connect: the provider's address", False),
    ("OIDC_CLIENT_ID", "client_id", "OpenID Connect: the app's name at the provider", False),
    ("OIDC_CLIENT_SECRET", "client_secret", "OpenID Connect: the app's secret at the provider", True),
    ("OIDC_NAME", "name", "OpenID Connect: what the button on the sign-in page says", False),
    ("COOKIE_SECRET", "cookie_secret", "OpenID Connect: at least 32 random characters, the same on every replica", True),
)


def read_settings(home: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from ``PACKAGEKIT_*``; ``home`` given by the caller wins. Raises Refusal for what cannot work."""
    problems: list[Problem] = []
    chosen = home or Path(environment.get("PACKAGEKIT_HOME") or user_data_path("packagekit"))
    url = environment.get("PACKAGEKIT_DATABASE_URL") or None
    if chosen.exists() and not chosen.is_dir():
        problems.append(Problem(
            where="PACKAGEKIT_HOME", what=N_("{path} is not a folder.", path=str(chosen)),
            how=N_("Set PACKAGEKIT_HOME to a folder that may be written to."),
        ))
    if url is not None and not url.startswith(("postgresql://", "postgresql+psycopg://", "sqlite:///")):
        problems.append(Problem(
            where="PACKAGEKIT_DATABASE_URL", what=N_("The database address is not one of PostgreSQL."),
            how=N_("Write it as postgresql+psycopg://user:password@host/database."),
        ))
    mirror, address = (_web_address(environment, name, problems) for name in ("PACKAGEKIT_FEEDS_MIRROR", "PACKAGEKIT_ADDRESS"))
    hours = environment.get("PACKAGEKIT_SIGN_IN_HOURS", "").strip() or "12"
    if not (hours.isascii() and hours.isdigit() and 1 <= int(hours) <= 720):
        problems.append(Problem(
            where="PACKAGEKIT_SIGN_IN_HOURS", what=N_("“{typed}” is not a number of hours.", typed=hours[:20]),
            how=N_("Write a whole number from 1 to 720."),
        ))
    oidc = _open_id(environment, address, problems)
    quota = environment.get("PACKAGEKIT_QUOTA_MB") or str(QUOTA_MB)
    if not (quota.isascii() and quota.isdigit() and 0 < int(quota) <= 1_000_000):
        problems.append(Problem(
            where="PACKAGEKIT_QUOTA_MB", what=N_("“{typed}” is not a number of megabytes.", typed=quota[:20]),
            how=N_("Write it in digits, such as 2000."),
        ))
    if problems:
        raise Refusal(*problems)
    named = [host.strip().lower() for host in environment.get("PACKAGEKIT_HOSTS", "").split(",")]
    if address is not None:
        named.append((urlsplit(address).hostname or "").lower())
    return Settings(
        home=chosen.expanduser().resolve(), database_url=url,
        quota_mb=int(quota), kexim_key=environment.get("PACKAGEKIT_KEXIM_KEY", "").strip() or None, feeds_mirror=mirror,
        hosts=tuple(dict.fromkeys(host for host in named if host)), address=address, sign_in_hours=int(hours), oidc=oidc,
    )


def _web_address(environment: Mapping[str, str], name: str, problems: list[Problem]) -> str | None:
    typed = environment.get(name, "").strip().rstrip("/") or None
    if typed is not None and not typed.startswith(("https://", "http://")):
        problems.append(Problem(
            where=name, what=N_("“{typed}” is not a web address.", typed=typed[:60]),
            how=N_("Copy the whole address with https://, or leave it empty."),
        ))
    return typed


def _open_id(environment: Mapping[str, str], address: str | None, problems: list[Problem]) -> OpenId | None:
    """All of it or none; a secret too short to be one is refused before anybody signs in with it."""
    typed = {field: environment.get(f"PACKAGEKIT_{name}", "").strip() for name, field, _, _ in _OPEN_ID}
    if not typed["issuer"]:
        return None
    _web_address(environment, "PACKAGEKIT_OIDC_ISSUER", problems)
    for name, field, _, _ in _OPEN_ID:
        if not typed[field] and field != "name":
            problems.append(Problem(
                where=f"PACKAGEKIT_{name}", what=N_("OpenID Connect is set up in part: this is missing."),
                how=N_("Set it, or take PACKAGEKIT_OIDC_ISSUER away."),
            ))
    if typed["cookie_secret"] and len(typed["cookie_secret"]) < LEAST_SECRET:
        problems.append(Problem(
            where="PACKAGEKIT_COOKIE_SECRET", what=N_("The secret is shorter than {least} characters.", least=LEAST_SECRET),
            how=N_("Make one with: python -c \"import secrets; print(secrets.token_urlsafe(32))\""),
        ))
    if address is None:
        problems.append(Problem(
            where="PACKAGEKIT_ADDRESS", what=N_("OpenID Connect needs the address at which people reach the app."),
            how=N_("Set it, such as https://quotes.example.com; the provider sends people back there."),
        ))
    return OpenId(**{**typed, "name": typed["name"] or urlsplit(typed["issuer"]).hostname or typed["issuer"]})
