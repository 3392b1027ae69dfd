// Keys for verdicts: whatever carries data-key is reached by that key, unless one is typing. No verdict can be taken back, so
// every one takes two presses: the first puts the focus on the button, the same key again (or Enter) presses it; a return
// takes its two keys in turn ("r2": r, then 2). Links are followed at once. w goes to the words, Escape leaves them.
(() => {
  "use strict";
  const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
  let begun = "";
  let gone = false;

  const show = (prefix) => document.querySelectorAll("[data-keys-for]").forEach((part) => part.classList.toggle("is-begun", part.dataset.keysFor === prefix));
  window.addEventListener("pageshow", () => { gone = false; });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat || gone) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const keys = begun + event.key;
    const target = event.key.length === 1 && document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
    begun = !begun && document.querySelector(`[data-keys-for="${CSS.escape(event.key)}"]`) ? event.key : "";
    show(begun);
    if (target) {
      event.preventDefault();
      if (keys.length === 1 && target.matches("button") && target !== document.activeElement) {
        target.focus();
        target.scrollIntoView({ block: "nearest" });
        return;
      }
      gone = true; // one press, one verdict: what is pressed while the next page loads is meant for that page
      target.click();
      setTimeout(() => { gone = false; }, 3000);
    } else if (keys === "w" || begun) {
      event.preventDefault();
      if (!begun) document.querySelector(".j-verdict textarea")?.focus();
    }
  });
})();
