"""``python -m packagekit``: the shell's verbs, and ``serve`` for the browser."""

import sys

from packagekit.cli import main


def _serve(**options: object) -> int:
    from packagekit.server import serve  # only loaded to serve: it brings the whole web stack

    return serve(**options)


if __name__ == "__main__":
    sys.exit(main(_serve))
