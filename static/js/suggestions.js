/* Suggestions under the search fields: the « combobox » pattern of ARIA 1.2, manual selection.
   <input data-suggestions="/address"> asks /address?q=… for [{label, kind, url}]. Without it the field is a plain one. */
const WAIT = 150; // milliseconds after the last key
const SHORTEST = 2; // letters

class Suggestions {
  constructor(input) {
    this.input = input;
    this.address = input.dataset.suggestions;
    this.options = [];
    this.current = -1;
    this.answers = new Map();
    this.list = this.#draw("ul", { id: `${input.id}-suggestions`, role: "listbox", class: "suggest", hidden: "", "aria-label": "Suggestions" });
    this.status = this.#draw("p", { role: "status", class: "vh" });
    input.closest(".search").append(this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list",
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.#later());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#go(option);
    });
  }

  #draw(name, attributes) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(this.input.value.trim()), WAIT);
  }

  async #ask(text) {
    this.request?.abort();
    if (text.length < SHORTEST) return this.close();
    if (!this.answers.has(text)) {
      this.request = new AbortController();
      try {
        const answer = await fetch(`${this.address}?q=${encodeURIComponent(text)}`, { signal: this.request.signal, headers: { Accept: "application/json" } });
        if (!answer.ok) return this.close();
        this.answers.set(text, await answer.json());
      } catch {
        return this.close(); // no network, or a newer question: typing goes on
      }
    }
    if (document.activeElement === this.input && this.input.value.trim() === text) this.#show(this.answers.get(text));
  }

  #show(items) {
    this.list.replaceChildren(...items.map(({ label, kind, url }, index) => {
      const option = this.#draw("li", { id: `${this.list.id}-${index}`, role: "option", "aria-selected": "false" });
      const name = this.#draw("span", {});
      name.textContent = label;
      const meta = this.#draw("span", { class: "meta" });
      meta.textContent = kind;
      option.append(name, meta);
      option.dataset.url = url;
      return option;
    }));
    this.options = [...this.list.children];
    this.current = -1;
    this.#open(items.length > 0);
    const some = items.length > 1 ? "suggestions" : "suggestion";
    this.status.textContent = items.length ? `${items.length} ${some}, flèche bas pour y aller` : "Aucune suggestion";
  }

  #open(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.#choose(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.#open(false);
    this.status.textContent = "";
  }

  #choose(index) {
    this.options[this.current]?.setAttribute("aria-selected", "false");
    this.current = index;
    const option = this.options[index];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  #go(option) {
    window.location.assign(option.dataset.url);
  }

  #key(event) {
    const open = !this.list.hidden;
    const last = this.options.length - 1;
    if (event.key === "ArrowDown" && !open) this.#ask(this.input.value.trim());
    else if (!open) return;
    else if (event.key === "ArrowDown") this.#choose(this.current < last ? this.current + 1 : -1);
    else if (event.key === "ArrowUp") this.#choose(this.current < 0 ? last : this.current - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.current >= 0) this.#go(this.options[this.current]);
    else return;
    event.preventDefault();
  }
}

document.querySelectorAll("[data-suggestions]").forEach((input) => new Suggestions(input));
