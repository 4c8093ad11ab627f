/* The results page with scripts: long facets get a field that filters them, and after htmx has replaced the results the
   open facets stay open, the count is announced, and a followed link puts the focus on the heading of the results.

   The page gives: #resultats, replaced as a whole; in it [data-count], the sentence to announce, others to announce in
   attributes data-say, and the heading [data-focus tabindex="-1"]; outside it <p role="status" id="annonce">. htmx keeps
   the focus of what has an id (tabs, orders, expansions); a box is found again by its name and value. */
const LONG = 10; // values from which a facet deserves a field of its own
const accents = /[\u0300-\u036f]/g;
const plain = (text) => text.normalize("NFD").replace(accents, "").toLowerCase();

document.documentElement.classList.add("js");

function addFilters(root) {
  root.querySelectorAll("[data-facet]").forEach((facet) => {
    const rows = [...facet.querySelectorAll("li")];
    if (rows.length < LONG || facet.querySelector(".facet__find")) return;
    const label = document.createElement("label");
    const input = document.createElement("input");
    label.className = "facet__find";
    input.type = "search";
    input.autocomplete = "off";
    label.append("Trouver dans cette liste", input);
    facet.querySelector("legend").after(label);
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      filter(facet, rows, plain(input.value.trim()));
    });
    input.addEventListener("change", (event) => event.stopPropagation()); // it is no part of the question
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  });
}

function filter(facet, rows, text) {
  const more = facet.querySelector(".facet__more");
  for (const row of rows) row.hidden = text !== "" && !row.querySelector("input:checked") && !plain(row.textContent).includes(text);
  if (more && text) more.open = true;
}

let open = null;
let box = null;
let height = 0;
let followed = false;
let submitted = false;

document.addEventListener("htmx:beforeSwap", () => {
  open = new Map([...document.querySelectorAll("#resultats details[id]")].map((details) => [details.id, details.open]));
  if (submitted) open.set("facettes", false); // « Appliquer » on a small screen: the reader wants the results now
  box = document.activeElement?.closest("#resultats [data-facet] input[value]");
  height = box?.getBoundingClientRect().top;
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  submitted = requestConfig.triggeringEvent?.type === "submit";
  followed = submitted || elt.matches("a");
});

document.addEventListener("htmx:afterSwap", () => {
  open?.forEach((isOpen, id) => {
    const details = document.getElementById(id);
    if (details) details.open = isOpen || Boolean(details.matches(".facet") && details.querySelector(":checked"));
  });
  addFilters(document);
  const count = document.querySelector("#resultats [data-count]");
  const status = document.getElementById("annonce");
  const said = [...document.querySelectorAll("#resultats [data-say]")].map((element) => element.dataset.say);
  if (count && status) status.textContent = [count.textContent.trim(), ...said].join(". ");
  keepFocus();
});

function keepFocus() {
  const again = box && document.querySelector(`#resultats [name="${box.name}"][value="${CSS.escape(box.value)}"]`);
  if (again) {
    again.focus({ preventScroll: true });
    window.scrollBy({ top: again.getBoundingClientRect().top - height, behavior: "instant" }); // it stays under the hand
    return;
  }
  const heading = document.querySelector("#resultats [data-focus]");
  if (!followed || !heading || document.activeElement !== document.body) return; // what was used is still there
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ behavior: "instant", block: "start" });
}

/* An answer that is no page of results (400, 503, no network) is shown by the browser itself, with its own words. */
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, (event) => {
    const { pathInfo } = event.detail;
    window.location.assign(pathInfo.finalRequestPath || pathInfo.responsePath || window.location.href);
  });
}

addFilters(document);
