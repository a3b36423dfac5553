"use strict";
// Small explorers beside the text: one question, one slider, one chart with its fan, one sentence.
var Explorer = globalThis.Explorer || {};

// The first kept day on which one line has reached another, or nothing.
Explorer.meeting = function meeting(scene, one, other) {
  const row = scene.rows.findIndex((day, place) => day > 0 && one[place] >= other[place]);
  return row < 0 ? null : scene.rows[row];
};

// What a fan says on its last day.
Explorer.told = function told(question, scene, fan) {
  const last = scene.rows.length - 1;
  const said = (name, lines, unit) => {
    const [low, , middle, , high] = lines.map((line) => Explorer.figure(line[last]));
    return `${name} ${middle} ${unit}${low === high ? "" : ` (${low} to ${high})`}`;
  };
  const [chart, beside] = scene.charts;
  const parts = [
    ...chart.series.map((series, place) => said(series.name, fan[0][place], chart.unit)),
    ...beside.series.map((series, place) =>
      said(series.name, fan[1][place], question.units[place]),
    ),
  ];
  const years = Explorer.figure(scene.rows[last] / 365);
  let text = `After ${years} years, median and nine of ten of ${scene.runs} paths: ${parts.join("; ")}.`;
  if (question.meets.length) {
    const [never, after] = question.meets;
    const day = Explorer.meeting(scene, fan[0][0][2], fan[0][1][2]);
    const months = Explorer.figure((12 * day) / 365);
    text += ` ${day === null ? never : after.replace("{}", months)}`;
  }
  return text;
};

Explorer.ask = function ask(holder, whole, module) {
  const { make } = Explorer;
  const question = whole.questions[holder.dataset.question];
  const { columns, charts, rows, runs } = question;
  const scene = { ...whole, columns, charts, rows, runs, sliders: [question.field] };
  const machine = Explorer.kernel(module, scene);
  const helper = Explorer.beside(scene);
  helper.begin(module);
  const state = Explorer.fresh(whole);
  let [busy, again, fan] = [false, false, null];

  const field = Explorer.slider(scene, question.field, (name, value) => {
    Explorer.change(scene, state, name, value);
    follow();
  });
  const named = { "aria-label": charts[0].title }; // until there is more to say
  const drawing = Explorer.svg("svg", { class: "ex-chart", role: "img", ...named });
  const legend = make("span", {}, ...Explorer.legend(charts[0], { paths: {}, difference: false }));
  const sentence = make("p", { class: "ex-sentence", role: "status", "aria-live": "polite" });
  const link = make("a", {}, "Open this scenario in the Explorer");
  const caption = make("figcaption", {}, `${charts[0].title} (${charts[0].unit}) `, legend);
  holder.replaceChildren(
    make("p", { class: "ex-asked" }, make("strong", {}, question.asked)),
    field.node,
    make("figure", { class: "ex-figure" }, caption, drawing),
    sentence,
    make("p", {}, link),
  );

  function draw() {
    if (!fan) return;
    Explorer.draw(drawing, [{ mark: "a", fan: [...fan[0]] }], {
      width: Math.max(260, Math.round(holder.clientWidth) || 360),
      rows: scene.rows,
      days: scene.days,
      at: scene.days,
      log: charts[0].log,
      zero: false,
    });
  }

  async function follow() {
    field.show(state);
    link.href = holder.dataset.explorer + Explorer.link(whole, state, null);
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    do {
      again = false;
      const setup = Explorer.setup(scene, state, machine);
      if (setup.wrong.length) {
        sentence.textContent = setup.wrong.join(" ");
        continue;
      }
      const { found, wrong } = await helper
        .ask("fans", [setup])
        .catch((error) => ({ wrong: error }));
      if (wrong) {
        sentence.textContent = `The paths could not be computed (${wrong.message}).`;
        continue;
      }
      fan = found[0];
      draw();
      sentence.textContent = Explorer.told(question, scene, fan);
      drawing.setAttribute("aria-label", `${charts[0].title}. ${sentence.textContent}`);
    } while (again);
    busy = false;
  }
  new ResizeObserver(draw).observe(holder);
  follow();
};

// Every small explorer of the page; without a script their places keep a link.
Explorer.askAll = async function askAll() {
  const holders = [...document.querySelectorAll(".explorer-small")];
  try {
    const module = await WebAssembly.compile(await Explorer.unpacked(Explorer.module));
    holders.forEach((holder) => Explorer.ask(holder, Explorer.scene, module));
  } catch {
    // the link to the Explorer stays, which says why
  }
};

if (typeof document !== "undefined") {
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", Explorer.askAll);
  } else Explorer.askAll();
}
