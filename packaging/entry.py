"""What the frozen programs begin with: `handouts` is the command line, `handouts-desk` opens the desk in the browser."""

import multiprocessing
import sys
from pathlib import Path

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a worker of a run is this program once more, and goes no further than this line

    import generate

    (generate.open_desk if Path(sys.executable).stem == "handouts-desk" else generate.main)()
