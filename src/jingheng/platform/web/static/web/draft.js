// Saves a form as one types: POST of the whole form to data-draft-url at every pause. Nothing is kept in the browser's
// storage, for computers are shared; until the server has it, leaving the page asks first.
// The server answers 2xx, if it likes with JSON {"saved_at": "12:03", "draft_url": "/drafts/…"}; 401 means signed out,
// 409 or 422 with {"sentence": "…"} that it will not be kept and why.
(() => {
  "use strict";
  const PAUSE = 1200;
  const RETRY = [3000, 10000, 30000];
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

  document.querySelectorAll("form[data-draft-url]").forEach((form) => {
    const status = form.querySelector("[data-draft-status]") || document.querySelector("[data-draft-status]");
    const word = form.dataset.draftWord || "草稿";
    let version = 0, saved = 0, timer = 0, tries = 0, running = false, leaving = false;

    const say = (sentence, state = "") => {
      if (!status) return;
      status.textContent = sentence;
      status.dataset.state = state;
    };
    const later = (delay) => { clearTimeout(timer); timer = setTimeout(save, delay); };

    async function save() {
      if (running || leaving || saved === version) return;
      running = true;
      const sending = version;
      const body = new FormData(form);
      form.querySelectorAll("input[type=file]").forEach((input) => body.delete(input.name)); // files go with the real submit
      try {
        const token = form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
        const response = await fetch(form.dataset.draftUrl, {
          method: "POST", body, credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": token, "X-Draft": "1" },
        });
        if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect") {
          say(`${word}没有保存：登录已过期。请不要关闭本页，在新窗口登录后回来继续。`, "failed");
          tries = RETRY.length;
        } else if (response.status === 409 || response.status === 422) { // refused, and trying again would not help
          const answer = await response.json();
          say(`${word}没有保存：${answer.sentence}`, "failed");
          tries = RETRY.length;
        } else if (!response.ok) {
          throw new Error(String(response.status));
        } else {
          const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
          if (answer.draft_url) form.dataset.draftUrl = answer.draft_url;
          saved = sending;
          tries = 0;
          say(`${word}已保存 ${answer.saved_at ?? clock()}`);
        }
      } catch {
        say(`${word}还没有保存上，正在重试。请先不要关闭本页。`, "failed");
        later(RETRY[Math.min(tries++, RETRY.length - 1)]);
      }
      running = false;
      if (saved !== version && tries === 0) later(PAUSE);
    }

    const changed = () => { version += 1; tries = 0; later(PAUSE); };
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
    window.addEventListener("pageshow", () => { leaving = false; });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
    window.addEventListener("beforeunload", (event) => { if (!leaving && saved !== version) event.preventDefault(); });
  });
})();
