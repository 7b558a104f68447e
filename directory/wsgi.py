"""For gunicorn: `gunicorn directory.wsgi` from the root, or `gunicorn --chdir directory wsgi`."""

import gc
import os
import sys
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")

application = get_wsgi_application()

if "gunicorn" in sys.modules:
    from directory.web_server import be_plain

    be_plain()

# What was loaded at the start lives as long as the process. Looking through it for garbage again and again made every
# twentieth answer take three times as long. The addresses bring in the views, so they are read first.
assert get_resolver().url_patterns
gc.collect()
gc.freeze()
