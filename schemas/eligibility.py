"""What bots ask, and what they are told."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from schemas.account import AccountTable
from schemas.application import ApplicationTable
from schemas.fields import ListOf, Part, Strict, Text
from schemas.verdict import ShownFinding

MOST_QUESTIONS = 500


class QuestionTable(Strict):
    """One question: exactly one of the four."""

    account = Part(AccountTable)
    binding_code = Text(20, shortest=1)
    nickname = Text(100, shortest=1)
    application = Part(ApplicationTable)

    @validates_schema
    def _one(self, data: dict[str, Any], **more: Any) -> None:
        if len(data) != 1:
            raise ValidationError("count", "account")


class QuestionsTable(Strict):
    """Up to 500 questions."""

    questions = ListOf(Part(QuestionTable), MOST_QUESTIONS, fewest=1, required=True)


class ShownEligibility(Schema):
    """One answer. `fits_a_place` and `ambiguous` speak of a nickname or an application."""

    answer = fields.String(metadata={"description": "yes, no or unknown"})
    eligible = fields.Boolean(metadata={"description": "answer is yes"})
    advice = fields.String(
        metadata={"description": "admit, ask_to_apply, remind, refer_to_admin or remove"}
    )
    state = fields.String(metadata={"description": "of the request or member; empty for none"})
    role = fields.String()
    nickname = fields.String(metadata={"description": "the one that the group must show"})
    findings = fields.List(fields.Nested(ShownFinding))
    covenant_confirmed = fields.Boolean()
    fits_a_place = fields.Boolean()
    ambiguous = fields.Boolean()


class ShownEligibilities(Schema):
    """Answers in the order of the questions."""

    answers = fields.List(fields.Nested(ShownEligibility))
