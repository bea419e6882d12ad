"""The routes of the sign-in: password, links that work once, OpenID Connect, and out again."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import anyio.to_thread
from anyio import CapacityLimiter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from packagekit import workflow as work
from packagekit.domain.text import Problem, Refusal
from packagekit.server import provider
from packagekit.server.guards import SIGN_IN
from packagekit.server.page import NOTHING, Field, form, link, page, rule
from packagekit.ui.state import COOKIE
from packagekit.words.languages import Language

FORM_COOKIE = "packagekit_form"
_STATIC = Path(__file__).parents[1] / "ui" / "static"
_AT_ONCE = 2  # passwords hashed at the same time; the others wait without holding a thread


class Account:
    """The routes around one house. ``own_desk``: it is served on this machine only, to whoever works at it."""

    def __init__(self, house: Callable[[], work.House], *, own_desk: bool) -> None:
        self._house, self._own_desk = house, own_desk
        self._hashing: CapacityLimiter | None = None

    def routes(self) -> list[Route]:
        return [
            Route("/account/login", self.sign_in_page, methods=["GET"]),
            Route("/account/login", self.sign_in, methods=["POST"]),
            Route("/account/logout", self.sign_out_page, methods=["GET"]),
            Route("/account/logout", self.sign_out, methods=["POST"]),
            Route("/account/oidc", self.to_provider, methods=["GET"]),
            Route("/account/arrived", self.from_provider, methods=["GET"]),
            Route("/account/{purpose:str}/{secret:str}", self.link_page, methods=["GET"]),
            Route("/account/{purpose:str}/{secret:str}", self.use_link, methods=["POST"]),
            Route("/account/style.css", _style),
            Route("/account/wordmark.svg", _wordmark),
        ]

    # By password -----------------------------------------------------------------------------

    async def sign_in_page(self, request: Request) -> Response:
        """The form; somebody who is signed in already goes on."""
        if await self._person(request) is not None:
            return RedirectResponse(_next(request.query_params.get("next")), 303)
        return await self._sign_in_form(request, next_=_next(request.query_params.get("next")))

    async def sign_in(self, request: Request) -> Response:
        typed = await _typed(request)
        if not _meant(request, typed):
            return await self._sign_in_form(request, next_=_next(typed.get("next")), status=403)
        try:
            secret = await self._slowly(
                work.sign_in, self._house(), typed.get("email", ""), typed.get("password", ""), _caller(request))
        except Refusal as refusal:
            return await self._sign_in_form(
                request, next_=_next(typed.get("next")), email=typed.get("email", ""), problems=refusal.problems, status=403)
        return _signed_in(request, secret, _next(typed.get("next")))

    async def _sign_in_form(
        self, request: Request, *, next_: str, email: str = "", problems: Sequence[Problem] = (), status: int = 200
    ) -> Response:
        speak = self._language(request)
        _ = speak.gettext
        house, token = self._house(), _new_token(request)
        fields = (Field("email", _("E-mail address"), "email", email[:254], "username"),
                  Field("password", _("Password"), "password", fills="current-password", most=200))
        body = form(speak, SIGN_IN, token.shown, fields, _("Sign in"), hidden=[("next", next_)])
        if house.settings.oidc is not None:
            there = link("/account/oidc?" + urlencode({"next": next_}),
                         _("Sign in with {provider}", provider=house.settings.oidc.name), "provider")
            body = there + rule(_("or with a password")) + body
        lead = _("Forgotten your password? The administrator of your team gives you a link to set a new one.")
        if self._own_desk:
            lead = _("At your own desk, open the link printed in the terminal, or print a new one with “python -m packagekit link”.")
        return self._answer(
            request, speak, _("Sign in"), lead=lead, body=body, problems=problems, status=status, token=token,
            query={"next": next_})

    # Out again -------------------------------------------------------------------------------

    async def sign_out_page(self, request: Request) -> Response:
        person = await self._person(request)
        if person is None:
            return _signed_out(request)
        speak = self._language(request)
        _, token = speak.gettext, _new_token(request)
        body = form(speak, "/account/logout", token.shown, (), _("Sign out")) + link("/", _("Back to work"))
        return self._answer(
            request, speak, _("Sign out?"), lead=_("You are signed in as {person}.", person=person.name), body=body, token=token)

    async def sign_out(self, request: Request) -> Response:
        if not _meant(request, await _typed(request)):
            return RedirectResponse("/account/logout", 303)
        secret = request.cookies.get(COOKIE)
        if secret:
            await run_in_threadpool(work.sign_out, self._house(), secret)
        return _signed_out(request)

    # Links that work once --------------------------------------------------------------------

    async def link_page(self, request: Request) -> Response:
        """What the link is for. Looking at it does not use it up: chat programs look at links as well."""
        return await self._link_form(request)

    async def use_link(self, request: Request) -> Response:
        typed, house, caller = await _typed(request), self._house(), _caller(request)
        purpose, secret = request.path_params["purpose"], request.path_params["secret"]
        if not _meant(request, typed):
            return await self._link_form(request, typed=typed, status=403)
        said = {name: typed.get(name, "") for name in ("name", "email", "password", "again")}
        try:
            if purpose == "owner" and self._own_desk:
                called = said["name"].strip() or self._language(request).gettext("Administrator")
                session = await self._slowly(lambda: work.use_owner_link(house, secret, caller, name=called))
            elif purpose == "owner":
                session = await self._slowly(lambda: work.set_up_owner(house, secret, **said, caller=caller))
            elif purpose == "invitation":
                del said["email"]
                session = await self._slowly(lambda: work.accept_invitation(house, secret, **said, caller=caller))
            else:
                session = await self._slowly(lambda: work.reset_password(
                    house, secret, password=said["password"], again=said["again"], caller=caller))
        except Refusal as refusal:
            return await self._link_form(request, typed=typed, problems=refusal.problems, status=403)
        return _signed_in(request, session, f"/{_asked(request)}")

    async def _link_form(
        self, request: Request, *, typed: dict[str, str] | None = None, problems: Sequence[Problem] = (), status: int = 200
    ) -> Response:
        speak = self._language(request)
        _, house, given = speak.gettext, self._house(), typed or {}
        secret, purpose = request.path_params["secret"], request.path_params["purpose"]
        try:
            found = await run_in_threadpool(work.link_of, house, secret)
            if found.purpose != purpose:
                raise Refusal(*problems) if problems else LookupError
        except (Refusal, LookupError) as fault:
            gone = fault.problems if isinstance(fault, Refusal) else ()
            return self._answer(
                request, speak, _("This link does not work any more"), problems=gone,
                body=link(SIGN_IN, _("To the sign-in page")), status=404)
        token = _new_token(request)
        name = Field("name", _("Your name"), value=given.get("name", found.name)[:100], fills="name", most=100)
        email = Field("email", _("E-mail address"), "email", given.get("email", ""), "username")
        new = (Field("password", _("New password"), "password", fills="new-password", most=200,
                     hint=_("At least 10 characters; a few words in a row are easy to remember.")),
               Field("again", _("The same once more"), "password", fills="new-password", most=200))
        if purpose == "owner" and self._own_desk:
            title, lead, fields, act = _("Welcome back"), _("This link lets you in at your own desk, once."), (), _("Go to work")
            if not await run_in_threadpool(work.owner_is_named, house):
                fields = (name._replace(value=given.get("name", ""), optional=True, hint=_("If you like; it stands in the history and can be changed later.")),)
        elif purpose == "owner":
            title, lead, act = _("Set up the first administrator"), _("You invite the others afterwards."), _("Set up and sign in")
            fields = (name._replace(value=given.get("name", "")), email, *new)
        elif purpose == "invitation":
            title, act = _("Welcome to packagekit"), _("Set the password and sign in")
            lead = _("You are invited as {email}. You sign in with that address from now on.", email=found.email or "")
            fields = (name, *new)
        else:
            title, lead, act = _("Set a new password"), _("You are signed out everywhere else."), _("Set the password and sign in")
            fields = new
        return self._answer(
            request, speak, title, lead=lead, problems=problems, status=status, token=token,
            body=form(speak, f"{request.url.path}{_asked(request)}", token.shown, fields, act, problems=problems))

    # OpenID Connect --------------------------------------------------------------------------

    async def to_provider(self, request: Request) -> Response:
        """To the provider, by Streamlit's own sign-in."""
        if self._house().settings.oidc is None:
            return RedirectResponse(SIGN_IN, 303)
        away = RedirectResponse(provider.address(), 303)
        away.set_cookie(FORM_COOKIE + "_next", quote(_next(request.query_params.get("next"))), max_age=600, path="/account",
                        httponly=True, samesite="lax", secure=_secure(request))
        return away

    async def from_provider(self, request: Request) -> Response:
        """What the provider said of who came back: exchanged once for a sign-in of ours, and forgotten."""
        claims, answer = provider.claims(request)
        if claims is None:
            return _signed_out(request)
        try:
            secret = await self._slowly(work.arrive, self._house(), claims, answer, _caller(request))
        except Refusal as refusal:
            refused = await self._sign_in_form(request, next_="/", problems=refusal.problems, status=403)
            provider.forget(request, refused)
            return refused
        response = _signed_in(request, secret, _next(unquote(request.cookies.get(FORM_COOKIE + "_next", ""))))
        provider.forget(request, response)
        return response

    # What all of them need -------------------------------------------------------------------

    async def _person(self, request: Request) -> work.Person | None:
        secret = request.cookies.get(COOKIE)
        return await run_in_threadpool(work.person_of, self._house(), secret) if secret else None

    async def _slowly(self, act: Callable[..., str], *arguments: Any) -> str:
        """In a thread, a few at a time: a password takes 64 MiB and a quarter of a second."""
        if self._hashing is None:
            self._hashing = CapacityLimiter(_AT_ONCE)
        return await anyio.to_thread.run_sync(act, *arguments, limiter=self._hashing)

    def _language(self, request: Request) -> Language:
        """The one in the address, else the browser's, else Korean."""
        spoken = work.languages_of_screens(self._house())
        asked = request.query_params.get("lang") or dict(_pairs(request.query_params.get("next", ""))).get("lang")
        wanted = [asked or "", *(part.split(";")[0].strip()[:2].lower() for part in
                                 request.headers.get("accept-language", "").split(","))]
        return work.language(next((code for code in wanted if code in spoken), "ko"))

    def _answer(
        self, request: Request, speak: Language, title: str, *, lead: str = "", body: Markup = NOTHING,
        problems: Sequence[Problem] = (), status: int = 200, token: _Token | None = None, query: dict[str, str] | None = None,
    ) -> Response:
        path = request.url.path if query is None else SIGN_IN
        here = [(code, f"{path}?{urlencode({**(query or {}), 'lang': code})}")
                for code in work.languages_of_screens(self._house())]
        answer = HTMLResponse(
            page(speak, title, lead=lead, body=body, problems=problems, languages=here), status,
            headers={"cache-control": "no-store"})
        if token is not None:
            answer.set_cookie(FORM_COOKIE, token.kept, path="/account", httponly=True, samesite="strict", secure=_secure(request))
        return answer


