"""Run a command and say what it and its children took: CPU seconds, and the most megabytes that one process held."""

from __future__ import annotations

import resource
import subprocess
import sys

if __name__ == "__main__":
    code = subprocess.run(sys.argv[1:], check=False).returncode
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(took.ru_utime + took.ru_stime, took.ru_maxrss / 1024)
    sys.exit(code)
