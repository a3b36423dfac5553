"use strict";
// The page: one state, or two, and what follows from a change of them.
var Explorer = globalThis.Explorer || {};

Explorer.begin = async function begin(holder, scene, packed) {
  const { make } = Explorer;
  const helper = Explorer.beside(scene);
  const module = await WebAssembly.compile(await Explorer.unpacked(packed));
  const machine = Explorer.kernel(module, scene);
  helper.begin(module);
  const columns = Object.values(scene.columns);
  const days = Array.from({ length: scene.days + 1 }, (_, day) => day);
  const view = { paths: {}, fans: {}, days, difference: false };
  let { a, b, shown, unread } = Explorer.opened(scene, location.hash);
  let told = Explorer.link(scene, a, b); // the states that show the counterexample of the link
  let written = location.hash;
  let price = "";
  let asked = null; // the setups that the worker computes now, and those that wait
  let waiting = null;

  const notice = make("p", { class: "ex-wrong", role: "alert" });
  const about = make("p", { class: "ex-about", role: "note" });
  const strip = make("p", { class: "ex-strip", "aria-hidden": "true" });
  const badge = make("p", { class: "ex-badge", role: "status" });
  const results = Explorer.results(scene, () => results.draw(view));
  const changed = (name, value) => {
    Explorer.change(scene, a, name, value);
    follow();
  };
  const fields = [
    Explorer.scenarios(scene, (name) => {
      a = { ...Explorer.fresh(scene, name), seed: a.seed, run: a.run };
      follow();
    }),
    ...scene.sliders.map((field) => Explorer.slider(scene, field, changed)),
    Explorer.closures(scene, changed),
    Explorer.others(scene, changed),
    Explorer.votes(scene, (votes) => {
      a.votes = votes;
      follow();
    }),
    Explorer.luck(scene, (name, value) => {
      a[name] = value;
      if (b) b[name] = value;
      follow();
    }),
  ];
  const tools = Explorer.tools(scene, {
    reset: () => {
      [a, b, view.difference] = [Explorer.fresh(scene), null, false];
      follow();
    },
    keep: () => {
      b = Explorer.copied(a);
      follow();
    },
    swap: () => {
      [a, b] = [b, a];
      follow();
    },
    drop: () => {
      [b, view.difference] = [null, false];
      follow();
    },
    difference: (on) => {
      view.difference = on;
      results.draw(view);
    },
    csv: () => Explorer.csv(scene, view.fans),
  });

  // One path of each state at once, in the page itself.
  function follow() {
    fields.forEach((field) => field.show(a));
    const states = b ? [a, b] : [a];
    const setups = states.map((state) => Explorer.setup(scene, state, machine));
    const wrong = setups.flatMap((setup, place) =>
      setup.wrong.map((text) => (b ? `${"AB"[place]}: ${text}` : text)),
    );
    notice.textContent = [
      ...unread.map((part) => `The link's ${part} was left out.`),
      ...wrong,
    ].join(" ");
    unread = [];
    holder.classList.toggle("ex-refused", wrong.length > 0);
    if (Explorer.link(scene, a, b) !== told) shown = null;
    about.replaceChildren(...(shown ? Explorer.about(scene.counterexamples[shown]) : []));
    written = Explorer.link(scene, a, b, shown);
    try {
      history.replaceState(null, "", written);
    } catch {
      // a page without an address of its own keeps its state all the same
    }
    if (wrong.length) {
      [view.paths, view.fans] = [{}, {}];
      results.tell("These numbers cannot go together.");
      return results.draw(view);
    }
    view.paths = {};
    setups.forEach((setup, place) => {
      const made = machine.alone({ ...setup, columns, rows: days })(states[place].run);
      if (made.some((value, at) => at % days.length && !Number.isFinite(value))) {
        notice.textContent +=
          " The run left the range of numbers: bring what you changed nearer to its range.";
      }
      view.paths["ab"[place]] = Explorer.lines(scene, setup.parameters, made, days.length);
      if (!place) price = digits(made);
    });
    if (!b) view.fans = view.fans.a ? { a: view.fans.a } : {};
    tools.show({ a, b, link: written, digits: price, difference: view.difference });
    results.draw(view);
    ask(setups);
  }

  function digits(made) {
    const place = Object.keys(scene.columns).indexOf("price") * days.length;
    return Explorer.sha256(new Uint8Array(made.slice(place, place + days.length).buffer)).slice(
      0,
      16,
    );
  }

  // Fans from the worker: one question at a time, of those that wait the newest alone.
  async function ask(setups) {
    if (asked) {
      waiting = setups;
      return;
    }
    asked = setups;
    holder.classList.add("ex-busy");
    const { found, spent, wrong } = await helper
      .ask("fans", setups)
      .catch((error) => ({ wrong: error }));
    asked = null;
    if (waiting) {
      const next = waiting;
      waiting = null;
      return ask(next);
    }
    holder.classList.remove("ex-busy");
    if (wrong) {
      notice.textContent = `The fan of paths could not be computed (${wrong.message}).`;
      return;
    }
    holder.dataset.spent = spent;
    view.fans =
      found.length > 1 ? { a: found[0], b: found[1], difference: found[2] } : { a: found[0] };
    results.draw(view);
    const last = scene.rows.length - 1;
    results.tell(Explorer.sentence(scene, found[0], last, b));
    strip.textContent = Explorer.strip(scene, found[0], last);
    tools.ready(view);
  }

  // Every scenario against the hash that Python computed when the book was built.
  async function check() {
    const names = Object.keys(scene.scenarios);
    const unlike = [];
    badge.textContent = "Comparing this page's runs with Python's …";
    for (const name of names) {
      while (asked) await new Promise((resolve) => setTimeout(resolve, 50));
      const setup = Explorer.setup(scene, Explorer.fresh(scene, name), machine);
      const { found } = await helper.ask("bits", [setup]).catch(() => ({ found: "" }));
      if (found !== scene.scenarios[name].bits) unlike.push(name);
    }
    const numbers = (names.length * scene.every * scene.days).toLocaleString("en-GB");
    badge.dataset.equal = unlike.length === 0;
    badge.textContent = unlike.length
      ? `This page's runs differ from Python's in ${unlike.join(", ")}. Do not use its numbers.`
      : `Equal to the Python run to the bit: computed in this page just now, ${numbers} numbers ` +
        `(${names.length} scenarios, ${scene.every} columns, ${scene.days.toLocaleString("en-GB")} days).`;
  }

  const [scenarios, ...others] = fields.map((field) => field.node);
  const sliders = others.splice(0, scene.sliders.length);
  holder.replaceChildren(
    about,
    scenarios,
    make(
      "div",
      { class: "ex-columns" },
      make(
        "div",
        { class: "ex-controls" },
        make("fieldset", {}, make("legend", {}, "Numbers"), ...sliders),
        ...others,
      ),
      make("div", { class: "ex-shown" }, notice, tools.bar, results.node),
    ),
    strip,
    tools.node,
    badge,
  );
  holder.classList.add("ex-alive");
  window.addEventListener("hashchange", () => {
    if (location.hash === written) return;
    ({ a, b, shown, unread } = Explorer.opened(scene, location.hash));
    told = Explorer.link(scene, a, b);
    follow();
  });
  let width = holder.clientWidth;
  new ResizeObserver(() => {
    if (holder.clientWidth === width) return;
    width = holder.clientWidth;
    results.draw(view);
  }).observe(holder);
  follow();
  holder.dataset.drawn = performance.now();
  await check();
};

// What a reader is told of a counterexample: the claim, the assumption that A lacks, the numbers.
Explorer.about = function about(shown) {
  const { make } = Explorer;
  const claim = shown.place
    ? make("a", { href: `../${shown.place}` }, shown.claim)
    : make("span", {}, shown.claim);
  return [
    "A counterexample to the claim “",
    claim,
    `”, without the assumption ${shown.assumption}. In the theory's amounts: ${shown.text}. `,
    "Here A is the whole economy without the assumption, and B the one that it is held against: ",
    `${shown.words} is ${Explorer.figure(shown.times)} times as large in A, on the day in the middle.`,
  ];
};

// Where a script cannot run the model, the page keeps its figure and says why.
Explorer.start = function start() {
  const holder = document.getElementById("explorer-live");
  if (!holder) return;
  Explorer.begin(holder, Explorer.scene, Explorer.module).catch((error) => {
    const told = `The model does not run in this browser (${error.message}). The figure shows base.`;
    holder.append(Explorer.make("p", { class: "ex-wrong", role: "alert" }, told));
  });
};

if (typeof document !== "undefined") {
  if (document.readyState === "loading")
    document.addEventListener("DOMContentLoaded", Explorer.start);
  else Explorer.start();
}
