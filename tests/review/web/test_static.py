"""Vendored files are what their packages hold, with licences, and pages load nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

from pipeline.review.web.pages import TEMPLATES
from pipeline.review.web.static_files import FOLDER, MANIFEST, vendored

VENDOR = MANIFEST.parent


def test_every_vendored_file_has_the_hash_that_the_manifest_gives() -> None:
    manifest = json.loads(MANIFEST.read_text())
    listed = {
        f"{folder}/{name}": integrity
        for folder, about in manifest.items()
        for name, integrity in about["files"].items()
    }
    there = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert there - {"manifest.json"} == listed.keys()
    for name, expected in listed.items():
        digest = hashlib.sha384((VENDOR / name).read_bytes()).digest()
        assert f"sha384-{base64.b64encode(digest).decode()}" == expected, name


def test_every_vendored_package_names_its_version_and_brings_its_licence() -> None:
    for folder, about in json.loads(MANIFEST.read_text()).items():
        name = about["package"].lstrip("@").replace("/", "-")
        assert folder == f"{name}-{about['version']}"
        assert any(file.upper().startswith("LICEN") for file in about["files"]), folder
        assert about["licence"]
        assert about["archive_integrity"].startswith("sha512-")


def test_pages_load_vendored_files_by_their_hash() -> None:
    assert 'integrity="sha384-' in vendored("htmx.org", "htmx.min.js")


def test_no_template_holds_a_script_or_a_style_or_loads_from_elsewhere() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*\b(src=|vendored))", text), path.name
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), path.name
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text), path.name
        assert "hx-on" not in text, path.name
        assert "| safe" not in text, path.name


def test_our_own_files_are_there(tmp_path: Path) -> None:
    assert {"review.css", "review.js", "icon.svg"} <= {path.name for path in FOLDER.iterdir()}
