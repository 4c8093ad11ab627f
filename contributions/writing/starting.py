"""How a draft begins: from a blank form, from a link that fills it in, or from another room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import QueryDict

from actors.models import Actor
from contributions.writing import people, places, saving
from contributions.writing.models import Draft, Values
from network_site.public_forms import readable
from practices.models import Need
from practices.models.reports import TITLE_LENGTH

FORM_SALT, LINK_SALT = "writing.form", "writing.link"
TAB = "depart"


@dataclass(frozen=True, slots=True)
class Beginning:
    """The draft that a blank form will make: its key, and what is known before anything is typed."""

    pk: UUID = field(default_factory=uuid4)
    initial: Values = field(default_factory=dict)
    origin: str = ""

    def token(self) -> str:
        """Signed: the browser keeps it and cannot make one up."""
        return signing.dumps({"pk": self.pk.hex, "initial": self.initial, "origin": self.origin}, salt=FORM_SALT)

    @classmethod
    def read(cls, token: str) -> "Beginning":
        """A token that was lost or altered begins a draft of its own: the text that came with it is what matters."""
        try:
            said = signing.loads(token, salt=FORM_SALT)
        except signing.BadSignature:
            return cls()
        return cls(UUID(said["pk"]), said["initial"], said["origin"])


def link_token(initial: Mapping[str, Any], *, origin: str) -> str:
    """For `?suite=`: what another room proposes to tell, for a person who may not have an account yet."""
    return signing.dumps({"initial": as_values(initial), "origin": origin}, salt=LINK_SALT)


def beginning_from(query: QueryDict) -> Beginning:
    """What a link may fill in: `?suite=<token>`, or `?besoin=<need>&titre=<text>`. The rest is left out silently."""
    try:
        said = signing.loads(query.get("suite", ""), salt=LINK_SALT)
    except signing.BadSignature:
        said = {"initial": {}, "origin": ""}
    initial: Values = said["initial"]
    need = Need.objects.filter(live=True, slug=query.get("besoin", "")[:120]).values_list("slug", flat=True).first()
    if need:
        initial = {**initial, "needs": [need]}
    if title := readable(query.get("titre", ""))[:TITLE_LENGTH].strip():
        initial = {**initial, "title": [title]}
    origin = said["origin"] or (f"besoin:{need}"[:60] if need else "")
    return Beginning(initial=initial, origin=origin)


def as_values(initial: Mapping[str, Any]) -> Values:
    """`{"title": "…", "needs": ["…"]}` as the inputs of the form hold it."""
    return {
        name: [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
        for name, value in initial.items()
        if value
    }


def start_draft(user: Any, *, actor: Actor | None = None, initial: Mapping[str, Any], origin: str) -> Draft:
    """A draft of this member, with what is already known; `initial` takes names of inputs (title, summary, needs…)."""
    draft = Draft.objects.create(owner=user, origin=origin[:60])
    values = as_values(initial)
    if actor is not None and people.writing_for(user).filter(pk=actor.pk).exists():
        values["actor"] = [actor.slug]
        if actor.territory:
            values["location"] = [places.label(actor.territory)]
    return saving.save(draft, saving.Typed(values, base=0, tab=TAB)).draft
