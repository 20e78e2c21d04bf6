"""Chat accounts on the wire."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError, post_load

from onboarding.rules.application import Account
from schemas.fields import Strict, Text

_PLATFORM = re.compile(r"[a-z][a-z0-9_-]{0,19}")


class Platform(Text):
    """The lower-case name of a platform: wechat, wecom, qq …"""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        platform = super()._deserialize(value, attr, data, **more)
        if not _PLATFORM.fullmatch(platform):
            raise ValidationError("not_a_slug")
        return platform


class AccountTable(Strict):
    """`{platform, id}`: the id is the platform's own string, taken as it is."""

    platform = Platform(20, required=True)
    id = Text(200, shortest=1, required=True)

    @post_load
    def _made(self, data: dict[str, str], **more: Any) -> Account:
        return Account(**data)
