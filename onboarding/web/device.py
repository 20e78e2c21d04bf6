"""The browser that a page goes to: on which admins' behalf it has signed in before, and what it
is, in two coarse words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from onboarding.storage import ids
from onboarding.storage.logins import folded
from onboarding.web.here import door, settings

COOKIE: Final = "device"
MOST: Final = 5
_PATH: Final = "/admin"
_YEAR_SECONDS: Final = 365 * 24 * 60 * 60

_BROWSERS: Final[Mapping[str, str]] = {
    "wxwork": "wecom",
    "MicroMessenger": "wechat",
    "DingTalk": "dingtalk",
    "QQ/": "qq",
    "Edg": "edge",
    "Firefox": "firefox",
    "FxiOS": "firefox",
    "Chrome": "chrome",
    "CriOS": "chrome",
    "Safari": "safari",
}
_SYSTEMS: Final[Mapping[str, str]] = {
    "HarmonyOS": "harmony",
    "OpenHarmony": "harmony",
    "Android": "android",
    "iPhone": "ios",
    "iPad": "ios",
    "Windows": "windows",
    "Mac OS X": "mac",
    "Linux": "linux",
}


def words() -> str:
    """Two codes out of the User-Agent, which itself is kept nowhere: browser and system."""
    said = request.headers.get("User-Agent", "")
    return f"{_first(_BROWSERS, said)} {_first(_SYSTEMS, said)}"


def known_as(login: str) -> str:
    """What this browser is called where this login has signed in on it before; "" elsewhere."""
    return str(_kept().get(_name(login), ""))


def remember(response: Response, login: str) -> None:
    """Note that this login has signed in here; of more than five the oldest is forgotten."""
    kept = _kept()
    name = _name(login)
    called = kept.pop(name, None) or ids.new_secret()
    response.set_cookie(
        COOKIE,
        str(_signer().dumps(dict([*kept.items(), (name, called)][-MOST:]))),
        max_age=_YEAR_SECONDS,
        path=_PATH,
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
    )


def _kept() -> dict[str, Any]:
    try:
        return dict(_signer().loads(request.cookies.get(COOKIE, "")))
    except BadSignature:
        return {}


def _name(login: str) -> str:
    return door().index.blind("", "device", folded(login))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="device")


def _first(table: Mapping[str, str], said: str) -> str:
    return next((code for mark, code in table.items() if mark in said), "other")
