"""Side effects, rankings, media and an evaluation of the demonstration office: invented, through the same verbs."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core.values import PartialDate
from proxenia.desk.actions.demonstrated_results import MONTH, Row, rows_of
from proxenia.portfolio.models import Partnership
from proxenia.results.actions import direct, evaluations, logs

Ties = dict[str, Partnership]


def load_logs(office: Office, by: User, ties: Ties, today: date) -> None:
    """Write down side effects, places in rankings, what the media said, and an evaluation half answered."""
    for row in rows_of("side_effects"):
        logs.add_externality(office, by=by, values=_side_effect(row, ties, today))
    for row in rows_of("rankings"):
        logs.add_ranking(office, by=by, values=_ranking(row, today))
    for row in rows_of("media"):
        logs.add_media_item(office, by=by, values=_item(row, ties, today))
    for row in rows_of("direct_values"):
        direct.add_direct_value(office, by=by, values=_direct(row, office, today))
    _evaluation(office, by, today)


def _month(months_ago: str, today: date) -> PartialDate:
    on = today - int(months_ago) * MONTH
    return PartialDate(on.year, on.month)


def _side_effect(row: Row, ties: Ties, today: date) -> dict[str, Any]:
    names = ("what", "whom", "municipality", "counted", "source", "severity", "state", "mitigation", "plan")
    figures = {name: Decimal(row[name]) if row[name] else None for name in ("low", "high")}
    tie = ties.get(row["tie"])
    return {
        **{name: row[name] for name in names},
        **figures,
        "on": _month(row["months_ago"], today),
        "tie": tie,
    }


def _ranking(row: Row, today: date) -> dict[str, Any]:
    whole = {name: int(row[name]) if row[name] else None for name in ("best", "worst", "among")}
    texts = {name: row[name] for name in ("name", "publisher", "scale", "counts", "source")}
    score = Decimal(row["score"]) if row["score"] else None
    return {**texts, **whole, "edition": today.year - int(row["years_ago"]), "score": score}


def _direct(row: Row, office: Office, today: date) -> dict[str, Any]:
    figures = {name: Decimal(row[name]) for name in ("low", "high", "each_low", "each_high")}
    years = {
        "year": today.year - int(row["years_ago"]),
        "source_year": today.year - int(row["source_years_ago"]),
    }
    return {
        **{name: row[name] for name in ("what", "category", "source")},
        **figures,
        **years,
        "currency": office.currency,
    }


def _item(row: Row, ties: Ties, today: date) -> dict[str, Any]:
    names = ("title", "outlet", "country", "language", "tone", "about", "reach_source")
    reach = int(row["reach"]) if row["reach"] else None
    on = _month(row["months_ago"], today)
    return {**{name: row[name] for name in names}, "reach": reach, "on": on, "tie": ties.get(row["tie"])}


def _evaluation(office: Office, by: User, today: date) -> None:
    values = {
        "title": "What ties with ports are worth",
        "about": "Seven ties with port cities",
        "starts": PartialDate(today.year - 3),
        "ends": PartialDate(today.year - 1),
        "evaluator": "School of Public Work",
        "is_outside": True,
        "methods": "Nine interviews, three case studies, the log of contacts",
        "state": "running",
    }
    one = evaluations.add_evaluation(office, by=by, values=values)
    for row in rows_of("evaluation"):
        on = _month(row["months_ago"], today) if row["months_ago"] else None
        told = {name: row[name] for name in ("sort", "text", "answer", "advice")}
        line = evaluations.add_evaluation_line(one, by=by, values={**told, "on": on})
        if row["response"]:
            due = today + timedelta(days=int(row["in_days"])) if row["in_days"] else None
            evaluations.answer_finding(
                line, by=by, response=row["response"], words=row["response_words"], promise=row["promise"], due=due,
                owner=by if row["promise"] else None,
            )  # fmt: skip
    evaluations.change_evaluation(one, by=by, values={"state": "reported"})
