"""People: who may come in and as what; for administrators."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from packagekit.domain.account import Account
from packagekit.domain.person import KEEPER, ORGANISATION_KINDS, ROLES_OF, Organisation
from packagekit.domain.supplier import Cooperative, Supplier
from packagekit.domain.text import Refusal
from packagekit.ui import marks, people, room, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import (
    add_organisation,
    block_person,
    change_organisation,
    change_person,
    invite,
    keep_domain_rule,
    list_domain_rules,
    list_invitations,
    list_organisations,
    list_people,
    list_sign_ins,
    make_reset_link,
    registry,
    remove_domain_rule,
    room_of,
    room_of_all,
    sign_out_person,
    unblock_person,
    withdraw_invitation,
)

Registered = Mapping[str, Mapping[str, Supplier | Cooperative]]
"""By kind of organisation, the registered firms that one can stand for."""


def show(session: Session) -> None:
    _ = session.gettext
    known, firms = list_people(session.house, session.person), list_organisations(session.house, session.person)
    widgets.page_head(_("People"), _("Who may come in, as what, and for whom. Every change is in force at their next click."))
    widgets.refused(session)
    handed_out(session)
    who, organisations, signed_in, rules, kept = st.tabs([
        f"{_('People')} ({len(known)})", f"{_('Organisations')} ({len(firms)})", _("Signed in"), _("By domain"), _("Files")])
    with who:
        inviting(session, firms)
        invitations(session, firms)
        everybody(session, known, firms)
    with organisations:
        firms_list(session, firms)
    with signed_in:
        live(session, known)
    with rules:
        domain_rules(session, firms)
    with kept:
        files(session, known)


def handed_out(session: Session) -> None:
    """A link just made: it is shown here once and kept nowhere."""
    _ = session.gettext
    if session.handed_out is None:
        return
    purpose, address = session.handed_out
    with widgets.card("handed-out", picked=True):
        widgets.write(marks.Markup('<div class="card-title">{}</div><div class="card-sub">{}</div>').format(
            purpose, _("Give it to the person yourself. It works once and is not shown again.")))
        st.code(address, language=None, wrap_lines=True)
        if st.button(_("Done"), key=session.key("handed-out")):
            session.handed_out = None
            st.rerun()


def _hand_out(session: Session, purpose: str, path: str) -> None:
    here = urlsplit(st.context.url or "")
    base = session.house.settings.address or f"{here.scheme or 'http'}://{here.netloc or 'localhost:8501'}"
    session.handed_out = (purpose, f"{base}{path}")


# Inviting -------------------------------------------------------------------------------------


def inviting(session: Session, firms: Sequence[Organisation]) -> None:
    _ = session.gettext
    with widgets.card("invite"):
        widgets.write(marks.Markup('<div class="card-title">{}</div>').format(_("Invite somebody")))
        address_at, name_at = st.columns(2)
        with address_at:
            email = st.text_input(_("E-mail address"), max_chars=254, key=session.key("invite-email"), placeholder="name@company.com")
        with name_at:
            name = st.text_input(_("Name, as far as known"), max_chars=100, key=session.key("invite-name"))
        firm, role = place_of(session, firms, "invite", KEEPER, "export_team")
        if st.button(_("Make the invitation"), type="primary", icon=":material/person_add:", key=session.key("invite")):
            _act(session, lambda: _invited(session, email, name, firm, role))


def _invited(session: Session, email: str, name: str, firm: str, role: Any) -> None:
    secret = invite(session.house, session.person, email=email, name=name, role=role, organisation=firm)
    session.edition += 1
    _hand_out(session, session.gettext("Invitation for {email}", email=email.strip()), f"/account/invitation/{secret}")


def place_of(session: Session, firms: Sequence[Organisation], key: str, firm: str, role: str) -> tuple[str, Any]:
    """An organisation, and one of the roles its people can have."""
    _ = session.gettext
    by_id = {one.id: one for one in firms}
    firm_at, role_at = st.columns(2)
    with firm_at:
        chosen = st.selectbox(_("Organisation"), list(by_id), index=list(by_id).index(firm), key=session.key(f"{key}-firm"),
                              format_func=lambda k: people.organisation_name(session, k, by_id[k].name))
    roles = ROLES_OF[by_id[chosen].kind]
    with role_at:
        taken = st.selectbox(_("Role"), roles, index=roles.index(role) if role in roles else 0,
                             key=session.key(f"{key}-role-{chosen}"), format_func=lambda r: session.show(people.ROLE_WORDS[r]))
    return chosen, taken


def invitations(session: Session, firms: Sequence[Organisation]) -> None:
    _ = session.gettext
    waiting = list_invitations(session.house, session.person)
    if not waiting:
        return
    names = {one.id: one.name for one in firms}
    widgets.section(_("Invited"), session.ngettext("{n} invitation not taken up yet", "{n} invitations not taken up yet", len(waiting)))
    for one in waiting:
        said = " · ".join(part for part in (
            one.name, session.show(people.ROLE_WORDS[one.role]) if one.role else "",
            people.organisation_name(session, one.organisation or "", names.get(one.organisation or "", "")),
            _("until {moment}", moment=people.moment(session, one.ends))) if part)
        _row(session, f"invitation-{one.id[:12]}", one.email or "", said, _("Withdraw"),
             partial(withdraw_invitation, session.house, session.person, one.id))


def _row(session: Session, key: str, title: str, said: str, words: str, act: Callable[[], Any]) -> None:
    """One thing with the one act that ends it."""
    with widgets.card(key):
        about, button = st.columns([4, 1], vertical_alignment="center")
        with about:
            widgets.write(marks.Markup('<div class="card-title">{}</div><div class="card-sub">{}</div>').format(title, said))
        with button:
            if st.button(words, key=session.key(key), width="stretch"):
                _act(session, act)


# Everybody ------------------------------------------------------------------------------------


def everybody(session: Session, known: Sequence[Account], firms: Sequence[Organisation]) -> None:
    _ = session.gettext
    widgets.section(_("Known"), session.ngettext("{n} person", "{n} people", len(known)))
    for one in known:
        with widgets.card(f"person-{one.id}"):
            person(session, one)
            with st.expander(_("Change role or access"), key=session.key(f"change-{one.id}")):
                change(session, one, firms)


def person(session: Session, one: Account) -> None:
    _ = session.gettext
    badges = [marks.badge(session.show(people.ROLE_WORDS[one.role]), "info")]
    if one.state == "blocked":
        badges.append(marks.badge(_("Blocked"), "bad"))
    elif one.sign_ins:
        badges.append(marks.badge(session.ngettext("signed in ({n} browser)", "signed in ({n} browsers)", one.sign_ins), "good"))
    widgets.write(marks.Markup('<div class="card-title">{} {}</div><div class="card-sub">{}</div>').format(
        one.name, marks.Markup(" ").join(badges), " · ".join(part for part in (
            one.email or _("no e-mail address"), people.organisation_name(session, one.organisation, one.organisation_name),
            "" if one.seen is None else _("seen {moment}", moment=people.moment(session, one.seen))) if part)))


def change(session: Session, one: Account, firms: Sequence[Organisation]) -> None:
    """What may be done with a person; each act is a button of its own."""
    _ = session.gettext
    firm, role = place_of(session, firms, f"place-{one.id}", one.organisation, one.role)

    def button(words: str, key: str, act: Callable[[], Any], *, disabled: bool = False, icon: str | None = None) -> None:
        if st.button(words, key=session.key(f"{key}-{one.id}"), disabled=disabled, icon=icon):
            _act(session, act)

    with st.container(horizontal=True):
        button(_("Save role and organisation"), "save",
               lambda: change_person(session.house, session.person, one.id, role=role, organisation=firm),
               disabled=(firm, role) == (one.organisation, one.role))
        button(_("Link for a new password"), "reset", lambda: _reset(session, one), disabled=one.email is None,
               icon=":material/key:")
        button(_("Sign out everywhere"), "out", lambda: sign_out_person(session.house, session.person, one.id),
               disabled=not one.sign_ins, icon=":material/logout:")
        if one.state == "active":
            button(_("Block"), "block", lambda: block_person(session.house, session.person, one.id),
                   disabled=one.id == session.person.id, icon=":material/block:")
        else:
            button(_("Let in again"), "unblock", lambda: unblock_person(session.house, session.person, one.id))


def _reset(session: Session, one: Account) -> None:
    secret = make_reset_link(session.house, session.person, one.id)
    _hand_out(session, session.gettext("New password for {person}", person=one.name), f"/account/reset/{secret}")


# Files ----------------------------------------------------------------------------------------


def files(session: Session, known: Sequence[Account]) -> None:
    """How much room everybody's files take, and whatever of them may be taken away."""
    _ = session.gettext
    usage = room_of_all(session.house, session.person)
    names = {one.id: one.name for one in known}
    if not usage:
        widgets.empty(_("No files yet"), _("Evidence people bring and documents they make are listed here."))
        return
    heads = (_("Person"), _("Files"), _("Room taken"))
    quota = session.house.settings.quota
    widgets.write(marks.table(heads, (
        (names.get(key, key), session.language.number(Decimal(count)), marks.Markup("{} {}").format(
            room.megabytes(session, size), marks.bar(size / quota, room.megabytes(session, quota))))
        for key, (count, size) in sorted(usage.items(), key=lambda one: -one[1][1])), numbers=(1,)))
    asked = st.selectbox(_("Whose files?"), list(usage), index=None, placeholder=_("Choose"), format_func=lambda key: names.get(key, key),
                         key=session.key("room-of"))
    if asked is not None:
        found = room_of(session.house, session.person, asked)
        with widgets.card("room-of"):
            widgets.write(marks.Markup('<div class="card-sub">{}</div>').format(room.taken(session, found)))
            room.show(session, found, own=False)


