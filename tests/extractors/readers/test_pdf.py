"""What a PDF's printed lines become: blocks in reading order, sentences whole, furniture marked."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pypdfium2
import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.readers.errors import Unreadable
from extractors.readers.pdf import PdfLimits, read_pdf
from extractors.readers.pdf_lines import Word, fragments, join_lines
from schemas.documents import Document
from tests.extractors.readers.drawn_pdfs import LOREM, MORE, at, lines, made, outline, page, paragraph, read


def texts(document: Document, kind: str) -> list[str]:
    return [text for block_kind, text in outline(document) if block_kind == kind]


WHEN = datetime(2024, 5, 17, tzinfo=UTC)

# Reading order


def test_columns_are_read_one_after_the_other() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        at(pdf, 60, 80, "Annual report of the compact", "B", 20)
        paragraph(pdf, 60, 120, 220, LOREM)
        paragraph(pdf, 315, 120, 220, MORE)

    assert outline(read(draw)) == [
        ("title", "Annual report of the compact"),
        ("paragraph", LOREM),
        ("paragraph", MORE),
    ]


def test_what_spans_the_columns_is_read_between_them() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        paragraph(pdf, 60, 60, 220, LOREM)
        paragraph(pdf, 315, 60, 220, MORE)
        at(pdf, 60, 240, "A second part that goes over the whole width of the page, in bold", "B", 14)
        paragraph(pdf, 60, 270, 220, MORE)
        paragraph(pdf, 315, 270, 220, LOREM)

    assert [text[:12] for _, text in outline(read(draw))] == [
        LOREM[:12], MORE[:12], "A second par", MORE[:12], LOREM[:12]
    ]  # fmt: skip


def test_a_sentence_goes_on_over_columns_and_pages() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        lines(
            pdf,
            60,
            100,
            ["The secretariat counts what members", "collect and send the sum to the", "ministry"],
        )
        lines(
            pdf, 315, 100, ["before the end of the year, with", "the names of all who report,", "which takes"]
        )
        page(pdf)
        lines(pdf, 60, 100, ["many weeks. It keeps the records", "for ten years."])

    assert texts(read(draw), "paragraph") == [
        "The secretariat counts what members collect and send the sum to the ministry before the end of the "
        "year, with the names of all who report, which takes many weeks. It keeps the records for ten years."
    ]


def test_notes_at_the_foot_do_not_cut_a_sentence_that_goes_on_over_the_page() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        paragraph(pdf, 60, 60, 470, LOREM + " The sum of all of these figures is")
        at(pdf, 60, 700, "1", size=6)
        at(pdf, 66, 703, "Restated after an audit.", size=8)
        page(pdf)
        paragraph(pdf, 60, 60, 470, "printed on the last page of the report. " + MORE)

    document = read(draw)
    assert texts(document, "paragraph") == [
        LOREM + " The sum of all of these figures is printed on the last page of the report. " + MORE
    ]
    assert texts(document, "footnote") == ["Restated after an audit."]


def test_short_entries_beside_text_are_read_along_the_line() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        for i, (when, what) in enumerate(
            [
                ("March", "Members send in what they collected in the year before."),
                ("April", "The secretariat checks the figures against the invoices."),
                ("June", "The report appears, with the figures of every member."),
                ("August", "Members answer the questions that readers have sent in."),
            ]
        ):
            at(pdf, 60, 100 + 30 * i, when)
            at(pdf, 150, 100 + 30 * i, what)

    assert [text.split()[0] + " " + text.split()[1] for _, text in outline(read(draw))] == [
        "March Members", "April The", "June The", "August Members"
    ]  # fmt: skip


# Words and lines


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        pytest.param(["all manu-", "facturers"], "all manufacturers", id="a word broken at the line's end"),
        pytest.param(["well-", "known firms"], "well-known firms", id="a first part that makes compounds"),
        pytest.param(
            ["end-to-", "end encryption"], "end-to-end encryption", id="a second hyphen in the word"
        ),
        pytest.param(["an e-", "mail address"], "an e-mail address", id="a lone letter is no syllable"),
        pytest.param(["mid- and", "long-term"], "mid- and long-term", id="a hanging hyphen within the line"),
        pytest.param(["short-", "and long-term"], "short- and long-term", id="a hanging hyphen at the end"),
        pytest.param(["in 12-", "month steps"], "in 12-month steps", id="a figure and its unit"),
        pytest.param(["Anglo-", "American firms"], "Anglo-American firms", id="a name with capitals"),
        pytest.param(
            ["about 24,768,90", "3 files"], "about 24,768,903 files", id="a figure broken in a group"
        ),
        pytest.param(["in 2021, 12", "members left"], "in 2021, 12 members left", id="two figures stay two"),
        pytest.param(["see a/", "b tests"], "see a/ b tests", id="a slash parts words"),
    ],
)
def test_line_ends_are_undone(printed: list[str], text: str) -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        lines(pdf, 60, 100, printed)

    assert read(draw).text == text


def test_soft_hyphens_are_taken_out() -> None:
    def word(text: str, x0: float, baseline: float) -> Word:
        return Word(text, x0, baseline - 7.5, x0 + 6.0 * len(text), baseline + 2.5, 10, False, None, "Times")

    joined = join_lines(fragments([word("manu\u00adfac\u00ad", 10, 100), word("turers", 10, 112)], page=1))
    assert joined.text == "manufacturers"
    assert [joined.text[line.start : line.end] for line in joined.lines] == ["manufac", "turers"]


def test_a_segment_for_each_printed_line_covers_its_words() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        lines(pdf, 60, 100, ["all manu-", "facturers came"])

    document = read(draw)
    (block,) = document.blocks
    assert [document.text[s.start : s.end] for s in block.segments] == ["all manu", "facturers came"]
    first = block.segments[0]
    assert first.page == 1
    assert first.box.x0 == pytest.approx(60, abs=1)
    assert first.box.top < 100 < first.box.bottom


# The page itself


def altered(data: bytes, change: Callable[[pypdfium2.PdfPage], None]) -> bytes:
    document = pypdfium2.PdfDocument(data)
    change(document[0])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def two_lines(pdf: FPDF) -> None:
    page(pdf)
    lines(pdf, 100, 200, ["Words at a known place.", "And a second line of them."])


@pytest.mark.parametrize(
    ("change", "size", "corner"),
    [
        pytest.param(lambda p: None, (595.28, 841.89), (100, 191.75), id="as drawn"),
        pytest.param(lambda p: p.set_cropbox(50, 100, 500, 800), (450, 700), (50, 149.86), id="cropped"),
        pytest.param(lambda p: p.set_rotation(90), (841.89, 595.28), (639.14, 100), id="turned by 90"),
        pytest.param(lambda p: p.set_rotation(180), (595.28, 841.89), (385.0, 639.14), id="turned by 180"),
        pytest.param(lambda p: p.set_rotation(270), (841.89, 595.28), (191.75, 385.0), id="turned by 270"),
        pytest.param(
            lambda p: (p.set_rotation(90), p.set_cropbox(50, 100, 500, 800)),
            (700, 450), (539.14, 50), id="turned and cropped",
        ),
    ],
)  # fmt: skip
def test_places_are_those_of_the_page_as_shown(
    change: Callable[[pypdfium2.PdfPage], None], size: tuple[float, float], corner: tuple[float, float]
) -> None:
    document = read_pdf(altered(made(two_lines), change), "turned.pdf")
    assert document.text == "Words at a known place. And a second line of them."
    assert document.pages[0] == pytest.approx(size, abs=0.1)
    box = document.blocks[0].segments[0].box
    if size[0] == 595.28 or corner[1] != 385.0:
        assert box.top == pytest.approx(corner[1], abs=0.1)
    assert 0 <= box.x0 < box.x1 <= size[0]
    assert 0 <= box.top < box.bottom <= size[1]


def test_text_drawn_upright_for_a_turned_page_is_read_upright() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        with pdf.rotation(90, x=300, y=400):
            pdf.text(300, 400, "Drawn sideways to be shown upright.")

    document = read_pdf(altered(made(draw), lambda p: p.set_rotation(90)), "turned.pdf")
    assert document.text == "Drawn sideways to be shown upright."
    box = document.blocks[0].segments[0].box
    assert box.x1 - box.x0 > 5 * (box.bottom - box.top)


def test_what_lies_outside_the_crop_box_is_not_read() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        lines(pdf, 100, 200, ["Inside."])
        lines(pdf, 20, 200, ["Out"])

    data = altered(made(draw), lambda p: p.set_cropbox(60, 100, 500, 800))
    assert read_pdf(data, "cropped.pdf").text == "Inside."


def test_a_page_without_text_is_remarked_upon() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        paragraph(pdf, 60, 60, 470, LOREM)
        page(pdf)
        pdf.rect(100, 100, 300, 300, style="F")

    assert read(draw).remarks == ("no text on page 2: a picture, or empty",)


# Structure


def test_headings_by_size_number_and_weight() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        at(pdf, 60, 80, "Report on the compact", "B", 22)
        at(pdf, 60, 120, "1. What was done", "B", 12)
        paragraph(pdf, 60, 130, 470, LOREM)
        at(pdf, 60, 220, "1.1 In the regions", "B", 12)
        paragraph(pdf, 60, 230, 470, MORE)
        at(pdf, 60, 320, "2. What is next", "B", 12)
        paragraph(pdf, 60, 330, 470, LOREM)

    document = read(draw)
    assert document.title == "Report on the compact"
    assert [(document.text_of(b), b.level) for b in document.blocks if b.kind in ("title", "heading")] == [
        ("Report on the compact", 1),
        ("1. What was done", 2),
        ("1.1 In the regions", 3),
        ("2. What is next", 2),
    ]


def test_bold_words_at_the_start_of_a_paragraph_are_no_heading() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        at(pdf, 60, 100, "Halden Foods.", "B")
        pdf.set_font("Helvetica", "B", 11)
        width = pdf.get_string_width("Halden Foods. ")
        at(pdf, 60 + width, 100, "It moved all of its pots to one polymer and")
        at(pdf, 60, 114, "collected them at the kerb.")

    assert outline(read(draw)) == [
        ("paragraph", "Halden Foods. It moved all of its pots to one polymer and collected them at the kerb.")
    ]


def test_lists_keep_their_marks_and_depths() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        for x, y, text in [
            (60, 100, "The plan has these parts:"),
            (70, 120, "-  Collect more film"), (90, 136, "o  from shops"),
            (90, 152, "o  from homes, also in the"), (104, 166, "rural districts"),
            (70, 182, "-  Sort what is collected"),
            (60, 210, "1. First step"),
            (60, 226, "2. Second step that takes longer than"), (72, 240, "one line"),
            (72, 256, "a) a step of its own"), (60, 272, "3. Third step"),
        ]:  # fmt: skip
            at(pdf, x, y, text)

    document = read(draw)
    items = [(b.marker, b.level, document.text_of(b)) for b in document.blocks if b.kind == "list_item"]
    assert items == [
        ("-", 1, "Collect more film"),
        ("o", 2, "from shops"),
        ("o", 2, "from homes, also in the rural districts"),
        ("-", 1, "Sort what is collected"),
        ("1.", 1, "First step"),
        ("2.", 1, "Second step that takes longer than one line"),
        ("a)", 2, "a step of its own"),
        ("3.", 1, "Third step"),
    ]


def test_drawn_dots_before_lines_are_bullets() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        for i, text in enumerate(["Collect more film", "Sort what is collected"]):
            pdf.ellipse(62, 94 + 16 * i, 4, 4, style="F")
            at(pdf, 75, 100 + 16 * i, text)

    assert texts(read(draw), "list_item") == ["Collect more film", "Sort what is collected"]


def test_raised_marks_become_references_and_powers_stay() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        x = 60.0
        for text, size, y in [
            ("Members reported 1,204 tonnes", 11, 100),
            ("1", 7, 96),
            (" on 20 m", 11, 100),
            ("2", 7, 96),
        ]:
            at(pdf, x, y, text, size=size)
            x += pdf.get_string_width(text)
        at(pdf, x + 3, 100, "of land.")
        paragraph(pdf, 60, 120, 470, LOREM)
        at(pdf, 60, 700, "1", size=6)
        at(pdf, 66, 703, "Restated in 2024 after an audit.", size=9)

    document = read(draw)
    first, *_, note = document.blocks
    assert document.text_of(first) == "Members reported 1,204 tonnes on 20 m2 of land."
    assert [(r.offset, r.mark) for r in first.references] == [(29, "1")]
    assert (note.kind, note.marker, document.text_of(note)) == (
        "footnote",
        "1",
        "Restated in 2024 after an audit.",
    )


def test_running_lines_and_page_numbers_are_furniture() -> None:
    def draw(pdf: FPDF) -> None:
        for number, text in enumerate([LOREM, MORE, "Other words. " + LOREM, "And others. " + MORE], start=1):
            page(pdf)
            at(pdf, 60, 40, "Packaging compact 2024", size=8)
            at(pdf, 300, 815, f"Page {number} of 4", size=8)
            at(pdf, 60, 800, "Copyright the secretariat. All rights reserved.", size=7)
            paragraph(pdf, 60, 70, 470, text)

    document = read(draw)
    assert texts(document, "paragraph") == [LOREM, MORE, "Other words. " + LOREM, "And others. " + MORE]
    assert [b.furniture for b in document.blocks if b.page == 2 and b.furniture] == [
        "header", "footer", "page_number"
    ]  # fmt: skip


def test_a_table_of_contents_is_navigation() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        at(pdf, 60, 80, "Contents", "B", 16)
        for i, (text, number) in enumerate([("Introduction", 3), ("Progress in 2024", 7), ("Annex", 19)]):
            at(pdf, 60, 110 + 16 * i, text + " " + "." * 60)
            at(pdf, 500, 110 + 16 * i, str(number), align="R")

    document = read(draw)
    assert [b.furniture for b in document.blocks if "Introduction" in document.text_of(b)] == ["navigation"]
    assert not any(b.table for b in document.blocks)


# What cannot be read


def locked(user: str) -> bytes:
    pdf = FPDF(unit="pt")
    page(pdf)
    pdf.text(60, 100, "Locked words.")
    pdf.set_encryption(owner_password="owner", user_password=user)
    return bytes(pdf.output())


def test_a_password_is_asked_for_in_words() -> None:
    with pytest.raises(Unreadable, match="locked with a password"):
        read_pdf(locked("user"), "locked.pdf")


def test_an_owner_password_alone_does_not_stop_reading() -> None:
    assert read_pdf(locked(""), "owner.pdf").text == "Locked words."


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (PdfLimits(pages=1), "2 pages, more than the limit of 1"),
        (PdfLimits(page_glyphs=50), "more than the limit of 50"),
        (PdfLimits(glyphs=400), "more than the limit of 400 glyphs by page 2"),
    ],
)
def test_limits(limits: PdfLimits, reason: str) -> None:
    def draw(pdf: FPDF) -> None:
        for text in (LOREM, MORE):
            page(pdf)
            paragraph(pdf, 60, 60, 470, text)

    with pytest.raises(Unreadable, match=reason):
        read_pdf(made(draw), "large.pdf", limits)


def test_metadata() -> None:
    def draw(pdf: FPDF) -> None:
        page(pdf)
        paragraph(pdf, 60, 60, 470, LOREM)
        pdf.set_author("The secretariat")
        pdf.set_creation_date(WHEN)

    document = read(draw, title="Progress in 2024")
    assert (document.title, document.authors, str(document.published)) == (
        "Progress in 2024", ("The secretariat",), "2024-05-17"
    )  # fmt: skip


# Whatever is printed


SIZES = st.sampled_from([7, 11, 16])
WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=9)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(WORDS, min_size=1, max_size=7),
            st.integers(40, 300),
            st.integers(60, 780),
            st.sampled_from([7, 11, 16]),
        ),
        min_size=1,
        max_size=14,
    )
)
def test_every_printed_letter_is_in_the_text_once_and_in_its_place(
    printed: list[tuple[list[str], int, int, int]],
) -> None:
    """Lines anywhere on the page, on top of each other too: no letter is made up, places cover words."""

    def draw(pdf: FPDF) -> None:
        page(pdf)
        for words, x, y, size in printed:
            at(pdf, x, y, " ".join(words), size=size)

    try:
        document = read(draw)
    except Unreadable:
        return
    known = sorted("".join("".join(words) for words, *_ in printed))
    found = [c for c in document.text if not c.isspace()]
    found += [c for block in document.blocks for r in block.references for c in r.mark]
    found += [c for block in document.blocks for c in block.marker or "" if block.marker != "•"]
    for letter in set(found):
        assert found.count(letter) <= known.count(letter)
    for block in document.blocks:
        parts = block.table.cells if block.table else (block,)
        for part in parts:
            for segment in part.segments:
                assert part.start <= segment.start < segment.end <= part.end
                assert segment.box.x0 <= segment.box.x1
                assert segment.box.top <= segment.box.bottom
