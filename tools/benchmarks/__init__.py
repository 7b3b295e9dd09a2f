"""Benchmarks: each measures this project beside a reference in the same run. Run by hand: docs/performance.md."""
