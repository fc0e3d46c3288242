"""The addresses of delegations, second forms, travel and costs."""

from django.urls import path

from proxenia.engagements.views import (
    delegation_papers,
    delegation_parts,
    delegations,
    second_forms,
    travelling,
)

_ONE = "engagements/<str:uid>/"
ROUTES = (
    path("delegations/", delegations.delegations, name="delegations"),
    path("engagements-travel/", travelling.travel_totals, name="travel_totals"),
    path(f"{_ONE}delegation/", delegations.delegation, name="delegation"),
    path(f"{_ONE}delegation/plan/", delegations.plan, name="plan_delegation"),
    path(f"{_ONE}delegation/step/", delegations.step, name="step_delegation"),
    path(f"{_ONE}delegation/decide/", delegations.decide, name="decide_delegation"),
    path(f"{_ONE}delegation/organiser/", delegations.organiser, name="organiser"),
    path(f"{_ONE}delegation/safeguards/", delegations.safeguard, name="safeguard"),
    path(
        f"{_ONE}delegation/papers/<slug:paper>/<slug:ending>/",
        delegation_papers.paper,
        name="delegation_paper",
    ),
    path(f"{_ONE}second-forms/", second_forms.details, name="second_forms"),
    path(f"{_ONE}second-forms/<str:one>/", second_forms.fill, name="fill_second_form"),
    path(f"{_ONE}second-forms/<str:one>/link/", second_forms.link, name="second_form_link"),
    path(f"{_ONE}second-forms/<str:one>/mail/", second_forms.mail, name="mail_second_form"),
    path(f"{_ONE}second-forms/<str:one>/erase/", second_forms.erase, name="erase_second_form"),
    path(f"{_ONE}travel/", travelling.travel, name="travel"),
    *(
        path(f"{_ONE}{part.code}s/add/", delegation_parts.adding(part), name=f"add_{part.code}")
        for part in delegation_parts.PARTS
    ),
    *(
        path(f"{_ONE}{part.code}s/<str:one>/", delegation_parts.editing(part), name=f"edit_{part.code}")
        for part in delegation_parts.PARTS
        if part.form
    ),
    *(
        path(
            f"{_ONE}{part.code}s/<str:one>/remove/",
            delegation_parts.removing(part),
            name=f"remove_{part.code}",
        )
        for part in delegation_parts.PARTS
    ),
)
