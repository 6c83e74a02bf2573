"""WARC records: an exchange in, bytes of a WARC 1.1 file out; and back, a WARC file in, its captures out."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO, Any, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from pipeline.collect.captures import Capture, Kind
from pipeline.collect.content_coding import PIECE, Undecodable, decode
from pipeline.collect.exchange import Exchange, digest

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
ANSWER = "application/http; msgtype=response"
Resolve = Callable[[str, str, datetime | None], Capture | None]
"""The response that a revisit is about, by (digest, address, moment)."""


class Damaged(Exception):
    """A WARC file is not what it should be. The message says where and how."""


class Resource(NamedTuple):
    """A file of the operator's own, kept beside what was fetched."""

    url: str
    at: datetime
    media_type: str | None
    data: bytes


class Aside(NamedTuple):
    """An answer's headers that lie before its own record, and the request that they answer."""

    request: str | None
    head: StatusAndHeaders | None

    def of(self, request: str | None) -> StatusAndHeaders | None:
        """The headers, where they answer this request."""
        return self.head if request is not None and request == self.request else None


def write_info(file: IO[bytes], filename: str, about: dict[str, str]) -> None:
    """The record at the beginning of a file, which says who wrote it."""
    writer = _writer(file)
    writer.write_record(writer.create_warcinfo_record(filename, about))


def write_exchange(file: IO[bytes], exchange: Exchange, original: Capture | None) -> int:
    """Writes the request, then the answer: an exchange is whole once its answer is.

    With an `original` only the answer's headers are kept, as a revisit of it. A revisit because nothing was
    modified is empty, and the headers lie before it in a record of their own: replay tools send the headers
    that a revisit has, and those of a 304 would give an empty page. Returns the offset of the answer's
    record.
    """
    writer = _writer(file)
    date = _date(exchange.at)
    about = {"WARC-Date": date, "WARC-Protocol": exchange.protocol}
    if exchange.ip:
        about["WARC-IP-Address"] = exchange.ip
    request = writer.create_warc_record(
        exchange.url,
        "request",
        http_headers=exchange.request,
        warc_headers_dict={
            **about,
            "WARC-Block-Digest": digest(hashlib.sha256(exchange.request.to_ascii_bytes())),
        },
    )
    writer.write_record(request)
    about["WARC-Concurrent-To"] = request.rec_headers.get_header("WARC-Record-ID")
    if exchange.status == 304 and original is not None:
        _write_answer_aside(writer, exchange, about)
    offset = file.tell()
    if original is not None:
        spared = exchange.status == 304
        block = b"" if spared else exchange.answer.to_ascii_bytes()
        about["WARC-Block-Digest"] = digest(hashlib.sha256(block))
        record = writer.create_revisit_record(
            exchange.url,
            original.digest,
            original.url,
            _date(original.at),
            http_headers=None if spared else exchange.answer,
            warc_headers_dict=about,
        )
        if spared:
            record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
    else:
        if exchange.truncated:
            about["WARC-Truncated"] = exchange.truncated
        about["WARC-Payload-Digest"] = exchange.body_digest
        about["WARC-Block-Digest"] = exchange.block_digest
        exchange.body.seek(0)
        record = writer.create_warc_record(
            exchange.url,
            "response",
            payload=exchange.body,
            length=exchange.body_size,
            http_headers=exchange.answer,
            warc_headers_dict=about,
        )
    writer.write_record(record)
    return offset


def _write_answer_aside(writer: Any, exchange: Exchange, about: dict[str, str]) -> None:
    """It names no address, which WARC 1.1 leaves open: replay tools would take it for what to show there."""
    block = exchange.answer.to_ascii_bytes()
    digests = {"WARC-Block-Digest": digest(hashlib.sha256(block))}
    record = writer.create_warc_record(
        None,
        "metadata",
        payload=io.BytesIO(block),
        length=len(block),
        warc_content_type=ANSWER,
        warc_headers_dict=about | digests,
    )
    writer.write_record(record)


