"use strict";
// What a reader has chosen: a scenario, changes to it, votes, a seed and a run; and the link that
// holds it. A state has `scenario`, `set` (values by name), `votes` (null for the scenario's own,
// or a list of name, value and day of the proposal), `seed` and `run`. A link may also name the
// counterexample of a claim that its states show.
var Explorer = globalThis.Explorer || {};

Explorer.fresh = function fresh(scene, scenario) {
  return { scenario: scenario || "base", set: {}, votes: null, seed: scene.seed, run: 0 };
};

Explorer.copied = (state) => JSON.parse(JSON.stringify(state));

// The value of a parameter in a state.
Explorer.value = function value(scene, state, name) {
  if (name in state.set) return state.set[name];
  const changes = scene.scenarios[state.scenario].changes;
  return name in changes ? changes[name] : scene.base[scene.parameters.indexOf(name)];
};

// Set a parameter; what the scenario has anyway is no change.
Explorer.change = function change(scene, state, name, wanted) {
  delete state.set[name];
  if (Explorer.value(scene, state, name) !== wanted) state.set[name] = wanted;
};

Explorer.votesOf = (scene, state) => state.votes || scene.scenarios[state.scenario].votes;

// The record of a parameter that is a number, with a slider or without.
Explorer.field = (scene, name) =>
  [...scene.sliders, ...scene.others].find((field) => field.name === name);

// Why a value may not stand in a field, or nothing.
Explorer.refusal = function refusal(field, value) {
  const shown = (limit) => `${Explorer.figure(limit * field.factor)} ${field.unit}`;
  const low = field.above_least ? value > field.least : value >= field.least;
  const high = field.most === null || (field.below_most ? value < field.most : value <= field.most);
  if (!Number.isFinite(value)) return "that is not a number";
  if (field.whole && !Number.isInteger(value)) return "it has to be a whole number";
  if (!low)
    return `it has to be ${field.above_least ? "more than" : "at least"} ${shown(field.least)}`;
  if (!high)
    return `it has to be ${field.below_most ? "less than" : "at most"} ${shown(field.most)}`;
  return "";
};

// What the kernel needs for a state, and the sentences that say why it may not run.
Explorer.setup = function setup(scene, state, machine) {
  const parameters = scene.parameters.map((name) => Explorer.value(scene, state, name));
  const lag = Math.ceil(parameters[scene.parameters.indexOf("timelock_days")]);
  const votes = Explorer.votesOf(scene, state)
    .map(([name, value, day]) => ({
      name,
      place: scene.governed.indexOf(name),
      value,
      from: day + lag,
    }))
    .sort((one, other) => one.from - other.from);
  const wrong = new Set();
  const look = (when) =>
    machine.conditions(parameters).forEach((holds, place) => {
      if (!holds) wrong.add(when + scene.conditions[place]);
    });
  look("");
  const given = parameters.slice();
  votes.forEach((vote, place) => {
    const twin = votes.slice(0, place).some((v) => v.name === vote.name && v.from === vote.from);
    if (twin) wrong.add(`two votes set ${vote.name} on day ${vote.from}: leave one out`);
    parameters[scene.parameters.indexOf(vote.name)] = vote.value;
    look(`after the vote on ${vote.name}, `);
  });
  return { parameters: given, votes, seed: state.seed, wrong: [...wrong] };
};

// The link of one state, or of two, and of the counterexample that they show.
Explorer.link = function link(scene, a, b, shown) {
  const parts = [];
  const add = (mark, state) => {
    parts.push([`${mark}scenario`, state.scenario]);
    for (const [name, value] of Object.entries(state.set)) parts.push([mark + name, String(value)]);
    if (state.votes && !state.votes.length) parts.push([`${mark}vote`, "none"]);
    for (const [name, value, day] of state.votes || []) {
      parts.push([`${mark}vote`, `${name}=${value}@${day}`]);
    }
  };
  add("", a);
  parts.push(["seed", String(a.seed)], ["run", String(a.run)]);
  if (b) add("b.", b);
  if (shown) parts.push(["counterexample", shown]);
  return `#${new URLSearchParams(parts)}`;
};

// The states that a link names, and what of it was not understood.
Explorer.opened = function opened(scene, text) {
  const unread = [];
  const a = Explorer.fresh(scene);
  let b = null;
  let shown = null;
  const given = [...new URLSearchParams(text.replace(/^#/, ""))];
  const fields = new Map([...scene.votable, ...scene.sliders].map((field) => [field.name, field]));
  const first = ([key]) => Number(!/scenario$/.test(key)); // changes are to a scenario
  for (const [key, value] of given.sort((one, other) => first(one) - first(other))) {
    if (key === "counterexample" && Object.hasOwn(scene.counterexamples, value)) {
      shown = value;
      continue;
    }
    const other = key.startsWith("b.");
    if (other && !b) b = Explorer.fresh(scene);
    const state = other ? b : a;
    const name = other ? key.slice(2) : key;
    if (!Explorer.taken(scene, state, fields, name, value)) unread.push(`${key}=${value}`);
  }
  if (b) [b.seed, b.run] = [a.seed, a.run];
  return { a, b, shown, unread };
};

// Put one part of a link into a state; whether it could be read.
Explorer.taken = function taken(scene, state, fields, name, text) {
  const number = Number(text);
  const closure = scene.closures.find((one) => one.name === name);
  if (name === "scenario") {
    if (!Object.hasOwn(scene.scenarios, text)) return false;
    state.scenario = text;
  } else if (name === "seed" || name === "run") {
    if (!/^\d{1,9}$/.test(text)) return false;
    state[name] = number;
  } else if (name === "vote") {
    const [, of, value, day] = /^(\w+)=([^@]+)@(\d{1,5})$/.exec(text) || [];
    const field = scene.governed.includes(of) && fields.get(of);
    const none = text === "none";
    if (!none && (!field || Explorer.refusal(field, Number(value)))) return false;
    state.votes = state.votes || [];
    if (!none) state.votes.push([of, Number(value), Number(day)]);
  } else if (closure) {
    if (!Number.isInteger(number) || !closure.choices[number]) return false;
    Explorer.change(scene, state, name, number);
  } else {
    const field = Explorer.field(scene, name);
    if (!field || text === "" || Explorer.refusal(field, number)) return false;
    Explorer.change(scene, state, name, number);
  }
  return true;
};
