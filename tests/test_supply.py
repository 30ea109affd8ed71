"""What greenopt is made of is pinned, listed and tried: the lock, the list of parts, the range of solvers."""

import json
import re

from tools.parts_list import LOCK, PARTS, parts_list, parts_of, text
from tools.solver_range import wanted

PROJECT = {"name": "mine", "version": "2.5", "description": "words", "license": "MIT"}
SMALL = """\
# made by a tool
apple==1.5 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via mine (pyproject.toml)
builder==3.0 \\
    --hash=sha256:{c}
    # via mine (pyproject.toml:build)
core==0.7 ; sys_platform == 'win32' \\
    --hash=sha256:{d}
    # via
    #   apple
    #   builder
screw==9 \\
    --hash=sha256:{e}
    # via builder
""".format(**{name: name * 64 for name in "abcde"})


def test_a_lock_becomes_a_list_of_parts() -> None:
    """Apple and core run; builder builds, and screw is needed by builder alone."""
    found = parts_list(SMALL, PROJECT)
    parts = {each["name"]: each for each in found["components"]}
    needs = {each["ref"]: each["dependsOn"] for each in found["dependencies"]}

    assert {name: each["scope"] for name, each in parts.items()} == {
        "apple": "required",
        "builder": "excluded",
        "core": "required",
        "screw": "excluded",
    }
    assert [each["value"] for each in parts["core"]["properties"]] == ["d" * 64, "sys_platform == 'win32'"]
    assert needs["pkg:pypi/mine@2.5"] == ["pkg:pypi/apple@1.5", "pkg:pypi/builder@3.0"]
    assert needs["pkg:pypi/apple@1.5"] == ["pkg:pypi/core@0.7"]
    assert needs["pkg:pypi/builder@3.0"] == ["pkg:pypi/core@0.7", "pkg:pypi/screw@9"]


def test_the_list_of_parts_is_that_of_the_lock() -> None:
    assert PARTS.read_text(encoding="utf-8") == text(), "make sbom"


def test_every_pin_of_the_lock_is_listed_with_its_files() -> None:
    lock = LOCK.read_text(encoding="utf-8")
    pins = set(re.findall(r"^([\w.-]+==[^\s;\\]+)", lock, re.MULTILINE))
    parts = list(parts_of(lock))
    listed = json.loads(PARTS.read_text(encoding="utf-8"))["components"]

    assert {f"{each.name}=={each.version}" for each in parts} == pins
    assert sum(len(each.hashes) for each in parts) == lock.count("--hash=sha256:")
    assert all(each.hashes and each.wanted_by for each in parts)
    assert len(listed) == len(pins) > 20


def test_the_oldest_and_the_newest_solver_are_those_of_the_project() -> None:
    oldest, newest = wanted()

    assert re.fullmatch(r"highspy==[0-9]+\.[0-9]+", oldest)
    assert newest.startswith(f"highspy>={oldest.removeprefix('highspy==')}")
