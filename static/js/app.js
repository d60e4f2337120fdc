// What the pages gain when scripts run. Every form works without this file; why the tick is done so: docs/decisions/0001.
(() => {
  "use strict";
  const MARKS = {again: "again", not_applicable: "na", declined: "dash"};
  const QUIET = [401, 409, 422];                  // the server itself says what happened
  const truth = new Map();                        // task → the state the server said last
  const waiting = new Map();                      // form → its latest request
  const orders = new Map();                       // region → the newest event it has shown
  let pressed = new WeakMap();                    // form → what was sent of it, and its key
  let cardChangedAt = -1e9;

  const byId = id => document.getElementById(id);
  const rowOf = key => byId("task-" + key)?.querySelector("form.task");
  const keyOf = form => form.closest("[id^=task-]").id.slice(5);

  const savedBy = ctx => ctx.hx?.trigger?.startsWith("{") ? JSON.parse(ctx.hx.trigger)["task:saved"] : undefined;

  /** One polite sentence. Emptied first, so that the same sentence twice is heard twice. */
  const say = text => {
    const status = byId("status");
    status.textContent = "";
    if (text) setTimeout(() => { status.textContent = text; }, 60);
  };

  /** What the line of the last gesture says: the server writes it once, for eyes and ears. */
  const told = () => document.querySelector("#undo p")?.textContent.trim();

  /** Draw a row in a state: the box, what its next press asks for, its look, and how many each filter shows. */
  const draw = (form, state) => {
    const box = form.querySelector(".tick");
    const checked = state === "done" || state === "again";
    form.dataset.state = state;
    box.setAttribute("aria-checked", checked);
    box.value = checked ? "todo" : "done";
    const use = box.querySelector("use");
    use.setAttribute("href", "#i-" + (MARKS[state] || "tick"));
    for (const number of document.querySelectorAll("[data-count]")) {
      const {length} = document.querySelectorAll(number.dataset.count);
      number.textContent = length;
      number.closest("[data-if-any]").hidden = !length;
    }
  };

  /** Focus something that a fold or a filter may hide. */
  const focus = element => {
    for (let row = element?.closest("[hidden]"); row; row = row.closest("[hidden]")) row.hidden = false;
    for (let fold = element?.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
    element?.focus();
  };

  // Before anything is sent: a key for this gesture, and no second press on a card that has just changed under the finger.
  document.addEventListener("submit", event => {
    if (event.submitter?.closest("#next") && performance.now() - cardChangedAt < 800) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const form = event.target, key = form.elements.request_key;
    if (!key) return;
    // A second press on a form that the browser is sending already says nothing new: it is the same gesture.
    key.value = "";
    const said = String(new URLSearchParams(new FormData(form, event.submitter))), before = pressed.get(form);
    key.value = before?.said === said && !form.hasAttribute("hx-post") ? before.key : crypto.getRandomValues(new Uint32Array(4)).join("-");
    pressed.set(form, {said, key: key.value});
  }, true);
  addEventListener("pageshow", ({persisted}) => { if (persisted) pressed = new WeakMap(); });

  // The values are collected: show the wanted state at once. It is a promise, `truth` is what the server said.
  document.addEventListener("htmx:config:request", ({detail: {ctx}}) => {
    const form = ctx.sourceElement;
    waiting.set(form, ctx);
    if (!form.matches("form.task")) return;
    const key = keyOf(form);
    if (!truth.has(key)) truth.set(key, form.dataset.state);
    const wanted = ctx.request.body.get("state");
    if (wanted) draw(form, wanted);
  });

  // Two rows' answers may cross on the way: no region ever goes back to an older moment.
  document.addEventListener("htmx:before:swap", ({detail: {ctx, tasks}}) => {
    const saved = savedBy(ctx);
    if (!saved) return;
    const fresh = tasks.filter(({target}) => {
      if (saved.order < (orders.get(target?.id) || 0)) return false;
      orders.set(target?.id, saved.order);
      return true;
    });
    tasks.splice(0, tasks.length, ...fresh);
    if (fresh.some(({target}) => target?.id === "next")) cardChangedAt = performance.now();
  });

  /** The server's last word: on the task pressed, and on those that somebody else changed since the page was drawn. */
  const saved = detail => {
    for (const [key, state] of Object.entries({...detail.others, ...(detail.task && {[detail.task]: detail.state})})) {
      if (detail.order < (orders.get("task-" + key) || 0)) continue;
      orders.set("task-" + key, detail.order);
      truth.set(key, state);
      const form = rowOf(key);
      if (form && !waiting.has(form)) draw(form, state);
    }
    for (const field of document.getElementsByName("drawn_at")) {
      if (detail.at > field.value && field.form.matches(".task")) field.value = detail.at;
    }
  };
  document.addEventListener("task:saved", ({detail}) => {
    saved(detail);
    say(told());
  });

  document.addEventListener("htmx:finally:request", ({detail: {ctx}}) => {
    const form = ctx.sourceElement;
    if (waiting.get(form) !== ctx) return;        // a later press of the same form is on its way
    waiting.delete(form);
    const status = ctx.response?.status;
    const failed = !(status < 400);
    if (!ctx.isKept && form.matches("form.task") && truth.has(keyOf(form))) draw(form, truth.get(keyOf(form)));
    if (failed && !QUIET.includes(status)) fail();
    const pressed = ctx.request.submitter;
    if (!failed && form.matches(".add-beside")) document.querySelector(form.getAttribute("hx-target")).focus();
    if (failed) {
      if (QUIET.includes(status)) say(told());
    } else if (pressed && !pressed.isConnected) {
      // The button left with what it changed: « Annuler » leads to the task it took back, or to the way back of that;
      // the card to its new title, a network to its new buttons.
      const next = form.id === "undo-form" ? rowOf(savedBy(ctx)?.task)?.querySelector(".tick") || document.querySelector("#undo button")
        : byId("next-title") || byId(form.closest("li")?.id)?.querySelector("form button");
      focus(next);
    } else if (pressed?.closest(".answers")) {
      const fold = pressed.closest("details");
      fold.open = false;
      fold.firstElementChild.focus();
    } else if (pressed && !pressed.checkVisibility()) {
      focus(form.querySelector(".tick"));
    }
  });

  // What the other scripts of a page need of this one.
  window.socialtrack = {truth, orders, byId, keyOf, draw, say, saved};

  // What a page can do without at first comes once it stands. So does what the gesture before it did: the address often
  // leads below that sentence, where a screen reader begins.
  const bring = () => {
    const news = [...document.querySelectorAll("[data-told]")].map(one => one.textContent.trim()).join(" ");
    if (news) setTimeout(say, 400, news);
    for (const src of (document.body.dataset.then || "").split(" ").filter(Boolean)) {
      document.head.append(Object.assign(document.createElement("script"), {src, async: false}));
    }
  };
  if (document.readyState === "complete") bring();
  else addEventListener("load", bring);

  // Whoever signed out of this browser leaves nothing that waited in it.
  const {gone} = document.body.dataset;
  if (gone) indexedDB.deleteDatabase("socialtrack-" + gone);

  /** Nothing came back that the page could show: say so once, to eyes and ears. */
  const fail = () => {
    const text = document.body.dataset.failed;
    const line = byId("undo");
    if (line) {
      line.className = "undo problem";
      line.innerHTML = "<p></p>";
      line.firstChild.textContent = text;
    }
    say(text);
  };

  // A page brought back by the Back button would show old progress.
  addEventListener("pageshow", event => { if (event.persisted) location.reload(); });

  // Gestures that need a script are hidden until there is one.
  for (const button of document.querySelectorAll("[data-copy], [data-print], [data-reveal]")) button.hidden = false;
  document.addEventListener("click", async event => {
    const button = event.target.closest("[data-copy], [data-print], [data-reveal]");
    if (!button) return;
    if ("print" in button.dataset) return print();
    if ("reveal" in button.dataset) {
      const field = byId(button.dataset.reveal);
      const words = button.textContent;
      field.type = field.type === "password" ? "text" : "password";
      button.textContent = button.dataset.other;
      button.dataset.other = words;
      return;
    }
    const field = byId(button.dataset.copy);
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    say(button.dataset.done);
  });
})();
