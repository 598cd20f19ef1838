// Text on a board: where its lines break, and the small form it is written in.

const LETTER = 0.52; // width of a letter as a share of its size
const PAGE_END = 1580;

/** Break lines at words so that they end before the edge of the page. */
export function wrapped(text, x, size) {
  const most = Math.max(4, Math.floor((PAGE_END - x) / (size * LETTER)));
  return text.split("\n").map((line) => broken(line, most)).join("\n");
}

function broken(line, most) {
  const lines = [];
  let current = "";
  for (const word of line.split(" ")) {
    const longer = current ? `${current} ${word}` : word;
    if (longer.length <= most || !current) current = longer;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current].join("\n");
}

/** The text tool: a tap, or Enter where the arrow keys have led, opens a form; its words go there. */
export function textTool({ form, surface, choice, show, send }) {
  const field = form.elements.text;
  let place = [200, 200];
  const preview = (text) => show({ tool: "text", color: choice().color, size: choice().size, x: place[0], y: place[1], text });

  function open(point) {
    place = point.map(Math.round);
    form.hidden = false;
    preview(field.value || "|");
    field.focus();
  }
  function close() {
    if (form.hidden) return;
    form.hidden = true;
    field.value = "";
    show(null);
    surface.focus({ preventScroll: true });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.normalize("NFC").trim();
    const { color, size } = choice();
    if (text) send({ tool: "text", color, x: place[0], y: place[1], size, text: wrapped(text, place[0], size).slice(0, 300) });
    close();
  });
  form.addEventListener("reset", close);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  field.addEventListener("input", () => preview(wrapped(field.value, place[0], choice().size) || "|"));

  const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  return {
    begin: open,
    move() {},
    end() {},
    cancel() {},
    close,
    key(event) {
      const way = keys[event.key];
      if (way) {
        const step = event.shiftKey ? 100 : 20;
        place = [place[0] + way[0] * step, place[1] + way[1] * step].map((value, axis) => Math.min(axis ? 880 : 1580, Math.max(0, value)));
        preview("|");
      } else if (event.key === "Enter") {
        open(place);
      } else {
        return;
      }
      event.preventDefault();
    },
  };
}
