"""The gallery page: every component in its states, for those who build pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from proxenia.core.gallery import gallery_context
from proxenia.core.pages import PUBLIC, page


@page(PUBLIC)
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components with invented content; nothing of any office is read."""
    return render(request, "gallery.html", gallery_context())
