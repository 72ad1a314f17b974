/** The theory as tables that can be edited: symmetry factors, and fields with one column for each factor. */
import type { GroupRecord } from "../../exports/theoryRecord.ts";
import type { EditorField, EditorTheory } from "../editorTheory.ts";
import { make } from "./dom.ts";

/** How people name what spin, helicity and reality say together. */
const KINDS = {
  scalar: { spin: "0", real: false },
  "real scalar": { spin: "0", real: true },
  "left-handed": { spin: "1/2", helicity: "-1/2", real: false },
  "right-handed": { spin: "1/2", helicity: "1/2", real: false },
} as const;
type Kind = keyof typeof KINDS;

type Change = () => void;

/** Draws the theory into both places. `changed` is called after every edit; the shape of the table may have changed too. */
export function drawEditor(
  theory: EditorTheory,
  places: { readonly groups: HTMLElement; readonly fields: HTMLElement },
  changed: Change,
): void {
  const reshape = () => {
    drawEditor(theory, places, changed);
    changed();
  };
  places.groups.replaceChildren(groupTable(theory, changed, reshape));
  places.fields.replaceChildren(fieldTable(theory, changed, reshape));
}

function groupTable(theory: EditorTheory, changed: Change, reshape: Change): HTMLElement {
  const rows = theory.groups.map((group) =>
    make(
      "tr",
      {},
      cell(
        input(group.name, "name of the group", "short", (text) => renameGroup(theory, group, text, reshape), "change"),
      ),
      cell(
        choice(["SU", "SO", "Sp", "U1", "Z"], group.type, "kind of group", (type) =>
          retype(group, type as GroupRecord["type"], reshape),
        ),
      ),
      cell(
        group.type === "U1"
          ? ""
          : input(String(group.N ?? group.M ?? 2), "size", "tiny", (text) => resize(group, text, changed)),
      ),
      cell(group.type === "Z" ? "" : gaugedBox(group, changed)),
      cell(button("×", `remove group ${group.name}`, () => removeGroup(theory, group, reshape))),
    ),
  );
  const add = button("+ group", "add a group", () => {
    theory.groups.push({ name: freeName("X", theory.groups), type: "U1", gauged: true });
    reshape();
  });
  return make(
    "div",
    {},
    make("table", {}, head(["group", "kind", "N", "gauged", ""]), make("tbody", {}, ...rows)),
    add,
  );
}

function fieldTable(theory: EditorTheory, changed: Change, reshape: Change): HTMLElement {
  const { groups, fields } = theory;
  const simple = groups.filter(({ type }) => type === "SU" || type === "SO" || type === "Sp");
  const unitary = groups.filter(({ type }) => type === "U1");
  const cyclic = groups.filter(({ type }) => type === "Z");
  const rows = fields.map((field) =>
    make(
      "tr",
      {},
      cell(input(field.name, "name of the field", "short", (text) => rename(field, text, changed))),
      cell(choice(Object.keys(KINDS), kindOf(field), "kind of field", (kind) => setKind(field, kind as Kind, changed))),
      ...simple.map(({ name }) =>
        cell(
          input(field.irreps[name] ?? "1", `${name} irrep of ${field.name}`, "short", (text) =>
            set(field.irreps, name, text, changed),
          ),
        ),
      ),
      ...unitary.map(({ name }) =>
        cell(
          input(field.charges[name] ?? "0", `${name} charge of ${field.name}`, "short", (text) =>
            set(field.charges, name, text, changed),
          ),
        ),
      ),
      ...cyclic.map(({ name }) =>
        cell(
          input(String(field.z[name] ?? 0), `${name} residue of ${field.name}`, "tiny", (text) =>
            set(field.z, name, Number(text), changed),
          ),
        ),
      ),
      cell(
        input(field.copies, `copies of ${field.name}`, "tiny", (text) => set(field, "copies", text.trim(), changed)),
      ),
      cell(button("×", `remove field ${field.name}`, () => removeFrom(fields, field, reshape))),
    ),
  );
  const add = button("+ field", "add a field", () => {
    fields.push({ name: freeName("X", fields), spin: "0", irreps: {}, charges: {}, z: {}, real: false, copies: "1" });
    reshape();
  });
  const names = [...simple, ...unitary, ...cyclic].map(({ name }) => name);
  return make(
    "div",
    {},
    make(
      "div",
      { class: "scroll" },
      make("table", {}, head(["field", "kind", ...names, "copies", ""]), make("tbody", {}, ...rows)),
    ),
    add,
  );
}

