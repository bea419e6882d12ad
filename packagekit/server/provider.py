"""OpenID Connect through Streamlit's own sign-in: the one place that reads the cookie it leaves behind.

Streamlit keeps the provider's word in a signed cookie for thirty days, whatever happens meanwhile. Here
it is exchanged once for a sign-in of ours, which can be ended, and taken away from the browser.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from streamlit.auth_util import encode_provider_token
from streamlit.web.server.starlette.starlette_auth_routes import _clear_auth_cookie
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import (
    _get_signed_cookie_with_chunks,
    _parse_decoded_user_cookie,
)

from packagekit.workflow import Settings


def secrets(settings: Settings) -> dict[str, Any]:
    """What Streamlit's sign-in needs to know, from the environment only."""
    oidc = settings.oidc
    if oidc is None:
        return {}
    return {"auth": {
        "redirect_uri": f"{settings.address}/oauth2callback", "cookie_secret": oidc.cookie_secret,
        "client_id": oidc.client_id, "client_secret": oidc.client_secret, "server_metadata_url": oidc.metadata,
    }}


def address() -> str:
    """Where Streamlit's sign-in with the provider begins."""
    return f"/auth/login?provider={encode_provider_token('default')}"


def claims(request: Request) -> tuple[dict[str, Any] | None, str]:
    """What the provider says of the person, and the signed answer it came in; None where it says nothing."""
    decoded = _get_signed_cookie_with_chunks(request.cookies, USER_COOKIE_NAME)
    if not decoded:
        return None, ""
    said = _parse_decoded_user_cookie(decoded, f"{request.url.scheme}://{request.headers.get('host', '')}")
    return (said, decoded.decode()) if said.get("is_logged_in") else (None, "")


def forget(request: Request, response: Response) -> None:
    """Take Streamlit's cookies away from the browser."""
    if any(name.startswith(USER_COOKIE_NAME) for name in request.cookies):
        _clear_auth_cookie(response, request)
