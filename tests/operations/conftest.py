"""The command line of the pipeline's tests."""

from tests.pipeline.conftest import command

__all__ = ["command"]
