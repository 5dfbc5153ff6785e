"""``python -m partnerkit`` is the same as ``partnerkit``."""

from partnerkit.cli import main

if __name__ == "__main__":
    main()
