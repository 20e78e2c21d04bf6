"""Findings and verdicts as trusted callers see them."""

from __future__ import annotations

from marshmallow import Schema, fields


class ShownFinding(Schema):
    """One result of one check."""

    code = fields.String()
    article = fields.String(metadata={"description": "the rule behind it, as P1, S3 or T17"})
    severity = fields.String(metadata={"description": "blocks, fixable or notice"})
    facts = fields.Dict(metadata={"description": "ids, codes, counts and times"})
    suggestion = fields.String(metadata={"description": "the right nickname"})
    text = fields.String(metadata={"description": "in the caller's language"})


class ShownEvidence(Schema):
    """How one named person was found on the roster."""

    person = fields.String()
    matched = fields.List(fields.String())
    strength = fields.String(metadata={"description": "strong, medium or weak"})
    nearness = fields.String(metadata={"description": "how a near name differs"})


class ShownVersions(Schema):
    """What a verdict was made under."""

    roster = fields.Integer()
    policy = fields.Integer()
    bans = fields.Integer()


class ShownVerdict(Schema):
    """All findings of the checks."""

    findings = fields.List(fields.Nested(ShownFinding))
    people = fields.List(fields.String())
    evidence = fields.List(fields.Nested(ShownEvidence))
    versions = fields.Nested(ShownVersions)
