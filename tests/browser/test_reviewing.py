"""What a reviewer does all day, in a real browser."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from pipeline.review.events import sign_offs
from pipeline.review.queue import CLAIM, Filter
from pipeline.review.sign_offs import holding
from tests.browser.conftest import Application
from tests.review.web.world import scan, with_a_proposal, with_a_scan

pytestmark = pytest.mark.browser

HARBOURLINE = "/work?source=harbourline-report"


def lose_network(page: Page) -> None:
    """Lets no request through. Chromium's own offline mode now and then lets the first one pass."""
    page.context.route("**/*", lambda route: route.abort("internetdisconnected"))


def find_network(page: Page) -> None:
    page.context.unroute("**/*")


def current(page: Page) -> str:
    """id of the record on the page."""
    return page.locator("#work").get_attribute("data-record") or ""


def press(page: Page, key: str) -> None:
    """A key, and the record that it leads to."""
    before = current(page)
    page.keyboard.press(key)
    expect(page.locator("#work")).not_to_have_attribute("data-record", before)


def to_seen(page: Page) -> None:
    """Goes on to a record that shows its values: one of the blind sample is not accepted by a key."""
    while "What does the source say" in page.locator("#record-heading").inner_text():
        press(page, "j")


def accept(page: Page) -> str:
    """Accepts the next record that shows its values; its id."""
    to_seen(page)
    record = current(page)
    press(page, "a")
    return record


def test_twenty_records_by_keyboard_alone(application: Application) -> None:
    page = application.open().new_page()
    page.goto("/login")
    page.keyboard.type("Ada")
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("waits")
    page.goto("/queue?subject=record")
    page.get_by_role("button", name="Start reviewing").focus()
    page.keyboard.press("Enter")
    heading = page.locator("#record-heading")
    decided: list[str] = []
    for number in range(20):
        expect(heading).to_be_focused()
        record = current(page)
        entry = application.desk.queue.entry(record, now=application.desk.now())
        if entry.blind:
            press(page, "j")
            continue
        decided.append(record)
        if number % 5 == 4:
            page.keyboard.press("x")
            expect(page.get_by_role("dialog")).to_be_visible()
            press(page, "3")
        else:
            press(page, "a")
        kept = application.desk.decisions.of(record)
        assert [event.by for event in kept] == ["Ada"], "committed before the page goes on"
    assert len(set(decided)) == len(decided) >= 18
    rejected = [event for event in application.desk.decisions.all() if event.action == "reject"]
    assert {event.reason for event in rejected} == {"A date, age, label or list number, not a quantity"}
    assert f"/records/{current(page)}" in page.url


def test_what_is_announced_and_preloaded(application: Application) -> None:
    page = application.log_in()
    page.goto(HARBOURLINE)
    to_seen(page)
    page.keyboard.press("a")
    live = page.locator("#live")
    expect(live).to_contain_text("Accepted.")
    expect(page.locator("#ahead img")).to_have_attribute("src", re.compile(r"\.webp$"))


def test_the_next_archived_page_is_at_hand_and_stands_at_its_words(application: Application) -> None:
    page = application.log_in()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/archived" in sent.url else None)
    page.goto("/work?source=murmur-2025-q1&kind=gap")
    for _ in range(2):
        ahead = page.locator("#ahead iframe")
        expect(ahead).to_have_count(1)
        address = ahead.get_attribute("src") or ""
        expect(page.frame_locator("#ahead iframe").locator("mark#evidence")).to_be_attached()
        asked.clear()
        press(page, "j")
        quote = page.locator(".record .quote mark").inner_text()
        mark = page.frame_locator("#source iframe").locator("mark#evidence")
        expect(mark).to_have_text(quote)
        expect(mark).to_be_in_viewport()
        assert not any(address.split("#")[0] in one for one in asked), "it was loaded already"


