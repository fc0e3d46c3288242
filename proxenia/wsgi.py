"""The entry for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
application = get_wsgi_application()

# All pages are loaded now, not by whoever asks first; and what is loaded by now stays for the life of the process:
# the collector of cycles need not walk it again and again, which would hold up one page in fifteen by a tenth of a
# second. What a page leaves in cycles is small, so the oldest generation is looked through once in some fifty pages.
get_resolver().reverse_dict  # noqa: B018 (asking for it is what reads the addresses and so the views)
gc.collect()
gc.freeze()
young, middle, _oldest = gc.get_threshold()
gc.set_threshold(young, middle, 30)
