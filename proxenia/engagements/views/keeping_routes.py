"""The addresses of keeping in touch, of relationships and of what a colleague hands over."""

from django.urls import path

from proxenia.engagements.views import digest, keeping, relationship

ROUTES = (
    path("keeping-in-touch/", keeping.in_touch, name="in_touch"),
    path("keeping-in-touch/<str:uid>/", keeping.keep, name="keep"),
    path("keeping-in-touch/<str:uid>/rest/", keeping.rest, name="rest"),
    path("keeping-in-touch/<str:uid>/end-rest/", keeping.end_rest, name="end_rest"),
    path("settings/keeping-in-touch/", keeping.habits, name="habits"),
    path("relationship/<str:uid>/", relationship.relationship, name="relationship"),
    path("relationship/place/<str:uid>/", relationship.relationship_of_place, name="relationship_of_place"),
    path("relationship/<str:uid>/link/", relationship.link, name="link_colleague"),
    path("digest/", digest.digest, name="digest"),
    path("digest/stop/<str:token>/", digest.stop_digest, name="stop_digest"),
    path("handover/", relationship.handover, name="handover"),
)