def test_keys_do_nothing_while_typing_held_down_or_switched_off(application: Application) -> None:
    page = application.log_in()
    page.goto(HARBOURLINE)
    expect(page.locator("#record-heading")).to_be_visible()
    page.keyboard.press("e")
    page.get_by_label("Edition").fill("")
    page.get_by_label("Edition").press_sequentially("axu")
    expect(page.get_by_label("Edition")).to_have_value("axu")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Accept")).to_be_visible()
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', repeat: true, bubbles: true}))"
    )
    assert application.desk.decisions.all() == []
    page.goto("/keys")
    page.get_by_label("Accept, and go on to the next").fill("y")
    page.get_by_role("button", name="Save").click()
    page.goto(HARBOURLINE)
    expect(page.get_by_role("button", name="Accept")).to_contain_text("Y")
    press(page, "y")
    assert len(application.desk.decisions.all()) == 1
    page.goto("/keys")
    page.get_by_label("Switch the keys off").check()
    page.get_by_role("button", name="Save").click()
    page.goto(HARBOURLINE)
    before = current(page)
    page.keyboard.press("y")
    page.keyboard.press("j")
    expect(page.locator("#work")).to_have_attribute("data-record", before)
    assert len(application.desk.decisions.all()) == 1


def metric(application: Application, words: str) -> str:
    """id of the first metric whose quote holds the words."""
    entries = application.desk.queue.page(
        Filter(kind="metric", source="harbourline-report"), now=application.desk.now(), limit=200
    )
    return next(one.id for one in entries if one.record and words in one.record["quote"] and not one.blind)


def test_a_value_is_corrected_with_live_parsing_and_a_warning(application: Application) -> None:
    record = metric(application, "closed 91,400")
    page = application.log_in()
    page.goto(f"/records/{record}?source=harbourline-report")
    page.keyboard.press("e")
    number = page.get_by_label("Number", exact=True)
    expect(number).to_have_value("91,400")
    number.fill("over 252,000")
    reading = page.locator("#reading")
    expect(reading).to_contain_text("more than 252,000 accounts")
    expect(reading).to_contain_text("digits are not in the quote")
    number.fill("about 91,400")
    expect(reading).to_contain_text("about 91,400 accounts")
    expect(reading).not_to_contain_text("not in the quote")
    page.get_by_label("Measure").fill("nothing.known")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").last).to_contain_text("not in the vocabulary")
    expect(page.get_by_label("Number", exact=True)).to_have_value("about 91,400")
    page.get_by_label("Measure").fill("accounts.banned")
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator("#work")).not_to_have_attribute("data-record", record)
    (event,) = application.desk.decisions.of(record)
    assert event.action == "change"
    assert event.fields == {"comparator": "~"}
    page.goto(f"/records/{record}/history")
    expect(page.locator(".chapters")).to_contain_text("Corrected by Ada")
    expect(page.locator(".chapters")).to_contain_text("Extracted by metric.quantity")


def test_a_missed_record_is_added_by_selecting_its_words_on_the_page(application: Application) -> None:
    page = application.log_in()
    page.goto(HARBOURLINE)
    record = current(page)
    page.keyboard.press("m")
    page.get_by_label("Kind").select_option("gap")
    line = page.locator("svg text[data-start]").last
    line.scroll_into_view_if_needed()
    words = (line.text_content() or "").split()
    box = line.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.locator("#places q")).to_contain_text(words[0])
    page.get_by_label("Organisation", exact=True).fill("harbourline")
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator("#record-notice")).to_contain_text("Added.")
    expect(page.locator("#work")).to_have_attribute("data-record", record)
    (event,) = application.desk.decisions.all()
    assert event.action == "add"
    assert event.evidence is not None
    document = application.desk.document(event.fields["snapshot"])
    assert document.text[event.evidence.start : event.evidence.end] == event.evidence.quote
    assert event.evidence.boxes
    assert application.desk.queue.entry(event.record_id, now=application.desk.now()).status == "added"


def test_words_are_found_when_pasted(application: Application) -> None:
    page = application.log_in()
    page.goto("/work?source=murmur-2025-q1")
    page.keyboard.press("m")
    words = page.get_by_label("Words from the source")
    words.fill("Live audio  is not scanned")
    expect(page.locator("#places q")).to_have_text("Live audio is not scanned")
    words.fill("nowhere to be found at all")
    expect(page.locator("#places")).to_contain_text("not in the document")


def test_undo_takes_the_last_decision_back_and_shows_the_record(application: Application) -> None:
    page = application.log_in()
    page.goto(HARBOURLINE)
    first = accept(page)
    accept(page)
    press(page, "u")
    press(page, "u")
    expect(page.locator("#work")).to_have_attribute("data-record", first)
    expect(page.locator("#record-notice")).to_contain_text("Undone: accepted.")
    assert [event.action for event in application.desk.decisions.of(first)] == ["accept", "undo"]
    assert application.desk.queue.entry(first, now=application.desk.now()).status == "unreviewed"


