"""Runs every benchmark and the peers that a user would pick instead, and writes docs/performance.md with its chart.

usage: report.py FOLDER    of the compiled benchmarks. Peers from PyPI are installed into build/peers; ajv is the system's.
"""

from __future__ import annotations

import html
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "build" / "peers"
PACKAGES = ("jsonschema", "fastjsonschema", "jsonschema-rs")
ROUNDS = 9
# Where Debian's packages for Node are.
NODE_PATH = "/usr/share/nodejs"

CLEAN: Dict[str, Any] = {
    "element": {"key": "freshservice"},
    "configuration": {
        "username": "jane@acme.example",
        "password": "correct horse battery staple",
        "subdomain": "acme",
    },
    "tags": ["Docs"],
    "name": "Docs",
}
FAULTY: Dict[str, Any] = {
    "element": {"key": "freshservice"},
    "configuration": {"username": 5, "base.url": False, "pagination.max": "many", "event.notification.enabled": "yes"},
    "tags": ["Docs", 5],
    "name": 7,
}

AJV = """
const input = JSON.parse(require("fs").readFileSync(0)), version = require("ajv/package.json").version;
// The ajv of Debian 12 knows no 2020-12 yet, of which the schema needs no more than older drafts have.
const isOld = version.startsWith("6."), Ajv = require(isOld ? "ajv" : "ajv/dist/2020");
if (isOld) delete input.schema.$schema;
const options = isOld ? {format: false} : {strict: false, validateFormats: false};
const validate = new Ajv({allErrors: true, ...options}).compile(input.schema);
const result = {version};
for (const name of ["clean", "faulty"]) {
    const text = input[name], times = [];
    for (let round = -1; round < input.rounds; round++) {
        const start = process.hrtime.bigint();
        for (let i = 0; i < 20000; i++) validate(JSON.parse(text));
        if (round >= 0) times.push(Number(process.hrtime.bigint() - start) / 20000 / 1000);
    }
    validate(JSON.parse(text));
    result[name] = [times.sort((a, b) => a - b)[times.length >> 1], (validate.errors || []).length];
}
console.log(JSON.stringify(result));
"""

Row = Tuple[str, float, float, int]  # name, clean, faulty, how many faults it tells


def median_time(call: Callable[[], Any], times: int) -> float:
    """Microseconds of a call."""
    figures = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        for _ in range(times):
            call()
        figures.append((time.perf_counter() - start) / times * 1e6)
    return statistics.median(figures[1:])


def measure(name: str, faults: Callable[[str], int], times: int) -> Row:
    """A peer from text to its list of faults."""
    clean, faulty = json.dumps(CLEAN), json.dumps(FAULTY)
    if faults(clean):
        print(f"bench: {name} does not accept the clean request", file=sys.stderr)
    return name, median_time(lambda: faults(clean), times), median_time(lambda: faults(faulty), times), faults(faulty)


