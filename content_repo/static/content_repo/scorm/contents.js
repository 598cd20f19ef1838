// The list of items: a tree with marks, buttons to go on and back, closed on phones until it is asked for.

export class Contents {
  constructor(root, { choose, step, chooseOrganization }) {
    this.root = root;
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.choose = choose;
    this.part("toggle").addEventListener("click", () => this.toggle());
    this.part("next").addEventListener("click", () => step(1));
    this.part("previous").addEventListener("click", () => step(-1));
    this.part("organization").addEventListener("change", ({ target }) => chooseOrganization(Number(target.value)));
    root.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && this.isOpen) this.toggle(false);
    });
  }

  get isOpen() {
    return this.root.classList.contains("is-open");
  }

  toggle(isOpen = !this.isOpen) {
    this.root.classList.toggle("is-open", isOpen);
    this.part("toggle").setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.part("list").querySelector("[aria-current]")?.focus();
  }

  /** Offer the organizations of a package that has several. */
  offer(organizations, chosen) {
    const select = this.part("organization");
    select.replaceChildren(
      ...organizations.map(({ title, identifier }, index) => new Option(title || identifier, index, false, index === chosen)),
    );
    select.closest("label").hidden = organizations.length < 2;
  }

  /** Draw the list anew; `course` says what may be opened. */
  show(course, current) {
    this.part("title").textContent = current?.title ?? "";
    this.part("next").disabled = !course.neighbour(current, 1);
    this.part("previous").disabled = !course.neighbour(current, -1);
    this.part("list").replaceChildren(...this.#rows(course.items, course, current));
  }

  #rows(items, course, current) {
    return items
      .filter((item) => item.is_visible)
      .map((item) => {
        const row = this.part("row").content.firstElementChild.cloneNode(true);
        const button = row.querySelector("button");
        const { status } = course.summary(item);
        row.dataset.status = status.replace(" ", "-");
        row.querySelector("[data-label]").textContent = item.title;
        row.querySelector("[data-status-word]").textContent = this.#word(status);
        if (item.href) {
          const isOpen = item === current || course.canChoose(item, current);
          button.disabled = !isOpen;
          if (!isOpen) row.querySelector("[data-status-word]").textContent = this.#word("locked");
          if (!isOpen) row.dataset.status = "locked";
          if (item === current) button.setAttribute("aria-current", "true");
          button.addEventListener("click", () => this.choose(item));
        } else {
          const heading = document.createElement("p");
          heading.append(...button.childNodes);
          button.replaceWith(heading);
        }
        const children = this.#rows(item.children, course, current);
        if (children.length) {
          const list = document.createElement("ol");
          list.append(...children);
          row.append(list);
        }
        return row;
      });
  }

  #word(status) {
    return this.part("words").content.querySelector(`[data-word="${status.replace(" ", "-")}"]`)?.textContent ?? "";
  }
}
