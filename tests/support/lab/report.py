# SPDX-License-Identifier: Apache-2.0
"""Runs a module's unittest tests and prints one line per test, as tests/README.md asks for."""
import sys
import unittest

from lab.workspace import needs_root, unwind_on_sigterm


class _Lines(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.counts = {"ok": 0, "not ok": 0, "skip": 0}

    def _line(self, kind, test, why=""):
        self.counts[kind] += 1
        words = " ".join(why.split())
        # A class whose set-up failed comes as a test without a method.
        name = f"{type(test).__name__}.{test._testMethodName}" if hasattr(test, "_testMethodName") else str(test)
        print(f"{kind} {name}" + (f": {words}" if words else ""), flush=True)

    def _failed(self, test, error):
        print(self._exc_info_to_string(error, test), file=sys.stderr, flush=True)
        self._line("not ok", test, f"{error[0].__name__}: {error[1]}"[:2000])

    def addSuccess(self, test):
        self._line("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._failed(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self._failed(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._failed(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._line("skip", test, reason)


def main():
    """`test_x.py [NAME]...`: all tests of the program, or those whose name contains one of the words."""
    needs_root()
    unwind_on_sigterm()
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{word}*" for word in sys.argv[1:]] or None
    result = _Lines()
    loader.loadTestsFromModule(sys.modules["__main__"]).run(result)
    counts = result.counts
    print(f"{counts['ok']} passed, {counts['not ok']} failed, {counts['skip']} skipped")
    sys.exit(0 if result.wasSuccessful() and counts["ok"] else 1)
