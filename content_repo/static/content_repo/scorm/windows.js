// Windows that a SCO opens, shown one over the other inside the frame.

export class Windows {
  constructor(place, template) {
    this.place = place;
    this.template = template;
    this.openers = new Map();
  }

  /** As `window.open`: the same name is the same window. */
  open(opener, address, name) {
    let panel = name && [...this.place.children].find((one) => one.dataset.name === name);
    if (!panel) {
      panel = this.template.content.firstElementChild.cloneNode(true);
      panel.dataset.name = name;
      this.place.append(panel);
      panel.querySelector("button").addEventListener("click", () => this.#remove(panel));
    }
    const frame = panel.querySelector("iframe");
    const inner = frame.contentWindow;
    this.openers.set(inner, opener);
    if (address) frame.src = new URL(address, opener.document.baseURI).href;
    return inner;
  }

  openerOf(inner) {
    return this.openers.get(inner) ?? null;
  }

  close(inner) {
    const panel = [...this.place.children].find((one) => one.querySelector("iframe").contentWindow === inner);
    if (panel) this.#remove(panel);
  }

  closeAll() {
    for (const panel of [...this.place.children]) this.#remove(panel);
  }

  #remove(panel) {
    this.openers.delete(panel.querySelector("iframe").contentWindow);
    panel.remove();
  }
}
