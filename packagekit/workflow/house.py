"""The open house: catalogs, register, database and languages, ready for use cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import Any

from packagekit.domain.dated import Parameters
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.kit import Kind
from packagekit.domain.person import DESK, Person
from packagekit.domain.rate_review import in_force
from packagekit.domain.team_value import added
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.match import Columns
from packagekit.storage.catalogs import Catalogs, read_catalogs
from packagekit.storage.database import Store
from packagekit.storage.engine import embedded
from packagekit.storage.forms import form_problems
from packagekit.storage.kinds import read_kinds
from packagekit.storage.registry import Registry, read_registry
from packagekit.workflow.errand import Errand
from packagekit.workflow.holdings import Holdings
from packagekit.workflow.rights import SignedOut, use_case
from packagekit.workflow.settings import ROOT, Settings, read_settings
from packagekit.workflow.sight import seen
from packagekit.workflow.spoken import spoken_names


@dataclass
class House:
    """One running house. Use cases take it first and who is asking second."""

    settings: Settings
    catalogs: Catalogs
    store: Store
    problems: tuple[Problem, ...]  # what could not be read; the rest works
    root: Path = ROOT
    kinds: Mapping[str, Kind] = field(default_factory=dict)  # of documents, in the order they are offered
    rate_refresh: Errand[Any] = field(default_factory=Errand, repr=False)
    indicator_refresh: Errand[Any] = field(default_factory=Errand, repr=False)
    _rates: tuple[int, ExchangeRates] | None = field(default=None, repr=False)
    _catalogs: tuple[tuple[int, ...], Catalogs] | None = field(default=None, repr=False)
    _reading: Lock = field(default_factory=Lock, repr=False)

    def today(self) -> date:
        """The day proposed for a new deal. Results never read the clock: they take the deal's day."""
        return date.today()

    @cached_property
    def holdings(self) -> Holdings:
        """The register as it is kept at hand; made when it is first asked for."""
        return Holdings(
            self.store, self.catalogs.taxonomy, partial(spoken_names, self.catalogs.taxonomy), self.settings.home / "register.abridged")

    def whole_registry(self) -> Registry:
        """All registered records; what has changed is read again."""
        return self._usable(self.holdings.registry())

    def at_hand(self) -> bool:
        """Whether the register has been read since this process began; a large one takes a few seconds."""
        return self.holdings.at_hand()

    def references(self) -> Columns:
        """The published cases side by side, for matching."""
        return self.holdings.columns()

    def _usable(self, registry: Registry) -> Registry:
        """Without solutions of a type or a firm whose file could not be read: nobody knows what they provide, or who does."""
        types, firms, listed = self.catalogs.taxonomy.solution_types, registry.suppliers, self.holdings.listings("solutions")
        usable = self.holdings.view("usable solutions", ("solutions", "suppliers"), lambda: [
            key for key, one in listed.items() if one.types[0] in types and one.organisations[0] in firms])
        if len(usable) == len(registry.solutions):
            return registry
        return registry._replace(solutions=registry.solutions.only(usable))

    def whole_rates(self) -> ExchangeRates:
        """The shipped exchange rates and those of the book in force, read again only after the book has changed."""
        return self._rates_of(*self.store.revisions("rates"))

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

    A file that cannot be read is told among the problems; the house opens with the rest. Raises Refusal
    when the settings or the database cannot be used.
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
    kinds, kind_problems = read_kinds(ROOT / "templates")
    store = Store(settings.database_url or embedded(settings.home), settings.home / "files")
    store.take_in(samples)
    if (older := settings.home / "evidence").is_dir():  # where evidence lay before 2026-11-25
        store.files.adopt(older, store.team_values.values())
    store.people.found_house()
    return House(settings=settings, catalogs=catalogs, store=store, kinds=kinds,
                 problems=catalog_problems + sample_problems + kind_problems + form_problems(ROOT / "catalogs" / "forms"))


def desk_owner(house: House) -> Person:
    """The owner of the house: who works at the machine's own shell, or alone at one's own desk.

    Raises ``SignedOut`` once the owner has been blocked: people with accounts of their own took over.
    """
    found = house.store.people.standing(DESK)
    if found is None:
        raise SignedOut(Problem(
            where=DESK, what=N_("The owner of this house has been blocked."),
            how=N_("Say who you are with --as USER, or sign in."),
        ))
    return found


@use_case
def catalogs(house: House, who: Person) -> Catalogs:
    """Law, tariffs, day rates and vocabularies as everything is reckoned with them.

    What work costs at the house itself is seen by its own people only.
    """
    whole = house.whole_catalogs()
    if who.role in ("administrator", "export_team", "approver"):
        return whole
    hidden = Parameters(owner=whole.seller.parameters.owner, by_name={})
    return whole.model_copy(update={"seller": whole.seller.model_copy(update={"parameters": hidden})})


@use_case
def catalog_problems(house: House, who: Person) -> tuple[Problem, ...]:
    """What of the catalog files could not be read when the house was opened; everything else works without it.

    Stored rows that no longer read are named to an administrator: a fault quotes what a row holds.
    """
    return (*house.problems, *(house.store.unreadable.problems() if who.role == "administrator" else ()))


@use_case
def registry(house: House, who: Person) -> Registry:
    """The registered records this person may see, as ``sight`` says."""
    return seen(house.holdings, who)
