"""
The picture of a report: the top of the page, from its title to the slider, as an installed Chromium shows it.

A browser draws differently from one version to the next, so pictures are not compared by their dots. Instead a picture
keeps, as a text inside the file, the words of the parts that it shows; where they are no longer those of the present
page, the picture is stale.
"""

import base64
import html
import io
import re
import zlib
from pathlib import Path

from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from greenopt.language import Language
from greenopt.page.page import OWN_NAMES

CHROMIUM = "/usr/bin/chromium"
SHOWN = ("answer", "budget")
"""The sections that a picture shows whole, below the head of the page; the last one ends it."""
WIDTH, SCALE, BELOW = 1080, 2, 20
"""Of the window, in the pixels of a page; dots for each of them; room below the last section."""
COLOURS = 64
"""As many as letters with smooth edges and the colours of the charts need."""
EDGE, EDGE_COLOUR = 2, "#c9d1d9"
KEPT = "greenopt"
"""Name of the text inside the file."""


def page_picture(page: bytes, language: Language, folder: Path) -> bytes:
    """
    Return the picture of a report.

    Args:
        page: the report, with a frontier.
        language: that is switched to.
        folder: where the page may lie for the browser.

    Raises:
        LookupError: the page does not show its sections.
    """
    from playwright.sync_api import sync_playwright

    file = folder / "report.html"
    file.write_bytes(page)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sheet = browser.new_context(viewport={"width": WIDTH, "height": 1600}, device_scale_factor=SCALE).new_page()
        sheet.goto(file.resolve().as_uri())
        sheet.get_by_role("button", name=OWN_NAMES[language]).click()
        sheet.locator(f"button[aria-pressed=true][lang={language}]").wait_for()
        end = sheet.locator(f"#{SHOWN[-1]}-{language}").bounding_box()
        if end is None:
            raise LookupError(f"the page does not show its {SHOWN[-1]} in {language}")
        height = end["y"] + end["height"] + BELOW
        taken = sheet.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
        browser.close()
    return _compressed(taken, words_of(page, language))


def words_of(page: bytes, language: Language) -> str:
    """
    Return the words of what a picture shows: the head and the sections, what is folded in them included.

    The slider says nothing until its script runs.

    Raises:
        LookupError: the page has no such part.
    """
    text = unpacked(page)
    edition = _part(text, rf'<div class="edition" lang="{language}".*?</main>')
    parts = [r"<header>.*?</header>", *(rf'<section id="{name}-{language}".*?</section>' for name in SHOWN)]
    return "\n".join(_words(_part(edition, part)) for part in parts)


def unpacked(page: bytes) -> str:
    """Return a page with the edition that lies packed in it."""
    packed = re.compile(r'<template class="packed"[^>]*>([^<]*)</template>')
    return packed.sub(lambda found: zlib.decompress(base64.b64decode(found[1])).decode(), page.decode())


def words_in(picture: bytes) -> str:
    """Return the words that a picture keeps inside; nothing if it keeps none."""
    with Image.open(io.BytesIO(picture)) as image:
        return str(image.info.get(KEPT, ""))


def _part(text: str, pattern: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    if found is None:
        raise LookupError(f"the page has no {pattern}")
    return found.group()


def _words(markup: str) -> str:
    """Return what markup says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def _compressed(taken: bytes, words: str) -> bytes:
    """Return a picture with few colours and an edge, so that a white page has a border on a white page."""
    kept = PngInfo()
    kept.add_itxt(KEPT, words, zip=True)
    with Image.open(io.BytesIO(taken)) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
        framed = ImageOps.expand(few, EDGE, EDGE_COLOUR).quantize(COLOURS, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    framed.save(stream, "png", optimize=True, pnginfo=kept)
    return stream.getvalue()
