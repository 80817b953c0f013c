"""A folder of its own for each test."""

import tempfile
import unittest
from pathlib import Path


class OwnFolder(unittest.TestCase):
    """Each test begins with an empty folder, and leaves nothing of it behind."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


class NightFolder(OwnFolder):
    """The same for a night, whose folder is in another one with its corpora."""

    def setUp(self):
        super().setUp()
        self.folder = self.folder / "night"