# Tokens of forms ------------------------------------------------------------------------------


class _Token:
    """A random value kept in the browser, and what the form shows of it: another site knows neither."""

    def __init__(self, kept: str) -> None:
        self.kept = kept
        self.shown = hmac.new(kept.encode(), b"a form of packagekit", hashlib.sha256).hexdigest()


def _new_token(request: Request) -> _Token:
    return _Token(request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32))


def _meant(request: Request, typed: dict[str, str]) -> bool:
    """Whether the form that was sent is one we showed to this browser."""
    kept = request.cookies.get(FORM_COOKIE)
    return bool(kept) and hmac.compare_digest(_Token(kept).shown.encode(), typed.get("token", "").encode())


# Requests and answers -------------------------------------------------------------------------


async def _typed(request: Request) -> dict[str, str]:
    """The fields of a form; files are none."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    async with request.form(max_fields=20) as fields:
        return {name: value for name, value in fields.items() if isinstance(value, str)}


def _pairs(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query)


def _next(asked: str | None) -> str:
    """Where to go afterwards: a page of ours, whatever was asked for."""
    if not asked or not asked.startswith("/") or asked.startswith(("//", "/\\", "/account")) or not asked.isprintable() \
            or "\\" in asked:
        return "/"
    return asked


def _caller(request: Request) -> work.Caller:
    return work.Caller(
        address=request.client.host if request.client else "", agent=request.headers.get("user-agent", "")[:200],
        session=work.session_of(request.cookies.get(COOKIE)))


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _asked(request: Request) -> str:
    """The language that was chosen on the page, for the next one to be in it as well."""
    chosen = request.query_params.get("lang")
    return "" if chosen is None else "?" + urlencode({"lang": chosen})


def _signed_in(request: Request, secret: str, next_: str) -> Response:
    response = RedirectResponse(next_, 303)
    response.set_cookie(COOKIE, secret, httponly=True, samesite="lax", secure=_secure(request), max_age=30 * 86400)
    response.delete_cookie(FORM_COOKIE, path="/account")
    return response


def _signed_out(request: Request) -> Response:
    response = RedirectResponse(SIGN_IN, 303)
    response.delete_cookie(COOKIE)
    provider.forget(request, response)
    return response


async def _style(request: Request) -> Response:
    return FileResponse(Path(__file__).with_name("account.css"), media_type="text/css", headers={"cache-control": "no-cache"})


async def _wordmark(request: Request) -> Response:
    return FileResponse(_STATIC / "wordmark.svg", media_type="image/svg+xml", headers={"cache-control": "no-cache"})
