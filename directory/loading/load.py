"""The whole load: read and check every file, then write."""

from pathlib import Path

from directory.loading.files import Files
from directory.loading.learning import LearningReader
from directory.loading.places import read_places
from directory.loading.schools import read_schools
from directory.loading.services import NATIONAL, ServiceReader
from directory.loading.store import Counts, Store
from directory.loading.taxonomy import read_taxonomy
from directory.loading.wanted import Wanted
from directory.schools.skeleton import read_headings


def read(root: Path, *, production: bool) -> Wanted:
    """Return what the knowledge folder wants; nothing is written.

    Raises:
        KnowledgeError: a file is missing or wrong.
    """
    files, wanted = Files(root), Wanted()
    read_taxonomy(files, wanted)
    kind = files.mapping(NATIONAL).inner("sectors").text("kommune")
    municipalities = read_places(files, wanted, kind)
    ServiceReader(files, wanted, municipalities).read()
    read_schools(files, wanted, municipalities, production=production)
    LearningReader(files, wanted).read()
    # It makes no rows, but a school's page would fail by it.
    read_headings(files)
    return wanted


def load(root: Path, *, production: bool) -> tuple[Counts, list[str]]:
    """Load the knowledge folder in whole or not at all.

    Returns:
        What was done, and one line for each example that production refused.

    Raises:
        KnowledgeError: a file is missing or wrong; then nothing is written.
    """
    wanted = read(root, production=production)
    return Store(wanted).save(), wanted.refused
