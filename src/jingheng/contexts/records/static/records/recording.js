// Comforts of the record form; everything works without them.
(() => {
  "use strict";
  const form = document.getElementById("draft-form");

  // A block that is complete folds when one goes on to another, and what one is working at does not move.
  let here = null;
  form?.addEventListener("focusin", (event) => {
    const next = event.target.closest(".j-fold");
    const left = here;
    if (next) here = next;
    if (!next || !left || left === next || !left.open || !left.querySelector("[data-complete]")) return;
    setTimeout(() => { // not between press and release of the mouse
      if (left.contains(document.activeElement)) return;
      const before = event.target.getBoundingClientRect().top;
      left.open = false;
      scrollBy(0, event.target.getBoundingClientRect().top - before);
    }, 350);
  });

  // Enter in a line goes on writing and does not hand in a half-filled form.
  form?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input:not([type=file])")) event.preventDefault();
  });

  // "Just now" for the moment: the server's wall clock and what has passed since; the computer's own may be wrong.
  const opened = performance.now();
  document.querySelectorAll("[data-now]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.now);
      const now = Date.parse(`${button.dataset.serverTime}Z`) + performance.now() - opened;
      field.value = new Date(now).toISOString().slice(0, 16);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  // One person more or less is a change like any other: it is saved, and the readers are reckoned anew.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "parties") event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
})();
