// Prerequisites of SCORM 1.2 (AICC script): `A & B`, `A | B`, `~A`, `A="passed"`, `A<>"failed"`, `2*{A,B,C}`, brackets.

const TOKEN = /\s*(?:"([^"]*)"|'([^']*)'|(<>|[&|~=(){},*])|([^\s&|~=<>(){},*"']+))/gy;
const DONE = new Set(["passed", "completed", "browsed"]);
const SHORT = { p: "passed", c: "completed", f: "failed", i: "incomplete", b: "browsed", n: "not attempted" };

/** Whether a script is fulfilled; `statusOf(identifier)` gives a lesson status, undefined for what is no item.
    A script that can't be read locks nobody out, and neither does a name that the course does not have. */
export function isMet(script, statusOf) {
  if (!script.trim()) return true;
  try {
    return new Reader(script, statusOf).read();
  } catch (trouble) {
    if (trouble instanceof SyntaxError) return true;
    throw trouble;
  }
}

class Reader {
  constructor(script, statusOf) {
    this.tokens = tokensOf(script);
    this.place = 0;
    this.statusOf = statusOf;
  }

  read() {
    const value = this.either();
    if (this.place < this.tokens.length) throw new SyntaxError("end");
    return value;
  }

  either() {
    let value = this.both();
    while (this.take("|")) value = this.both() || value;
    return value;
  }

  both() {
    let value = this.one();
    while (this.take("&")) value = this.one() && value;
    return value;
  }

  one() {
    if (this.take("~")) return !this.one();
    if (this.take("(")) {
      const value = this.either();
      this.expect(")");
      return value;
    }
    const name = this.word();
    if (this.take("*")) return this.some(Number(name));
    const status = this.statusOf(name);
    if (this.take("=")) return status === undefined || sameStatus(status, this.word());
    if (this.take("<>")) return status === undefined || !sameStatus(status, this.word());
    return status === undefined || DONE.has(status);
  }

  some(least) {
    if (!Number.isInteger(least)) throw new SyntaxError("number");
    this.expect("{");
    let met = 0;
    do met += this.one() ? 1 : 0;
    while (this.take(","));
    this.expect("}");
    return met >= least;
  }

  take(sign) {
    const is = this.tokens[this.place]?.sign === sign;
    if (is) this.place++;
    return is;
  }

  expect(sign) {
    if (!this.take(sign)) throw new SyntaxError(sign);
  }

  word() {
    const word = this.tokens[this.place++]?.word;
    if (word === undefined) throw new SyntaxError("word");
    return word;
  }
}

function tokensOf(script) {
  const tokens = [];
  const text = script.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) throw new SyntaxError("sign");
    tokens.push(found[3] ? { sign: found[3] } : { word: found[1] ?? found[2] ?? found[4] });
  }
  return tokens;
}

const sameStatus = (status, wanted) => status === (SHORT[wanted.toLowerCase()] ?? wanted.toLowerCase());
