// Passkeys: hands what the server asks to the device, and its answer back in a plain form. Without this file, or in a
// browser without passkeys, none of these gestures is shown, and a mailed link does the same.
(() => {
  "use strict";
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), sign => sign.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  /** What the server asks, with its bytes as bytes. */
  const readied = options => {
    const listed = keys => keys?.map(key => ({...key, id: bytes(key.id)}));
    return {
      ...options,
      challenge: bytes(options.challenge),
      ...(options.user && {user: {...options.user, id: bytes(options.user.id)}}),
      excludeCredentials: listed(options.excludeCredentials) || [],
      allowCredentials: listed(options.allowCredentials) || [],
    };
  };

  /** What the device answered, as text. */
  const written = credential => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const say = words => {
    const status = document.getElementById("status");
    status.textContent = words;
    let line = document.querySelector("[data-passkey-said]");
    if (!line) {
      line = document.createElement("p");
      line.className = "news problem";
      line.dataset.passkeySaid = "";
      line.setAttribute("aria-hidden", "true");     // the status line above is what is heard
    }
    line.textContent = words;
    return line;
  };

  const ceremony = async (form, kind, address) => {
    const body = new URLSearchParams({csrf_token: form.elements.csrf_token.value});
    const answer = await fetch(address, {method: "POST", body, redirect: "manual", headers: {Accept: "application/json"}});
    if (answer.type === "opaqueredirect" || answer.status === 400) return location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    const credential = await navigator.credentials[kind]({publicKey: readied(await answer.json())});
    form.elements.credential.value = written(credential);
    return true;
  };

  const isPossible = "PublicKeyCredential" in window && "credentials" in navigator;
  for (const words of document.querySelectorAll("[data-no-passkey]")) words.hidden = isPossible;
  if (!isPossible) return;

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async event => {
      if (form.elements.credential.value) return;    // the device has answered: off it goes
      event.preventDefault();
      event.stopPropagation();
      try {
        if (await ceremony(form, form.dataset.passkey, form.dataset.options)) form.submit();
      } catch {
        form.before(say(form.dataset.failed));
      }
    });
  }
})();
