"use strict";
// Numbers and sentences: figures as a reader wants them, the program that gives the same run, the
// citation, the table as a file.
var Explorer = globalThis.Explorer || {};

// Three digits, with separators; small numbers as they are.
Explorer.figure = function figure(value) {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) < 5e-7) return "0";
  const short = Number(value.toPrecision(3));
  if (Math.abs(short) >= 1e15) return String(short);
  if (Math.abs(short) >= 1000) return short.toLocaleString("en-GB");
  return String(short).replace("-", "−");
};

// A value in a field: exact, in the field's unit.
Explorer.entered = (field, value) => Number((value * field.factor).toPrecision(12));
Explorer.read = (field, text) =>
  String(text).trim() === "" ? NaN : Number((Number(text) / field.factor).toPrecision(12));

Explorer.choice = (scene, name, value) =>
  scene.closures.find((one) => one.name === name).choices[value];

// Names and values as a program writes them; quoted are the names of alternatives.
Explorer.settings = function settings(scene, state, quote) {
  const closures = new Set(scene.closures.map((one) => one.name));
  return Object.entries(state.set).map(([name, value]) => [
    name,
    closures.has(name) ? quote + Explorer.choice(scene, name, value) + quote : String(value),
  ]);
};

// Lines of Python that give the same run.
Explorer.python = function python(scene, state) {
  const given = Explorer.settings(scene, state, '"').map(
    ([name, value]) => `    ${name}=${value},`,
  );
  const votes = (state.votes || []).map(
    ([name, value, day]) => `        model.Vote("${name}", ${value}, proposed=${day}),`,
  );
  if (votes.length) given.push("    votes=[", ...votes, "    ],");
  else if (state.votes) given.push("    votes=[],");
  return [
    "import hashlib",
    "import model",
    "",
    `economy = model.economy("${scene.economy}")`,
    "p = model.parameters(",
    `    "${scene.economy}",`,
    `    "${state.scenario}",`,
    ...given,
    ")",
    `u = model.shocks(economy, days=${scene.days}, runs=${state.run + 1}, seed=${state.seed})`,
    "ds = model.simulate(economy, p, u)",
    `price = ds["price"].sel(run=${state.run}).to_numpy()`,
    "print(hashlib.sha256(price.tobytes()).hexdigest()[:16])",
    "",
    "# The fan of a column, on the days that the charts keep",
    `fan = model.ensemble(economy, p, days=${scene.days}, runs=${scene.runs}, seed=${state.seed}, keep=["price"], every=${scene.rows[1]})`,
  ].join("\n");
};

// The command that gives the same run, or why there is none.
Explorer.shell = function shell(scene, state) {
  if (state.votes && !state.votes.length) {
    return "# The command line keeps a scenario's votes: use the lines of Python.";
  }
  const parts = [`python -m model run --scenario '${state.scenario}'`];
  for (const [name, value] of Explorer.settings(scene, state, ""))
    parts.push(`--set ${name}=${value}`);
  for (const [name, value, day] of state.votes || []) parts.push(`--vote ${name}=${value}@${day}`);
  parts.push(
    `--days ${scene.days} --runs ${state.run + 1} --seed ${state.seed} --out scenario.parquet`,
  );
  return parts.join(" \\\n  ");
};

// A state in words.
Explorer.words = function words(scene, state) {
  const parts = Object.entries(state.set).map(([name, value]) => {
    const closure = scene.closures.find((one) => one.name === name);
    if (closure) return `${closure.label.toLowerCase()}: ${closure.choices[value]}`;
    const field = Explorer.field(scene, name);
    const label = field.label ? field.label.toLowerCase() : field.info;
    return `${label}: ${Explorer.entered(field, value)} ${field.unit}`.trim();
  });
  const count = state.votes ? state.votes.length : 0;
  const votes = state.votes
    ? [`${count || "no"} ${count === 1 ? "vote" : "votes"} of its own`]
    : [];
  return [state.scenario, ...parts, ...votes].join("; ");
};

// How a scenario is cited: in words, and as BibTeX.
Explorer.citation = function citation(scene, state, link, digits) {
  const words = Explorer.words(scene, state);
  const where = `${scene.page}${link}`;
  const text =
    `${scene.authors} (${scene.year}). ${scene.title}, version ${scene.version}, Explorer, ` +
    `scenario ${words}; ${scene.runs} paths of ${scene.days} days, seed ${state.seed}. ` +
    `${where} The price of path ${state.run} has the digits ${digits}.`;
  const tex = (plain) => plain.replace(/[$%&#_]/g, "\\$&");
  const note = `In: ${scene.title}, version ${scene.version}; seed ${state.seed}, digits ${digits}`;
  const bibtex = [
    `@misc{explorer-${digits},`,
    `  author = {{${tex(scene.authors)}}},`,
    `  title  = {Explorer, scenario ${tex(words)}},`,
    `  note   = {${tex(note)}},`,
    `  howpublished = {\\url{${where}}},`,
    `  year   = {${scene.year}}`,
    "}",
  ].join("\n");
  return `${text}\n\n${bibtex}`;
};

// The medians of a fan on its last day that stay in sight on a phone.
Explorer.strip = function strip(scene, fan, row) {
  const parts = [
    ["burn", "burned "],
    ["price", "price "],
    ["nodes", ""],
  ].map(([id, word]) => {
    const place = scene.charts.findIndex((one) => one.id === id);
    return `${word}${Explorer.figure(fan[place][0][2][row])} ${scene.charts[place].unit}`;
  });
  return `After ${Explorer.figure(scene.rows[row] / 365)} years: ${parts.join(" · ")}`;
};

// One sentence of what a fan says on its last day.
Explorer.sentence = function sentence(scene, fan, row, other) {
  const said = (chart, series) => {
    const place = scene.charts.findIndex((one) => one.id === chart);
    const [low, , middle, , high] = fan[place][series].map((line) => Explorer.figure(line[row]));
    return `${middle} ${scene.charts[place].unit} (${low} to ${high})`;
  };
  const years = Explorer.figure(scene.rows[row] / 365);
  return (
    `${other ? "A" : "In this scenario"} after ${years} years, median and nine of ten of ${scene.runs} paths: ` +
    `the vault has burned ${said("burn", 0)}, the price is ${said("price", 0)}, ` +
    `${said("supply", 0)} are in circulation, ${said("nodes", 0)} run.`
  );
};

// Every line of every chart as a table, a row a kept day.
Explorer.csv = function csv(scene, kinds) {
  const head = ["day"];
  const lines = [];
  for (const [mark, fan] of Object.entries(kinds)) {
    scene.charts.forEach((chart, place) =>
      chart.series.forEach((series, which) =>
        scene.quantiles.forEach((share, quantile) => {
          head.push(`"${mark}: ${chart.title}, ${series.name} (${chart.unit}), quantile ${share}"`);
          lines.push(fan[place][which][quantile]);
        }),
      ),
    );
  }
  const rows = scene.rows.map((day, row) => [day, ...lines.map((line) => line[row])].join(","));
  return `${head.join(",")}\n${rows.join("\n")}\n`;
};
