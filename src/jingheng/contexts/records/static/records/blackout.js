// Rectangles by mouse: what is drawn becomes a row of the table, which is what is sent; what is typed into a row is drawn.
(() => {
  "use strict";
  const form = document.querySelector("form[data-blackout]");
  if (!form) return;
  const SMALLEST = 0.3; // percent: a click is no rectangle
  const sheet = form.querySelector("[data-sheet]");
  const svg = sheet?.querySelector("svg");
  const image = sheet?.querySelector("img");
  const rows = form.querySelector("[data-rows]");
  const template = form.querySelector("[data-row-template]");
  const page = form.elements.at_page.value;
  const SIDES = ["left", "top", "width", "height"];
  let changed = form.dataset.blackout === "begun";
  let leaving = false;

  const cell = (row, name) => row.querySelector(`input[name=${name}]`);
  const number = (input) => Number(input.value.normalize("NFKC").replace("%", "").trim() || NaN);
  const isBlank = (row) => SIDES.every((side) => !cell(row, side).value.trim());

  function named() { // rows without a name of their own get one for those who listen
    [...rows.rows].forEach((row, index) => ["page", ...SIDES].forEach((name) => {
      cell(row, name).id = `${name}-${index}`;
      cell(row, name).setAttribute("aria-label", `第 ${index + 1} 处 ${cell(row, name).getAttribute("aria-label").split(" ").pop()}`);
    }));
  }

  function counted() {
    const found = {};
    for (const row of rows.rows) if (!isBlank(row)) found[cell(row, "page").value.trim()] = (found[cell(row, "page").value.trim()] ?? 0) + 1;
    form.querySelectorAll("[data-parts]").forEach((place) => {
      const parts = found[place.dataset.parts] ?? 0;
      place.hidden = !parts;
      place.textContent = `（${parts} 处）`;
    });
  }

  function draw() {
    counted();
    for (const row of rows.rows) row.classList.toggle("is-elsewhere", cell(row, "page").value.trim() !== page);
    if (!svg) return;
    svg.replaceChildren();
    for (const row of rows.rows) {
      const [x, y, width, height] = SIDES.map((side) => number(cell(row, side)));
      if (cell(row, "page").value.trim() !== page || !(width > 0 && height > 0 && x >= 0 && y >= 0)) continue;
      shape(x, y, width, height).dataset.row = row.sectionRowIndex;
    }
  }

  function shape(x, y, width, height) {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    Object.entries({ x, y, width, height }).forEach(([name, value]) => rect.setAttribute(name, value));
    svg.append(rect);
    return rect;
  }

  function added(values) {
    const blank = [...rows.rows].find(isBlank);
    const row = blank ?? template.content.firstElementChild.cloneNode(true);
    if (!blank) rows.append(row);
    cell(row, "page").value = page;
    SIDES.forEach((side, index) => { cell(row, side).value = values[index] ?? ""; });
    named();
    changed = true;
    draw();
    return row;
  }

  rows.addEventListener("input", () => { changed = true; draw(); });
  rows.addEventListener("focusin", (event) => {
    const chosen = event.target.closest("tr")?.sectionRowIndex;
    svg?.querySelectorAll("rect").forEach((rect) => rect.classList.toggle("is-chosen", Number(rect.dataset.row) === chosen));
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove], [name=remove], [name=add-row]");
    if (!button) return;
    event.preventDefault();
    if (button.name === "add-row") {
      cell(added([]), "left").focus();
      return;
    }
    const row = button.closest("tr");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    changed = true;
    named();
    draw();
    (next?.querySelector("button") ?? form.querySelector("[name=add-row]")).focus();
  });

  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });

  form.querySelectorAll("[data-with-script]").forEach((part) => { part.hidden = !svg; });
  if (!svg) return;
  form.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; });
  sheet.dataset.canDraw = "";

  const place = (event) => {
    const frame = svg.getBoundingClientRect();
    const within = (value) => Math.min(100, Math.max(0, value));
    return [within((event.clientX - frame.left) / frame.width * 100), within((event.clientY - frame.top) / frame.height * 100)];
  };
  let begun = null;
  let drawn = null;
  const between = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])];
  const ended = () => { drawn?.remove(); begun = drawn = null; };

  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !image.complete || !image.naturalWidth) return; // where is what, is known once it is there
    event.preventDefault();
    begun = place(event);
    svg.setPointerCapture(event.pointerId);
    drawn = shape(...begun, 0, 0);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!begun) return;
    const [x, y, width, height] = between(begun, place(event));
    Object.entries({ x, y, width, height }).forEach(([name, value]) => drawn.setAttribute(name, value));
  });
  svg.addEventListener("pointerup", (event) => {
    if (!begun) return;
    const [left, top, width, height] = between(begun, place(event));
    ended();
    if (width < SMALLEST || height < SMALLEST) return;
    const down = (value) => Math.floor(value * 100) / 100; // both corners to the hundredth, so that the sum stays within the page
    const [x, y] = [down(left), down(top)];
    added([x, y, down(left + width + 0.005) - x, down(top + height + 0.005) - y].map((value) => String(Math.round(value * 100) / 100)));
  });
  svg.addEventListener("pointercancel", ended);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") ended(); });
  draw();
})();
