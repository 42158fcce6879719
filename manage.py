#!/usr/bin/env python
"""Django's command line. Starts the embedded database first where a command needs it."""

import os
import sys

EXIT_CONFIGURATION = 78  # EX_CONFIG of sysexits.h


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flywheel.settings")
    from flywheel import env
    from flywheel.runtime import embedded, failures

    try:
        with embedded.database_for_command(sys.argv[1:]):
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
    except (env.ConfigurationError, failures.StartError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(EXIT_CONFIGURATION)


if __name__ == "__main__":
    main()
