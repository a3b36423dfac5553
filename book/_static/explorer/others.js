"use strict";
// Numbers without a slider: those that a reader or a link has changed, and a form for one more.
var Explorer = globalThis.Explorer || {};

Explorer.others = function others(scene, changed) {
  const { make } = Explorer;
  const fields = scene.others;
  const listed = make("ul", { class: "ex-votes" });
  const wrong = make("p", { class: "ex-wrong", role: "alert" });
  const unit = make("span", {}, fields[0].unit);
  const which = make(
    "select",
    { id: "ex-other-name", onchange: () => (unit.textContent = fields[which.selectedIndex].unit) },
    ...fields.map((field) => make("option", { value: field.name }, field.info)),
  );
  const value = make("input", {
    id: "ex-other-value",
    type: "text",
    inputmode: "decimal",
    size: 8,
  });
  const set = make(
    "button",
    {
      type: "button",
      onclick: () => {
        const field = fields[which.selectedIndex];
        const number = Explorer.read(field, value.value);
        wrong.textContent = Explorer.refusal(field, number);
        if (!wrong.textContent) changed(field.name, number);
      },
    },
    "Set the number",
  );
  const node = make(
    "details",
    { class: "ex-details" },
    make("summary", {}, "Other numbers"),
    listed,
    make(
      "div",
      { class: "ex-vote" },
      make("label", { for: "ex-other-name" }, "Set "),
      which,
      make("label", { for: "ex-other-value" }, " to "),
      value,
      " ",
      unit,
      set,
    ),
    wrong,
  );
  function show(state) {
    wrong.textContent = "";
    const own = { ...state, set: {} };
    const given = fields.filter((field) => field.name in state.set);
    if (given.length) node.open = true;
    listed.replaceChildren(
      ...given.map((field) => {
        const [now, before] = [state, own].map((each) =>
          Explorer.entered(field, Explorer.value(scene, each, field.name)),
        );
        const back = () => changed(field.name, Explorer.value(scene, own, field.name));
        const label = `Set ${field.info} back to ${before} ${field.unit}`.trim();
        return make(
          "li",
          {},
          `${field.info}: ${now} ${field.unit}`.trim(),
          `, in ${state.scenario} ${before} `,
          make("button", { type: "button", "aria-label": label, onclick: back }, "back"),
        );
      }),
    );
    if (!given.length) listed.replaceChildren(make("li", {}, "None is changed."));
  }
  return { node, show };
};
