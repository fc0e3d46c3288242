"""How plans, returns and questionnaires are found in search."""

from proxenia.core.search import Entry
from proxenia.results.models.questionnaires import Questionnaire, QuestionRound
from proxenia.results.models.returns import BusinessPlan, Return


def plan_entry(plan: BusinessPlan) -> Entry:
    """Return what a plan is found by."""
    return Entry(plan.pk, plan.office_id, "business_plan", plan.title, f"{plan.code} {plan.guidance}")


def return_entry(one: Return) -> Entry:
    """Return what a return is found by."""
    return Entry(one.pk, one.office_id, "return", str(one), one.rating_words)


def questionnaire_entry(one: Questionnaire) -> Entry:
    """Return what a questionnaire is found by."""
    return Entry(one.pk, one.office_id, "questionnaire", one.title, one.purpose)


def round_entry(one: QuestionRound) -> Entry:
    """Return what a round of a questionnaire is found by."""
    return Entry(one.pk, one.office_id, "question_round", str(one), "")
