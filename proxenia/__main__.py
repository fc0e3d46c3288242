"""``python -m proxenia`` is the same as ``proxenia``."""

import sys

from proxenia.cli import main

sys.exit(main())
