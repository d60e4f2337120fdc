// The page of long work keeps up with it while it is seen, and says its end once: docs/decisions/0040.
(() => {
  "use strict";
  const {byId, say} = window.socialtrack;
  const EVERY = 1000, SLOWEST = 15000;                          // milliseconds
  let timer, wait = EVERY;
  const next = () => {
    clearTimeout(timer);
    const state = byId("job")?.dataset.state;
    if (!document.hidden && (state === "waiting" || state === "running")) timer = setTimeout(ask, wait);
  };
  const ask = async () => {
    try {
      const answer = await fetch("?part=1", {redirect: "manual", signal: AbortSignal.timeout(20000)});
      if ([0, 401, 403, 404].includes(answer.status)) return location.reload();
      if (answer.ok) take(await answer.text());
      wait = answer.ok ? EVERY : Math.min(wait * 2, SLOWEST);
    } catch { wait = Math.min(wait * 2, SLOWEST); }
    next();
  };
  const take = html => {
    const page = document.createElement("template");
    page.innerHTML = html;
    const fresh = page.content.getElementById("job"), old = byId("job");
    if (fresh.dataset.state === old.dataset.state && byId("job-counted")) {
      byId("job-counted").textContent = fresh.querySelector("#job-counted").textContent;
      const {value, max} = fresh.querySelector("#job-progress").attributes;
      if (value) Object.assign(byId("job-progress"), {max: max.value, value: value.value});
      return;
    }
    if (fresh.textContent === old.textContent) return;          // over, and its file still there
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (hadFocus) (fresh.querySelector("a.btn, button") || byId("job-happened")).focus();
    say(byId("job-happened").textContent.trim());
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  next();
})();
