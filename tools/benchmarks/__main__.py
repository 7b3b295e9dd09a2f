"""``tools/bench NAME [--json] [--data DIR]``. A new benchmark: a module of this package with ``measure``, its name here."""

import argparse
import importlib
import json
from pathlib import Path

from tools.benchmarks.report import Benchmark, Options

NAMES = ("drain", "face", "id_card", "office", "office_pages", "startup", "ui")


def main() -> None:
    """Run one benchmark and print its report."""
    parser = argparse.ArgumentParser(prog="tools/bench", description="Measure this project beside a reference.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--data", type=Path, help="folder of the data that the benchmark needs")
    wanted = parser.parse_args()
    if wanted.data is not None and not wanted.data.is_dir():
        parser.error(f"--data {wanted.data}: no such folder")
    measure: Benchmark = importlib.import_module(f"tools.benchmarks.{wanted.name}").measure
    report = measure(Options(data=wanted.data))
    print(json.dumps(report.as_row(), ensure_ascii=False) if wanted.json else report.as_table())


if __name__ == "__main__":
    main()
