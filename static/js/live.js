// What others do on the same path, taken in within seconds while the page is seen: docs/decisions/0022.
(() => {
  "use strict";
  const path = document.querySelector("[data-live]");
  if (!path) return;
  const {apply, say} = window.socialtrack;
  const FASTEST = 4500, SLOWEST = 30000, ACTIVE = 60000;       // milliseconds
  let since = path.dataset.live, wait = FASTEST, movedAt = Date.now(), timer, isAsking = false, isOver = false;

  const next = () => {
    clearTimeout(timer);
    if (!isOver && !document.hidden) timer = setTimeout(ask, wait);
  };
  const ask = async () => {
    clearTimeout(timer);
    if (isAsking || isOver || document.hidden) return;
    if (window.socialtrack.isSaying?.()) return next();                           // one's own word first
    isAsking = true;
    wait = Date.now() - movedAt < ACTIVE ? FASTEST : Math.min(wait * 1.5, SLOWEST);
    try {
      // Asked as a page is, so that a session that has ended is a way to the sign-in page (0), which nobody follows,
      // and not an error in the browser's log.
      const answer = await fetch("changes?since=" + encodeURIComponent(since), {
        redirect: "manual", signal: AbortSignal.timeout(20000),
      });
      isOver = [0, 400, 401, 403, 404, 422].includes(answer.status);
      const told = answer.headers.get("HX-Trigger");
      const html = await answer.text();
      if (answer.ok && told && !window.socialtrack.isSaying?.()) {
        const {"task:saved": detail, "path:order": order} = JSON.parse(told);
        since = order;
        if (detail) take(detail, html);
      }
    } catch { wait = SLOWEST; }
    isAsking = false;
    next();
  };
  const take = (detail, html) => {
    const page = document.createElement("template");
    page.innerHTML = html;
    const networks = page.content.querySelector("#networks-changed");
    networks?.remove();
    apply(detail, page.innerHTML);
    if (networks && !document.getElementById("networks-changed")) {
      (document.getElementById("undo-form") || path).prepend(networks);
    }
    if (detail.told) say(detail.told);
    wait = FASTEST;
  };

  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(kind, () => {
      const slept = wait > FASTEST;
      movedAt = Date.now();
      wait = FASTEST;
      if (slept) next();
    }, {passive: true, capture: true});
  }
  document.addEventListener("visibilitychange", ask);
  addEventListener("focus", ask);
  document.addEventListener("later:sent", ask);
  addEventListener("online", ask);
  next();
})();
