"""The Explorer computes what Python computes, in node and in Chromium, from a disk."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup

import model
from model.__main__ import _parser
from model.commands.simulate import base
from model.compile.kernel import kernel_source
from model.compile.opening import opening_source
from model.engines import webassembly
from model.engines.problem import Problem, Seeded
from model.experiments import counterexample_runs, explorer, explorer_questions
from model.experiments.random_points import with_votes
from model.parameter_sets import Vote
from model.simulation import trajectories
from tests.book.pipe import Page
from tests.parity.wild_points import wild_points

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "book" / "_static" / "explorer"
sys.path.append(str(ROOT / "book" / "_ext"))

import model_claims  # noqa: E402
import model_explorer  # noqa: E402

needs_node = pytest.mark.skipif(not shutil.which("node"), reason="no node")
COUNTEREXAMPLES = 6
LARGEST = 150_000  # bytes of module and scripts after gzip
VOTES = "vote=burn_share%3D0.5%40700&vote=audit_probability%3D0%4030"
#: Two states of a reader: what the page's link says, and what Python is given.
STATES: tuple[tuple[str, str, dict[str, Any], list[Vote] | None], ...] = (
    ("#scenario=bear", "bear", {}, None),
    (
        f"#scenario=bull&burn_share=0.25&price_rule=2&usage_at_maturity=1230000&{VOTES}&seed=11&run=3",
        "bull",
        {"burn_share": 0.25, "price_rule": "quantity", "usage_at_maturity": 1230000},
        [Vote("burn_share", 0.5, 700), Vote("audit_probability", 0.0, 30)],
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's files, with the model laid beside them."""
    made: Path = tmp_path_factory.mktemp("explorer")
    for path in STATIC.iterdir():
        shutil.copy(path, made)
    (made / "scene.js").write_text(model_explorer.script(), "utf-8")
    return made


@pytest.fixture(scope="module")
def node(folder: Path) -> Callable[[str, Any], Any]:
    """What an expression of JavaScript gives for an ``input``, with the page's functions."""
    names = [f"{name}.js" for name in (*model_explorer.SCRIPTS, "scene")]
    texts = [(folder / name).read_text("utf-8") for name in names]
    begin = (
        "const zlib = require('zlib');\n"
        "const code = zlib.inflateSync(Buffer.from(Explorer.module, 'base64'));\n"
        "const scene = Explorer.scene;\n"
        "const machine = Explorer.kernel(new WebAssembly.Module(code), scene);\n"
        "const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));\n"
    )

    def run(expression: str, given: Any = None) -> Any:
        program = folder / "program.js"
        tail = f"process.stdout.write(JSON.stringify({expression}));\n"
        start = "globalThis.Explorer = {};\n"
        program.write_text(start + "\n".join([*texts, begin, tail]).replace('"use strict";\n', ""))
        done = subprocess.run(
            ["node", str(program)],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr, done.stderr[:2000]
        return json.loads(done.stdout)

    return run


def test_module_and_scripts_are_light(folder: Path) -> None:
    names = [f"{name}.js" for name in (*model_explorer.SCRIPTS, "scene", "explorer", "small")]
    files = [folder / name for name in (*names, "explorer.css")]
    assert {f.name for f in files} == {f.name for f in folder.glob("*.[jc]s*")} - {"program.js"}
    assert sum(len(gzip.compress(f.read_bytes(), 9)) for f in files) < LARGEST


def test_scripts_name_no_address() -> None:
    for path in STATIC.iterdir():
        addresses = re.findall(r"https?://[^\"')\s]+", path.read_text("utf-8"))
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}, path.name


def test_the_script_is_the_same_twice() -> None:
    assert model_explorer.script() == model_explorer.script()


CONF = f"""
import sys
sys.path[:0] = [{str(ROOT / "book" / "_ext")!r}, {str(ROOT)!r}]
extensions = ["myst_parser", "sphinx_design", "sphinx_proof", "model_directives"]
html_theme = "basic"
html_static_path = [{str(ROOT / "book" / "_static")!r}]
model_partial_book = True
"""


