"use strict";
// The fields: scenarios, sliders with their numbers, closures, votes, the random path.
var Explorer = globalThis.Explorer || {};

// An element with attributes, listeners (on…) and children.
Explorer.make = function make(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

// The place of a slider from 0 to 1000 for a value, and back to a value of three digits.
Explorer.toPlace = function toPlace(field, value) {
  const bounded = Math.min(Math.max(value, field.low), field.high);
  const part = field.log
    ? Math.log(bounded / field.low) / Math.log(field.high / field.low)
    : (bounded - field.low) / (field.high - field.low);
  return Math.round(1000 * part);
};
Explorer.fromPlace = function fromPlace(field, place) {
  if (place <= 0) return field.low;
  if (place >= 1000) return field.high;
  const part = place / 1000;
  const exact = field.log
    ? field.low * (field.high / field.low) ** part
    : field.low + part * (field.high - field.low);
  return Number(exact.toPrecision(3));
};

// One parameter: a slider over the range of its fact, and a field for any value of its domain.
Explorer.slider = function slider(scene, field, changed) {
  const { make } = Explorer;
  const id = `ex-${field.name}`;
  const said = make("span", { class: "ex-default" });
  const wrong = make("span", { class: "ex-wrong", id: `${id}-wrong`, role: "alert" });
  const range = make("input", {
    type: "range",
    id,
    min: 0,
    max: 1000,
    step: 1,
    "aria-describedby": `${id}-info`,
    oninput: () => changed(field.name, Explorer.fromPlace(field, Number(range.value))),
  });
  const number = make("input", {
    type: "text",
    inputmode: "decimal",
    "aria-label": `${field.label}, ${field.unit}`,
    "aria-describedby": `${id}-wrong`,
    onchange: () => {
      const value = Explorer.read(field, number.value);
      wrong.textContent = Explorer.refusal(field, value);
      number.setAttribute("aria-invalid", wrong.textContent !== "");
      if (!wrong.textContent) changed(field.name, value);
    },
  });
  const node = make(
    "div",
    { class: "ex-field" },
    make("label", { for: id }, field.label),
    make("span", { class: "ex-number" }, number, make("span", {}, ` ${field.unit}`)),
    range,
    make("span", { class: "ex-info", id: `${id}-info` }, `${field.info}. `, said),
    wrong,
  );
  function show(state) {
    const value = Explorer.value(scene, state, field.name);
    const text = String(Explorer.entered(field, value));
    range.value = Explorer.toPlace(field, value);
    range.setAttribute("aria-valuetext", `${text} ${field.unit}`);
    number.value = text;
    number.removeAttribute("aria-invalid");
    wrong.textContent = "";
    const own = Explorer.value(scene, { ...state, set: {} }, field.name);
    node.classList.toggle("ex-changed", field.name in state.set);
    said.textContent =
      field.name in state.set
        ? `In ${state.scenario}: ${Explorer.entered(field, own)} ${field.unit}.`
        : "";
  }
  return { node, show };
};

// The four states of the world as buttons, all scenarios in a list.
Explorer.scenarios = function scenarios(scene, chosen) {
  const { make } = Explorer;
  const buttons = ["observed", "bear", "base", "bull"].map((name) =>
    make("button", { type: "button", "aria-pressed": "false", onclick: () => chosen(name) }, name),
  );
  const list = make(
    "select",
    { id: "ex-scenario", onchange: () => chosen(list.value) },
    ...Object.keys(scene.scenarios).map((name) => make("option", { value: name }, name)),
  );
  const node = make(
    "fieldset",
    { class: "ex-scenarios" },
    make("legend", {}, "Scenario"),
    make("div", { class: "ex-buttons" }, ...buttons),
    make("label", { for: "ex-scenario" }, "or base with one thing changed: "),
    list,
  );
  function show(state) {
    list.value = state.scenario;
    for (const each of buttons)
      each.setAttribute("aria-pressed", each.textContent === state.scenario);
  }
  return { node, show };
};

// Alternatives by name.
Explorer.closures = function closures(scene, changed) {
  const { make } = Explorer;
  const lists = scene.closures.map((closure) =>
    make(
      "select",
      {
        id: `ex-${closure.name}`,
        onchange: (event) => changed(closure.name, Number(event.target.value)),
      },
      ...closure.choices.map((choice, place) => make("option", { value: place }, choice)),
    ),
  );
  const node = make(
    "fieldset",
    { class: "ex-closures" },
    make("legend", {}, "Closures"),
    ...scene.closures.map((closure, place) =>
      make("div", {}, make("label", { for: `ex-${closure.name}` }, closure.label), lists[place]),
    ),
  );
  const show = (state) =>
    lists.forEach(
      (list, place) => (list.value = Explorer.value(scene, state, scene.closures[place].name)),
    );
  return { node, show };
};

// Votes of the scenario or of the reader's own, and a form for one more.
Explorer.votes = function votes(scene, changed) {
  const { make } = Explorer;
  const fields = scene.votable;
  const listed = make("ul", { class: "ex-votes" });
  const wrong = make("p", { class: "ex-wrong", role: "alert" });
  const unit = make("span", {}, fields[0].unit);
  const which = make(
    "select",
    { id: "ex-vote-name", onchange: () => (unit.textContent = fields[which.selectedIndex].unit) },
    ...fields.map((field) => make("option", { value: field.name }, field.info)),
  );
  const value = make("input", { id: "ex-vote-value", type: "text", inputmode: "decimal", size: 8 });
  const day = make("input", {
    id: "ex-vote-day",
    type: "text",
    inputmode: "numeric",
    size: 5,
    value: 400,
  });
  let current = [];
  const add = make(
    "button",
    {
      type: "button",
      onclick: () => {
        const field = fields[which.selectedIndex];
        const number = Explorer.read(field, value.value);
        const proposed = Number(day.value);
        const whole = /^\d{1,5}$/.test(day.value.trim());
        wrong.textContent =
          Explorer.refusal(field, number) || (whole ? "" : "the day has to be a whole number");
        if (!wrong.textContent) changed([...current, [field.name, number, proposed]]);
      },
    },
    "Add the vote",
  );
  const node = make(
    "details",
    { class: "ex-details" },
    make("summary", {}, "Votes"),
    make("p", {}, "A vote changes one parameter from the day on which its timelock ends."),
    listed,
    make(
      "div",
      { class: "ex-vote" },
      make("label", { for: "ex-vote-name" }, "Set "),
      which,
      make("label", { for: "ex-vote-value" }, " to "),
      value,
      " ",
      unit,
      make("label", { for: "ex-vote-day" }, ", proposed on day "),
      day,
      add,
    ),
    wrong,
  );
  function show(state) {
    current = Explorer.votesOf(scene, state);
    wrong.textContent = "";
    listed.replaceChildren(
      ...current.map(([name, voted, proposed], place) => {
        const field = fields.find((one) => one.name === name);
        const text = `Day ${proposed}: ${field.info} becomes ${Explorer.entered(field, voted)} ${field.unit}. `;
        const drop = () => changed(current.filter((_, other) => other !== place));
        return make(
          "li",
          {},
          text,
          make(
            "button",
            { type: "button", "aria-label": `Remove the vote of day ${proposed}`, onclick: drop },
            "remove",
          ),
        );
      }),
    );
    if (!current.length) listed.replaceChildren(make("li", {}, "None."));
  }
  return { node, show };
};

// Seed and number of the random path.
Explorer.luck = function luck(scene, changed) {
  const { make } = Explorer;
  const field = (name, label) =>
    make("input", {
      id: `ex-${name}`,
      type: "text",
      inputmode: "numeric",
      size: 9,
      "aria-label": label,
      onchange: (event) => {
        if (/^\d{1,9}$/.test(event.target.value)) changed(name, Number(event.target.value));
        else event.target.setAttribute("aria-invalid", "true");
      },
    });
  const inputs = {
    seed: field("seed", "Seed of the random paths"),
    run: field("run", "Number of the thin path"),
  };
  const node = make(
    "fieldset",
    { class: "ex-luck" },
    make("legend", {}, "Chance"),
    make("div", {}, make("label", { for: "ex-seed" }, "Seed "), inputs.seed),
    make("div", {}, make("label", { for: "ex-run" }, "Thin line: path "), inputs.run),
  );
  const show = (state) =>
    Object.entries(inputs).forEach(([name, input]) => {
      input.value = state[name];
      input.removeAttribute("aria-invalid");
    });
  return { node, show };
};
