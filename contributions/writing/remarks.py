"""What the reviewers ask, set beside the inputs that it is about."""

from collections import defaultdict
from typing import Any, Final

from contributions.moderation.submission import remarks_for
from contributions.writing.models import Draft

INPUTS: Final = {
    "report_referents": "referent",
    "report_actors": "actor",
    "references": "links",
    "report_goals": "goal-1",
    "tags": "keywords",
}
"""Field of the report → input, where they have another name."""

IMAGES: Final = "report_images"


def remarks_by_input(draft: Draft) -> dict[str, list[Any]]:
    """Name of an input, or of a table, → remarks; those on the pictures are under the name of their field."""
    found: dict[str, list[Any]] = defaultdict(list)
    if draft.page is not None:
        for field, remarks in remarks_for(draft.page).items():
            found[INPUTS.get(field, field)].extend(remarks)
    return found