def built(sphinx: Any, source: Path, text: str) -> subprocess.CompletedProcess[str]:
    """A build of one page, a folder deep."""
    (source / "book").mkdir(parents=True)
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "index.md").write_text("# Index\n\n```{toctree}\nbook/page\n```\n", "utf-8")
    (source / "book" / "page.md").write_text(f"# Page\n\n{text}\n", "utf-8")
    made: subprocess.CompletedProcess[str] = sphinx("-q", "-W", source, source / "html")
    return made


def test_directives_lay_all_files_beside_their_page(sphinx: Any, tmp_path: Path) -> None:
    small = "\n\n".join(f"```{{explorer-small}} {name}\n```" for name in ("unlocks", "audit"))
    done = built(sphinx, tmp_path, f"```{{explorer}}\n```\n\n{small}")
    assert not done.stderr
    page_file = tmp_path / "html" / "book" / "page.html"
    soup = BeautifulSoup(page_file.read_text("utf-8"), "html.parser")
    figure = soup.select_one("#explorer-live img")
    assert figure
    assert re.search(r"by the vault [\d.]+ \([\d.]+ to [\d.]+\)", str(figure["alt"]))
    named = [str(tag["src"]) for tag in soup.select("[src*='_static/explorer/']")]
    assert len(named) > 15
    assert all((page_file.parent / name).is_file() for name in named)
    files = [str(link["href"]) for link in soup.select("#explorer-live .figure-files a")]
    drawing, table = [(page_file.parent / name).read_text("utf-8") for name in files]
    assert "<svg" in drawing
    assert table.startswith("Supply and float | years since launch,")
    questions = {str(tag["data-question"]): tag for tag in soup.select(".explorer-small")}
    assert list(questions) == ["unlocks", "audit"]
    assert all(tag.select_one("a[href='../book/explorer.html']") for tag in questions.values())


# In node -------------------------------------------------------------------------------------


@needs_node
def test_the_hash_is_sha256(node: Callable[..., Any]) -> None:
    texts = ["x" * length for length in (0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000)]
    found = node("input.map((t) => Explorer.sha256(new TextEncoder().encode(t)))", texts)
    assert found == [hashlib.sha256(text.encode()).hexdigest() for text in texts]


@needs_node
def test_random_points_with_votes_have_the_bits_of_the_native_kernel(
    node: Callable[..., Any],
) -> None:
    """To the edges of the domains; by the page's own host, which keeps draws for other setups."""
    days, size = 12, 40
    points = with_votes(wild_points("announced", size, seed=31, days=days), days=days, seed=32)
    economy = model.economy("announced")
    problem = Problem(economy, points, Seeded(2**40 + 5), 2, days, rows=range(1, days + 1))
    expected = trajectories(problem, "kernel")
    setups = [
        {
            "parameters": [point[symbol.name] for symbol in economy.parameters],
            "votes": [
                {
                    "place": points.governed.index(vote.parameter),
                    "value": vote.value,
                    "from": vote.enacted,
                }
                for vote in sorted(point.votes, key=lambda vote: vote.enacted or 0)
            ],
        }
        for point in points
    ]
    assert any(setup["votes"] for setup in setups)
    found = node(
        "(() => { const short = { ...scene, days: input.days };"
        "const small = Explorer.kernel(new WebAssembly.Module(code), short);"
        "const columns = Array.from({ length: scene.every }, (_, c) => c);"
        "const rows = Array.from({ length: input.days }, (_, d) => d + 1);"
        "return input.setups.map((s) => { "
        "const path = small.alone({ ...s, seed: input.seed, columns, rows });"
        "return [0, 1].map((run) => Explorer.sha256(new Uint8Array(path(run).buffer))); }); })()",
        {"days": days, "seed": 2**40 + 5, "setups": setups},
    )
    for point in range(size):
        for run in range(2):
            bits = b"".join(expected[name][point, run].tobytes() for name in problem.columns)
            assert found[point][run] == hashlib.sha256(bits).hexdigest(), f"point {point}"


