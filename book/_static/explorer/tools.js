"use strict";
// Beside the charts: two scenarios, the link, the file, the program that gives the same run.
var Explorer = globalThis.Explorer || {};

Explorer.tools = function tools(scene, acts) {
  const { make } = Explorer;
  const button = (text, act) => make("button", { type: "button", onclick: act }, text);
  const heard = make("span", { class: "ex-heard", role: "status" });
  const told = (text) => {
    heard.textContent = text;
  };
  const copy = (text) => {
    // On a page from a disk the clipboard may be closed: then the text is marked to be copied.
    const target = text.tagName ? text : null;
    const content = target ? target.textContent : text;
    const mark = () => {
      if (target) getSelection().selectAllChildren(target);
      told(target ? "Marked: copy it with the keyboard." : "The link is in the address bar.");
    };
    if (!navigator.clipboard) return mark();
    return navigator.clipboard.writeText(content).then(() => told("Copied."), mark);
  };
  const keep = button("Keep as B", acts.keep);
  const swap = button("Swap A and B", acts.swap);
  const drop = button("Drop B", acts.drop);
  const box = make("input", {
    type: "checkbox",
    id: "ex-difference",
    onchange: () => acts.difference(box.checked),
  });
  const paired = make("label", { for: "ex-difference" }, box, " draw A less B, path by path");
  const csv = make(
    "button",
    {
      type: "button",
      disabled: true,
      onclick: () => {
        const address = URL.createObjectURL(new Blob([acts.csv()], { type: "text/csv" }));
        make("a", { href: address, download: "scenario.csv" }).click();
        setTimeout(() => URL.revokeObjectURL(address), 1000);
      },
    },
    "Save as CSV",
  );
  const names = make("p", { class: "ex-names" });
  const bar = make(
    "div",
    { class: "ex-bar" },
    button("Reset", acts.reset),
    keep,
    swap,
    drop,
    paired,
    button("Copy link", () => copy(location.href)),
    csv,
    heard,
    names,
  );
  const blocks = [
    [
      "The same run in Python",
      "The last line prints the digits of the price that stand in the citation.",
    ],
    ["The same run on the command line", "Every column on every day, in a file."],
    ["Cite this scenario", "In words, and as BibTeX."],
  ].map(([title, info]) => {
    const text = make("pre", { tabindex: 0 });
    const node = make(
      "details",
      { class: "ex-details" },
      make("summary", {}, title),
      make(
        "p",
        {},
        info,
        " ",
        button("Copy", () => copy(text)),
      ),
      text,
    );
    return { node, text };
  });

  function show(now) {
    for (const each of [swap, drop, paired]) each.hidden = !now.b;
    box.checked = now.difference;
    const b = now.b
      ? make(
          "span",
          {},
          make("span", { class: "ex-key ex-b" }, "B"),
          ` ${Explorer.words(scene, now.b)}`,
        )
      : "";
    names.replaceChildren(
      make("span", { class: "ex-key ex-a" }, "A"),
      ` ${Explorer.words(scene, now.a)} `,
      b,
    );
    blocks[0].text.textContent = Explorer.python(scene, now.a);
    blocks[1].text.textContent = Explorer.shell(scene, now.a);
    blocks[2].text.textContent = Explorer.citation(scene, now.a, now.link, now.digits);
    csv.disabled = true;
    heard.textContent = "";
  }
  return {
    bar,
    node: make("div", { class: "ex-tools" }, ...blocks.map((each) => each.node)),
    show,
    ready: () => (csv.disabled = false),
  };
};
