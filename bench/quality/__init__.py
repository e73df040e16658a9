"""How good, beside what: `make quality`, or `python -m bench.quality --quick topics`.

A part is a module of this folder with `TITLE`, `DATA` and `run(shared, quick) -> list[Line]`; its name is the part's.
"""
