"""What bots ask all day: plain views, one load, one round trip to the record."""

from __future__ import annotations

import json
from typing import Any, Final

from apispec import APISpec
from flask import Blueprint, Flask, Response

from onboarding.api import auth, here, shown
from onboarding.api.body import load, read_json
from onboarding.api.routes import PREFIX
from onboarding.services import eligibility
from onboarding.services.callers import SCOPES_FOR
from onboarding.services.eligibility import Eligibility, Question
from schemas.eligibility import (
    QuestionsTable,
    QuestionTable,
    ShownEligibilities,
    ShownEligibility,
)

blueprint = Blueprint("eligibility", __name__, url_prefix=PREFIX)
auth.by_the_question_itself(blueprint)

RULE: Final = "/groups/<slug:group>/eligibility"
_QUESTION: Final = QuestionTable()
_QUESTIONS: Final = QuestionsTable()


@blueprint.post(RULE)
def ask_one(group: str) -> Response:
    """May this account, code, nickname or application be in the group?

    `unknown` is never no: an account that nobody has bound is unknown.
    """
    token = auth.bearer()
    question = _question(load(_QUESTION, read_json()))
    [answer] = eligibility.ask(here.door(), token, group, [question])
    return _json(_shown(answer, here.language()))


@blueprint.post(f"{RULE}/batch")
def ask_many(group: str) -> Response:
    """Up to 500 questions about one group; the answers come in their order."""
    token = auth.bearer()
    questions = [_question(each) for each in load(_QUESTIONS, read_json())["questions"]]
    language = here.language()
    answers = eligibility.ask(here.door(), token, group, questions)
    return _json({"answers": [_shown(answer, language) for answer in answers]})


def describe(app: Flask, spec: APISpec) -> None:
    """Describe the two views; the framework sees only those that it wraps."""
    spec.tag({"name": "eligibility", "description": "What bots ask"})
    for view, takes, answers in (
        (ask_one, QuestionTable, ShownEligibility),
        (ask_many, QuestionsTable, ShownEligibilities),
    ):
        summary, _, about = str(view.__doc__).partition("\n")
        spec.path(
            rule=next(app.url_map.iter_rules(f"eligibility.{view.__name__}")),
            operations={
                "post": {
                    "operationId": view.__name__,
                    "tags": ["eligibility"],
                    "summary": summary,
                    "description": about.strip(),
                    "security": [{"token": sorted(SCOPES_FOR["eligibility_read"])}],
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": takes}},
                    },
                    "responses": {
                        "200": {
                            "description": "OK",
                            "content": {"application/json": {"schema": answers}},
                        },
                        "default": "DEFAULT_ERROR",
                    },
                }
            },
        )


def _question(asked: dict[str, Any]) -> Question:
    code = asked.pop("binding_code", "")
    return Question(**asked, code=code)


def _shown(answer: Eligibility, language: str) -> dict[str, Any]:
    """As schemas.eligibility.ShownEligibility documents it."""
    return {
        "answer": answer.answer,
        "eligible": answer.eligible,
        "advice": answer.advice,
        "state": answer.state,
        "role": answer.role,
        "nickname": answer.nickname,
        "findings": [shown.finding(each, language) for each in answer.findings],
        "covenant_confirmed": answer.covenant_confirmed,
        "fits_a_place": answer.fits_a_place,
        "ambiguous": answer.ambiguous,
    }


def _json(value: dict[str, Any]) -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text, mimetype="application/json")
