"""Every address: first what belongs to no office, then the rooms of an office, as far as they have pages."""

from importlib.util import find_spec

from django.urls import include, path

from proxenia.accounts.views import providers
from proxenia.core.views_gallery import gallery
from proxenia.core.views_reports import csp_report
from proxenia.engagements.views import crises, feeds, second_forms
from proxenia.results.views import answering, by_link
from proxenia.reviews.views import partner_views
from proxenia.strategy.views import versions

ROOMS = (
    "records",
    "places",
    "instruments",
    "indicators",
    "directory",
    "commitments",
    "strategy",
    "risk",
    "portfolio",
    "engagements",
    "results",
    "reviews",
    "prioritisation",
    "publication",
    "desk",
)

urlpatterns = [
    path("", include("proxenia.accounts.urls")),
    path("account/", include("proxenia.records.views.own_data")),
    # The names are those under which allauth writes them into what it sends to identity providers.
    path("sign-in/openid/<str:provider_id>/", providers.openid_callback, name="openid_connect_callback"),
    path("sign-in/saml/<str:organization_slug>/", providers.saml_acs, name="saml_acs"),
    path("sign-in/saml/<str:organization_slug>/finish/", providers.saml_finish, name="saml_finish_acs"),
    path("sign-in/saml/<str:organization_slug>/metadata/", providers.saml_metadata, name="saml_metadata"),
    path("sign-in/saml/<str:organization_slug>/logout/", providers.saml_logout, name="saml_sls"),
    path("view/<str:token>/", partner_views.answer, name="partner_view"),
    path("travel-form/<str:token>/", second_forms.second_form, name="second_form"),
    path("our-strategy/<slug:uid>/", versions.citizen, name="citizen_strategy"),
    path("thanks/<slug:uid>/", crises.public_thanks, name="public_thanks"),
    path("return/<str:token>/", by_link.return_by_link, name="return_by_link"),
    path("answer/<str:token>/", answering.answer_by_link, name="answer_by_link"),
    path("gallery/", gallery, name="gallery"),
    path("csp-report/", csp_report, name="csp_report"),
    # A calendar program signs in nowhere: the address itself is the secret.
    path("calendar/<str:token>.ics", feeds.feed, name="calendar_feed"),
    *(
        path("o/<slug:office>/", include(f"proxenia.{room}.urls"))
        for room in ROOMS
        if find_spec(f"proxenia.{room}.urls")
    ),
]

handler400 = "proxenia.core.failures.bad_request"
handler403 = "proxenia.core.failures.forbidden"
handler404 = "proxenia.core.failures.not_found"
handler500 = "proxenia.core.failures.server_error"