def measure_peers() -> List[Row]:
    """Runs inside of the environment that has the packages."""
    sys.path.insert(0, str(ROOT / "bindings" / "python"))
    import fastjsonschema
    import jsonschema
    import jsonschema_rs

    import provisor

    with provisor.open() as p:
        schema = p.describe_element("freshservice", "json-schema")
        if isinstance(schema, str):
            schema = json.loads(schema)
        (PEERS / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
        rows = [measure("provisor, from Python", lambda text: len(p.validate(text).errors), 2000)]
    plain = jsonschema.Draft202012Validator(schema)
    rows.append(measure("python-jsonschema", lambda text: sum(1 for _ in plain.iter_errors(json.loads(text))), 100))
    rust = jsonschema_rs.validator_for(schema)
    rows.append(measure("jsonschema-rs", lambda text: sum(1 for _ in rust.iter_errors(json.loads(text))), 1000))
    fast = fastjsonschema.compile(schema, use_default=False)

    def first(text: str) -> int:
        try:
            fast(json.loads(text))
            return 0
        except fastjsonschema.JsonSchemaException:
            return 1

    rows.append(measure("fastjsonschema (stops at the first)", first, 1000))
    return rows


def peers() -> Tuple[List[Row], List[str]]:
    """All peers that can be had, and what can't."""
    python = PEERS / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(PEERS / "venv", with_pip=True)
    missing: List[str] = []
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
    subprocess.run(pip, check=True)
    done = subprocess.run([str(python), __file__, "--peers"], check=True, capture_output=True, text=True)
    rows = [tuple(row) for row in json.loads(done.stdout)]
    ajv = ajv_row()
    if ajv:
        rows.append(ajv)
    else:
        missing.append("ajv (node-ajv is not there)")
    return rows, missing  # type: ignore[return-value]


def ajv_row() -> Optional[Row]:
    given = {
        "schema": json.loads((PEERS / "schema.json").read_text()),
        "clean": json.dumps(CLEAN),
        "faulty": json.dumps(FAULTY),
        "rounds": ROUNDS,
    }
    try:
        done = subprocess.run(
            ["node", "-e", AJV], env={**os.environ, "NODE_PATH": NODE_PATH}, input=json.dumps(given), check=True,
            capture_output=True, text=True, timeout=120,
        )
    except (OSError, subprocess.SubprocessError) as error:
        print(f"bench: no ajv: {error}", file=sys.stderr)
        return None
    result = json.loads(done.stdout)
    return f"ajv {result['version']} (Node)", result["clean"][0], result["faulty"][0], result["faulty"][1]


def run(program: Path, *arguments: str) -> str:
    """Runs a benchmark, shows what it prints, and answers that."""
    text = ""
    with subprocess.Popen([str(program), *arguments], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            text += line
    if process.returncode:
        raise SystemExit(f"bench: {program.name} failed")
    return text


def figure(text: str, name: str) -> float:
    found = re.search(rf"^  {re.escape(name)} +([0-9.]+) us", text, re.MULTILINE)
    if not found:
        raise SystemExit(f"bench: no figure for {name!r}")
    return float(found[1])


def file_system(path: Path) -> str:
    done = subprocess.run(["stat", "-f", "-c", "%T", str(path)], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def chart(bars: List[Tuple[str, float]]) -> str:
    """Horizontal bars; each ten times is the same width, as they differ by thousands."""
    import math

    left, width, step = 300, 420, 28
    low = math.log10(min(value for _, value in bars)) - 0.3
    high = math.log10(max(value for _, value in bars))
    height = step * len(bars) + 16
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 110}" height="{height}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="100%" height="{height}" fill="white"/>',
    ]
    for row, (name, value) in enumerate(bars):
        y = 8 + row * step
        length = (math.log10(value) - low) / max(high - low, 0.1) * width
        colour = "#2a6fb0" if "provisor" in name else "#9aa5b1"
        lines.append(f'<text x="{left - 8}" y="{y + 17}" text-anchor="end">{html.escape(name)}</text>')
        lines.append(f'<rect x="{left}" y="{y + 3}" width="{length:.0f}" height="20" fill="{colour}"/>')
        lines.append(f'<text x="{left + length + 6:.0f}" y="{y + 17}">{value:,.1f} us</text>')
    return "\n".join(lines) + "\n</svg>\n"


def main(folder: Path) -> None:
    text = run(folder / "bench")
    catalogue = run(folder / "catalogue", "build/bench/libprovisor.so")
    store = run(folder / "store")
    rows, missing = peers()
    told = re.search(r"^faults in the faulty request: (\d+)", text, re.MULTILINE)
    ours = (
        "provisor, from C",
        figure(text, "provisor_validate, text"),
        figure(text, "provisor_validate, 12 faults"),
        int(told[1]) if told else 0,
    )
    floor = figure(text, "jansson parse of the request")
    print("\nvalidators, from text to the list of faults")
    lines = [f"| {'What':<36} | No fault | Several faults | Faults told |", "| --- | ---: | ---: | ---: |"]
    for name, clean, faulty, count in [ours, *rows]:
        print(f"  {name:<40} {clean:8.1f} us  {faulty:8.1f} us  {count} faults")
        lines.append(f"| {name} | {clean:.1f} us | {faulty:.1f} us | {count} |")
    (ROOT / "docs" / "performance.svg").write_text(
        chart([("jansson's parse alone", floor), (ours[0], ours[1]), *((name, clean) for name, clean, _, _ in rows)])
    )
    (ROOT / "docs" / "performance.md").write_text(
        "# Performance\n\n"
        "Written by `make bench`, all of one run. Ratios mean something, times belong to the machine:\n"
        f"{platform.machine()}, {os.cpu_count()} processors, file system {file_system(ROOT)}, Python "
        f"{platform.python_version()}.\n\n"
        "## Validators\n\n"
        "From the text of a request to the list of its faults; the peers with the JSON Schema that `describe` makes of\n"
        "the element. They know nothing of placeholders, misspelt keys or whole URLs where a name belongs, and of several\n"
        "faults some tell the first only. The faulty request of the first row is another one, with more faults.\n\n"
        "![A request without a fault](performance.svg)\n\n" + "\n".join(lines) + "\n"
        + (f"\nNot measured: {', '.join(missing)}.\n" if missing else "")
        + "\n## Ours and the floors\n\n```text\n" + text.strip() + "\n\n" + catalogue.strip() + "\n\n" + store.strip()
        + "\n```\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["--peers"]:
        print(json.dumps(measure_peers()))
    else:
        main(Path(sys.argv[1]))
