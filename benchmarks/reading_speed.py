"""How fast and how well numbers with units are read: the reader, the floor of one regular expression, and public peers.

    python benchmarks/reading_speed.py [--json FILE] [--no-peers]

One table, made in one run on the same text: the documents of tests/corpus as the reader keeps them. Speed in characters a second of one
core. Precision and recall of the value (scale words applied, sign left aside) and of value with unit, counted for each document against the
annotated figures; numbers that are no figures (dates, names, document numbers) are in the text, and who returns them loses precision. The
peers install from the package index into environments below var/peers, each its own; one that does not install is listed as such.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import documents
from documents.accuracy import Gold, load, magnitude
from documents.reading import KnownFacts
from documents.vocabulary import SCALES, dimensions

PROJECT = Path(__file__).resolve().parent.parent
PEERS = {
    "Recognizers-Text": ("recognizers.py", ["recognizers-text-suite", "emoji<2"]),
    "Duckling (pyduckling-native-phihos)": ("duckling_wheel.py", ["pyduckling-native-phihos"]),
    "jionlp (money only)": ("jionlp_money.py", ["jionlp"]),
    "cn2an with jieba": ("cn2an_jieba.py", ["cn2an", "jieba", "setuptools<81"]),
}
#: Characters of the text on which the reader's own speed is measured, and its long form.
SHORT, LONG = 333_000, 5_000_000

Number = tuple[Decimal, str]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table; None where it does not apply."""

    name: str
    speed: float | None
    value: tuple[float, float] | None  # precision, recall
    united: tuple[float, float] | None
    note: str = ""


def main() -> int:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--json", type=Path, metavar="FILE", help="write the results as JSON, too")
    cli.add_argument("--no-peers", action="store_true", help="only the reader and the floor; nothing is installed")
    options = cli.parse_args()
    gold = load(PROJECT / "tests" / "corpus" / "gold")
    readings = [documents.read(each.file.read_bytes(), each.facts) for each in gold.documents]
    texts = [reading.text for reading in readings]
    wanted = [_wanted(gold, each.id) for each in gold.documents]
    print(
        f"{len(texts)} documents, {sum(map(len, texts)):,} characters, {sum(sum(w.values()) for w in wanted)} figures"
    )

    figures = [[*reading.observations, *reading.targets] for reading in readings]
    read = [_counted((f.value, f.unit) for f in each) for each in figures]
    results = [Result("Duban reader", _reader_speed(texts), *_agreement(read, wanted), "the whole reading")]
    floor = _floor()
    found = [_counted(floor(text)) for text in texts]
    results.append(Result("one regular expression", _speed(floor, texts), *_agreement(found, wanted), "the floor"))
    if not options.no_peers:
        results += [_peer(name, *setting, texts, wanted) for name, setting in PEERS.items()]
    _print(results)
    long = _long_document()
    print(json.dumps(long, indent=1))
    if options.json:
        options.json.write_text(json.dumps({"table": [_row(r) for r in results], "long": long}, indent=1), "utf-8")
    return 0


def _wanted(gold: Gold, document: str) -> Counter[Number]:
    lines = gold.of(document)
    return _counted(
        (line["value"], line["unit"]) for sort in ("observations", "targets") for line in lines.get(sort, ())
    )


def _counted(found: Iterable[tuple[str | None, str | None]]) -> Counter[Number]:
    """Numbers with scale words applied, without sign."""
    numbers: Counter[Number] = Counter()
    for value, unit in found:
        try:
            number, bare = magnitude(str(value), unit) if value not in (None, "") else (None, "")
        except InvalidOperation:
            continue
        if number is not None and number.is_finite():
            numbers[abs(number), bare] += 1
    return numbers


