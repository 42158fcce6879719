import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from flywheel.projects.models import Project
from telemetry.clients.gateway import fim
from telemetry.models import Upstream
from telemetry.pages.upstream_form import UpstreamForm


class Command(BaseCommand):
    help = (
        "Adds a server that answers completions for a project's recording gateway. Its key is read from standard"
        " input, never from the command line, which others on the machine can see."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--project", required=True)
        parser.add_argument("--kind", required=True, choices=Upstream.Kind.values)
        parser.add_argument("--url", required=True, help="The server's address, without /v1.")
        parser.add_argument("--model", default="", help="Asked for by name; a Tabby server needs none.")
        parser.add_argument("--checkpoint", default="", help="Recorded with every candidate.")
        names = ", ".join(fim.TEMPLATES)
        parser.add_argument("--fim-template", default="", help=f"{names}, or a text with {{prefix}} and {{suffix}}.")
        parser.add_argument("--weight", type=int, default=1, help="Share of the traffic; 0: none.")
        parser.add_argument("--timeout", type=float, default=10.0, help="Seconds to wait for an answer.")
        parser.add_argument("--key-stdin", action="store_true", help="Read the key from standard input.")
        parser.add_argument("--allow-internal", action="store_true", help="It may lie in a private network.")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(
                f"There is no project {options['project']!r}. Make it with: manage.py create_project NAME"
            )
        form = UpstreamForm(_fields(options), instance=Upstream(project=project))
        if not form.is_valid():
            raise CommandError("\n".join(f"{name}: {' '.join(map(str, said))}" for name, said in form.errors.items()))
        self.stdout.write(f"The upstream {form.save().name} is added.")


def _fields(options: dict[str, Any]) -> dict[str, Any]:
    template = options["fim_template"]
    known = not template or template in fim.TEMPLATES
    taken = ("name", "kind", "url", "model", "checkpoint", "weight", "allow_internal")
    return {name: options[name] for name in taken} | {
        "timeout_s": options["timeout"],
        "template": template if known else "own",
        "own_template": "" if known else template,
        "key": sys.stdin.read().strip() if options["key_stdin"] else "",
    }
