#!/usr/bin/env python
"""Django's command line. Starts the embedded database first where a command needs one and none is configured."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flywheel.settings")
    from flywheel.runtime import embedded

    with embedded.database_for_command(sys.argv[1:]):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
