"""The pages of docs/results, and what makes each from its data."""

import importlib

from entries import ROOT, UserError, did_you_mean
from report import kept

FOLDER = ROOT / "docs" / "results"
INDEX = "README.md"
# The page's name, and the module whose page_of() makes it.
MAKERS = {
    "ablation": "bench.ablation_table",
    "cache": "bench.cache",
    "feedback": "bench.feedback",
    "five-runs": "zoo.zoo_results",
    "mutants": "mutants.score",
    "programs": "bench.programs",
    "silence": "bench.silence_page",
    "speed": "bench.speed_page",
    "stall": "bench.stall",
    "stress": "bench.stress",
    "zoo": "zoo.zoo_results",
}


def make(names, folder=FOLDER):
    """Makes these pages, or all. Returns their files."""
    files = []
    for name in names or MAKERS:
        if name not in MAKERS:
            raise UserError(f"there is no page '{name}'{did_you_mean(name, MAKERS)}; there are {', '.join(MAKERS)}")
        files.append(folder / f"{name}.md")
        if not files[-1].with_suffix(".json").exists():
            raise UserError(f"there is no {files[-1].with_suffix('.json')}: measure first; ci/results --help says how")
        kept.make(files[-1], importlib.import_module(MAKERS[name]).page_of)
    return files
