"""Which language a page speaks: `?lang=`, else the cookie, else Accept-Language."""

from __future__ import annotations

from typing import Any, Final, cast

from flask import Flask, Response, g, request, url_for

from onboarding import words
from onboarding.web.here import settings
from onboarding.words import LANGUAGES, Language

COOKIE: Final = "lang"
_KEPT: Final = frozenset(
    {
        *("role", "more", "beside", "tab", "having", "after", "title"),
        *("article", "reason"),
        *("what", "by", "since", "until", "before", "old", "new"),
    }
)
_YEAR_SECONDS: Final = 365 * 24 * 60 * 60


def language() -> Language:
    """The language of the page that is being made."""
    if "language" not in g:
        asked = request.args.get(COOKIE) or request.cookies.get(COOKIE)
        known = asked if asked in LANGUAGES else None
        g.language = known or words.language_of(request.headers.get("Accept-Language"))
    return cast("Language", g.language)


def gettext(sentence: str, /, **facts: object) -> str:
    """A sentence in the page's language."""
    return words.say(language(), sentence, **facts)


def remember_language(response: Response) -> Response:
    """Keep a language that was asked for by `?lang=` on the device."""
    if request.args.get(COOKIE) in LANGUAGES:
        response.set_cookie(
            COOKIE,
            language(),
            max_age=_YEAR_SECONDS,
            secure=settings().secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def install(app: Flask) -> None:
    """Give the templates gettext and the helpers of `onboarding.words`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda sentence: words.translations(language()).gettext(sentence),
        lambda one, many, n: words.translations(language()).ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(
        language=language,
        languages=LANGUAGES,
        in_language=_in_language,
        localized=lambda text: text.get(language()) or text["zh"],
        code_words=lambda table, code: words.code_text(table, code, language()),
    )
    filters = {
        "day": words.day,
        "moment": words.moment,
        "span": words.span,
        "moment_short": words.moment_short,
        "field_words": words.field_text,
        "finding_words": words.finding_text,
        "state_words": words.state_text,
        "declaration_words": words.declaration_text,
    }
    for name, function in filters.items():
        app.jinja_env.filters[name] = _spoken(function)


def _spoken(function: Any) -> Any:
    return lambda value: function(value, language())


def _in_language(other: str) -> str:
    """The address of this page in another language."""
    if request.endpoint is None:
        return f"?{COOKIE}={other}"
    # Only our own: url_for takes names such as _external from anybody who writes them.
    kept = {name: value for name, value in request.args.items() if name in _KEPT}
    values: dict[str, Any] = {**kept, **(request.view_args or {}), COOKIE: other}
    return url_for(request.endpoint, **values)
