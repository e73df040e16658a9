"""What tests of the wire stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ingest.server import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on loopback."""
    with serving() as found:
        yield found
