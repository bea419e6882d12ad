"""The company profile: who offers, with whom, certified for what, and what they have built before."""

from __future__ import annotations

from datetime import date

from packagekit.domain.kit import Profile, Reference
from packagekit.domain.shown import Fact
from packagekit.domain.supplier import Certificate, Supplier
from packagekit.domain.text import N_, Day, Text
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.references import references


def profile(given: Given) -> Profile:
    lead = given.lead
    partners = given.delivering
    shown = references(given, cooperative=None if lead is None else lead.id, suppliers={p.id for p in partners})
    return Profile(
        facts=_facts(given),
        figures=_figures(shown, partners),
        partners=tuple(Fact(label=N_("{name}", name=p.name), value=p.about) for p in partners),
        certificates=tuple(
            Fact(label=N_("{name}", name=p.name), value=tuple(certificate(c) for c in valid(p, given.on)))
            for p in partners if valid(p, given.on)),
        references=shown,
    )


def _facts(given: Given) -> tuple[Fact, ...]:
    lead = given.lead
    if lead is None:
        return ()
    return (
        Fact(label=N_("Name"), value=lead.name),
        Fact(label=N_("Place"), value=N_("{region}, {country}", region=lead.region, country=N_("Korea"))),
        Fact(label=N_("Trade"), value=lead.trade),
        Fact(label=N_("Members"), value=N_("{n} small and medium-sized firms of one trade", n=lead.members_count)),
        Fact(label=N_("Services"), value=lead.services),
        Fact(label=N_("Languages"), value=tuple(names.language(code) for code in lead.languages)),
    )


def _figures(shown: tuple[Reference, ...], partners: tuple[Supplier, ...]) -> tuple[Fact, ...]:
    return (
        Fact(label=N_("Similar contracts"), value=len(shown)),
        Fact(label=N_("With proven figures"), value=sum(r.grade is not None for r in shown)),
        Fact(label=N_("Partner firms in this offer"), value=len(partners)),
        Fact(label=N_("Their employees"), value=sum(p.employees for p in partners)),
    )


def valid(supplier: Supplier, on: date) -> tuple[Certificate, ...]:
    """Certificates that hold on the day."""
    return tuple(c for c in supplier.certificates if c.expires is None or c.expires >= on)


def certificate(held: Certificate) -> Text:
    """A certificate with its name, for a list of them."""
    if held.number is None:
        return N_("{name} ({issuer})", name=held.name, issuer=names.issuer(held.issuer))
    if held.expires is None:
        return N_("{name} ({issuer}, no. {number})", name=held.name, issuer=names.issuer(held.issuer), number=held.number)
    return N_("{name} ({issuer}, no. {number}, valid until {day})", name=held.name, issuer=names.issuer(held.issuer),
              number=held.number, day=Day(day=held.expires))


def issued(held: Certificate) -> Text | str:
    """Who issued a certificate, its number and how long it holds; its name stands beside."""
    if held.number is None:
        return names.issuer(held.issuer)
    if held.expires is None:
        return N_("{issuer}, no. {number}", issuer=names.issuer(held.issuer), number=held.number)
    return N_("{issuer}, no. {number}, valid until {day}", issuer=names.issuer(held.issuer), number=held.number, day=Day(day=held.expires))
