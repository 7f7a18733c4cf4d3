"""What was checked, with true counts."""

import contextlib
import threading
import time

SHOWN_LINES = 60
SHOWN_COLUMNS = 240


class Report:
    """Counts of the checks of one run, printed as they come, from several threads if need be."""

    def __init__(self):
        self._lock = threading.Lock()
        self.passed = self.failed = self.skipped = 0
        self.timings = []

    @contextlib.contextmanager
    def phase(self, title):
        """Announce a part of the run and remember how long it took."""
        print(f"\n== {title}", flush=True)
        start = time.monotonic()
        try:
            yield
        finally:
            self.timings.append((title, time.monotonic() - start))

    def check(self, name, passed, detail=""):
        """Count one check; show why when it failed."""
        self.count(name, int(bool(passed)), int(not passed), 0, "" if passed else detail)
        return passed

    def count(self, name, passed, failed, skipped, detail=""):
        """Count a group of tests that another runner has run."""
        with self._lock:
            self._count(name, passed, failed, skipped, detail)

    def _count(self, name, passed, failed, skipped, detail):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped
        numbers = f" ({passed} passed, {failed} failed, {skipped} skipped)"
        several = passed + failed + skipped != 1
        print(f"{'FAILED' if failed else 'ok':6} {name}{numbers if several else ''}", flush=True)
        lines = detail.strip().splitlines() if detail else []
        for line in lines[:SHOWN_LINES]:
            print(f"       | {line[:SHOWN_COLUMNS]}")
        if len(lines) > SHOWN_LINES:
            print(f"       | … and {len(lines) - SHOWN_LINES} lines more")

    def summary(self):
        """Print the timings and the last line; return the exit code."""
        print("\n== time")
        for title, seconds in self.timings:
            print(f"{seconds:7.1f} s  {title}")
        print(f"\n{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed or not self.passed else 0
