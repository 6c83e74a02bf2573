"""Gives scanned PDFs a text layer, where the operator has installed ocrmypdf (the extra `ocr`)."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipeline.problems import Problem

PROGRAM = "ocrmypdf"
MEMORY = 4 << 30
"""Bytes of address space for each of its processes."""


def available() -> bool:
    """Whether text can be recognised here."""
    return shutil.which(PROGRAM) is not None


def with_text_layer(data: bytes, *, seconds: float = 900.0, languages: str = "eng") -> bytes:
    """The PDF with the words of its pictures as text, pages that have text left alone.

    `languages` are Tesseract's, joined by `+`. Raises Problem when ocrmypdf is not installed, fails, or takes
    longer than `seconds`; it and what it started are then ended.
    """
    if not available():
        raise Problem(
            "its text cannot be recognised: ocrmypdf is not installed (pip install pledgewatch[ocr])"
        )
    with tempfile.TemporaryDirectory(prefix="pledgewatch-ocr-") as folder:
        source, target = Path(folder) / "in.pdf", Path(folder) / "out.pdf"
        source.write_bytes(data)
        command = [PROGRAM, "--quiet", "--skip-text", "--output-type", "pdf", "--language", languages]
        # In a session of its own, so that the programs that it starts can be ended with it.
        process = subprocess.Popen(
            [*command, "--jobs", "1", str(source), str(target)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": folder},
            start_new_session=True,
            preexec_fn=_confine,
        )
        try:
            _, said = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.communicate()
            raise Problem(f"recognising its text took longer than {seconds:g} seconds") from None
        if process.returncode or not target.exists():
            last = said.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it gave no reason"]
            raise Problem(f"its text could not be recognised: {last[0][:200]}")
        return target.read_bytes()


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
