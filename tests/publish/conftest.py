"""The site of the sample world, built once for all who only look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.publish.site import build_site
from tests.publish.site_world import sample_contents, shelf


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample world's site."""
    folder = tmp_path_factory.mktemp("published") / "site"
    build_site(sample_contents(), shelf(), folder, base="https://pledges.example/site/")
    return folder