@needs_node
@pytest.mark.parametrize(("link", "scenario", "changes", "votes"), STATES)
def test_a_link_gives_the_parameters_that_python_gives(
    node: Callable[..., Any],
    link: str,
    scenario: str,
    changes: dict[str, Any],
    votes: list[Vote] | None,
) -> None:
    state, setup, again = node(
        "(() => { const { a } = Explorer.opened(scene, input);"
        "return [a, Explorer.setup(scene, a, machine), Explorer.link(scene, a, null)]; })()",
        link,
    )
    point = model.parameters("announced", scenario, votes, **changes)
    assert setup["parameters"] == [point[s.name] for s in model.economy("announced").parameters]
    told = sorted((v.enacted, v.parameter, v.value) for v in point.votes)
    assert sorted((v["from"], v["name"], v["value"]) for v in setup["votes"]) == told
    assert setup["wrong"] == []
    assert node("Explorer.opened(scene, input).a", again) == state


@needs_node
def test_a_link_that_says_too_much_says_what_was_left_out(node: Callable[..., Any]) -> None:
    link = "#scenario=nowhere&burn_share=2&who=1&vote=velocity%3D3%401&seed=x&b.discount_rate=0.2"
    found = node("Explorer.opened(scene, input)", link)
    assert len(found["unread"]) == 5
    assert found["a"] == node("Explorer.fresh(scene)")
    assert found["b"]["set"] == {"discount_rate": 0.2}


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> counterexample_runs.Pair:
    return counterexample_runs.pairs()[request.param]


def test_every_counterexample_is_looked_at() -> None:
    assert len(counterexample_runs.pairs()) == COUNTEREXAMPLES


@needs_node
@pytest.mark.parametrize("pair", range(COUNTEREXAMPLES), indirect=True)
def test_a_counterexample_is_what_its_link_runs(
    node: Callable[..., Any], pair: counterexample_runs.Pair
) -> None:
    """By Python, from what the page reads in the link alone; on the day in the middle."""
    opened, wrong = node(
        "(() => { const opened = Explorer.opened(scene, input);"
        "const setups = [opened.a, opened.b].map((s) => Explorer.setup(scene, s, machine));"
        "return [opened, setups.flatMap((setup) => setup.wrong)]; })()",
        pair.link(),
    )
    assert (opened["shown"], opened["unread"], wrong) == (pair.key, [], [])
    a, b = opened["a"], opened["b"]
    assert all((s["scenario"], s["votes"], s["seed"]) == ("base", None, 7) for s in (a, b))
    found = counterexample_runs.measured(pair, a["set"], b["set"], "python")
    assert found == pytest.approx(pair.ratio(), rel=counterexample_runs.ROUNDING, abs=1e-12)
    assert pair.ratio() != pytest.approx(1, rel=2 * counterexample_runs.ROUNDING)


def test_a_card_opens_the_counterexamples_that_the_economy_can_run() -> None:
    directive: Any = SimpleNamespace(env=SimpleNamespace(docname="notebooks/page"))
    linked: dict[str, str] = {}
    for claim in {pair.claim for pair in counterexample_runs.pairs()}:
        lines = model_claims._examples(directive, model.claims[claim])
        soup = BeautifulSoup("\n".join(lines), "html.parser")
        linked |= {str(a["href"]): str(a.string) for a in soup.select("a")}
    links = {f"../book/explorer.html{pair.link()}" for pair in counterexample_runs.pairs()}
    assert set(linked) == links
    assert set(linked.values()) == {"Open this counterexample in the Explorer"}


@needs_node
def test_a_number_without_a_slider_is_kept_in_the_link(node: Callable[..., Any]) -> None:
    link = "#gas_cost=0.5&insider_cliff_days=10.5&one_day=0"
    state, unread, words, parameters = node(
        "(() => { const { a, unread } = Explorer.opened(scene, input);"
        "const again = Explorer.opened(scene, Explorer.link(scene, a, null)).a;"
        "const { parameters } = Explorer.setup(scene, again, machine);"
        "return [again.set, unread, Explorer.words(scene, a), parameters]; })()",
        link,
    )
    point = model.parameters("announced", gas_cost=0.5, insider_cliff_days=10.5)
    assert parameters == [point[s.name] for s in model.economy("announced").parameters]
    assert state == {"gas_cost": 0.5, "insider_cliff_days": 10.5}
    assert unread == ["one_day=0"]
    assert "gas that an execution costs its executor: 0.5 USD" in words


