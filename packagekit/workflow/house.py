"""The open house: catalogs, register, database and languages, ready for use cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.person import Person
from packagekit.domain.rate_review import in_force
from packagekit.domain.record import read_only
from packagekit.domain.team_value import added
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.match import Columns, table
from packagekit.storage.catalogs import Catalogs, read_catalogs
from packagekit.storage.database import Store, embedded
from packagekit.storage.registry import Registry, read_registry
from packagekit.workflow.errand import Errand
from packagekit.workflow.rights import may, require
from packagekit.workflow.settings import ROOT, Settings, read_settings


@dataclass
class House:
    """One running house. Use cases take it first and who is asking second."""

    settings: Settings
    catalogs: Catalogs
    store: Store
    problems: tuple[Problem, ...]  # what could not be read; the rest works
    root: Path = ROOT
    rate_refresh: Errand[Any] = field(default_factory=Errand, repr=False)
    indicator_refresh: Errand[Any] = field(default_factory=Errand, repr=False)
    _registry: tuple[int, Registry] | None = field(default=None, repr=False)
    _references: tuple[int, Columns] | None = field(default=None, repr=False)
    _rates: tuple[int, ExchangeRates] | None = field(default=None, repr=False)
    _catalogs: tuple[tuple[int, ...], Catalogs] | None = field(default=None, repr=False)
    _reading: Lock = field(default_factory=Lock, repr=False)

    def today(self) -> date:
        """The day proposed for a new deal. Results never read the clock: they take the deal's day."""
        return date.today()

    def whole_registry(self) -> Registry:
        """All registered records, read again only after one has changed."""
        revision = self.store.registry_revision()
        with self._reading:
            if self._registry is None or self._registry[0] != revision:
                self._registry = (revision, self._usable(self.store.registry()[0]))
            return self._registry[1]

    def references(self) -> Columns:
        """The published cases side by side, worked out again only after a record has changed."""
        self.whole_registry()
        with self._reading:
            assert self._registry is not None, "just read"
            revision, registry = self._registry
            if self._references is None or self._references[0] != revision:
                self._references = (revision, table(registry.cases.values(), self.catalogs.taxonomy))
            return self._references[1]

    def _usable(self, registry: Registry) -> Registry:
        """Without solutions of a type whose file could not be read: nobody knows what they provide and need."""
        types = self.catalogs.taxonomy.solution_types
        if all(solution.type in types for solution in registry.solutions.values()):
            return registry
        return registry.model_copy(update={"solutions": read_only({
            key: solution for key, solution in registry.solutions.items() if solution.type in types})})

    def whole_rates(self) -> ExchangeRates:
        """The shipped exchange rates and those of the book in force, read again only after the book has changed."""
        return self._rates_of(self.store.rates.revision())

    def _rates_of(self, revision: int) -> ExchangeRates:
        with self._reading:
            if self._rates is None or self._rates[0] != revision:
                self._rates = (revision, in_force(self.catalogs.rates, self.store.rates.in_force()))
            return self._rates[1]

    def whole_catalogs(self) -> Catalogs:
        """The shipped catalogs with the team's confirmed values and the exchange rates in force.

        What every use case reads the law from; made again only after one of the two books has changed.
        """
        revisions = self.store.revisions("rates", "team_values")
        rates = self._rates_of(revisions[0])
        with self._reading:
            if self._catalogs is None or self._catalogs[0] != revisions:
                law = self.catalogs.with_values(added(self.store.team_values.values()))
                self._catalogs = (revisions, law.model_copy(update={"rates": rates}))
            return self._catalogs[1]

    def revisions(self) -> tuple[int, ...]:
        """Of the register, the exchange rates and the team's values: what answers depend on beside their inputs."""
        return self.store.revisions("registry", "rates", "team_values")


def open_house(home: Path | None = None) -> House:
    """Read the catalogs, open or make the database and take the samples in.

    Raises Refusal when the settings, the vocabulary or the database cannot be used.
    """
    settings = read_settings(home)
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Refusal(Problem(
            where="PACKAGEKIT_HOME",
            what=N_("The folder {path} cannot be made: {reason}.", path=str(settings.home), reason=fault.strerror or ""),
            how=N_("Set PACKAGEKIT_HOME to a folder that may be written to."),
        )) from fault
    catalogs, catalog_problems = read_catalogs(ROOT / "catalogs")
    samples, sample_problems = read_registry(ROOT / "catalogs" / "samples")
    store = Store(settings.database_url or embedded(settings.home))
    store.take_in(samples)
    return House(settings=settings, catalogs=catalogs, store=store, problems=catalog_problems + sample_problems)


def desk_owner(house: House) -> Person:
    """The person at one's own desk, where the house runs for one person on loopback only."""
    return Person(id="desk", name="Desk", role="administrator")


def catalogs(house: House, who: Person) -> Catalogs:
    """Law, tariffs, day rates and vocabularies as everything is reckoned with them."""
    require(who, "see catalogs")
    return house.whole_catalogs()


def catalog_problems(house: House, who: Person) -> tuple[Problem, ...]:
    """What of the catalog files could not be read when the house was opened; everything else works without it."""
    require(who, "see catalogs")
    return house.problems


def registry(house: House, who: Person) -> Registry:
    """The registered records this person may see."""
    require(who, "see registry")
    whole = house.whole_registry()
    if may(who, "see unpublished cases"):
        return whole
    return whole.model_copy(update={
        "cases": read_only({key: case for key, case in whole.cases.items() if case.status == "published"}),
    })
