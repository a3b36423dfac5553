"""Programs in processes of their own that share one start: what all of them import, one imports.

A fork of a process that has imported and done nothing else has used nothing of the model yet, as an
interpreter that has just been started; and it is there at once.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

#: A program, as `python -c` takes it, run to its end.
Run = Callable[[str], subprocess.CompletedProcess[str]]

SERVER = """
import json, os, sys, traceback

exec(sys.argv[1], {})
print(flush=True)
for line in sys.stdin:
    code, out, err = json.loads(line)
    child = os.fork()
    if not child:
        status = 1
        try:
            for stream, path in enumerate((os.devnull, out, err)):
                os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), stream)
            exec(code, {"__name__": "__main__"})
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@contextmanager
def started(imports: str) -> Iterator[Run]:
    """Run programs that begin where ``imports`` ends, each in a process of its own."""
    words = [sys.executable, "-c", SERVER, imports]
    asked, told = subprocess.PIPE, subprocess.PIPE
    with (
        TemporaryDirectory() as place,
        subprocess.Popen(words, stdin=asked, stdout=told, text=True) as server,
    ):
        assert server.stdin
        assert server.stdout
        write, read = server.stdin, server.stdout
        out, err = Path(place, "out"), Path(place, "err")

        def run(code: str) -> subprocess.CompletedProcess[str]:
            for path in (out, err):
                path.unlink(missing_ok=True)
            print(json.dumps([code, str(out), str(err)]), file=write, flush=True)
            status = int(read.readline())
            said = (path.read_text("utf-8") for path in (out, err))
            return subprocess.CompletedProcess(code, status, *said)

        assert read.readline() == "\n", f"it could not be imported: {imports}"
        yield run
