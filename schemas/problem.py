"""What the API answers when something is wrong (RFC 9457)."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import Moment


class ShownWrong(Schema):
    """One value that isn't acceptable."""

    field = fields.String(metadata={"description": "dotted path of the field"})
    reason = fields.String(metadata={"description": "code"})
    text = fields.String(metadata={"description": "in the caller's language"})
    row = fields.Integer(metadata={"description": "line of a list, from 1"})
    column = fields.String()
    article = fields.String()


class ShownProblem(Schema):
    """A problem; facts that belong to its code come beside these members."""

    type = fields.Url(metadata={"description": "where the code is explained"})
    title = fields.String(metadata={"description": "the status in words"})
    status = fields.Integer()
    code = fields.String(metadata={"description": "stable; what programs look at"})
    detail = fields.String(metadata={"description": "in the caller's language"})
    request_id = fields.String(metadata={"description": "also in X-Request-Id"})
    errors = fields.List(fields.Nested(ShownWrong))
    state = fields.String(metadata={"description": "412 and 409: how the request stands now"})
    version = fields.Integer(metadata={"description": "412: the version now"})
    etag = fields.String(metadata={"description": "412: what If-Match has to carry"})
    decided_by = fields.String(metadata={"description": "412: who was faster"})
    decided_at = Moment(metadata={"description": "412: when"})
    move = fields.String(metadata={"description": "412: what was decided"})
    record = fields.String(
        metadata={"description": "412: the request that moved on, where it isn’t the one called"}
    )
    retry_after = fields.Integer(metadata={"description": "429 and 503: seconds"})
