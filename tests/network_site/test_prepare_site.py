"""What `prepare_site` puts in a database that the migrations have just made."""

import pytest
from django.core.management import call_command
from wagtail.models import Collection, Page

pytestmark = pytest.mark.django_db


def test_what_editors_read_of_the_roots_is_french():
    for _time in range(2):
        call_command("prepare_site", verbosity=0)
    assert Collection.get_first_root_node().name == "Racine"
    assert Page.get_first_root_node().title == "Racine"
