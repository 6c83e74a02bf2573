"""The unseen gold is well formed."""

from tests.samples.gold_form import BENCHMARKS, GoldFolder


class TestGoldMore(GoldFolder):
    folder = BENCHMARKS / "gold_more"
