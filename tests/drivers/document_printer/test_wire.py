"""IPP as bytes: what is asked is what the RFC writes, and no answer can do harm."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.document_printer import wire
from drivers.document_printer.contract import PrintableDocument
from drivers.document_printer.wire import MalformedAnswer, Operation, parse, request
from tests.drivers.document_printer.scripted_printer import BOOLEAN, ENUM, INTEGER, KEYWORD, answer, attribute

URI = "ipp://localhost/ipp/print"


def test_a_request_is_what_rfc_8010_writes() -> None:
    asked = request(Operation.GET_JOB_ATTRIBUTES, "ipp://h/", (wire.integer("job-id", 7), wire.wanted("job-state", "job-name")))
    assert asked == (
        b"\x02\x00\x00\x09\x00\x00\x00\x01"
        b"\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x02en"
        b"\x45\x00\x0bprinter-uri\x00\x08ipp://h/"
        b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x07"
        b"\x44\x00\x14requested-attributes\x00\x09job-state"
        b"\x44\x00\x00\x00\x08job-name"
        b"\x03"
    )


def test_the_document_follows_the_attributes() -> None:
    asked = request(Operation.PRINT_JOB, URI, (), (wire.keyword("media", "iso_a4_210x297mm"),), b"%PDF-1.7")
    assert asked.endswith(b"\x02\x44\x00\x05media\x00\x10iso_a4_210x297mm\x03%PDF-1.7")


def test_one_value_and_many_are_read_alike() -> None:
    one = parse(answer(0, 4, attribute(KEYWORD, "printer-state-reasons", "none")))
    many = parse(answer(0, 4, attribute(KEYWORD, "printer-state-reasons", "media-low", "toner-low")))
    assert one.printer["printer-state-reasons"] == ("none",)
    assert many.printer["printer-state-reasons"] == ("media-low", "toner-low")


def test_collections_dates_ranges_and_what_nobody_knows_are_stepped_over() -> None:
    collection = (
        b"\x34\x00\x09media-col\x00\x00"
        b"\x4a\x00\x00\x00\x0amedia-size\x34\x00\x00\x00\x00\x4a\x00\x00\x00\x01x\x21\x00\x00\x00\x04\x00\x00\x00\x01\x37\x00\x00\x00\x00"
        b"\x37\x00\x00\x00\x00"
    )
    date = b"\x31\x00\x01d\x00\x0b" + bytes(11)
    shared = b"\x33\x00\x01r\x00\x08" + bytes(8)
    unknown = b"\x7f\x00\x01u\x00\x02??"
    named = b"\x36\x00\x08job-name\x00\x0b\x00\x02en\x00\x05slips"
    found = parse(
        answer(0, 2, collection, date, shared, unknown, named, attribute(ENUM, "job-state", 9), attribute(BOOLEAN, "b", 1))
    )
    assert found.jobs == ({"job-name": ("slips",), "job-state": (9,), "b": (1,)},)


def test_a_number_of_the_wrong_length_is_no_number() -> None:
    broken = b"\x21\x00\x06job-id\x00\x02\x00\x07"
    assert parse(answer(0, 2, broken, attribute(INTEGER, "job-state", 9))).jobs == ({"job-state": (9,)},)


@given(st.binary(max_size=300))
def test_no_bytes_do_harm(data: bytes) -> None:
    for candidate in (data, b"\x02\x00\x00\x00\x00\x00\x00\x01" + data):
        try:
            parse(candidate)
        except MalformedAnswer:
            continue


@given(st.integers(0, 200))
def test_a_cut_answer_is_noticed(length: int) -> None:
    whole = answer(0, 4, attribute(KEYWORD, "printer-state-reasons", "media-low", "toner-low"))
    if length < len(whole):
        with pytest.raises(MalformedAnswer):
            parse(whole[:length])


@given(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=5))
def test_numbers_survive(numbers: list[int]) -> None:
    told = answer(0, 4, attribute(INTEGER, "n", *numbers))
    assert parse(told).printer["n"] == tuple(numbers)
    assert struct.unpack_from(">H", told, 2)[0] == 0


@pytest.mark.parametrize("name", ["", "决定书", "decision_500103199001010010", "A", "a" * 41, "a-b"])
def test_nothing_personal_fits_into_a_jobs_name(name: str) -> None:
    with pytest.raises(ValueError, match="job name"):
        PrintableDocument(b"%PDF-1.7", 1, name)


@pytest.mark.parametrize(("pdf", "sheets"), [(b"", 1), (b"PK", 1), (b"%PDF-1.7", 0)])
def test_what_is_no_document_is_refused(pdf: bytes, sheets: int) -> None:
    with pytest.raises(ValueError, match="PDF"):
        PrintableDocument(pdf, sheets, "page")


def test_a_document_shows_nothing_of_itself() -> None:
    assert "secret" not in repr(PrintableDocument(b"%PDF-1.7 secret", 1, "page"))
