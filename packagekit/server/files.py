"""The routes of kept files: out only to somebody who may see them, and only to be saved."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from packagekit.domain.person import Person
from packagekit.domain.text import Refusal
from packagekit.ui.state import COOKIE
from packagekit.workflow import House, archive_of, open_file, person_of

FOLDERS = ("/files/", "/archive/")
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""What is taken away as a file may do nothing at all."""
_UNKEPT = {"cache-control": "private, no-store", "cross-origin-resource-policy": "same-origin"}
"""With every file: no cache keeps it for the next person, and no other site shows it."""


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

    return [Route("/files/{key}", file), Route("/archive/{name}", archive)]


async def _person(house: Callable[[], House], request: Request) -> Person | None:
    secret = request.cookies.get(COOKIE)
    return await run_in_threadpool(person_of, house(), secret) if secret else None


def _attached(name: str) -> dict[str, str]:
    """To be saved, never shown; the name in letters every browser reads, and as it is."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\' else "_" for sign in name)
    return {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
