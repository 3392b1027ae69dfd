// Keys for verdicts: whatever carries data-key is pressed by that key, or by its two keys in turn ("r2": r, then 2), unless
// one is typing. A return takes two keys so that a digit meant for another record's triage never sends this one back.
// w goes to the words, Escape leaves them.
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
      gone = true; // one press, one verdict: what is pressed while the next page loads is meant for that page
      target.click();
      setTimeout(() => { gone = false; }, 3000);
    } else if (keys === "w" || begun) {
      event.preventDefault();
      if (!begun) document.querySelector(".j-verdict textarea")?.focus();
    }
  });
})();