# Organisations --------------------------------------------------------------------------------


def firms_list(session: Session, firms: Sequence[Organisation]) -> None:
    _ = session.gettext
    register = registry(session.house, session.person)
    registered = {"supplier": register.suppliers, "cooperative": register.cooperatives}
    with widgets.card("new-firm"):
        widgets.write(marks.Markup('<div class="card-title">{}</div>').format(_("Add an organisation")))
        kind = st.segmented_control(
            _("Kind"), [k for k in ORGANISATION_KINDS if k != "house"], default="supplier", required=True,
            format_func=lambda k: session.show(people.KIND_WORDS[k]), key=session.key("firm-kind"))
        name = st.text_input(_("Name"), max_chars=100, key=session.key("firm-name"))
        stands_for = _stands_for(session, registered, kind, None, "firm-new")
        if st.button(_("Add"), type="primary", icon=":material/add_business:", key=session.key("firm-add")):
            _act(session, lambda: _added(session, name, kind, stands_for))
    for one in firms:
        with widgets.card(f"firm-{one.id}"):
            _firm(session, one, registered)


def _firm(session: Session, one: Organisation, registered: Registered) -> None:
    _ = session.gettext
    known = registered.get(one.kind, {}).get(one.stands_for or "")
    widgets.write(marks.Markup('<div class="card-title">{} {}</div><div class="card-sub">{}</div>').format(
        people.organisation_name(session, one.id, one.name), marks.badge(session.show(people.KIND_WORDS[one.kind])),
        _("stands for {firm} in the register", firm=session.show(known.name)) if known else ""))
    with st.expander(_("Change this organisation"), key=session.key(f"firm-change-{one.id}")):
        typed = st.text_input(_("Name"), value=one.name, max_chars=100, key=session.key(f"firm-name-{one.id}"))
        other = _stands_for(session, registered, one.kind, one.stands_for, f"firm-{one.id}")
        if st.button(_("Save"), key=session.key(f"firm-save-{one.id}")):
            _act(session, lambda: change_organisation(session.house, session.person, one.id, name=typed, stands_for=other))


