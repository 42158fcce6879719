"""How often a developer has voted, for the client's panel, which asks after every press of Tab."""

from typing import Final

from flywheel.projects.models import Project
from flywheel.projects.pseudonyms import pseudonym
from telemetry.clients.copilot_arena.pairs import CLIENT
from telemetry.models import InteractionRow

_COMPARED: Final = '"type":"candidates.compared"'  # as in the JSON of an assembled interaction


def vote_count(project: Project, user: str) -> int:
    """The developer's stored comparisons, through the index by developer; counted once they are assembled."""
    developer = pseudonym(bytes(project.pseudonym_key), user)
    mine = InteractionRow.objects.filter(project=project, developer=developer, interaction_id__startswith=f"{CLIENT}:")
    return mine.filter(document__contains=_COMPARED).count()