function kindOf({ spin, helicity, real }: EditorField): Kind {
  if (spin === "0") return real ? "real scalar" : "scalar";
  return helicity === "1/2" ? "right-handed" : "left-handed";
}

function setKind(field: EditorField, kind: Kind, changed: Change): void {
  delete field.helicity;
  Object.assign(field, KINDS[kind]);
  changed();
}

/** A field that is renamed loses the LaTeX of its old name. */
function rename(field: EditorField, text: string, changed: Change): void {
  field.name = text.trim();
  delete field.latex;
  changed();
}

function set<T, K extends keyof T>(record: T, key: K, value: T[K], changed: Change): void {
  record[key] = value;
  changed();
}

function retype(group: GroupRecord, type: GroupRecord["type"], reshape: Change): void {
  group.type = type;
  delete group.N;
  delete group.M;
  delete group.boson;
  if (type === "Z") {
    group.M = 2;
    delete group.gauged;
  } else {
    group.gauged = true;
    if (type !== "U1") group.N = type === "SO" ? 10 : 2;
  }
  reshape();
}

function resize(group: GroupRecord, text: string, changed: Change): void {
  if (group.type === "Z") group.M = Number(text);
  else group.N = Number(text);
  delete group.boson;
  changed();
}

/** Irreps and charges go with the name. */
function renameGroup(theory: EditorTheory, group: GroupRecord, text: string, reshape: Change): void {
  const [old, name] = [group.name, text.trim()];
  for (const field of theory.fields) {
    for (const record of [field.irreps, field.charges, field.z] as Record<string, unknown>[]) {
      if (!(old in record)) continue;
      record[name] = record[old];
      if (name !== old) delete record[old];
    }
  }
  group.name = name;
  reshape();
}

function removeGroup(theory: EditorTheory, group: GroupRecord, reshape: Change): void {
  for (const { irreps, charges, z } of theory.fields) {
    delete irreps[group.name];
    delete charges[group.name];
    delete z[group.name];
  }
  removeFrom(theory.groups, group, reshape);
}

function removeFrom<T>(list: T[], item: T, reshape: Change): void {
  list.splice(list.indexOf(item), 1);
  reshape();
}

function freeName(stem: string, taken: readonly { readonly name: string }[]): string {
  let number = 1;
  while (taken.some(({ name }) => name === `${stem}${number}`)) number++;
  return `${stem}${number}`;
}

function gaugedBox(group: GroupRecord, changed: Change): HTMLElement {
  return make("input", {
    type: "checkbox",
    "aria-label": `${group.name} is gauged`,
    checked: group.gauged !== false,
    change: (event) => set(group, "gauged", (event.target as HTMLInputElement).checked, changed),
  });
}

function head(names: readonly string[]): HTMLElement {
  return make("thead", {}, make("tr", {}, ...names.map((name) => make("th", {}, name))));
}

function cell(content: Node | string): HTMLElement {
  return make("td", {}, content);
}

function button(text: string, label: string, act: () => void): HTMLElement {
  return make("button", { type: "button", "aria-label": label, click: act }, text);
}

function input(
  value: string,
  label: string,
  size: "short" | "tiny",
  act: (text: string) => void,
  when = "input",
): HTMLElement {
  return make("input", {
    value,
    class: size,
    "aria-label": label,
    spellcheck: "false",
    autocomplete: "off",
    [when]: (event) => act((event.target as HTMLInputElement).value),
  });
}

function choice(names: readonly string[], chosen: string, label: string, act: (name: string) => void): HTMLElement {
  return make(
    "select",
    { "aria-label": label, change: (event) => act((event.target as HTMLSelectElement).value) },
    ...names.map((name) => make("option", { value: name, selected: name === chosen }, name)),
  );
}
