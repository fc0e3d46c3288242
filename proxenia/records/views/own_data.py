"""What is kept about whoever asks: one's own account, and what bears one's name."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import path

from proxenia.accounts.access import signed_in
from proxenia.core.pages import SIGNED_IN, page
from proxenia.records.actions.erasing_users import note_user_export
from proxenia.records.queries.own_data import everything_about_user


@page(SIGNED_IN, ("POST",), step_up=True)
def own_data(request: HttpRequest) -> HttpResponse:
    """Hand out everything about one's own account as one file; the log says that it was."""
    user = signed_in(request)
    told = json.dumps(everything_about_user(user), ensure_ascii=False, default=str, indent=2)
    note_user_export(user, by=user)
    answer = HttpResponse(told, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer["Cache-Control"] = "no-store"
    return answer


urlpatterns = [path("data/", own_data, name="own_data")]
"""Beside the page of one's account, which belongs to no office: the rooms' own addresses all do."""
