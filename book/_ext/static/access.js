// What is wider than its column scrolls: it is marked, and keys can reach it. All else is no stop.
// The button of a fold has the name of what it folds.
(() => {
  const boxes =
    ".bd-article :is(div.math, pre, .table-wrapper, .pst-scrollable-table-container, " +
    "div.cell_output .output.text_html, .diagram-box)";

  const name = (box) => {
    if (box.matches("div.math")) {
      return `Formula ${box.querySelector(".eqno")?.textContent.replace(/#$/, "") || ""}`.trim();
    }
    if (box.matches(".diagram-box")) return "Diagram";
    return box.matches("pre") ? "Code" : "Table";
  };

  const mark = (box) => {
    const scrolls = box.scrollWidth > box.clientWidth + 1;
    if (scrolls === box.classList.contains("scrolls")) return;
    box.classList.toggle("scrolls", scrolls);
    if (scrolls) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `${name(box)}, scrolls sideways`);
    } else {
      for (const each of ["tabindex", "role", "aria-label"]) box.removeAttribute(each);
    }
  };

  const markAll = () => document.querySelectorAll(boxes).forEach(mark);

  const nameFolds = () => {
    for (const button of document.querySelectorAll(".admonition-title > .toggle-button")) {
      button.setAttribute("aria-label", button.parentElement.textContent.trim());
    }
  };

  window.addEventListener("load", async () => {
    nameFolds();
    await window.MathJax?.startup?.promise;
    markAll();
    window.addEventListener("resize", markAll);
    // What was folded away had no width.
    document.addEventListener("toggle", markAll, true);
    document.addEventListener("change", markAll);
  });
})();
