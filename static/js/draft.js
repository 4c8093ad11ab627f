/* A report that is being written saves itself: every few seconds, and when the writer leaves. Without this script the
   buttons of the form save. When the session has ended or the network fails, the text is kept in this browser and
   offered back the next time its page opens.

   Its address is read as an attribute: `form.action` is the field of that name, « Qu’avez-vous fait ? ».
   The page gives form[data-draft="<draft>/<section>"] with the inputs `version` and `onglet`, and [data-draft-status]. */
const form = document.querySelector("form[data-draft]");
const PAUSE = 3000; // milliseconds after the last letter
const KEPT = 30 * 24 * 3600 * 1000;
const SILENT = new Set(["csrfmiddlewaretoken", "version", "onglet", "depart"]);

if (form) start();

function start() {
  const status = form.querySelector("[data-draft-status]");
  let saved = typed();
  let timer = 0;
  let sending = false;
  let leaving = false;

  offerBack();
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    leaving = true;
    clearTimeout(timer);
    if (form.dataset.sent) event.preventDefault(); // a double click
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => {
    leaving = false;
    delete form.dataset.sent;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ keepalive: true });
  });
  addEventListener("pagehide", () => save({ keepalive: true }));

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  async function save({ keepalive = false } = {}) {
    const text = typed();
    if (leaving || text === saved) return;
    if (sending && !keepalive) return later();
    keep(text); // until the site answers, nothing else holds these words
    sending = true;
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: body(), headers: { Accept: "application/json" }, keepalive });
      const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (answer.ok && said.url) accept(said, text);
      else refuse(said);
    } catch {
      say("Pas de réseau : votre texte est gardé sur cet appareil, et sera enregistré dès que possible.");
      timer = setTimeout(save, 5 * PAUSE);
    }
    sending = false;
  }

  function accept(said, text) {
    if (form.dataset.draft.startsWith("nouveau/")) rename(said.url);
    if (said.version !== null) form.elements.version.value = said.version;
    saved = text;
    forget();
    if (said.choose) say("Ce retour est aussi ouvert dans un autre onglet, qui a changé le même texte. Les deux sont gardés.", said.choose, "Comparer et choisir");
    else say(`Enregistré à ${said.saved_at}`);
    if (typed() !== saved) later();
  }

  function refuse(said) {
    if (said.sign_in) say("Vous n’êtes plus connecté. Votre texte est gardé sur cet appareil.", said.sign_in, "Me reconnecter");
    else if (said.closed) say("Ce retour a déjà été envoyé. Ce que vous venez d’écrire est gardé sur cet appareil.", said.closed, "Voir où il en est");
    else say("Enregistrement impossible pour le moment. Votre texte est gardé sur cet appareil : appuyez sur « Continuer ».");
  }

  function rename(url) {
    forget();
    form.setAttribute("action", url);
    form.dataset.draft = url.split("/").slice(2, 4).join("/");
    form.elements.depart?.remove();
    history.replaceState(null, "", url);
  }

  function offerBack() {
    const kept = read();
    if (!kept || kept.text === saved) return forget();
    const notice = document.createElement("div");
    const button = document.createElement("button");
    const other = document.createElement("button");
    notice.className = "notice";
    notice.setAttribute("role", "status");
    button.type = other.type = "button";
    button.className = other.className = "btn";
    button.textContent = "Reprendre ce texte";
    other.textContent = "L’oublier";
    button.addEventListener("click", () => {
      fill(new URLSearchParams(kept.text));
      notice.remove();
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
      save();
    });
    other.addEventListener("click", () => {
      forget();
      notice.remove();
    });
    const line = document.createElement("p");
    line.textContent = "Un texte qui n’avait pas pu être enregistré est gardé sur cet appareil.";
    const actions = document.createElement("p");
    actions.className = "cluster";
    actions.append(button, other);
    const stack = document.createElement("div");
    stack.className = "stack gap-2";
    stack.append(line, actions);
    notice.append(stack);
    form.before(notice);
  }

  function say(text, url, label) {
    status.textContent = text;
    if (!url) return;
    const link = document.createElement("a");
    link.href = url;
    link.textContent = label;
    status.append(" ", link);
  }
}

function body() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return new URLSearchParams(data);
}

function typed() {
  const data = body();
  for (const name of SILENT) data.delete(name);
  return data.toString();
}

function fill(values) {
  for (const input of form.elements) {
    if (!input.name || SILENT.has(input.name) || input.type === "hidden" || input.type === "file") continue;
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.getAll(input.name).includes(input.value);
    else if (values.has(input.name)) input.value = values.get(input.name);
  }
}

function place() {
  return `brouillon/${form.dataset.draft}`;
}

function keep(text) {
  try {
    localStorage.setItem(place(), JSON.stringify({ text, at: Date.now() }));
  } catch {
    // private browsing, or no room left: the form itself still holds the text
  }
}

function read() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("brouillon/") && Date.now() - JSON.parse(localStorage[key]).at > KEPT) localStorage.removeItem(key);
    return JSON.parse(localStorage.getItem(place()));
  } catch {
    return null;
  }
}

function forget() {
  try {
    localStorage.removeItem(place());
  } catch {
    // nothing was kept
  }
}

/* Names of territories and of organisations under their fields. */
for (const names of document.querySelectorAll("datalist[data-source]")) {
  for (const input of document.querySelectorAll(`input[list="${names.id}"]`)) {
    input.addEventListener("input", async () => {
      const text = input.value.trim();
      if (text.length < 2) return;
      const answer = await fetch(`${names.dataset.source}?q=${encodeURIComponent(text)}`).catch(() => null);
      const found = answer?.ok ? await answer.json() : [];
      if (input.value.trim() === text) names.replaceChildren(...found.map((name) => new Option(name, name)));
    });
  }
}
