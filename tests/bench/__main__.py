"""`python -m tests.bench [NAME…]`: runs every benchmark of the folder, or the named ones."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.bench


def main(names: list[str]) -> int:
    code = 0
    actual = [module.name for module in pkgutil.iter_modules(tests.bench.__path__) if not module.name.startswith("_")]
    for name in names or actual:
        module = importlib.import_module(f"tests.bench.{name}")
        if hasattr(module, "main"):
            print(f"== {name}", flush=True)
            # a benchmark that has bounds returns 1 when a figure lies beyond one
            code = module.main() or code
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