def test_a_conflict_is_shown_side_by_side_and_decided_by_a_person(application: Application) -> None:
    record = metric(application, "closed 91,400")
    ada, ben = application.log_in("Ada"), application.log_in("Chief")
    for page in (ada, ben):
        application.desk.queue.release("Ada")
        application.desk.queue.release("Chief")
        page.goto(f"/records/{record}?source=harbourline-report")
        expect(page.get_by_role("button", name="Accept")).to_be_visible()
    ada.keyboard.press("e")
    ada.get_by_label("Unit").fill("profiles")
    ben.keyboard.press("x")
    press(ben, "2")
    ada.get_by_role("button", name="Save and next").click()
    expect(ada.locator("#record-heading")).to_have_text("Somebody was faster")
    expect(ada.locator("#record-heading")).to_be_focused()
    row = ada.get_by_role("row", name=re.compile("Unit"))
    expect(row.get_by_role("cell")).to_have_text(["accounts", "accounts", "profiles"])
    assert len(application.desk.decisions.of(record)) == 1
    ada.get_by_role("button", name="Save mine over theirs").click()
    expect(ada.locator("#work")).not_to_have_attribute("data-record", record)
    assert [event.by for event in application.desk.decisions.of(record)] == ["Chief", "Ada"]
    kept = application.desk.queue.entry(record, now=application.desk.now())
    assert kept.record is not None
    assert (kept.status, kept.record["unit"]) == ("corrected", "profiles")


def test_a_record_that_was_decided_meanwhile_is_looked_at_again_before_it_is_edited(
    application: Application,
) -> None:
    record = metric(application, "closed 91,400")
    ada, other = application.log_in("Ada"), application.log_in("Chief")
    ada.goto(f"/records/{record}?source=harbourline-report")
    application.desk.queue.release("Ada")
    other.goto(f"/records/{record}?source=harbourline-report")
    press(other, "a")
    ada.keyboard.press("e")
    expect(ada.locator("#record-notice")).to_contain_text("changed meanwhile")
    expect(ada.locator("#record .kicker").first).to_contain_text("accepted")


def test_who_has_a_record_before_them_is_shown_to_others(application: Application) -> None:
    ada, ben = application.log_in("Ada"), application.log_in("Chief")
    ada.goto(HARBOURLINE)
    ben.goto(HARBOURLINE)
    assert current(ada) != current(ben)
    ben.goto(f"/records/{current(ada)}")
    expect(ben.get_by_text("Ada has this before them")).to_be_visible()
    expect(ben.get_by_role("button", name="Accept")).to_have_count(0)


def test_who_types_for_long_keeps_the_record_and_is_told_when_somebody_else_has_it(
    application: Application,
) -> None:
    record = metric(application, "closed 91,400")
    queue, now = application.desk.queue, application.desk.now
    page = application.log_in()
    page.goto(f"/records/{record}?source=harbourline-report")
    page.keyboard.press("e")
    unit = page.get_by_label("Unit")
    expect(unit).to_be_visible()
    queue.claim(record, by="Ada", now=now() - CLAIM + timedelta(seconds=20))  # as after ten minutes of typing
    with page.expect_response(lambda answer: answer.url.endswith("/claim")) as kept:
        unit.fill("profiles")
    assert kept.value.status == 204
    claim = queue.entry(record, now=now() + timedelta(minutes=9)).claim
    assert claim is not None
    assert claim.by == "Ada"
    page.goto(f"/records/{record}?source=harbourline-report")
    page.keyboard.press("e")
    expect(unit).to_be_visible()
    queue.release("Ada")
    queue.claim(record, by="Chief", now=now())
    unit.fill("people")
    expect(page.locator("#notice")).to_contain_text("Somebody else has this record")
    expect(unit).to_have_value("people")


def test_what_was_typed_survives_a_lost_network(application: Application) -> None:
    record = metric(application, "closed 91,400")
    page = application.log_in()
    page.goto(f"/records/{record}?source=harbourline-report")
    page.keyboard.press("e")
    page.get_by_label("Unit").fill("profiles")
    lose_network(page)
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator("#notice")).to_contain_text("cannot be reached")
    expect(page.get_by_label("Unit")).to_have_value("profiles")
    assert application.desk.decisions.all() == []
    find_network(page)
    page.goto(f"/records/{record}?source=harbourline-report")
    page.keyboard.press("e")
    expect(page.get_by_label("Unit")).to_have_value("profiles")
    expect(page.locator("#notice")).to_contain_text("What you had typed is back")
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator("#work")).not_to_have_attribute("data-record", record)
    assert [event.fields for event in application.desk.decisions.of(record)] == [{"unit": "profiles"}]


