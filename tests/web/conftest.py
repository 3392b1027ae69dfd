"""Fixtures for pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.cast import Cast
from tests.web.recording import SignIn
from tests.web.walking import client_of


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    def as_(key: str) -> Client:
        return client_of(cast, key, at=timezone.now())

    return as_