def write_resource(file: IO[bytes], resource: Resource, original: Capture | None) -> int:
    """Writes a file, or a revisit where its bytes are kept already. Returns the record's offset."""
    writer = _writer(file)
    offset = file.tell()
    about = {"WARC-Date": _date(resource.at)}
    if original is not None:
        about["Content-Type"] = resource.media_type or "application/octet-stream"
        record = writer.create_revisit_record(
            resource.url, original.digest, original.url, _date(original.at), warc_headers_dict=about
        )
    else:
        about["WARC-Payload-Digest"] = about["WARC-Block-Digest"] = digest(hashlib.sha256(resource.data))
        record = writer.create_warc_record(
            resource.url,
            "resource",
            payload=io.BytesIO(resource.data),
            length=len(resource.data),
            warc_content_type=resource.media_type or "application/octet-stream",
            warc_headers_dict=about,
        )
    writer.write_record(record)
    return offset


def read_captures(
    file: IO[bytes], filename: str, resolve: Resolve, *, limit: int, ours: bool = True
) -> Iterator[Capture]:
    """The captures of a WARC file in its order, every record's digests checked on the way.

    Bodies beyond `limit` bytes after decompression get no sha256. With `ours` false, records that cannot be
    used (a revisit of nothing known) are left out rather than a fault. Raises Damaged.
    """
    records = ArchiveIterator(file, check_digests=True)
    found: dict[str, Capture] = {}
    aside = Aside(None, None)
    try:
        for record in records:
            about = record.rec_headers
            capture = None
            if record.rec_type == "metadata" and about.get_header("Content-Type") == ANSWER:
                aside = Aside(about.get_header("WARC-Concurrent-To"), _head(record))
            if record.rec_type in ("response", "resource", "revisit"):
                if record.rec_type == "revisit" and record.http_headers is None:
                    record.http_headers = aside.of(about.get_header("WARC-Concurrent-To"))
                capture = _capture(record, filename, found, resolve, limit)
                if capture is None and ours:
                    raise Damaged(f"{filename}: a revisit of {_uri(record)} refers to nothing that is kept")
            offset, length = records.get_record_offset(), records.get_record_length()
            if record.digest_checker is not None and record.digest_checker.passed is False:
                problems = "; ".join(str(problem) for problem in record.digest_checker.problems)
                raise Damaged(f"{filename}: the record at {offset} has changed ({problems})")
            if capture is not None:
                capture = capture._replace(offset=offset, length=length)
                if capture.kind != "revisit":
                    for known in (capture.digest, about.get_header("WARC-Payload-Digest")):
                        found.setdefault(known or capture.digest, capture)
                yield capture
    except (ArchiveLoadFailed, EOFError, zlib.error, ValueError, OSError) as error:
        raise Damaged(
            f"{filename}: is no readable WARC file ({' '.join(str(error).split())[:200]})"
        ) from None
    finally:
        if records.reader is not None:
            records.close()


def record_bytes(record: bytes, sha256: str) -> bytes:
    """The decompressed body in one record (as cut out of a WARC file). Raises Damaged where it differs."""
    for one in ArchiveIterator(io.BytesIO(record)):
        try:
            data = b"".join(decode(_sent(one), _encoding(one)))
        except (Undecodable, zlib.error, EOFError) as error:
            raise Damaged(f"the record of {_uri(one)} cannot be unpacked: {error}") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            break
        return data
    raise Damaged(f"what is kept under {sha256} has other bytes now")


def whole_until(file: IO[bytes]) -> int:
    """Offset after the last whole answer in a file of ours: what follows was being written when we died.

    Records are gzip members with a checksum each, so that a member that ends is one that was written whole.
    """
    end = 0
    for begin, stop in _members(file):
        file.seek(begin)
        head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(file.read(min(stop - begin, PIECE)), 1024)
        if not re.search(rb"\r\nWARC-Type: (?:request|metadata)\r\n", head):
            end = stop
    return end