def _agreement(
    found: Sequence[Counter[Number]], wanted: Sequence[Counter[Number]]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """(precision, recall) of the value, and of value with unit."""
    return _shares([_values(f) for f in found], [_values(w) for w in wanted]), _shares(found, wanted)


def _values(numbers: Counter[Number]) -> Counter[Number]:
    bare: Counter[Number] = Counter()
    for (value, _), times in numbers.items():
        bare[value, ""] += times
    return bare


def _shares(found: Sequence[Counter[Number]], wanted: Sequence[Counter[Number]]) -> tuple[float, float]:
    both = sum(sum((f & w).values()) for f, w in zip(found, wanted, strict=True))
    return both / max(1, sum(sum(f.values()) for f in found)), both / max(1, sum(sum(w.values()) for w in wanted))


def _floor() -> Callable[[str], list[tuple[str, str]]]:
    """One pass of one expression: digits, scale word, unit of measure."""
    units = "|".join(re.escape(unit) for unit in sorted(dimensions(), key=len, reverse=True))
    pattern = re.compile(rf"(\d+(?:\.\d+)?)((?:{'|'.join(SCALES)})?(?:{units})?)")
    return pattern.findall


def _long(texts: Sequence[str], characters: int) -> str:
    whole = "\n".join(texts)
    return whole * (characters // len(whole)) + whole[: characters % len(whole)]


def _speed(find: Callable[[str], object], texts: Sequence[str]) -> float:
    text = _long(texts, SHORT)
    started = time.process_time()
    find(text)
    return len(text) / (time.process_time() - started)


def _reader_speed(texts: Sequence[str]) -> float:
    """The better of three readings of one long text."""
    data = _long(texts, SHORT).encode()
    return max(SHORT / _seconds(data) for _ in range(3))


def _seconds(data: bytes) -> float:
    started = time.process_time()
    documents.read(data, KnownFacts("d", year=2023))
    return time.process_time() - started


def _peer(
    name: str, script: str, packages: list[str], texts: Sequence[str], wanted: Sequence[Counter[Number]]
) -> Result:
    python = PROJECT / "var" / "peers" / Path(script).stem / "bin" / "python"
    try:
        if not python.exists():
            _install(python.parent.parent, python, packages)
        lines = [(place, line) for place, text in enumerate(texts) for line in text.splitlines() if line.strip()]
        done = subprocess.run(
            [python, PROJECT / "benchmarks" / "peers" / script],
            input=json.dumps([line for _, line in lines]),
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        )
    except (subprocess.SubprocessError, OSError) as error:
        told = getattr(error, "stderr", None) or str(error)
        return Result(name, None, None, None, "does not run: " + str(told).strip().splitlines()[-1][:100])
    answer = json.loads(done.stdout)
    found: list[Counter[Number]] = [Counter() for _ in texts]
    for (place, _), numbers in zip(lines, answer["found"], strict=True):
        found[place] += _counted((value, unit) for value, unit in numbers)
    return Result(name, sum(map(len, texts)) / answer["seconds"], *_agreement(found, wanted), " ".join(packages))


def _install(folder: Path, python: Path, packages: list[str]) -> None:
    uv = Path(sys.executable).with_name("uv")
    for command in (["venv", "--quiet", folder], ["pip", "install", "--quiet", "--python", python, *packages]):
        subprocess.run([uv, *command], check=True, capture_output=True, text=True, timeout=600)


def _long_document() -> dict[str, float]:
    """Seconds and peak memory for a document of 5 million characters, against one of 333,000, each in a process of its own."""
    short, long = (_alone(size) for size in (SHORT, LONG))
    return {
        "characters_a_second_333000": round(SHORT / short["seconds"]),
        "characters_a_second_5000000": round(LONG / long["seconds"]),
        "times_as_long_(15_is_linear)": round(long["seconds"] / short["seconds"], 1),
        "peak_megabytes_5000000": long["megabytes"],
    }


def _alone(characters: int) -> dict[str, float]:
    program = (
        f"import sys; sys.path.insert(0, 'benchmarks'); import reading_speed; reading_speed.read_samples({characters})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PROJECT)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def read_samples(characters: int) -> None:
    """Read the samples told again and again; seconds and peak megabytes of this process to standard output."""
    files = [path for path in sorted((PROJECT / "samples").iterdir()) if path.suffix == ".txt"]
    data = _long([path.read_text("utf-8") for path in files], characters).encode()
    documents.read(data[:30_000].decode("utf-8", "ignore").encode(), KnownFacts("d"))  # the lexicon is loaded
    seconds = _seconds(data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": round(peak)}))


def _row(result: Result) -> dict[str, object]:
    return {each: getattr(result, each) for each in ("name", "speed", "value", "united", "note")}


def _print(results: Sequence[Result]) -> None:
    print("| | characters/s | value P | value R | value+unit P | value+unit R | |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    for each in results:
        shares = [f"{share:.3f}" for pair in (each.value, each.united) for share in (pair or ())] or ["–"] * 4
        print(f"| {each.name} | {f'{each.speed:,.0f}' if each.speed else '–'} | {' | '.join(shares)} | {each.note} |")


if __name__ == "__main__":
    sys.exit(main())
