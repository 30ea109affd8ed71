"""What tests of pages in a browser share: Debian's Chromium, pages that are listened to, and what a picture shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
LABELS = """() => {
  const wrong = [];
  for (const picture of document.querySelectorAll("svg[role=img]")) {
    const frame = picture.getBoundingClientRect();
    if (!frame.width) continue;
    const texts = [...picture.querySelectorAll("text")];
    const labels = texts.map((each) => [each.textContent, each.getBoundingClientRect()]);
    labels.forEach(([words, box], place) => {
      const aside = Math.max(frame.left - box.left, box.right - frame.right);
      const out = Math.max(aside, frame.top - box.top, box.bottom - frame.bottom);
      if (out > 1) wrong.push(`cut: ${picture.getAttribute("aria-labelledby")}: ${words}`);
      for (const [others, other] of labels.slice(place + 1)) {
        const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        if (across > 1 && down > 4) wrong.push(`one over the other: ${words}: ${others}`);
      }
    });
  }
  return wrong;
}"""
"""Labels of pictures that are cut at the edge or lie on each other; four pixels are the room between two lines."""


@contextmanager
def chromium() -> "Iterator[Browser]":
    """Start Debian's Chromium; where it is absent a test is skipped, which the checks from nothing refuse."""
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def opened(browser: "Browser", file: Path, **settings: Any) -> "tuple[Page, list[str]]":
    """Open a page; return it with all that it asks for beside itself and all that it complains of."""
    page = browser.new_context(**settings).new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda problem: heard.append(str(problem)))
    page.on("request", lambda request: heard.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    return page, heard


def switched(page: "Page", name: str) -> None:
    """Switch to a language by its name, and wait until the page is there in it."""
    page.get_by_role("button", name=name).press("Enter")
    page.locator(f"button[aria-pressed=true]:text-is('{name}')").wait_for()
