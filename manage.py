#!/usr/bin/env python
"""Django's own commands, for those who build Proxenia. Everyone else uses `proxenia`."""

import os
import sys


def main() -> None:
    """Run the command named on the command line with Proxenia's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
