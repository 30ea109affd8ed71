"""
The list of parts: what greenopt is built and run with, as CycloneDX reads it, made from the lock file alone.

``make sbom`` writes ``sbom.cdx.json``, which goes into the wheel. It bears no date and no number of its own making, so
the same lock gives the same bytes; a test holds the file to the lock.
"""

import hashlib
import json
import re
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
PARTS = ROOT / "sbom.cdx.json"
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:(?P<digest>[0-9a-f]{64})")
_VIA = re.compile(r"^\s+#\s+(?:via\s+)?(?P<name>\S+)(?P<rest>.*)$")
BUILDS = "pyproject.toml:build"
"""How the lock marks what is needed to build greenopt only."""


class Part(NamedTuple):
    """One package of the lock."""

    name: str
    version: str
    marker: str
    """Where it is needed, such as ``sys_platform == 'win32'``; empty for everywhere."""
    hashes: tuple[str, ...]
    """SHA-256 of each file that an installation may take."""
    wanted_by: tuple[str, ...]
    """Packages that need it; ``greenopt`` for greenopt itself."""
    builds_only: bool

    @property
    def reference(self) -> str:
        """Its package URL."""
        return f"pkg:pypi/{self.name.lower()}@{self.version}"


def parts_of(lock: str) -> Iterator[Part]:
    """Yield the packages of a lock file."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", "\n".join(each for each in lock.splitlines() if not each.startswith("#")))
    for block in blocks:
        lines = block.strip("\n").splitlines()
        pin = _PIN.match(lines[0]) if lines else None
        if pin is None:
            continue
        via = [found for line in lines[1:] if (found := _VIA.match(line)) and found["name"] != "via"]
        reasons = [(found["name"], found["rest"]) for found in via]
        yield Part(
            pin["name"],
            pin["version"],
            (pin["marker"] or "").strip(),
            tuple(sorted(_HASH.findall(block))),
            tuple(sorted({name for name, _ in reasons})),
            bool(reasons) and all(BUILDS in rest for _, rest in reasons),
        )


def parts_list(lock: str, project: dict[str, Any]) -> dict[str, Any]:
    """Return the list of parts of a project from the text of its lock."""
    parts = sorted(_settled(list(parts_of(lock))), key=lambda each: each.name.lower())
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    reference = {project["name"]: own, **{each.name: each.reference for each in parts}}
    needs: dict[str, list[str]] = {each: [] for each in reference.values()}
    for part in parts:
        for name in part.wanted_by:
            if name in reference:
                needs[reference[name]].append(part.reference)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(hashlib.sha256(lock.encode()).hexdigest()[:32])}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"license": {"id": project["license"]}}],
                "purl": own,
            }
        },
        "components": [_component(each) for each in parts],
        "dependencies": [{"ref": each, "dependsOn": sorted(needs[each])} for each in sorted(needs)],
    }


def _settled(parts: list[Part]) -> list[Part]:
    """Mark what is needed only by what is needed to build."""
    building = {each.name for each in parts if each.builds_only}
    more = [each for each in parts if not each.builds_only and each.wanted_by and set(each.wanted_by) <= building]
    if not more:
        return parts
    return _settled([each._replace(builds_only=each.builds_only or each in more) for each in parts])


def _component(part: Part) -> dict[str, Any]:
    properties = [{"name": "greenopt:sha256-of-a-file", "value": each} for each in part.hashes]
    if part.marker:
        properties.append({"name": "greenopt:only-where", "value": part.marker})
    return {
        "type": "library",
        "bom-ref": part.reference,
        "name": part.name,
        "version": part.version,
        "scope": "excluded" if part.builds_only else "required",
        "purl": part.reference,
        "properties": properties,
    }


def text() -> str:
    """Return the list of parts of this checkout, as it is written."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = parts_list(LOCK.read_text(encoding="utf-8"), project)
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the list."""
    PARTS.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
