"""The entry for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
application = get_wsgi_application()

# What is loaded by now stays for the life of the process: the collector of cycles need not walk it again and again,
# which would hold up one page in a few dozen.
gc.collect()
gc.freeze()
