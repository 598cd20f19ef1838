"""Run every bench of this folder, each in a process of its own; fail if one is over its limit."""

import subprocess
import sys
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
HELPERS = {"report", "demo"}


def main() -> int:
    """Return how many benches failed."""
    failed = []
    for name in [name for name in NAMES if name not in HELPERS]:
        print(f"\n### bench.{name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            failed.append(name)
    print(f"\nover a limit: {', '.join(failed)}" if failed else "\nall within their limits")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