def test_a_key_pressed_without_a_network_decides_nothing_and_works_again_afterwards(
    application: Application,
) -> None:
    page = application.log_in()
    page.goto(HARBOURLINE)
    to_seen(page)
    record = current(page)
    lose_network(page)
    page.keyboard.press("a")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("cannot be reached")
    page.get_by_role("button", name="Try again").click()
    expect(notice).to_contain_text("cannot be reached")
    expect(page.locator("#work")).to_have_attribute("data-record", record)
    assert application.desk.decisions.all() == []
    find_network(page)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#work")).not_to_have_attribute("data-record", record)
    expect(notice).to_be_empty()
    assert len(application.desk.decisions.of(record)) == 1


def test_what_fails_unasked_does_not_take_the_place_of_what_was_asked(application: Application) -> None:
    page = application.log_in()
    counts: list[Route] = []

    def hold(route: Route) -> None:
        counts.append(route)

    page.route("**/queue/count*", hold)
    page.route("**/accept*", lambda route: route.abort())
    page.goto(HARBOURLINE)
    to_seen(page)
    record = current(page)
    page.keyboard.press("a")
    expect(page.locator("#notice")).to_contain_text("cannot be reached")
    while not counts:
        page.wait_for_timeout(50)
    with page.expect_event("requestfailed"):
        counts[0].abort()
    page.unroute("**/accept*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#work")).not_to_have_attribute("data-record", record)
    assert len(application.desk.decisions.of(record)) == 1


def test_a_rejection_without_a_network_keeps_its_reason(application: Application) -> None:
    page = application.log_in()
    page.goto(HARBOURLINE)
    record = current(page)
    lose_network(page)
    page.keyboard.press("x")
    page.keyboard.press("3")
    expect(page.locator("#notice")).to_contain_text("cannot be reached")
    find_network(page)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#work")).not_to_have_attribute("data-record", record)
    (event,) = application.desk.decisions.of(record)
    assert (event.action, event.reason) == ("reject", "A date, age, label or list number, not a quantity")


def test_an_answer_that_is_lost_on_its_way_is_asked_for_again_and_counts_once(
    application: Application,
) -> None:
    page = application.log_in()

    def lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/accept*", lost)  # before the page is there: a page that is there may take a while to obey
    page.goto(HARBOURLINE)
    to_seen(page)
    record = current(page)
    page.keyboard.press("a")
    expect(page.locator("#notice")).to_contain_text("cannot be reached")
    assert len(application.desk.decisions.of(record)) == 1
    page.unroute("**/accept*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#work")).not_to_have_attribute("data-record", record)
    assert len(application.desk.decisions.of(record)) == 1


def test_what_was_typed_survives_an_expired_login(application: Application) -> None:
    record = metric(application, "closed 91,400")
    page = application.log_in()
    page.goto(f"/records/{record}?source=harbourline-report")
    page.keyboard.press("e")
    page.get_by_label("Unit").fill("profiles")
    application.desk.accounts.change("Ada", disabled=False)  # ends the sessions
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator("#notice")).to_contain_text("Your login has ended")
    page.get_by_role("link", name="Log in again").click()
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#work")).to_have_attribute("data-record", record)
    page.keyboard.press("e")
    expect(page.get_by_label("Unit")).to_have_value("profiles")


def test_a_page_is_signed_off_and_that_is_taken_back(application: Application) -> None:
    page = application.log_in()
    page.goto("/documents")
    page.get_by_role("link", name=re.compile("company-report")).click()
    expect(page.locator("svg .box.unreviewed").first).to_be_visible()
    page.get_by_role("button", name="Sign off page 1 as complete").click()
    expect(page.locator("#record-notice")).to_contain_text("Signed off: page 1.")
    (event,) = sign_offs(application.desk.store).all()
    assert (event.page, event.by) == (1, "Ada")
    page.get_by_role("button", name="Sign off page 2 as complete").click()
    expect(page.locator("#record .kicker").first).to_contain_text("signed off by Ada")
    page.get_by_role("button", name="Take the sign-off of page 1 back").click()
    expect(page.get_by_role("button", name="Sign off page 1 as complete")).to_be_visible()
    assert [one.page for one in holding(sign_offs(application.desk.store).all())] == [2]


