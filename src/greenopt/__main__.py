"""The entrance of the program: ``greenopt`` and ``python -m greenopt``."""

from greenopt.cli import greenopt


def main() -> None:
    """Run the command line and leave with its exit code."""
    greenopt.main(prog_name="greenopt")


if __name__ == "__main__":
    main()