def _members(file: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Where the whole gzip members of a file begin and end."""
    begin = 0
    while True:
        file.seek(begin)
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
        at = begin
        try:
            while not unpack.eof:
                data = file.read(PIECE)
                if not data:
                    return
                at += len(data)
                while data and not unpack.eof:
                    unpack.decompress(data, PIECE)
                    data = unpack.unconsumed_tail
        except zlib.error:
            return
        stop = at - len(unpack.unused_data)
        yield begin, stop
        begin = stop


def _capture(
    record: Any, filename: str, found: dict[str, Capture], resolve: Resolve, limit: int
) -> Capture | None:
    about, head = record.rec_headers, record.http_headers
    at = _moment(about.get_header("WARC-Date"))
    kind: Kind = record.rec_type
    base = Capture(
        url=_uri(record),
        at=at,
        kind=kind,
        status=_status(head),
        media_type=_media_type(record),
        digest="",
        sha256=None,
        size=0,
        filename=filename,
        offset=0,
        length=0,
        etag=head.get_header("ETag") if head else None,
        modified=head.get_header("Last-Modified") if head else None,
        location=head.get_header("Location") if head else None,
        truncated=about.get_header("WARC-Truncated"),
    )
    if kind != "revisit":
        body_digest, sha256, size = _digests(record, limit)
        if base.truncated:
            sha256 = None
        return base._replace(digest=body_digest, sha256=sha256, size=size if sha256 else 0)
    known = about.get_header("WARC-Payload-Digest") or ""
    refers_at = about.get_header("WARC-Refers-To-Date")
    original = found.get(known) or resolve(
        known,
        about.get_header("WARC-Refers-To-Target-URI") or base.url,
        _moment(refers_at) if refers_at else None,
    )
    return revisit_of(base, original) if original is not None else None


def revisit_of(base: Capture, original: Capture) -> Capture:
    """A capture whose body is that of an earlier one; what its own headers leave out holds from then."""
    return base._replace(
        kind="revisit",
        digest=original.digest,
        sha256=original.sha256,
        size=original.size,
        media_type=base.media_type or original.media_type,
        etag=base.etag or original.etag,
        modified=base.modified or original.modified,
    )


def _digests(record: Any, limit: int) -> tuple[str, str | None, int]:
    """Digest of the body as sent, sha256 and size of it unpacked; the whole body is read, within bounds."""
    sent, unpacked, size = hashlib.sha256(), hashlib.sha256(), 0

    def pieces() -> Iterator[bytes]:
        for piece in _sent(record):
            sent.update(piece)
            yield piece

    whole: str | None = None
    body = pieces()
    try:
        for out in decode(body, _encoding(record)):
            unpacked.update(out)
            size += len(out)
            if size > limit:
                break
        else:
            whole = unpacked.hexdigest()
    except Undecodable:
        pass
    for _ in body:
        pass
    return digest(sent), whole, size


def _sent(record: Any) -> Iterator[bytes]:
    """The body of a record, without the transfer coding that other writers keep."""
    stream = record.raw_stream
    head = record.http_headers
    if head and (head.get_header("Transfer-Encoding") or "").lower() == "chunked":
        stream = ChunkedDataReader(stream, decomp_type=None)
    while piece := stream.read(PIECE):
        yield piece


def _media_type(record: Any) -> str | None:
    source = record.rec_headers if record.rec_type == "resource" else record.http_headers
    value: str | None = source.get_header("Content-Type") if source else None
    return value


def _encoding(record: Any) -> str | None:
    head = record.http_headers
    value: str | None = head.get_header("Content-Encoding") if head else None
    return value


def _uri(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")


def _head(record: Any) -> StatusAndHeaders | None:
    """The headers of an answer that lie in a record of their own; None for what are none."""
    try:
        loader = ArcWarcRecordLoader()
        head: StatusAndHeaders = loader.load_http_headers("response", "http://", record.raw_stream, 1)
        return head
    except (StatusAndHeadersParserException, EOFError):
        return None


def _status(head: StatusAndHeaders | None) -> int | None:
    code = head.get_statuscode() if head else ""
    return int(code) if code and code.isascii() and code.isdigit() else None


def _date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(date: str | None) -> datetime:
    """A WARC-Date to the second. Raises ValueError."""
    return datetime.fromisoformat(date or "").astimezone(UTC).replace(microsecond=0)


def _writer(file: IO[bytes]) -> Any:
    return WARCWriter(file, gzip=True, warc_version="WARC/1.1")
