// One press, one deed: after the first submit the button says so and further ones are ignored. data-repeatable opts out.
// Also says when the server cannot be reached.
(() => {
  "use strict";
  const busy = new WeakSet();

  function hold(form, button) {
    busy.add(form);
    // After the event, or the button's own name and value would be left out of what is sent.
    setTimeout(() => {
      if (!button) return;
      button.dataset.said = button.textContent;
      button.textContent = "正在提交…";
      button.classList.add("is-busy");
      button.setAttribute("aria-disabled", "true");
    });
  }

  function release(form) {
    busy.delete(form);
    document.querySelectorAll(".is-busy").forEach((button) => {
      if (button.form !== form) return;
      button.textContent = button.dataset.said;
      button.classList.remove("is-busy");
      button.removeAttribute("aria-disabled");
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.method !== "post" || button?.hasAttribute("data-repeatable")) return;
    if (busy.has(form)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if (form.hasAttribute("hx-post")) return; // htmx drops the second press itself
    hold(form, button);
  }, true);

  window.addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form").forEach(release); });
  // A button that is shown but cannot be pressed yet does nothing; its reason stands beside it.
  document.addEventListener("click", (event) => { if (event.target.closest("[aria-disabled=true]")) event.preventDefault(); }, true);

  // After a refused submit the focus stands on the first fault. The server says so with autofocus, which a browser
  // ignores when the address has a fragment.
  if (document.querySelector(".j-errors") && document.activeElement === document.body) document.querySelector("[aria-invalid], [autofocus]")?.focus();

  // What has been changed since is no longer marked and no longer counted; whether it is right, the next submit says.
  function changed(event) {
    const part = event.target.closest(".j-field-wrong");
    if (!part) return;
    part.classList.remove("j-field-wrong");
    part.querySelectorAll(".j-wrong").forEach((note) => {
      part.querySelectorAll(`[aria-describedby~="${note.id}"]`).forEach((control) => {
        const left = control.getAttribute("aria-describedby").split(" ").filter((id) => id !== note.id);
        if (left.length) control.setAttribute("aria-describedby", left.join(" "));
        else control.removeAttribute("aria-describedby");
      });
      note.remove();
    });
    part.querySelectorAll(".is-invalid, [aria-invalid]").forEach((control) => {
      control.classList.remove("is-invalid");
      control.removeAttribute("aria-invalid");
    });
    document.querySelectorAll(".j-errors li").forEach((line) => {
      const target = line.querySelector("a")?.hash.slice(1);
      if (target && part.contains(document.getElementById(target))) line.remove();
    });
    document.querySelectorAll(".j-errors").forEach((box) => {
      const left = box.querySelectorAll("li").length, count = box.querySelector("[data-count]");
      if (!count) return;
      count.textContent = left ? `还没有提交成功，还有 ${left} 处需要改。您填的内容都还在。` : "标出的都改过了，请再提交一次。";
      box.classList.toggle("j-errors-mended", !left);
    });
  }
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);

  document.addEventListener("htmx:sendError", () => {
    const place = document.getElementById("announcements");
    if (!place) return;
    const notice = document.createElement("div");
    notice.className = "j-notice j-notice-error";
    notice.textContent = "连不上服务器，刚才的操作没有送到。请检查网络后再试一次；已填的内容还在页面上。";
    place.replaceChildren(notice);
  });
})();
