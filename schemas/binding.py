"""Tying a chat account to a request."""

from __future__ import annotations

from schemas.account import AccountTable
from schemas.fields import Part, Slug, Strict, Text


class BindingTable(Strict):
    """`text` is what the account sent, with the code somewhere in it; without a `group` all
    groups that the caller covers are looked through."""

    account = Part(AccountTable, required=True)
    text = Text(2000, shortest=1, breaks=True, required=True)
    group = Slug(load_default="")
