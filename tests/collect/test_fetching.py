"""What servers really do: move, vanish, stall, break off, lie about lengths and types, and come back."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

from tests.collect.conftest import World
from tests.collect.server import Answer, Handler, Request, page

REPORT = "<html><body><h1>Report</h1><p>We banned 12,345 accounts in 2024.</p></body></html>"


def in_turn(*answers: Answer | Handler) -> Handler:
    """Each answer once, the last for ever."""
    waiting: Iterator[Answer | Handler] = iter(answers)
    last = answers[-1]

    def answer(request: Request) -> Answer:
        one = next(waiting, last)
        return one if isinstance(one, Answer) else one(request)

    return answer


@pytest.mark.parametrize(
    ("failures", "why"),
    [
        ([Answer(status=500)], "an error of the server"),
        ([Answer(status=502), Answer(status=503), Answer(status=504)], "a burst of them"),
        ([Answer(status=429)], "too many requests"),
        ([Answer(body=b"x" * 500_000, reset_after=100_000)], "the connection is reset half way"),
        ([Answer(body=b"x" * 10, reset_after=0)], "the connection is reset before the first byte"),
        ([Answer(body=b"short", length=500)], "fewer bytes than announced"),
        (
            [Answer(body=gzip.compress(b"x" * 9999)[:-20], headers={"Content-Encoding": "gzip"})],
            "half a gzip",
        ),
    ],
)
def test_what_a_second_attempt_may_better_is_tried_again(
    failures: list[Answer], why: str, world: World
) -> None:
    world.server.routes["/p"] = in_turn(*failures, page(REPORT))
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert outcome.status == "new", why
    assert world.server.count("/p") == len(failures) + 1
    with world.archive() as archive:
        assert outcome.snapshot is not None
        assert archive.bytes_of(outcome.snapshot.sha256) == REPORT.encode()
        # Failed answers are evidence too, save where there was none at all.
        answered = sum(one.reset_after != 0 for one in failures)
        assert len(archive.captures("http://a.test/p")) >= 1 + answered
    world.verify()


@pytest.mark.parametrize("status", [400, 401, 403, 406, 418, 451])
def test_what_no_second_attempt_betters_is_asked_once(status: int, world: World) -> None:
    world.server.routes["/p"] = Answer(status=status)
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert outcome.reason == f"http://a.test/p: answers with the status {status}"
    assert world.server.count("/p") == 1


def test_attempts_come_to_an_end(world: World) -> None:
    world.server.routes["/p"] = Answer(status=500)
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert outcome.reason == "http://a.test/p: answers with the status 500 (after 4 attempts)"
    assert world.server.count("/p") == 4


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(body=b"x" * 200_000), "larger than the limit of 100,000 bytes"),
        (
            Answer(body=gzip.compress(bytes(30_000_000)), headers={"Content-Encoding": "gzip"}),
            "larger than the limit of 100,000 bytes",
        ),
        (Answer(body=b"plain", headers={"Content-Encoding": "gzip"}), "is not the compressed data"),
        (Answer(body=b"\x0b\x02\x80", headers={"Content-Encoding": "br"}), "which was not asked for"),
        (Answer(status=304), "answers that it has not changed (304), but was never fetched before"),
        (Answer(status=302), "redirects (302) without saying where to"),
    ],
)
def test_what_cannot_be_used_gives_one_clear_reason(answer: Answer, said: str, world: World) -> None:
    world.server.routes["/p"] = answer
    fetch = {"delay": 0, "size_limit": 100_000}
    (outcome,) = world.collect({"url": "http://a.test/p", "fetch": fetch}).outcomes
    assert outcome.status == "failed"
    assert outcome.reason is not None
    assert outcome.reason.startswith("http://a.test/p: ")
    assert said in outcome.reason
    assert world.server.count("/p") == 1
    world.verify()


def test_a_body_that_stops_is_given_up_in_time(world: World) -> None:
    world.changes.update(silence_seconds=0.3, attempts=1)
    world.server.routes["/p"] = Answer(body=b"x" * 10, piece=5, pause=2)
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert "stopped" in (outcome.reason or "")


def test_a_body_that_drips_for_ever_is_given_up_in_time_and_kept_as_far_as_it_came(world: World) -> None:
    world.changes["exchange_seconds"] = 0.6
    world.server.routes["/p"] = Answer(body=b"x" * 100, piece=1, pause=0.05)
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert "not whole after 0.6 seconds" in (outcome.reason or "")
    with world.archive() as archive:
        (capture,) = archive.captures("http://a.test/p")
        assert capture.truncated == "time"
    world.verify()


def test_a_server_that_never_answers_is_given_up_in_time(world: World) -> None:
    world.changes.update(silence_seconds=0.2, attempts=2)
    world.server.routes["/p"] = Answer(body=b"late", delay=1.5)
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert "the server stopped answering (after 2 attempts)" in (outcome.reason or "")


def test_a_host_that_is_not_there_says_so(world: World) -> None:
    world.changes.update(local_hosts={"a.test": "127.0.0.1:9"}, attempts=2)
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert "no connection" in (outcome.reason or "")


def test_redirects_are_followed_and_every_step_is_kept(world: World) -> None:
    world.server.routes["a.test", "/old"] = Answer(status=301, headers={"Location": "/newer#part"})
    world.server.routes["a.test", "/newer"] = Answer(status=308, headers={"Location": "http://b.test/newest"})
    world.server.routes["b.test", "/newest"] = page(REPORT)
    (outcome,) = world.collect("http://a.test/old").outcomes
    assert outcome.status == "new"
    assert outcome.moved_to == "http://b.test/newest"
    assert outcome.alert == "s0: has moved to http://b.test/newest; change its address"
    with world.archive() as archive:
        assert [one.status for one in archive.captures("http://a.test/old")] == [301]
        assert [one.status for one in archive.captures("http://a.test/newer")] == [308]
        latest = archive.latest("http://a.test/old")
        assert latest is not None
        assert latest.url == "http://b.test/newest"


def test_a_redirect_for_now_is_no_move(world: World) -> None:
    world.server.routes["/here"] = Answer(status=302, headers={"Location": "/there"})
    world.server.routes["/there"] = page(REPORT)
    (outcome,) = world.collect("http://a.test/here").outcomes
    assert (outcome.status, outcome.moved_to) == ("new", None)


def test_redirects_in_a_circle_and_without_end_are_given_up(world: World) -> None:
    world.server.routes["/a"] = Answer(status=302, headers={"Location": "/b"})
    world.server.routes["/b"] = Answer(status=302, headers={"Location": "/a"})
    for number in range(40):
        world.server.routes[f"/{number}"] = Answer(status=302, headers={"Location": f"/{number + 1}"})
    circle, endless = world.collect("http://a.test/a", "http://a.test/0").outcomes
    assert "go in a circle" in (circle.reason or "")
    assert "redirects more than 9 times" in (endless.reason or "")


@pytest.mark.parametrize("location", ["http://[bad", "ftp://a.test/", "//", "javascript:x()", "/\\x\xff"])
def test_a_redirect_to_nonsense_is_one_failure(location: str, world: World) -> None:
    world.server.routes["/p"] = Answer(status=301, headers={"Location": location})
    for _ in range(2):
        (outcome,) = world.collect("http://a.test/p").outcomes
        assert outcome.status in ("failed", "vanished")
        assert "\n" not in (outcome.reason or "")
    world.verify()


def test_cookies_are_neither_kept_nor_sent(world: World) -> None:
    world.server.routes["/p"] = Answer(body=b"<p>12", headers={"Set-Cookie": "visitor=7; Path=/"})
    world.server.routes["/q"] = page("<p>13")
    world.collect("http://a.test/p", "http://a.test/q")
    assert not any("cookie" in one.headers for one in world.server.asked)


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="0; url=/there">',
        "<META HTTP-EQUIV=REFRESH CONTENT='3;URL=/there'>",
    ],
)
def test_a_page_that_only_sends_on_is_followed(tag: str, world: World) -> None:
    world.server.routes["/here"] = page(f"<html><head>{tag}</head></html>")
    world.server.routes["/there"] = page(REPORT)
    (outcome,) = world.collect("http://a.test/here").outcomes
    assert outcome.snapshot is not None
    assert outcome.snapshot.size == len(REPORT)


def test_a_page_that_reloads_itself_later_is_read(world: World) -> None:
    world.server.routes["/p"] = page('<meta http-equiv="refresh" content="300; url=/p"><p>12 reports')
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert outcome.status == "new"


def test_pages_that_send_on_in_a_circle_are_given_up(world: World) -> None:
    world.server.routes["/p"] = page('<meta http-equiv="refresh" content="0; url=/p">')
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert "go in a circle" in (outcome.reason or "")


def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    modified = "Wed, 19 Mar 2025 10:00:00 GMT"
    world.server.routes["/p"] = page(REPORT, modified=modified)
    first = world.collect("http://a.test/p")
    sent = world.server.sent
    second = world.collect("http://a.test/p")
    assert [one.outcomes[0].status for one in (first, second)] == ["new", "unchanged"]
    assert world.server.sent == sent
    asked = world.server.asked[-1]
    assert asked.status == 304
    assert asked.headers["if-modified-since"] == modified
    assert second.outcomes[0].snapshot is not None
    assert first.outcomes[0].snapshot is not None
    assert second.outcomes[0].snapshot.sha256 == first.outcomes[0].snapshot.sha256


def test_the_same_bytes_without_an_etag_are_kept_once(world: World) -> None:
    body = bytes(range(256)) * 4000
    world.server.routes["/p"] = Answer(body=body, headers={"Content-Type": "text/plain"})
    world.collect("http://a.test/p")
    run = world.collect("http://a.test/p")
    assert run.outcomes[0].status == "unchanged"
    with world.archive() as archive:
        assert [one.kind for one in archive.captures("http://a.test/p")] == ["response", "revisit"]
    world.verify()


def test_the_declared_type_is_kept_but_not_believed(world: World) -> None:
    world.server.routes["/p"] = page(b"%PDF-1.4 not really", media_type="text/html")
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert outcome.snapshot is not None
    assert outcome.snapshot.media_type == "text/html"


def test_compressed_bodies_are_kept_as_sent_and_read_unpacked(world: World) -> None:
    world.server.routes["/p"] = Answer(
        body=gzip.compress(REPORT.encode()), headers={"Content-Encoding": "gzip", "ETag": '"1"'}
    )
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert outcome.snapshot is not None
    assert outcome.snapshot.size == len(REPORT)
    with world.archive() as archive:
        assert archive.bytes_of(outcome.snapshot.sha256) == REPORT.encode()
    world.verify()


@pytest.mark.parametrize(("status", "words"), [(404, "not there any more"), (410, "gone")])
def test_a_document_that_vanishes_is_reported_and_still_answered_by_the_archive(
    status: int, words: str, world: World
) -> None:
    world.server.routes["/p"] = in_turn(page(REPORT), Answer(status=status))
    world.collect("http://a.test/p")
    (outcome,) = world.collect("http://a.test/p").outcomes
    assert outcome.status == "vanished"
    assert words in (outcome.reason or "")
    assert "the archive has it as of" in (outcome.reason or "")
    assert outcome.snapshot is not None
    with world.archive() as archive:
        assert archive.bytes_of(outcome.snapshot.sha256) == REPORT.encode()


def test_two_sources_at_one_address_ask_once(world: World) -> None:
    world.server.routes["/p"] = Answer(body=REPORT.encode())
    run = world.collect("http://a.test/p", "http://a.test/p#figures")
    assert [one.status for one in run.outcomes] == ["new", "new"]
    assert world.server.count("/p") == 1


def test_one_failure_leaves_the_others_alone(world: World) -> None:
    world.server.routes["/good"] = page(REPORT)
    world.server.routes["/bad"] = Answer(status=403)
    run = world.collect("http://a.test/bad", "http://a.test/good", "http://b.test/none")
    assert [one.status for one in run.outcomes] == ["failed", "new", "vanished"]


def test_a_source_without_end_is_left_in_time_and_what_came_of_it_is_kept(world: World) -> None:
    world.server.routes["/list"] = page("<a href='/quick'>One</a> <a href='/never'>Two</a>")
    world.server.routes["/quick"] = page("here at once")
    world.server.routes["/never"] = Answer(b"late", delay=4.0)
    world.changes["source_seconds"] = 1.5
    run = world.collect({"url": "http://a.test/list", "follow": [{"url": "."}]}, "http://b.test/quick")
    told = {(one.source, one.linked, one.status) for one in run.outcomes}
    assert {("s0", "", "new"), ("s0", "http://a.test/quick", "new"), ("s1", "", "new")} < told
    late = [one for one in run.outcomes if one.status == "failed"]
    assert [one.reason for one in late] == [
        "http://a.test/list: took more than 1.5 seconds and was left; what came is kept"
    ]
    world.verify()


def test_files_lie_under_the_operators_folder_or_are_refused(world: World) -> None:
    reports = world.folder / "reports"
    reports.mkdir()
    (reports / "a.html").write_text(REPORT)
    (world.folder / "secret.txt").write_text("not for you")
    (reports / "link.txt").symlink_to(world.folder / "secret.txt")
    listed = ("a.html", "file:///a.html", "../secret.txt", "link.txt", "file:///etc/passwd", "none.html")
    run = world.collect(*listed)
    assert all("PLEDGEWATCH_FILE_ROOT" in (one.reason or "") for one in run.outcomes)
    world.changes["file_root"] = reports
    run = world.collect(*listed)
    assert [one.status for one in run.outcomes] == ["new", "new", *["failed"] * 4]
    assert [one.status for one in world.collect(*listed[:2]).outcomes] == ["unchanged"] * 2
    with world.archive() as archive:
        (first, *again) = archive.captures("file:///a.html")
        assert first.kind == "resource"
        assert {one.kind for one in again} == {"revisit"}
        assert archive.bytes_of(first.sha256) == REPORT.encode()
    world.verify()
