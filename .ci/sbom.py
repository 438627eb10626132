"""The software bill of materials (CycloneDX, JSON) of what Holdgain runs on, made from the run-time lock.

It is made at release and not committed, so that it cannot grow old; the same lock gives the same bytes. The generator
writes the address of a package index beside every hash; a reader has their own, so the package's URL replaces it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from locks import PROJECT, RUN_TIME_LOCK, read_pins

TARGET = PROJECT / "build" / "sbom.json"


def generate(python: str, lock: Path) -> dict[str, Any]:
    """The bill as the generator makes it, in the environment of that Python."""
    command = [python, "-W", "ignore", "-m", "cyclonedx_py", "requirements", str(lock), "--output-reproducible"]
    command += ["--pyproject", str(PROJECT / "pyproject.toml"), "--of", "JSON", "--output-file", "-"]
    bill: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603 - our own command
    return bill


def without_addresses(bill: dict[str, Any]) -> dict[str, Any]:
    """The bill with packages referred to by their package URL, and without the addresses of any index."""
    components = sorted((_named(component) for component in bill["components"]), key=lambda each: str(each["bom-ref"]))
    metadata = {key: value for key, value in bill["metadata"].items() if key != "tools"}
    project = metadata["component"]
    depends = [
        {"ref": project["bom-ref"], "dependsOn": [component["bom-ref"] for component in components]},
        *({"ref": component["bom-ref"]} for component in components),
    ]
    return {**bill, "metadata": metadata, "components": components, "dependencies": depends}


def _named(component: dict[str, Any]) -> dict[str, Any]:
    purl = component["purl"].partition("?")[0]
    hashes = [found for reference in component.get("externalReferences", ()) for found in reference.get("hashes", ())]
    plain = {key: component[key] for key in ("name", "version", "type")}
    reference = {"type": "distribution", "url": purl, "hashes": hashes}
    return {**plain, "bom-ref": purl, "purl": purl, "externalReferences": [reference]}


def differences(bill: dict[str, Any], pins: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """What only one of the two names: nothing, if the bill is that of the lock."""
    return pins ^ {(component["name"].lower(), component["version"]) for component in bill["components"]}


def main(python: str = sys.executable) -> int:
    bill = without_addresses(generate(python, RUN_TIME_LOCK))
    if wrong := differences(bill, read_pins(RUN_TIME_LOCK)):
        print(f"sbom: the bill and the lock differ: {sorted(wrong)}", file=sys.stderr)
        return 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"sbom: {len(bill['components'])} packages in {TARGET.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
