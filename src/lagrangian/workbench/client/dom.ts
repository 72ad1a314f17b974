/** Elements of the page, made in one expression. */
import temml from "temml";

type Content = Node | string | undefined;

/** An element with attributes (a function is a listener, `true` an attribute without value) and content. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean | ((event: Event) => void) | undefined>> = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...content.filter((part) => part !== undefined));
  return element;
}

/** A formula as MathML. */
export function formula(tex: string, display = false): HTMLElement {
  const element = make("span", { class: display ? "formula display" : "formula" });
  temml.render(tex, element, { displayMode: display, throwOnError: false });
  return element;
}

/** Formulas that are typeset when they come near the screen; before that plain text stands for them. */
export function formulasWhenSeen(): (tex: string, text: string) => HTMLElement {
  const waiting = new Map<Element, string>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const tex = waiting.get(target);
        if (!isIntersecting || tex === undefined) continue;
        observer.unobserve(target);
        waiting.delete(target);
        target.replaceChildren(...formula(tex).childNodes);
      }
    },
    { rootMargin: "50% 0%" },
  );
  return (tex, text) => {
    const element = make("span", { class: "formula" }, text);
    waiting.set(element, tex);
    observer.observe(element);
    return element;
  };
}

export function table(head: readonly string[], rows: readonly (readonly (Node | string)[])[], name = ""): HTMLElement {
  return make(
    "div",
    { class: "scroll" },
    make(
      "table",
      { class: name },
      make("thead", {}, make("tr", {}, ...head.map((text) => make("th", {}, text)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))),
    ),
  );
}

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element ${id}`);
  return found;
}
