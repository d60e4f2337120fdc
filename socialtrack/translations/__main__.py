"""`python -m socialtrack.translations` merges the areas and compiles them; `--check` only looks, and fails if stale."""

import sys

from . import COMPILED, compiled, merged


def main(arguments: list[str]) -> int:
    catalogue, problems = merged()
    for problem in problems:
        print(problem, file=sys.stderr)
    content = compiled(catalogue)
    if "--check" not in arguments:
        COMPILED.write_bytes(content)
        print(f"{len(catalogue)} strings in English")
    elif not COMPILED.exists() or COMPILED.read_bytes() != content:
        print("messages.mo is stale: run make catalogue", file=sys.stderr)
        return 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
