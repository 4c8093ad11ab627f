"""The admin's choosers of actors, networks and référents."""

import pytest
from django.urls import reverse

from actors.models import Actor, Referent
from tests.factories.actors import ActorFactory, ReferentFactory
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "factory", "names"),
    [
        (Actor, ActorFactory, ("Ville de Denain", "Ville de Paris")),
        (Referent, ReferentFactory, ("Ada Martin", "Zoé Petit")),
    ],
)
def test_what_is_chosen_is_found_by_a_part_of_its_name(client, model, factory, names):
    client.force_login(UserFactory(administrator=True))
    for name in names:
        factory(name=name)
    viewset = model.snippet_viewset.chooser_viewset
    assert 'name="q"' in client.get(reverse(viewset.get_url_name("choose"))).json()["html"]
    found = client.get(reverse(viewset.get_url_name("choose_results")), {"q": names[0][-4:].upper()}).content.decode()
    assert names[0] in found
    assert names[1] not in found
