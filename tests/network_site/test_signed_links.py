"""Links that act for whoever holds them: for one thing, for a time, once."""

from datetime import timedelta

import pytest
from django.core import signing

from network_site.signed_links import LinkExpired, LinkForged, LinkRefused, LinkSpent, make_link, read_link

SALT = "tests.link"
MONTH = timedelta(days=30)


def test_a_link_gives_back_what_it_was_given():
    token = make_link({"report": 12}, salt=SALT, stamp="v1")
    assert read_link(token, salt=SALT, max_age=MONTH, stamp=lambda said: f"v{said['report'] - 11}") == {"report": 12}
    assert read_link(make_link({}, salt=SALT), salt=SALT, max_age=MONTH) == {}


@pytest.mark.parametrize("position", [0, 5, -1])
def test_a_link_that_was_touched_is_refused(position: int):
    token = make_link({"report": 12}, salt=SALT)
    letter = "A" if token[position] != "A" else "B"
    start, end = token[:position], token[position:][1:]
    with pytest.raises(LinkForged):
        read_link(f"{start}{letter}{end}", salt=SALT, max_age=MONTH)


@pytest.mark.parametrize("token", ["", ":", "a:b:c", "é", "x" * 5000])
def test_what_was_never_signed_is_refused(token: str):
    with pytest.raises(LinkForged):
        read_link(token, salt=SALT, max_age=MONTH)


def test_a_link_made_for_something_else_is_refused():
    with pytest.raises(LinkForged):
        read_link(make_link({"report": 12}, salt="tests.other"), salt=SALT, max_age=MONTH)
    with pytest.raises(LinkForged):
        read_link(signing.dumps({"report": 12}, salt=SALT), salt=SALT, max_age=MONTH)
    with pytest.raises(LinkForged):
        read_link(signing.dumps(["report"], salt=SALT), salt=SALT, max_age=MONTH)


def test_a_link_has_an_end():
    with pytest.raises(LinkExpired):
        read_link(make_link({}, salt=SALT), salt=SALT, max_age=timedelta(seconds=-1))


@pytest.mark.parametrize("now", ["v2", None, ""])
def test_a_link_serves_once_the_state_is_another_afterwards(now: object):
    token = make_link({"report": 12}, salt=SALT, stamp="v1")
    with pytest.raises(LinkSpent) as refused:
        read_link(token, salt=SALT, max_age=MONTH, stamp=lambda _said: now)
    assert isinstance(refused.value, LinkRefused)
    assert "déjà servi" in str(refused.value.message)
