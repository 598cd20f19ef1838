// Which item may be opened: prerequisites of SCORM 1.2, and what of IMS Simple Sequencing decides it in SCORM 2004.
//
// Followed: control modes (choice, flow, forwardOnly), attempt limits, rules before an item, objectives shared by the
// whole course. Conditions that are not known yet are false, as the specification has it.

import { isMet } from "./prerequisites.js";

const NOTHING = { status: "not attempted", completion: "not attempted", success: "unknown", score: null };

/** The tree with what is known of each item. `summaries`: key → summary; `attempts`: key → count; `shared`: objectives. */
export class Course {
  constructor({ version, items, sequencing, summaries, attempts, shared }) {
    Object.assign(this, { version, items, summaries, attempts, shared });
    this.root = { key: "", identifier: "", href: "", title: "", is_visible: true, children: items, sequencing };
    this.parents = new Map();
    this.byIdentifier = new Map();
    this.#walk(this.root);
    this.order = [...this.parents.keys()].filter((item) => item.href);
  }

  #walk(node) {
    for (const child of node.children) {
      this.parents.set(child, node);
      if (!this.byIdentifier.has(child.identifier)) this.byIdentifier.set(child.identifier, child);
      this.#walk(child);
    }
  }

  /** What an item says of itself, or what its children say together. */
  summary(item) {
    if (item.href || !item.children.length) return this.summaries[item.key] ?? NOTHING;
    const known = item.children.map((child) => this.summary(child));
    const all = (name, value) => known.every((one) => one[name] === value);
    const some = (name, value) => known.some((one) => one[name] === value);
    const completion = all("completion", "completed")
      ? "completed"
      : all("completion", "not attempted")
        ? "not attempted"
        : "incomplete";
    const success = some("success", "failed") ? "failed" : all("success", "passed") ? "passed" : "unknown";
    return { status: success === "unknown" ? completion : success, completion, success, score: null };
  }

  /** Whether the contents may open an item. */
  canChoose(item, current) {
    if (!item.href || !this.#isOpen(item)) return false;
    if (this.version !== "2004") return true;
    for (const node of this.#path(item)) {
      if (this.#applies(node, "hiddenFromChoice")) return false;
      const control = this.parents.get(node)?.sequencing?.control;
      if (control && !control.choice && control.flow) return false;
      if (control?.forward_only && current && this.order.indexOf(item) < this.order.indexOf(current)) return false;
    }
    return true;
  }

  /** The item that follows (`step` 1) or comes before (-1) one; null where there is none or the way is barred. */
  neighbour(current, step) {
    if (this.version === "2004" && current) {
      if (step < 0 && this.parents.get(current)?.sequencing?.control.forward_only) return null;
      if (step > 0 && this.#path(current).some((node) => this.#applies(node, "stopForwardTraversal"))) return null;
    }
    const start = current ? this.order.indexOf(current) : step > 0 ? -1 : this.order.length;
    for (let place = start + step; place >= 0 && place < this.order.length; place += step) {
      const item = this.order[place];
      if (!item.is_visible || this.#path(item).some((node) => this.#applies(node, "skip"))) continue;
      return this.#isOpen(item) ? item : null;
    }
    return null;
  }

  #isOpen(item) {
    if (this.version !== "2004") return this.#path(item).every((node) => isMet(node.prerequisites, this.#statusOf));
    return this.#path(item).every((node) => !this.#applies(node, "disabled") && !this.#isUsedUp(node));
  }

  #statusOf = (identifier) => {
    const item = this.byIdentifier.get(identifier);
    return item && this.summary(item).status;
  };

  #path(item) {
    const path = [];
    for (let node = item; node && node !== this.root; node = this.parents.get(node)) path.push(node);
    return path;
  }

  #isUsedUp(node) {
    const limit = node.sequencing?.attempt_limit;
    return limit !== null && limit !== undefined && limit > 0 && (this.attempts[node.key] ?? 0) >= limit;
  }

  #applies(node, action) {
    return (node.sequencing?.rules ?? []).some((rule) => {
      if (rule.action !== action || !rule.conditions.length) return false;
      const met = rule.conditions.map((one) => this.#holds(node, one) !== one.not);
      return rule.any ? met.includes(true) : !met.includes(false);
    });
  }

  #holds(node, { condition, objective, threshold }) {
    const { satisfied, measure } = this.#objective(node, objective);
    const summary = this.summary(node);
    switch (condition) {
      case "satisfied":
        return satisfied === true;
      case "objectiveStatusKnown":
        return satisfied !== null;
      case "objectiveMeasureKnown":
        return measure !== null;
      case "objectiveMeasureGreaterThan":
        return measure !== null && measure > threshold;
      case "objectiveMeasureLessThan":
        return measure !== null && measure < threshold;
      case "completed":
        return summary.completion === "completed";
      case "activityProgressKnown":
        return summary.completion !== "not attempted";
      case "attempted":
        return (this.attempts[node.key] ?? 0) > 0 || summary.completion !== "not attempted";
      case "attemptLimitExceeded":
        return this.#isUsedUp(node);
      case "always":
        return true;
      default:
        return false;
    }
  }

  /** Status and measure of an objective of an item, read from the course's own where it is mapped. */
  #objective(node, id) {
    const objectives = node.sequencing?.objectives ?? [];
    const row = objectives.find((one) => (id ? one.id === id : one.is_primary));
    let { satisfied, measure } = !id || row?.is_primary ? this.ownResult(node) : { satisfied: null, measure: null };
    for (const map of row?.maps ?? []) {
      const known = this.shared[map.target];
      if (map.read_status && typeof known?.satisfied === "boolean") satisfied = known.satisfied;
      if (map.read_measure && typeof known?.measure === "number") measure = known.measure;
    }
    return { satisfied, measure };
  }

  /** Whether an item is satisfied; one that was completed without a verdict is (SN 4.1, objectiveSetByContent). */
  ownResult(node) {
    const { completion, success, score } = this.summary(node);
    const satisfied = success === "unknown" ? (completion === "completed" ? true : null) : success === "passed";
    return { satisfied, measure: score?.scaled ?? null };
  }
}

/** Carry what an item came to into the objectives of the course; `rows` are its `cmi.objectives`. */
export function shareObjectives(course, item, rows) {
  const told = Object.values(rows ?? {});
  for (const objective of item.sequencing?.objectives ?? []) {
    const own = objective.is_primary ? course.ownResult(item) : resultOf(told.find((row) => row?.id === objective.id));
    for (const map of objective.maps) {
      const shared = (course.shared[map.target] ??= {});
      if (map.write_status && own.satisfied !== null) shared.satisfied = own.satisfied;
      if (map.write_measure && own.measure !== null) shared.measure = own.measure;
    }
  }
}

function resultOf(row) {
  const measure = Number.parseFloat(row?.score?.scaled);
  const satisfied = { passed: true, failed: false }[row?.success_status] ?? null;
  return { satisfied, measure: Number.isFinite(measure) ? measure : null };
}

/** The rows of `cmi.objectives` that a new attempt of an item begins with. */
export function firstObjectives(course, item) {
  return (item.sequencing?.objectives ?? [])
    .filter((one) => one.id)
    .map((one) => {
      const row = { id: one.id };
      for (const map of one.maps) {
        const known = course.shared[map.target];
        if (map.read_status && typeof known?.satisfied === "boolean") {
          row.success_status = known.satisfied ? "passed" : "failed";
        }
        if (map.read_measure && typeof known?.measure === "number") row.score = { scaled: String(known.measure) };
      }
      return row;
    });
}
