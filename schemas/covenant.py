"""Covenants on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import Flag, ListOf, Moment, Part, Strict, Text

LONGEST_ARTICLE = 2000
MOST_ARTICLES = 80


class ArticleTable(Strict):
    """One article: an id of the kind's, or X and a number for a rule of the group's own."""

    id = Text(10, shortest=1, required=True)
    zh = Text(LONGEST_ARTICLE, shortest=1, breaks=True, required=True)
    en = Text(LONGEST_ARTICLE, breaks=True, load_default="")


class NewCovenant(Strict):
    """The next version; a major one asks every member to confirm again."""

    articles = ListOf(Part(ArticleTable), MOST_ARTICLES, fewest=1, required=True)
    major = Flag(required=True)


class ShownArticle(Schema):
    """One article in the languages that it was written in."""

    id = fields.String()
    zh = fields.String()
    en = fields.String()


class ShownCovenantVersion(Schema):
    """One version, without its articles."""

    version = fields.String()
    digest = fields.String()
    published_at = Moment()
    published_by = fields.String()


class ShownArticleChange(Schema):
    """What became of one article."""

    article = fields.String()
    what = fields.String(metadata={"description": "added, removed or changed"})


class ShownCovenant(Schema):
    """The covenant in force."""

    version = fields.String()
    digest = fields.String(metadata={"description": "SHA-256 over ids and words"})
    articles = fields.List(fields.Nested(ShownArticle))


class ShownGroupCovenant(ShownCovenant):
    """The covenant in force, and the versions there have been."""

    versions = fields.List(fields.Nested(ShownCovenantVersion))


class ShownPublished(ShownCovenant):
    """A new version, and what it changes."""

    changes = fields.List(fields.Nested(ShownArticleChange))
