"""The gold that checks extraction blindly is well formed."""

from tests.samples.gold_form import BENCHMARKS, GoldFolder


class TestGoldBlind(GoldFolder):
    folder = BENCHMARKS / "gold_blind"
