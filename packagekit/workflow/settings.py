"""What the environment decides, read once and checked before anything starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path

from packagekit.domain.record import Record
from packagekit.domain.text import N_, Problem, Refusal

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: catalogs, locales and templates stand beside the package."""


QUOTA_MB = 2_000


class Setting(Record):
    """One variable of the environment, for the list that ``python -m packagekit settings`` prints."""

    name: str
    meaning: str
    value: str
    secret: bool = False


class Settings(Record):
    home: Path  # embedded database, evidence and caches
    database_url: str | None = None  # PostgreSQL instead of the embedded database
    kexim_key: str | None = None  # without it Korea Eximbank is not asked
    quota_mb: int = QUOTA_MB  # of files kept by one person

    @property
    def quota(self) -> int:
        """In bytes."""
        return self.quota_mb * 1024 * 1024
    feeds_mirror: str | None = None  # serves every feed's path instead of the feeds' own hosts

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
        )


def read_settings(home: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from ``PACKAGEKIT_*``; ``home`` given by the caller wins. Raises Refusal for what cannot work."""
    problems = []
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
    mirror = environment.get("PACKAGEKIT_FEEDS_MIRROR", "").strip().rstrip("/") or None
    if mirror is not None and not mirror.startswith(("https://", "http://")):
        problems.append(Problem(
            where="PACKAGEKIT_FEEDS_MIRROR", what=N_("“{typed}” is not a web address.", typed=mirror[:60]),
            how=N_("Copy the whole address with https://, or leave it empty."),
        ))
    quota = environment.get("PACKAGEKIT_QUOTA_MB") or str(QUOTA_MB)
    if not (quota.isascii() and quota.isdigit() and 0 < int(quota) <= 1_000_000):
        problems.append(Problem(
            where="PACKAGEKIT_QUOTA_MB", what=N_("“{typed}” is not a number of megabytes.", typed=quota[:20]),
            how=N_("Write it in digits, such as 2000."),
        ))
    if problems:
        raise Refusal(*problems)
    return Settings(
        home=chosen.expanduser().resolve(), database_url=url,
        quota_mb=int(quota), kexim_key=environment.get("PACKAGEKIT_KEXIM_KEY", "").strip() or None, feeds_mirror=mirror,
    )
