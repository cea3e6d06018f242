"""``python -m promptfuzz``: the command line."""

from promptfuzz.cli import main

if __name__ == "__main__":
    main()
