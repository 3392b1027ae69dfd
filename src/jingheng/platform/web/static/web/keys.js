// Lists under the hand: j and k go down and up, Enter opens (the focus stands on the row's link), x marks, / searches.
(() => {
  "use strict";
  const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
  const table = () => document.activeElement.closest("table[data-keys]") || document.querySelector("table[data-keys]");
  const anchor = (row) => row.querySelector("th a, td a") || row.querySelector("input[type=checkbox]");

  function move(step) {
    const rows = [...(table()?.querySelectorAll("tr[data-row]") ?? [])];
    if (!rows.length) return;
    const here = rows.indexOf(document.activeElement.closest("tr[data-row]"));
    const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1);
    const target = anchor(rows[next]);
    target?.focus();
    rows[next].scrollIntoView({ block: "nearest" });
  }

  function mark() {
    const box = document.activeElement.closest("tr[data-row]")?.querySelector("input[name=marked]");
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function search() {
    const field = document.querySelector(".j-filter input:not([type=hidden]), .j-filter-row input") || document.querySelector("[data-search]");
    field?.focus();
    field?.select();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
    const action = { j: () => move(1), k: () => move(-1), x: mark, "/": search }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // Marked rows show, and the bulk bar says how many.
  document.addEventListener("change", (event) => {
    if (event.target.name !== "marked") return;
    event.target.closest("tr").classList.toggle("is-marked", event.target.checked);
    const part = event.target.closest(".j-table-part");
    const count = part?.querySelector("[data-marked]");
    if (count) count.textContent = String(part.querySelectorAll("input[name=marked]:checked").length);
  });

  // Open menus close with Escape and with a click elsewhere.
  const menus = () => document.querySelectorAll("details.j-menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));

  document.querySelectorAll("[data-keys-hint]").forEach((hint) => { hint.hidden = false; });
})();
