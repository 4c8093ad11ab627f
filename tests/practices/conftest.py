"""What the tests of the pages of practices share."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

CountQueries = Callable[[str], int]


@pytest.fixture
def count_queries(client: Client) -> CountQueries:
    """How many queries a page costs once caches are warm."""

    def count(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert response.status_code == 200
        return len(queries)

    return count
