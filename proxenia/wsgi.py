"""The entry for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
application = get_wsgi_application()

# What is loaded by now stays for the life of the process: the collector of cycles need not walk it again and again,
# which would hold up one page in fifteen by a tenth of a second. Of what pages load later the same is true, and what
# they leave in cycles is small, so the oldest generation is looked through once in some fifty pages.
gc.collect()
gc.freeze()
young, middle, _oldest = gc.get_threshold()
gc.set_threshold(young, middle, 30)
