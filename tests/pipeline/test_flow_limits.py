"""What the flows leave with a shared server: a limit for each host, and automations that tell people."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.request import Request, urlopen

import pytest

from pipeline.problems import Problem


def asked(api: str, path: str) -> Any:
    request = Request(f"{api}/{path}", b"{}", {"content-type": "application/json"})
    with urlopen(request, timeout=20) as answer:
        return json.load(answer)


@pytest.fixture
def shared(prefect_api: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server, as if others used it too."""
    monkeypatch.delenv("PLEDGEWATCH_OWN_PREFECT_SERVER")
    return prefect_api


async def _two_machines_ask(host: str, allowed: int, local: frozenset[str] = frozenset()) -> int:
    """The most requests that two machines made at once."""
    from pipeline.flows.hosts import HostLimits

    now = most = 0

    async def ask(limits: HostLimits) -> None:
        nonlocal now, most
        async with limits.place(host, allowed):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.2)
            now -= 1

    await asyncio.gather(*(ask(HostLimits(local)) for _ in range(2)))
    return most


@pytest.mark.parametrize(("allowed", "most"), [(1, 1), (2, 2)])
def test_a_host_is_asked_by_all_machines_no_more_than_by_one(allowed: int, most: int, shared: str) -> None:
    host = f"host-{allowed}.test"
    assert asyncio.run(_two_machines_ask(host, allowed)) <= most
    limits = {one["name"]: one["limit"] for one in asked(shared, "v2/concurrency_limits/filter")}
    assert limits[f"pledgewatch-host-{host}"] == allowed


def test_hosts_of_this_machine_need_no_limit(shared: str) -> None:
    assert asyncio.run(_two_machines_ask("local.test", 1, frozenset({"local.test"}))) == 2


def test_a_server_of_our_own_is_asked_nothing(prefect_api: str) -> None:
    assert asyncio.run(_two_machines_ask("own.test", 1)) == 2
    names = {one["name"] for one in asked(prefect_api, "v2/concurrency_limits/filter")}
    assert "pledgewatch-host-own.test" not in names


def test_people_are_told_through_a_block_by_name(shared: str) -> None:
    from prefect.blocks.notifications import SlackWebhook

    from pipeline.flows.notifications import notifying
    from pipeline.operations.automations import put

    with pytest.raises(Problem, match="there is no block slack-webhook/pledgewatch: make it"):
        notifying()
    SlackWebhook(url="https://hooks.example.org/secret").save("pledgewatch")
    for _ in range(2):
        put(notifying())
    made = [one for one in asked(shared, "automations/filter") if "tell of" in one["name"]]
    assert sorted(one["name"] for one in made) == [
        "pledgewatch: tell of document.changed",
        "pledgewatch: tell of edition.overdue",
        "pledgewatch: tell of restatement.found",
        "pledgewatch: tell of runs that failed",
        "pledgewatch: tell of runs that wait for a decision",
    ]
    assert "secret" not in json.dumps(made)


def test_words_of_a_source_call_nobody_and_lead_nowhere_when_they_are_sent(shared: str) -> None:
    from prefect.blocks.notifications import SlackWebhook
    from prefect.server.utilities.user_templates import render_user_template_sync

    from pipeline.flows.notifications import notifying

    SlackWebhook(url="https://hooks.example.org/secret").save("pledgewatch", overwrite=True)
    body = notifying()[0].actions[0].body  # type: ignore[union-attr]
    words = "<https://evil.example|Click> or [here](https://evil.example), @everyone <!channel> a & b"
    sent = render_user_template_sync(body, {"event": {"payload": {"words": words}}})
    for markup in ("<", ">", "](", "@everyone"):
        assert markup not in sent
    assert "a &amp; b" in sent
