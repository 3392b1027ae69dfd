// Shows only what the answers make relevant.  data-shown-when="channel=PHONE|SMS;affected"  means: channel is one of the
// two, and affected has any answer;  "||" between two such conditions means either of them.  What is hidden is not sent;
// what was typed there stays in the page.
// Without this script everything shows, with a sentence that says when it is needed.
(() => {
  "use strict";
  const values = (form, name) => [...form.elements]
    .filter((control) => control.name === name && !control.matches("[type=radio]:not(:checked), [type=checkbox]:not(:checked)"))
    .map((control) => control.value).filter(Boolean);

  const answers = (form, part) => {
    const [name, wanted] = part.split("=");
    const given = values(form, name.trim());
    return wanted === undefined ? given.length > 0 : given.some((value) => wanted.split("|").includes(value));
  };
  const holds = (form, condition) =>
    condition.split("||").some((way) => way.split(";").every((part) => answers(form, part)));

  function refresh(form) {
    form.querySelectorAll("[data-shown-when]").forEach((part) => {
      const shown = holds(form, part.dataset.shownWhen);
      part.hidden = !shown;
      part.querySelectorAll("input, select, textarea").forEach((control) => {
        if (!shown && !control.disabled) { control.disabled = true; control.dataset.hiddenByAnswers = ""; }
        if (shown && "hiddenByAnswers" in control.dataset) { control.disabled = false; delete control.dataset.hiddenByAnswers; }
      });
    });
  }

  const forms = (root) => root.querySelectorAll("form:has([data-shown-when])");
  document.addEventListener("change", (event) => { if (event.target.form) refresh(event.target.form); });
  document.addEventListener("htmx:load", (event) => {
    const form = event.target.closest?.("form");
    if (form) refresh(form);
    forms(event.target).forEach(refresh);
  });
  forms(document).forEach(refresh);
})();