def test_a_section_of_a_web_page_is_signed_off(application: Application) -> None:
    page = application.log_in()
    page.goto("/documents")
    page.get_by_role("link", name=re.compile("quarterly-tables")).click()
    frame = page.frame_locator("#source iframe")
    expect(frame.locator("mark.unreviewed").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Sign off “What is missing”")).click()
    expect(page.locator("#record-notice")).to_contain_text("What is missing")
    (event,) = sign_offs(application.desk.store).all()
    assert event.section is not None
    assert event.heading == "What is missing"


def test_several_of_one_rule_and_document_are_accepted_at_once(application: Application) -> None:
    page = application.log_in()
    page.goto("/queue?source=harbourline-report&kind=metric")
    page.locator("tbody td:nth-of-type(4) a").first.click()
    boxes = page.get_by_role("checkbox")
    expect(boxes.nth(1)).to_be_visible()
    chosen = boxes.count()
    boxes.first.uncheck()
    page.get_by_role("button", name="Accept those chosen").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    (event,) = application.desk.decisions.all()
    assert len(event.records) == chosen - 1
    page.goto(f"/records/{event.record_id}/history")
    page.get_by_role("button", name="Undo this").first.click()
    expect(page.locator(".chapters")).to_contain_text("Undid a decision")
    assert application.desk.queue.count(Filter(status="accepted")) == 0


def test_the_evidence_is_marked_in_the_archived_page(application: Application) -> None:
    page = application.log_in()
    page.goto("/work?source=murmur-2025-q1&kind=gap")
    quote = page.locator(".record .quote mark").inner_text()
    mark = page.frame_locator("#source iframe").locator("mark#evidence")
    expect(mark).to_have_text(quote)
    expect(mark).to_be_in_viewport()
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator(".words mark#evidence")).to_have_text(quote)
    expect(page.locator(".words mark#evidence")).to_be_in_viewport()


def test_a_second_opinion_is_given_without_seeing_the_first(application: Application) -> None:
    ada, other = application.log_in("Ada"), application.log_in("Chief")
    ada.goto(HARBOURLINE)
    accept(ada)
    other.goto("/second")
    expect(other.get_by_text("You do not see how")).to_be_visible()
    expect(other.locator("main")).not_to_contain_text("Ada")
    other.get_by_role("combobox", name="It is no record").select_option(index=1)
    other.get_by_role("button", name="Reject").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("No second opinion is wanted")
    other.goto("/figures")
    expect(other.locator("main")).to_contain_text("0 of 1 agree")
    expect(other.locator("main")).to_contain_text("Chief decides")


def test_a_document_that_cannot_be_read_is_looked_at_saved_and_set_aside(
    application: Application, tmp_path: Path
) -> None:
    item = with_a_scan(application.desk, tmp_path)
    proposal = with_a_proposal(application.desk)
    page = application.log_in()
    page.get_by_role("link", name="Start reviewing").or_(
        page.get_by_role("button", name="Start reviewing")
    ).click()
    expect(page.locator("#work")).to_have_attribute("data-record", item)
    expect(page.get_by_role("heading", level=1)).to_contain_text("no text layer")
    expect(page.get_by_alt_text("as it was scanned")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the archived file").click()
    assert download.value.suggested_filename == "scan-2024.pdf"
    assert download.value.path().read_bytes() == scan()
    page.keyboard.press("x")
    page.get_by_label("The reason").fill("A poster without figures")
    page.get_by_role("dialog").get_by_role("button", name="Set aside").click()
    expect(page.locator("#work")).not_to_have_attribute("data-record", item)
    page.goto(f"/records/{item}")
    expect(page.locator("#record")).to_contain_text("A poster without figures")
    page.get_by_role("button", name="Let it wait again").click()
    expect(page.get_by_role("button", name="Set aside")).to_be_visible()
    page.goto(f"/records/{proposal}")
    expect(page.locator("pre.rule")).to_contain_text("https://murmur")
    page.keyboard.press("j")
    expect(page.locator("#work")).not_to_have_attribute("data-record", proposal)
