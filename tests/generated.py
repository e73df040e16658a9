"""The parts of README.md that are made from the code: `make docs` writes them, `make check` says which are stale."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from config.settings import Settings
from sql import warehouse

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
LAYERS = ("core", "marts", "ops")


def tables() -> Iterator[str]:
    """Every table an analyst can query: what one row is, and its key. Those of our own begin with an underscore."""
    kept = [model for model in warehouse.models().values() if _is_told(model)]
    for layer in LAYERS:
        if mine := [model for model in kept if model.schema == layer]:
            yield from ("", f"| {layer} | one row is | key |", "|---|---|---|")
            yield from (f"| `{model.name}` | {_one_row(model.head)} | {_cell(model.grain)} |" for model in mine)


def _is_told(model: warehouse.Model) -> bool:
    return (model.is_kept or model.is_view) and not model.name.split(".")[1].startswith("_")


def _one_row(head: str) -> str:
    first = re.split(r"(?<=[a-z0-9)])[.:](?:\s|$)", head)[0]
    return _cell(re.sub(r"^One row(?: is|:| per)?\s*", lambda match: "one per " if " per" in match[0] else "", first))


def dags() -> Iterator[str]:
    """Every DAG with when it runs and what it is for, from the head of its runbook."""
    yield from ("", "| DAG | when | what it does |", "|---|---|---|")
    for path in sorted((ROOT / "dags").glob("*.py")):
        book = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if not (title := re.match(r"### (\w+): ", book)):
            continue
        when = re.search(r"\|\s*\*\*When\*\*\s*\|\s*(.+?)\s*\|", book)
        what = book.split("\n\n")[1].replace("\n", " ")
        yield f"| `{title[1]}` | {when[1] if when else ''} | {_cell(what)} |"


def sources() -> Iterator[str]:
    """Every platform, from the form at the head of its source, and the test that backs the row."""
    yield from (
        "",
        "| platform | gives | credentials | limits | cost | opt-outs | tested in |",
        "|---|---|---|---|---|---|---|",
    )
    for path in sorted((ROOT / "ingest" / "sources").glob("[a-z]*.py")):
        told = source_form(path)
        test = f"tests/ingest/sources/test_{path.stem}.py"
        columns = (told.get(key, "") for key in ("gives", "credentials", "limits", "cost", "opt-outs"))
        yield f"| `{path.stem}` | {' | '.join(map(_cell, columns))} | [{path.stem}]({test}) |"


def source_form(path: Path) -> Mapping[str, str]:
    """The lines `key   text` of a source's docstring; text that goes on is indented."""
    form: dict[str, str] = {}
    for line in (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()[2:]:
        if found := re.match(r"([a-z-]+) {2,}(\S.*)", line):
            key, form[found[1]] = found[1], found[2]
        elif line.strip() and form:
            form[key] += " " + line.strip()
    return form


def settings() -> Iterator[str]:
    """The environment variables, from the docstrings beside them."""
    yield from ("", "| variable | what it is | where it is not set |", "|---|---|---|")
    for name, text in _documented(Settings):
        default = Settings.model_fields[name].default
        yield f"| `EARSHOT_{name.upper()}` | {_cell(text)} | {_default(default)} |"


def _default(value: object) -> str:
    return f"`{value}`" if value not in (None, "", ()) else "nothing"


def _documented(model: type) -> Iterator[tuple[str, str]]:
    tree = ast.parse((ROOT / "config" / "settings.py").read_text(encoding="utf-8"))
    body = next(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == model.__name__)
    for field, text in zip(body, body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            yield str(ast.unparse(field.target)), str(text.value.value)


def examples() -> Iterator[str]:
    """The questions of sql/examples."""
    yield from ("", "| question | query |", "|---|---|")
    for path in sorted((ROOT / "sql" / "examples").glob("*.sql")):
        lines = path.read_text(encoding="utf-8").splitlines()
        question = re.match(r"(.*?\?|[^.]*\.?)", " ".join(line[2:].strip() for line in _head(lines)))
        yield f"| {_cell(question[0] if question else '')} | [{path.stem}](sql/examples/{path.name}) |"


def _head(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("--"):
            return
        yield line


def commands() -> Iterator[str]:
    """The targets of the Makefile with their own help."""
    yield from ("", "| command | what it does |", "|---|---|")
    for name, text in re.findall(
        r"^([a-z-]+):.*?## (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    ):
        yield f"| `make {name}` | {_cell(text)} |"


def _cell(text: str) -> str:
    """Text that cannot break its row."""
    return " ".join(text.replace("|", "\\|").split())


PARTS: Mapping[str, Callable[[], Iterator[str]]] = {
    "tables": tables, "dags": dags, "sources": sources, "settings": settings, "examples": examples, "make": commands
}  # fmt: skip


def written(text: str) -> str:
    """`text` with every generated part made anew. Raises ValueError where README.md lacks the marks of one."""
    for name, part in PARTS.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        lines = "\n".join(part()) + "\n\n"
        text, found = re.subn(pattern, lambda match, lines=lines: match[1] + lines + match[2], text, flags=re.DOTALL)
        if found != 1:
            raise ValueError(
                f"README.md has {found} places for {name!r}: write <!-- {name} --> and <!-- /{name} --> once"
            )
    return text


def main() -> int:
    now = README.read_text(encoding="utf-8")
    should = written(now)
    if "--check" in sys.argv:
        if now != should:
            print("README.md is stale; run `make docs` and commit it")
        return int(now != should)
    README.write_text(should, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
