"""Events on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import Moment, Strict, Text, Whole
from schemas.paging import MOST, USUAL


class EventsAfter(Strict):
    """Where to go on from: `after` is the `next` of the answer before."""

    after = Text(50, load_default="")
    limit = Whole(1, MOST, load_default=USUAL)


class ShownEvent(Schema):
    """Who did what when, by which article; pseudonymous throughout."""

    id = fields.String(metadata={"description": "orders the events; the same on every reading"})
    at = Moment()
    what = fields.String()
    who = fields.String(metadata={"description": "admin:…, token:…, applicant, operator, time"})
    group = fields.String()
    record = fields.String()
    version = fields.Integer()
    article = fields.String()
    facts = fields.Dict()


class ShownEvents(Schema):
    """Events in order. `next` goes on even where nothing new was found."""

    items = fields.List(fields.Nested(ShownEvent))
    next = fields.String(allow_none=True)
