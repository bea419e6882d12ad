"""The routes of files: out only to somebody who may see them, and only to be saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from packagekit.domain.person import Person
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.ui.state import COOKIE
from packagekit.workflow import (
    House,
    archive_of,
    excellent_file,
    export_file,
    export_rates,
    export_team_values,
    form_file,
    open_file,
    person_of,
)

FOLDERS = ("/files/", "/archive/", "/made/")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""What is taken away as a file may do nothing at all."""
_UNKEPT = {"cache-control": "private, no-store", "cross-origin-resource-policy": "same-origin"}
"""With every file: no cache keeps it for the next person, and no other site shows it."""


class Made(NamedTuple):
    """A file made at the moment it is asked for."""

    name: str
    mime: str
    data: bytes


Asked = Mapping[str, str]


def _form(house: House, who: Person, asked: Asked) -> Made:
    kind = asked.get("kind", "")
    return Made(f"packagekit-{kind}.xlsx", EXCEL, form_file(house, who, kind))


def _register(house: House, who: Person, asked: Asked) -> Made:
    kind = asked.get("kind", "")
    return Made(f"packagekit-{kind}-registered.xlsx", EXCEL, export_file(house, who, kind))


def _excellent(house: House, who: Person, asked: Asked) -> Made:
    code, on = asked.get("language", ""), date.fromisoformat(asked.get("on", ""))
    return Made(f"excellent-suppliers-{on}.{code}.docx", WORD, excellent_file(house, who, code, on=on))


def _rates(house: House, who: Person, asked: Asked) -> Made:
    return Made("entered.csv", "text/csv", export_rates(house, who).encode())


def _values(house: House, who: Person, asked: Asked) -> Made:
    path = asked.get("path", "")
    text = export_team_values(house, who).get(path)
    if text is None:
        raise Refusal(Problem(where=path, what=N_("There is no such file."), how=N_("Go back to the page you came from and choose one.")))
    return Made(PurePosixPath(path).name, "text/csv" if path.endswith(".csv") else "application/yaml", text.encode())


MADE: Mapping[str, Callable[[House, Person, Asked], Made]] = {
    "form": _form, "register": _register, "excellent": _excellent, "rates": _rates, "values": _values,
}
"""What may be asked for under ``/made/``; the use case behind each says to whom."""


def routes(house: Callable[[], House]) -> list[Route]:
    async def file(request: Request) -> Response:
        """One kept file for somebody who may see it; whether there is another says nobody."""
        who = await _person(house, request)
        if who is None:
            return PlainTextResponse("sign in", status_code=401, headers=_UNKEPT)
        try:
            found, data = await run_in_threadpool(open_file, house(), who, request.path_params["key"])
        except Refusal:
            return PlainTextResponse("not found", status_code=404, headers=_UNKEPT)
        return Response(data, media_type=found.mime, headers={**_UNKEPT, **_attached(found.name)})

    async def archive(request: Request) -> Response:
        """Several kept files as one archive, or none of them."""
        who = await _person(house, request)
        if who is None:
            return PlainTextResponse("sign in", status_code=401, headers=_UNKEPT)
        try:
            data = await run_in_threadpool(archive_of, house(), who, request.query_params.getlist("key"))
        except Refusal:
            return PlainTextResponse("not found", status_code=404, headers=_UNKEPT)
        return Response(data, media_type="application/zip", headers={**_UNKEPT, **_attached(request.path_params["name"])})

    async def made(request: Request) -> Response:
        """A file that is made when it is asked for, by who may ask for it."""
        who = await _person(house, request)
        if who is None:
            return PlainTextResponse("sign in", status_code=401, headers=_UNKEPT)
        make = MADE.get(request.path_params["what"])
        try:
            found = None if make is None else await run_in_threadpool(make, house(), who, request.query_params)
        except (Refusal, ValueError):  # not for this person, of a kind that is not, or of no day
            found = None
        if found is None:
            return PlainTextResponse("not found", status_code=404, headers=_UNKEPT)
        return Response(found.data, media_type=found.mime, headers={**_UNKEPT, **_attached(found.name)})

    return [Route("/files/{key}", file), Route("/archive/{name}", archive), Route("/made/{what}", made)]


async def _person(house: Callable[[], House], request: Request) -> Person | None:
    secret = request.cookies.get(COOKIE)
    return await run_in_threadpool(person_of, house(), secret) if secret else None


def _attached(name: str) -> dict[str, str]:
    """To be saved, never shown; the name in letters every browser reads, and as it is."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\' else "_" for sign in name)
    return {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