def _stands_for(session: Session, registered: Registered, kind: str, present: str | None, key: str) -> str | None:
    table = registered.get(kind)
    if table is None:
        return None
    keys = list(table)
    return st.selectbox(
        session.gettext("Stands for the registered firm"), keys, index=keys.index(present) if present in table else None,
        format_func=lambda k: session.show(table[k].name), placeholder=session.gettext("Choose"),
        key=session.key(f"{key}-stands-for-{kind}"))


def _added(session: Session, name: str, kind: Any, stands_for: str | None) -> None:
    add_organisation(session.house, session.person, name=name, kind=kind, stands_for=stands_for)
    session.edition += 1


# Sign-ins and rules ---------------------------------------------------------------------------


def live(session: Session, known: Sequence[Account]) -> None:
    _ = session.gettext
    names = {one.id: one.name for one in known}
    found = list_sign_ins(session.house, session.person)
    if not found:
        widgets.empty(_("Nobody is signed in"), _("At one's own desk, without the sign-in, nobody is listed here."))
    for one in found:
        with widgets.card(f"live-{one.id[:12]}"):
            widgets.write(people.sign_in_line(
                session, one, here=one.id == session.person.session, who=names.get(one.person, one.person)))


def domain_rules(session: Session, firms: Sequence[Organisation]) -> None:
    """Who is taken in at the first sign-in with the account of their organisation."""
    _ = session.gettext
    if session.house.settings.oidc is None:
        widgets.notice(_("These rules work with OpenID Connect, which is not set up; “python -m packagekit settings” lists what it needs."))
    names = {one.id: one.name for one in firms}
    for one in list_domain_rules(session.house, session.person):
        said = " · ".join((session.show(people.ROLE_WORDS[one.role]),
                           people.organisation_name(session, one.organisation, names.get(one.organisation, ""))))
        _row(session, f"rule-{one.domain}", f"@{one.domain}", said, _("Remove"),
             partial(remove_domain_rule, session.house, session.person, one.domain))
    with widgets.card("new-rule"):
        domain = st.text_input(_("Domain of the e-mail addresses"), placeholder="company.com", max_chars=253, key=session.key("rule-domain"))
        firm, role = place_of(session, firms, "rule", KEEPER, "export_team")
        if st.button(_("Take in by this rule"), key=session.key("rule-keep")):
            _act(session, lambda: keep_domain_rule(session.house, session.person, domain=domain, role=role, organisation=firm))


def _act(session: Session, act: Callable[[], Any]) -> None:
    """Do it and show the page anew, or say why it was not done."""
    try:
        act()
    except Refusal as refusal:
        session.refused = refusal.problems
    st.rerun()


show(current())
