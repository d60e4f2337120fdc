// What is said while the network is away: kept in this browser, shown as such, sent once each, in order, when it comes
// back. Why so: docs/decisions/0022.
(() => {
  "use strict";
  const {me, shared} = document.body.dataset;
  const {truth, orders, byId, keyOf, draw, say, saved} = window.socialtrack;
  const postponed = new Map();                    // region with the focus → what it becomes when the focus leaves
  const NAME = "socialtrack-" + me;
  const PAGE = String(Math.random());
  const PATIENCE = 20000;                         // milliseconds that an answer may take
  const AWAY = [400, 502, 503, 504];              // 400: the form's token is from another session
  const line = byId("later");
  const cards = byId("later-cards");
  const words = line.dataset;
  const memory = new Map();                       // a shared computer keeps nothing on its disk
  const sent = new Map();                         // form → its requests under way: what they are kept as
  let all = [];                                   // what is kept, as last read
  let opened, timer, wait = 5000, isSending = false, state = "";

  const replace = (old, fresh) => {
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
  };

  /** Take in what no press of this page asked for: regions and boxes. What has the focus waits until it leaves; what
   *  one reads stays where it is. */
  const apply = (detail, html) => {
    const {order} = detail;
    const focused = document.activeElement.closest("main") && document.activeElement;
    const read = focused || document.elementFromPoint(innerWidth / 2, innerHeight / 3);
    const top = read?.getBoundingClientRect().top;
    saved(detail);
    const pieces = new DOMParser().parseFromString(html, "text/html").body.children;
    for (const fresh of [...pieces]) {
      const old = byId(fresh.id);
      if (!old || order < (orders.get(fresh.id) || 0)) continue;
      orders.set(fresh.id, order);
      fresh.removeAttribute("hx-swap-oob");
      if (old.isEqualNode(fresh)) postponed.delete(fresh.id);
      else if (old.contains(document.activeElement)) postponed.set(fresh.id, fresh);
      else {
        const height = old.offsetHeight;
        replace(old, fresh);
        if (fresh.offsetHeight < height) fresh.style.minBlockSize = height + "px";
      }
    }
    if (read?.isConnected) scrollBy({top: read.getBoundingClientRect().top - top, behavior: "instant"});
  };
  document.addEventListener("focusout", () => setTimeout(() => {
    for (const [id, fresh] of postponed) {
      const old = byId(id);
      if (old?.contains(document.activeElement)) continue;
      postponed.delete(id);
      if (old) replace(old, fresh);
    }
  }));
  document.addEventListener("htmx:before:swap", ({detail: {tasks}}) => {
    for (const {target} of tasks) postponed.delete(target?.id);
  });
  window.socialtrack.apply = apply;

  // The store: each change is on the disk before it counts as kept.
  const open = () => opened ||= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("kept", {keyPath: "n", autoIncrement: true});
    request.onerror = () => failed(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opened = undefined; };
      done(request.result);
    };
  });
  const change = async (mode, act) => {
    const store = (await open()).transaction("kept", mode, {durability: "strict"});
    const request = act(store.objectStore("kept"));
    return new Promise((done, failed) => {
      store.oncomplete = () => done(request.result);
      store.onabort = store.onerror = () => failed(store.error);
    });
  };
  let isOnDisk = !shared && "indexedDB" in window;
  const put = async record => {
    if (isOnDisk) try { return record.n = await change("readwrite", store => store.put(record)); } catch { isOnDisk = false; }
    record.n ||= performance.now();
    memory.set(record.n, record);
    return record.n;
  };
  const drop = async n => {
    memory.delete(n);
    if (isOnDisk) await change("readwrite", store => store.delete(n)).catch(() => {});
  };
  const read = async () => {
    const kept = isOnDisk ? await change("readonly", store => store.getAll()).catch(() => []) : [];
    return all = [...kept, ...memory.values()].sort((a, b) => a.n - b.n);
  };
  /** Kept, and not on its way from this very page; what another page left behind is sent again, which is harmless. */
  const isWaiting = record => !record.trouble && (record.isKept || record.page !== PAGE);
  const waiting = () => all.filter(isWaiting);

  /** What a gesture is about: networks are all said at one address. */
  const thing = ({url, body}) => url + " " + (body.find(([name]) => name === "network") || "");
  const place = url => new URL(url, document.baseURI).pathname;
  const formOf = ({url, body}) => [...document.querySelectorAll("form")].find(form => !cards.contains(form) &&
    place(form.getAttribute("hx-post") || form.getAttribute("action") || "") === place(url) &&
    form.elements.network?.value === body.find(([name]) => name === "network")?.[1]);

  /** A gesture as it is kept, from its form: all but the token, which the page that sends it gives. */
  const recordOf = (form, url, body, submitter) => {
    const title = form.closest("[id^=task-], [id^=network-]")?.querySelector("h4, h2") || document.querySelector("h1");
    const typed = [...form.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox])")];
    const said = submitter?.textContent.trim() || (body.get("state") === "done" ? words.done : words.todo);
    const fields = [...body].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
    return {
      url: new URL(url, document.baseURI).href, body: fields, at: new Date().toISOString(), page: PAGE,
      state: url.split("?")[0].endsWith("/state") ? body.get("state") : null, title: title?.textContent.trim() || "", said,
      typed: typed.map(field => body.get(field.name)?.trim()).filter(Boolean).join("\n"),
    };
  };

  // Each press is written down before its answer is known: a page that is killed on the way loses nothing.
  document.addEventListener("htmx:config:request", ({detail: {ctx}}) => {
    const form = ctx.sourceElement;
    const {action, method, body, submitter} = ctx.request;
    if (method !== "POST" || !form.elements?.request_key) return;
    const record = recordOf(form, action, body, submitter);
    const mine = {record, written: put(record)};
    if (!sent.has(form)) sent.set(form, []);
    sent.get(form).push(mine);
    ctx.fetch = async (url, options) => {
      const answer = await reach(url, options);
      const before = sent.get(form);
      const passed = before.splice(0, before.indexOf(mine) + 1);
      if (answer && answer.status !== 401) for (const {written} of passed) written.then(drop);
      else {
        // htmx lets go of what waited between two presses of one form: so do we.
        for (const {written} of passed.slice(0, -1)) written.then(drop);
        ctx.isKept = true;
        await keep(record, mine.written, form);
      }
      return answer || new Response(null, {status: 204});
    };
  });

  /** The answer, or nothing where it did not come from the server, or where others wait before it. */
  const reach = async (url, options) => {
    if (waiting().length) return null;
    const patience = AbortSignal.timeout(PATIENCE);
    try {
      const signal = options.signal && AbortSignal.any ? AbortSignal.any([options.signal, patience]) : patience;
      const answer = await fetch(url, {...options, signal});
      return AWAY.includes(answer.status) ? null : answer;
    } catch (error) {
      if (options.signal?.aborted) throw error;
      return null;
    }
  };

  const keep = async (record, written, form) => {
    record.isKept = true;
    await written;
    await put(record);
    await read();
    tell();
    if (record.typed && !form.matches("form.task")) form.reset();
    show();
    say(line.querySelector("p").textContent);
    later();
  };

  // Other windows of the same person show it too, and let nothing pass before it.
  const others = "BroadcastChannel" in window && isOnDisk ? new BroadcastChannel(NAME) : null;
  const tell = () => others?.postMessage("");
  others?.addEventListener("message", () => read().then(show));

  // A form that htmx does not send: kept where the browser itself knows that there is no network, or that others wait.
  document.addEventListener("submit", event => {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("hx-post") || !form.elements.request_key) return;
    if (navigator.onLine && !waiting().length) return;
    event.preventDefault();
    const record = recordOf(form, form.getAttribute("action"), new FormData(form, event.submitter), event.submitter);
    keep(record, Promise.resolve(), form);
  });

  /** The row of the path that a gesture is about, where its own form is not on the page. */
  const factOf = url => {
    const [, there, key] = url.match(/^(.*\/)tasks\/([^/]+)\//) || [];
    return there === new URL(".", document.baseURI).href ? byId("fact-" + key) : null;
  };

  // What one sees of it.
  const badge = record => {
    const line = document.createElement("p");
    line.className = "unsent";
    line.innerHTML = "<span class='marked'></span> <span></span>";
    line.firstChild.textContent = words.badge;
    line.lastChild.textContent = record.typed;
    return line;
  };
  const show = () => {
    for (const old of document.querySelectorAll(".unsent")) old.remove();
    const latest = new Map(waiting().map(record => [record.url, record]));
    for (const record of waiting()) {
      const form = formOf(record);
      if (record.state && latest.get(record.url) !== record) continue;
      if (!form) factOf(record.url)?.after(badge(record));
      else if (form.matches("form.task")) {
        const key = keyOf(form);
        if (!truth.has(key)) truth.set(key, form.dataset.state);
        if (record.state) draw(form, record.state);
        form.querySelector("[id^=fact-]").after(badge(record));
      } else if (form.id !== "undo-form") form.before(badge(record));
    }
    const n = waiting().length, m = all.filter(record => record.trouble).length;
    const text = [
      n && (n > 1 ? words.many : words.one).replace("{n}", n),
      n && !isOnDisk && words.fragile, n && words[state], m && words.settle,
    ];
    line.querySelector("p").textContent = text.filter(Boolean).join(" ");
    line.querySelector("a").hidden = state !== "over";
    line.querySelector("button").hidden = !n || state === "over";
    line.hidden = !(n + m);
    showCards();
  };
  const restore = record => {
    const form = record.state && formOf(record);
    if (form && truth.has(keyOf(form))) draw(form, truth.get(keyOf(form)));
  };

  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn quiet";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const showCards = () => {
    const focused = cards.contains(document.activeElement);
    cards.replaceChildren();
    for (const record of all.filter(({trouble}) => trouble)) {
      const {html, text} = record.trouble;
      const card = document.createElement("div");
      if (html) {
        card.innerHTML = html;
        const form = card.querySelector("form");
        form.addEventListener("submit", event => { event.preventDefault(); settle(record, form, event.submitter); });
      } else {
        card.className = "news problem settle";
        card.innerHTML = "<div class='flow'><p><strong></strong></p><p></p><p></p><div class='row'></div></div>";
        const [title, why, what, row] = card.firstChild.children;
        title.firstChild.textContent = words.refused;
        why.textContent = text;
        const said = [record.title, record.said, record.typed].filter(Boolean).join("\n");
        what.textContent = words.said.replace("{said}", () => said);
        what.className = "typed";
        row.append(
          button(words.take, () => navigator.clipboard?.writeText(said).then(() => say(words.copied), () => {})),
          button(words.throw, async () => { await drop(record.n); await read(); show(); }),
        );
      }
      cards.append(card);
    }
    if (focused) (cards.querySelector("button") || byId("main")).focus();
  };

  /** One of two answers is kept: one's own goes again, over the one that was shown; or it goes, with what followed it. */
  const settle = async (record, form, submitter) => {
    if (submitter?.value === "theirs") {
      for (const other of all) if (thing(other) === thing(record)) await drop(other.n);
      restore(record);
    } else {
      record.trouble = null;
      record.body = [...record.body.filter(([name]) => name !== "settled"), ["settled", form.elements.settled.value]];
      await put(record);
    }
    await read();
    show();
    send();
    document.dispatchEvent(new Event("later:sent"));
  };

  // Sending.
  const token = () => document.querySelector("[name=csrf_token]")?.value;
  let fresh;
  /** A token of today, if the same person is still signed in. */
  const freshToken = async () => {
    const answer = await fetch(words.fresh, {headers: {Accept: "text/html"}});
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.body.dataset.me !== me) return null;
    return fresh = page.querySelector("[name=csrf_token]")?.value;
  };
  const post = (record, token_) => fetch(record.url, {
    method: "POST", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    headers: {"HX-Request": "true", "HX-Request-Type": "partial"},
    body: new URLSearchParams([...record.body, ["said_at", record.at], ["csrf_token", token_]]),
  });

  /** Send one. True: it is settled, one way or the other; false: not now. */
  const sendOne = async record => {
    let answer = await post(record, fresh || token());
    if (answer.status === 400) {
      const again = await freshToken();
      if (!again) { state = "over"; return false; }
      answer = await post(record, again);
    }
    if (answer.status === 401) { state = "over"; return false; }
    if (answer.status >= 500 || answer.status === 429) {
      record.tries = (record.tries || 0) + 1;
      if (answer.status !== 500 || record.tries < 5) { await put(record); return false; }
    }
    const text = answer.type === "opaqueredirect" ? "" : await answer.text();
    if (answer.ok || answer.type === "opaqueredirect") {
      const said = answer.headers.get("HX-Trigger");
      const detail = said?.startsWith("{") && JSON.parse(said)["task:saved"];
      await drop(record.n);
      await read();
      if (detail && formOf(record)) apply(detail, text);
      return true;
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    const both = page.querySelector("[id^=overtaken-]");
    const why = page.querySelector("#undo p, .error-summary, [role=alert], .lead, .problem, h1");
    record.trouble = both ? {html: both.outerHTML} : {text: why?.textContent.replace(/\s+/g, " ").trim() || words.refused};
    await put(record);
    restore(record);
    return true;
  };
  const sendAll = async () => {
    await read();
    const n = waiting().length;
    // What follows an answer that is still to be settled waits with it.
    const held = record => all.some(other => other.trouble?.html && thing(other) === thing(record) && other.n < record.n);
    state = "";
    for (let next; (next = waiting().find(record => !held(record)));) {
      if (!await sendOne(next)) break;
      await read();
    }
    return n && !waiting().length;
  };
  const send = async () => {
    if (isSending) return;
    isSending = true;
    let isDone = false;
    const before = all.filter(({trouble}) => trouble).length;
    try {
      isDone = await (navigator.locks ? navigator.locks.request(NAME, sendAll) : sendAll());
    } catch { /* still away */ }
    isSending = false;
    await read();
    tell();
    show();
    const now = all.filter(({trouble}) => trouble).length;
    if (now > before) say(words.settle);
    else if (isDone) say(words.sent);
    if (isDone) wait = 5000;
    if (isDone || now > before) document.dispatchEvent(new Event("later:sent"));
    later();
  };
  /** Try again in a while, each time a little later. */
  const later = () => {
    clearTimeout(timer);
    if (!waiting().length || state === "over") return;
    timer = setTimeout(send, wait);
    wait = Math.min(wait * 2, 60000);
  };
  const now = () => {
    wait = 5000;
    if (waiting().length) send();
  };
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) now(); });
  line.querySelector("button").addEventListener("click", now);
  document.addEventListener("htmx:after:swap", () => { if (all.length) show(); });
  addEventListener("beforeunload", event => { if (!isOnDisk && waiting().length) event.preventDefault(); });

  // Nothing is thrown away by signing out without being said first.
  let isSure = false;
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!form.matches("[action='/sign-out'], [action$='/end-all']") || isSure || !all.length) return;
    event.preventDefault();
    event.stopPropagation();
    const card = document.createElement("div");
    card.className = "news problem settle";
    card.innerHTML = "<div class='flow'><p></p><div class='row'></div></div>";
    card.querySelector("p").textContent = words.leaving.replace("{n}", all.length);
    card.querySelector(".row").append(
      button(words.first, async () => { await send(); if (!all.length) { isSure = true; form.requestSubmit(); } }),
      button(words.leave, () => { isSure = true; memory.clear(); form.requestSubmit(); }),
      button(words.stay, () => { showCards(); form.querySelector("button").focus(); }),
    );
    cards.replaceChildren(card);
    card.querySelector("button").focus();
  }, true);

  window.socialtrack.isSaying = () => waiting().length > 0 || [...sent.values()].some(list => list.length);
  const host = byId("undo-form");
  if (host) { host.prepend(line); line.classList.remove("said"); }
  if (isOnDisk || memory.size) read().then(() => { if (all.length) { show(); send(); } });
})();
