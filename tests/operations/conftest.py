"""The Prefect server and the command line of the pipeline's tests."""

from tests.pipeline.conftest import command, prefect_api

__all__ = ["command", "prefect_api"]
