"""Reading kind files: one TOML file a kind, its id being the file's name.

Loading is strict, since a misspelt key would quietly change who gets in: anything unknown,
missing or contradictory raises errors.KindBroken, which names the file and the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from onboarding.rules.errors import KindBroken
from onboarding.rules.escalations import CAUSES
from onboarding.rules.kindparts import Relation, read_days, read_patterns, read_relations, read_text
from onboarding.rules.kinds import (
    AUDIT_CODES,
    FINDING_CODES,
    LONGEST_ARTICLE,
    MOST_GUARDIANS,
    MOST_REMINDERS,
    NICKNAME_LIMIT,
    AdminRole,
    Article,
    Example,
    Kind,
    Role,
    Seats,
    codes_cited,
)
from onboarding.rules.roster import SECTIONS, Section
from onboarding.rules.shape import Misshapen, Table

KINDS_FOLDER = Path(__file__).parent.parent / "kinds"
ADMIN_ROLES: tuple[Literal["owner", "committee"], ...] = ("owner", "committee")

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")
_ARTICLE = re.compile(r"[A-WYZ][0-9]{1,3}")  # X is kept for a group's own articles


def load_all(folder: Path = KINDS_FOLDER, *more: Path) -> Mapping[str, Kind]:
    """Every kind of the folders, by id. Raises errors.KindBroken for the first bad file."""
    found: dict[str, Kind] = {}
    for each in (folder, *more):
        for path in sorted(each.glob("*.toml")):
            if path.stem in found:
                raise KindBroken(file=path.name, key="", reason="id_twice")
            found[path.stem] = load(path)
    return MappingProxyType(found)


def load(path: Path) -> Kind:
    """One kind from its file. Raises errors.KindBroken (`file`, `key`, `reason`)."""
    try:
        kind = _kind(path.stem, Table(tomllib.loads(path.read_text(encoding="utf-8"))))
        _hold_together(kind)
    except (OSError, UnicodeDecodeError) as wrong:
        raise KindBroken(file=path.name, key="", reason="unreadable") from wrong
    except tomllib.TOMLDecodeError as wrong:
        raise KindBroken(file=path.name, key="", reason=f"not_toml: {wrong}") from wrong
    except Misshapen as wrong:
        raise KindBroken(file=path.name, key=wrong.key, reason=wrong.reason) from wrong
    return kind


def _kind(kind_id: str, table: Table) -> Kind:
    if not _SLUG.fullmatch(kind_id):
        raise Misshapen("", "file_name_is_no_id")
    kind = Kind(
        id=kind_id,
        title=read_text(table.table("title")),
        roles=_roles(table.table("roles")),
        articles=_articles(table.table("articles")),
        escalations=_escalations(table),
        seats=_seats(table.table("seats")) if table.has("seats") else None,
        relations=_relations(table),
        number_required=table.flag("number_required"),
        declarations=_codes(table, "declarations"),
        must_join=table.flag("must_join"),
        nickname_limit=table.integer("nickname_limit", *NICKNAME_LIMIT),
        days=read_days(table.table("days")),
        reminders=table.integer("reminders", 0, MOST_REMINDERS),
        admins=_admins(table.table("admins")),
        covenant=tuple(_article(each) for each in table.entries("covenant")),
        examples=tuple(_example(each) for each in table.entries("examples")),
    )
    table.done()
    return kind


def _roles(table: Table) -> Mapping[str, Role]:
    roles = {name: _role(name, table.table(name)) for name in table.values}
    if not roles:
        raise Misshapen(table.path, "empty")
    return MappingProxyType(roles)


def _role(name: str, table: Table) -> Role:
    if not _CODE.fullmatch(name):
        raise Misshapen(table.path, "no_code")
    section = _section(table)
    beside = table.flag("beside")
    if beside and section != "students":
        raise Misshapen(table.key("beside"), "only_beside_students")
    role = Role(
        id=name,
        title=read_text(table.table("title")),
        section=section,
        beside=beside,
        nicknames=read_patterns(table.take("nicknames"), table.key("nicknames"), section, beside),
    )
    table.done()
    return role


def _section(table: Table) -> Section:
    name = table.words("section")
    for section in SECTIONS:
        if section == name:
            return section
    raise Misshapen(table.key("section"), "unknown_section")


def _articles(table: Table) -> Mapping[str, str]:
    for code in table.values:
        if code not in (*FINDING_CODES, *AUDIT_CODES):
            raise Misshapen(table.key(code), "unknown_finding")
    return MappingProxyType({code: table.words(code) for code in table.values})


def _escalations(table: Table) -> Mapping[str, str]:
    if not table.has("escalations"):
        return MappingProxyType({})
    inner = table.table("escalations")
    found = {cause: inner.words(cause) for cause in CAUSES if inner.has(cause)}
    inner.done()
    return MappingProxyType(found)


def _seats(table: Table) -> Seats:
    maximum = table.integer("maximum", 1, MOST_GUARDIANS)
    seats = Seats(table.integer("minimum", 0, maximum), maximum, table.flag("hard"))
    table.done()
    return seats


def _relations(table: Table) -> tuple[Relation, ...]:
    if not table.has("relations"):
        return ()
    return read_relations(table.take("relations"), "relations")


def _codes(table: Table, name: str) -> tuple[str, ...]:
    codes = table.word_list(name)
    for code in codes:
        if not _CODE.fullmatch(code):
            raise Misshapen(table.key(name), "no_code")
    return codes


def _admins(table: Table) -> tuple[AdminRole, ...]:
    found = []
    for role in ADMIN_ROLES:
        inner = table.table(role)
        found.append(AdminRole(role, read_text(inner.table("title"))))
        inner.done()
    table.done()
    return tuple(found)


def _article(table: Table) -> Article:
    article_id = table.words("id")
    if not _ARTICLE.fullmatch(article_id):
        raise Misshapen(table.key("id"), "no_article_id")
    # What is left of the table is the text itself.
    text = read_text(
        Table({k: v for k, v in table.values.items() if k != "id"}, table.path), LONGEST_ARTICLE
    )
    return Article(article_id, text)


def _example(table: Table) -> Example:
    nickname = table.words("nickname")
    good = table.flag("good")
    example = Example(
        role=table.words("role"),
        nickname=nickname,
        good=good,
        right=nickname if good and not table.has("right") else table.words("right"),
        students=table.word_list("students"),
        relation=table.line("relation"),
        name=table.line("name"),
        number=table.line("number"),
        subject=table.line("subject"),
        department=table.line("department"),
        label=table.line("label"),
    )
    table.done()
    return example


def _hold_together(kind: Kind) -> None:
    """Refuse a kind whose halves contradict each other."""
    _seats_fit_roles(kind)
    ids = [article.id for article in kind.covenant]
    for at, article_id in enumerate(ids):
        if article_id in ids[:at]:
            raise Misshapen(f"covenant.{at}.id", "twice")
    for name, cited in (("articles", kind.articles), ("escalations", kind.escalations)):
        for code, article_id in cited.items():
            if article_id not in ids:
                raise Misshapen(f"{name}.{code}", "unknown_article")
    arising = codes_cited(kind)
    for code in (*FINDING_CODES, *AUDIT_CODES):
        if code in arising and code not in kind.articles:
            raise Misshapen(f"articles.{code}", "missing")
        if code in kind.articles and code not in arising:
            raise Misshapen(f"articles.{code}", "cannot_arise")
    for at, example in enumerate(kind.examples):
        if example.role not in kind.roles:
            raise Misshapen(f"examples.{at}.role", "unknown_role")
        if example.relation and kind.relation(example.relation) is None:
            raise Misshapen(f"examples.{at}.relation", "unknown_relation")


def _seats_fit_roles(kind: Kind) -> None:
    beside = any(role.beside for role in kind.roles.values())
    for key, given in (("seats", kind.seats is not None), ("relations", bool(kind.relations))):
        if beside and not given:
            raise Misshapen(key, "missing")
        if given and not beside:
            raise Misshapen(key, "nobody_sits_beside")