@needs_node
def test_what_cannot_go_together_is_refused_in_pythons_words(node: Callable[..., Any]) -> None:
    link = "#burn_share=0.7&vote=burn_share%3D1%4030&discount_rate=0.02"
    wrong = node("Explorer.setup(scene, Explorer.opened(scene, input).a, machine).wrong", link)
    assert any(text.startswith("discount_rate must exceed long_run_growth") for text in wrong)
    limit = "burn_share + executor_share must not exceed 1"
    assert any(text.startswith(f"after the vote on burn_share, {limit}") for text in wrong)


@needs_node
@pytest.mark.parametrize("link", [state[0] for state in STATES])
def test_the_lines_of_python_print_the_digits_of_the_page(
    node: Callable[..., Any], link: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, digits = node(
        "(() => { const { a } = Explorer.opened(scene, input);"
        "const setup = Explorer.setup(scene, a, machine);"
        "const rows = Array.from({ length: scene.days + 1 }, (_, day) => day);"
        "const price = machine.alone({ ...setup, columns: [scene.columns.price], rows })(a.run);"
        "return [Explorer.python(scene, a), Explorer.sha256(new Uint8Array(price.buffer))]; })()",
        link,
    )
    exec(compile(lines, "lines", "exec"), {})  # noqa: S102
    assert capsys.readouterr().out.strip() == digits[:16]


@needs_node
@pytest.mark.parametrize(("link", "scenario", "changes", "votes"), STATES)
def test_the_command_line_reads_the_same_parameters(
    node: Callable[..., Any],
    link: str,
    scenario: str,
    changes: dict[str, Any],
    votes: list[Vote] | None,
) -> None:
    command = node("Explorer.shell(scene, Explorer.opened(scene, input).a)", link)
    words = shlex.split(command.replace("\\\n", " "))
    assert words[:3] == ["python", "-m", "model"]
    chosen = _parser().parse_args(words[3:])
    assert base(chosen) == model.parameters("announced", scenario, votes, **changes)
    assert (chosen.days, chosen.seed) == (explorer.DAYS, 11 if votes else 7)


@needs_node
def test_the_fan_has_the_quantiles_of_python(node: Callable[..., Any]) -> None:
    found = node(
        "Explorer.fans(machine, scene, [Explorer.setup(scene, Explorer.fresh(scene), machine)])[0]"
        ".map((chart) => chart.map((series) => series.map((line) => Array.from(line))))"
    )
    for chart, lines in zip(explorer.CHARTS, found, strict=True):
        for line, expected in zip(lines, explorer.fan()[chart.id], strict=True):
            np.testing.assert_allclose(np.array(line, float), expected, rtol=1e-12, atol=1e-12)


@needs_node
def test_a_paired_difference_is_taken_path_by_path(node: Callable[..., Any]) -> None:
    """Of a scenario from itself it is nothing, where quantiles of unpaired paths would differ."""
    found = node(
        "(() => { const small = { ...scene, runs: 8 };"
        "const one = Explorer.setup(scene, Explorer.fresh(scene), machine);"
        "const other = Explorer.setup(scene, Explorer.opened(scene, '#burn_share=0.2').a, machine);"
        "const last = (setups) => Explorer.fans(machine, small, setups)"
        ".map((fan) => fan[1][0].map((line) => line[scene.rows.length - 1]));"
        "return [last([one, one]), last([one, other])]; })()"
    )
    same, unlike = found
    assert same[2] == [0] * 5
    assert same[0] == same[1]
    assert all(part > 0 for part in unlike[2])


@needs_node
def test_the_table_that_is_saved_holds_every_line_of_every_kept_day(
    node: Callable[..., Any],
) -> None:
    text = node(
        "(() => { const small = { ...scene, runs: 8 };"
        "const setup = Explorer.setup(scene, Explorer.fresh(scene), machine);"
        "const [a, b, difference] = Explorer.fans(machine, small, [setup, setup]);"
        "return Explorer.csv(small, { a, b, difference }); })()"
    )
    head, *rows = csv.reader(io.StringIO(text))
    lines = sum(len(chart.series) for chart in explorer.CHARTS)
    assert len(head) == len(set(head)) == 1 + 3 * lines * len(explorer.QUANTILES)
    assert [int(row[0]) for row in rows] == list(explorer.ROWS)
    place = head.index("a: Burned since launch, by the vault (million AI), quantile 0.5")
    economy, point = model.economy("announced"), model.parameters("announced")
    found = model.ensemble(
        economy, point, explorer.DAYS, 8, 7, keep=["burned"], days_kept=[explorer.DAYS], reduce=[]
    )
    expected = 1e-6 * float(found["burned"].median())
    assert float(rows[-1][place]) == pytest.approx(expected, rel=1e-12)


@needs_node
def test_a_small_explorer_tells_the_numbers_of_python(
    node: Callable[..., Any], folder: Path
) -> None:
    """Whether burn catches up is read off the medians."""
    small = (folder / "small.js").read_text("utf-8").replace('"use strict";', "")
    text, never, after = node(
        f"(() => {{ {small};"
        "const question = scene.questions.price;"
        "const { columns, charts, rows, runs } = question;"
        "const short = { ...scene, columns, charts, rows, runs };"
        "const setup = Explorer.setup(short, Explorer.fresh(scene), machine);"
        "const fan = Explorer.fans(machine, short, [setup])[0];"
        "const meets = { ...scene, rows: [0, 365, 730] };"
        "return [Explorer.told(question, short, fan),"
        "Explorer.meeting(meets, [0, 1, 2], [0, 3, 4]),"
        "Explorer.meeting(meets, [0, 1, 5], [0, 3, 4])]; })()"
    )
    economy, point = model.economy("announced"), model.parameters("announced")
    found = model.ensemble(
        economy,
        point,
        explorer.DAYS,
        explorer_questions.RUNS,
        explorer.SEED,
        keep=["burned", "price"],
        days_kept=[explorer.DAYS],
        reduce=[],
    )
    for name, scale in (("burned", 1e-6), ("price", 100.0)):
        middle = scale * float(found[name].median())
        assert f" {float(f'{middle:.3g}'):g} " in text
    assert (never, after) == (None, 730)


# In Chromium ---------------------------------------------------------------------------------

HOLDER = (
    '<!doctype html><html lang="en" data-theme="{theme}"><meta charset="utf-8"><title>T</title>'
    '<link rel="stylesheet" href="explorer.css"><div id="explorer-live"><figure></figure></div>'
)


def written(folder: Path, scene: str = "scene.js", theme: str = "light") -> str:
    """The address of a page with the Explorer."""
    names = [*(f"{name}.js" for name in model_explorer.SCRIPTS), scene, "explorer.js"]
    path = folder / f"{Path(scene).stem}-{theme}.html"
    scripts = "".join(f'<script defer src="{name}"></script>' for name in names)
    path.write_text(HOLDER.format(theme=theme) + scripts, "utf-8")
    return path.as_uri()


EQUAL = "document.querySelector('.ex-badge').dataset.equal"
HELD = "document.getElementById('explorer-live')"
IDLE = f"{HELD}?.dataset.spent && !{HELD}.classList.contains('ex-busy')"
SAID = "document.querySelector('.ex-sentence').textContent"


@pytest.mark.browser
def test_the_page_runs_from_a_disk_and_is_equal_to_python(folder: Path, chromium: Page) -> None:
    chromium.said.clear()
    chromium.fetched.clear()
    chromium.open(written(folder))
    chromium.wait(IDLE)
    middle = [lines[0][2, -1] for lines in explorer.fan().values()]
    sentence = chromium.value(SAID)
    for value in middle[:4]:
        assert f"{float(f'{value:.3g}'):g}" in sentence
    chromium.wait(f"{EQUAL} !== undefined")
    assert chromium.value(EQUAL) == "true"
    assert not chromium.said
    assert all(url.startswith(("file://", "blob:", "about:")) for url in chromium.fetched)
    assert chromium.value("document.querySelectorAll('.ex-chart polyline').length") > 10
    assert not chromium.value("document.querySelector('#explorer-live > figure')")


@pytest.mark.browser
def test_a_broken_module_is_told(folder: Path, chromium: Page) -> None:
    """One addition of the kernel becomes a subtraction, and the badge says where it shows."""
    economy = model.economy("announced")
    text = kernel_source(economy, webassembly.WIDTH)
    place = [found.start() for found in re.finditer("fadd <2 x double>", text)][-40]
    broken = f"{text[:place]}fsub{text[place + 4 :]}"
    code = webassembly.compiled([broken, opening_source(economy)])
    whole = (folder / "scene.js").read_text("utf-8")
    packed = model_explorer.packed(code)
    other = re.sub(r'Explorer\.module = "[^"]*"', f'Explorer.module = "{packed}"', whole)
    assert other != whole
    (folder / "broken.js").write_text(other, "utf-8")
    chromium.open(written(folder, "broken.js"))
    (folder / "broken.js").unlink()
    chromium.wait(f"document.querySelector('.ex-badge') && {EQUAL} !== undefined")
    assert chromium.value(EQUAL) == "false"
    assert "differ from Python's in base" in chromium.value(
        "document.querySelector('.ex-badge').textContent"
    )


@pytest.mark.browser
def test_keyboard_link_and_two_scenarios(folder: Path, chromium: Page) -> None:
    chromium.said.clear()
    address = written(folder)
    chromium.open(address)
    chromium.wait(IDLE)
    before = chromium.value(SAID)
    chromium.value("document.getElementById('ex-application_margin').focus()")
    chromium.press("End")
    chromium.wait(f"{SAID} !== {json.dumps(before)}")
    assert "application_margin=0.5" in chromium.value("location.hash")
    keep = "[...document.querySelectorAll('button')].find((b) => b.textContent === 'Keep as B')"
    chromium.value(f"{keep}.focus()")
    chromium.press("Enter")
    chromium.wait("location.hash.includes('b.application_margin=0.5')")
    base = "[...document.querySelectorAll('button')].find((b) => b.textContent === 'base')"
    chromium.value(f"{base}.click()")
    chromium.wait(f"document.querySelectorAll('.ex-table thead th').length > 4 && ({IDLE})")
    chromium.value("document.getElementById('ex-difference').click()")
    assert chromium.value("document.querySelectorAll('.ex-chart .ex-d').length") > 5
    link = chromium.value("location.hash")
    chromium.open(address + link)
    chromium.wait(IDLE)
    assert chromium.value("location.hash") == link
    assert chromium.value("document.querySelectorAll('.ex-chart .ex-band.ex-b').length") > 5
    assert not chromium.said


@pytest.mark.browser
@pytest.mark.parametrize("pair", range(COUNTEREXAMPLES), indirect=True)
def test_the_page_names_the_counterexample_that_it_shows(
    folder: Path, chromium: Page, pair: counterexample_runs.Pair
) -> None:
    chromium.said.clear()
    chromium.open(written(folder) + pair.link())
    chromium.wait(IDLE)
    about = "document.querySelector('.ex-about').textContent"
    told = chromium.value(about)
    for words in (model.claims[pair.claim].title, f"“{pair.assumption}”", pair.needs.meaning):
        assert words in told
    assert pair.needs.example().text in told
    for mark in "ab":
        assert chromium.value(f"document.querySelectorAll('.ex-chart .ex-band.ex-{mark}').length")
    assert not chromium.value("document.querySelector('.ex-shown > .ex-wrong').textContent")
    chromium.value("document.getElementById('ex-audit_probability').focus()")
    chromium.press("End")
    chromium.wait(f"!{about}")
    assert "counterexample" not in chromium.value("location.hash")
    assert not chromium.said


#: What a reader would quote: the sentence, the strip, the table, the digits of the price.
QUOTED = (
    "['.ex-sentence', '.ex-strip', '.ex-table', '.ex-tools > :last-child pre']"
    ".map((place) => document.querySelector(place).textContent)"
)


@pytest.mark.browser
def test_a_link_from_a_phone_gives_a_desktop_the_same_digits(folder: Path, chromium: Page) -> None:
    chromium.said.clear()
    chromium.open(written(folder), width=375)
    with chromium.as_phone():
        chromium.wait(IDLE)
        before = chromium.value(QUOTED)
        slider = "document.getElementById('ex-premium_half_life')"
        chromium.value(f"{slider}.scrollIntoView({{block: 'center'}})")
        box = chromium.value(f"{slider}.getBoundingClientRect().toJSON()")
        chromium.touch(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
        chromium.wait(f"location.hash.includes('premium_half_life=') && ({IDLE})")
        chromium.wait(f"{SAID} !== {json.dumps(before[0])}")
        assert chromium.value("document.documentElement.scrollWidth <= innerWidth")
        link, quoted = chromium.value("location.href"), chromium.value(QUOTED)
    chromium.open(link, width=1280)
    chromium.wait(IDLE)
    assert chromium.value(QUOTED) == quoted
    assert re.search(r"has the digits [0-9a-f]{16}\.", quoted[-1])
    assert all(now != then for now, then in zip(quoted, before, strict=True))
    assert not chromium.said


@pytest.mark.browser
def test_numbers_that_cannot_go_together_are_refused_in_the_page(
    folder: Path, chromium: Page
) -> None:
    chromium.open(written(folder) + "#discount_rate=0.02")
    told = "document.querySelector('.ex-shown > .ex-wrong')?.textContent"
    chromium.wait(f"{told}?.includes('long_run_growth')")
    assert not chromium.value("document.querySelectorAll('.ex-chart .ex-line').length")
    field = "document.querySelector('[aria-label=\"Tasks that are audited, %\"]')"
    chromium.value(f"{field}.value = '120', {field}.dispatchEvent(new Event('change'))")
    assert chromium.value(f"{field}.getAttribute('aria-invalid')") == "true"


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_overflows_and_every_field_has_a_name(
    folder: Path, chromium: Page, theme: str, width: int
) -> None:
    chromium.open(written(folder, theme=theme), width)
    chromium.wait(IDLE)
    assert chromium.value("document.documentElement.scrollWidth <= innerWidth")
    unnamed = (
        "[...document.querySelectorAll('input, select, button')].filter((each) => "
        "!(each.labels && each.labels.length) && !each.getAttribute('aria-label') && "
        "!each.textContent.trim()).map((each) => each.outerHTML)"
    )
    assert chromium.value(unnamed) == []
    described = (
        "[...document.querySelectorAll('.ex-chart')].map((c) => c.getAttribute('aria-label'))"
    )
    assert all(re.search(r"\d \(.* to .*\)", label) for label in chromium.value(described))
    shown = "getComputedStyle(document.querySelector('.ex-line')).stroke"
    assert (
        chromium.value(shown) == {"light": "rgb(0, 76, 140)", "dark": "rgb(124, 192, 245)"}[theme]
    )


@pytest.mark.browser
def test_small_explorers_answer_in_a_page(folder: Path, chromium: Page) -> None:
    chromium.said.clear()
    names = [f"{name}.js" for name in (*model_explorer.SMALL, "scene", "small")]
    places = "".join(
        f'<div class="explorer-small" data-question="{name}" data-explorer="e.html"></div>'
        for name in explorer_questions.questions()
    )
    scripts = "".join(f'<script defer src="{name}"></script>' for name in names)
    text = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>T</title>{places}{scripts}'
    (folder / "small.html").write_text(text, "utf-8")
    chromium.open((folder / "small.html").as_uri())
    sentences = "[...document.querySelectorAll('.ex-sentence')].map((p) => p.textContent)"
    chromium.wait(f"{sentences}.length === 3 && {sentences}.every((text) => text)")
    before = chromium.value(sentences)
    assert before[0].endswith("burn does not catch up with what left the locks.")
    chromium.value("document.getElementById('ex-audit_probability').focus()")
    chromium.press("Home")
    chromium.wait(f"{sentences}[2] !== {json.dumps(before[2])}")
    assert chromium.value(sentences)[:2] == before[:2]
    links = "[...document.querySelectorAll('.explorer-small a')].map((a) => a.getAttribute('href'))"
    assert chromium.value(links)[2].startswith("e.html#scenario=base&audit_probability=0.01")
    assert not chromium.said


@pytest.mark.browser
def test_without_webassembly_the_figure_stays(folder: Path, chromium: Page) -> None:
    address = written(folder, "scene.js")
    html = (folder / "scene-light.html").read_text("utf-8")
    without = folder / "without.html"
    without.write_text(
        html.replace("<title>", "<script>delete globalThis.WebAssembly</script><title>")
    )
    chromium.open(address.replace("scene-light", "without"))
    chromium.wait("document.querySelector('#explorer-live [role=alert]')")
    assert chromium.value("!!document.querySelector('#explorer-live > figure')")
