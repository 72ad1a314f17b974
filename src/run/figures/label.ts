/**
 * Labels as physicists write them: between dollar signs a letter is a symbol (italic), `_` lowers and `^` raises the
 * next letter or {group}, upright: `$p_T$ [GeV]`, `$\tau_{21}$`, `$10^{3}$`, `$\ln V$`. Greek letters by name or in
 * Unicode. Outside the dollars everything stands as it is written.
 */
import { GlueballError, nearestNames } from "../../base/index.ts";
import { element, escapeXml } from "./svg.ts";

const GREEK: Readonly<Record<string, string>> = {
  alpha: "α",
  beta: "β",
  gamma: "γ",
  delta: "δ",
  epsilon: "ϵ",
  varepsilon: "ε",
  eta: "η",
  theta: "θ",
  kappa: "κ",
  lambda: "λ",
  mu: "μ",
  nu: "ν",
  pi: "π",
  rho: "ρ",
  sigma: "σ",
  tau: "τ",
  phi: "φ",
  chi: "χ",
  psi: "ψ",
  omega: "ω",
  Gamma: "Γ",
  Delta: "Δ",
  Lambda: "Λ",
  Sigma: "Σ",
  Phi: "Φ",
  Omega: "Ω",
};

/** Words that stay upright. */
const UPRIGHT = ["ln", "log", "exp", "sin", "cos", "tan", "min", "max"];
/** Signs by name. */
const SIGNS: Readonly<Record<string, string>> = { times: "×", pm: "±", leq: "≤", geq: "≥", approx: "≈", to: "→" };

interface Piece {
  readonly text: string;
  /** 0 on the line, 1 raised, -1 lowered. */
  readonly level: number;
  readonly italic: boolean;
}

const SCRIPT_SIZE = 0.7;
/** Shift of raised and lowered text in units of the font size. */
const RAISE = 0.36;
const LOWER = 0.22;

/** The content of a `<text>` element of font size `size`. */
export function labelContent(label: string, size: number): string {
  let height = 0;
  return pieces(label)
    .map(({ text, level, italic }) => {
      const target = level > 0 ? RAISE * size : level < 0 ? -LOWER * size : 0;
      const dy = height - target;
      height = target;
      if (dy === 0 && level === 0 && !italic) return escapeXml(text);
      const attributes = {
        dy: dy === 0 ? undefined : dy,
        "font-size": level === 0 ? undefined : size * SCRIPT_SIZE,
        "font-style": italic ? "italic" : undefined,
      };
      return element("tspan", attributes, escapeXml(text));
    })
    .join("");
}

/** The label as HTML, for captions and tables of a report. */
export function labelHtml(label: string): string {
  return pieces(label)
    .map(({ text, level, italic }) => {
      const written = italic ? `<i>${escapeXml(text)}</i>` : escapeXml(text);
      if (level === 0) return written;
      return level > 0 ? `<sup>${written}</sup>` : `<sub>${written}</sub>`;
    })
    .join("");
}

/** The label without markup, for alternative text. */
export function labelText(label: string): string {
  return pieces(label)
    .map(({ text }) => text)
    .join("");
}

/** Estimated width of a label in the sans-serif of the figures, in units of `size`: good to about 10 %. */
export function labelWidth(label: string, size: number): number {
  return pieces(label).reduce((width, { text, level }) => {
    const scale = level === 0 ? size : size * SCRIPT_SIZE;
    return width + scale * [...text].reduce((sum, letter) => sum + letterWidth(letter), 0);
  }, 0);
}

function letterWidth(letter: string): number {
  if ("ijl.,:;|!'()[] ".includes(letter)) return 0.3;
  if ("mwMW".includes(letter)) return 0.84;
  if (/[A-Z]/.test(letter)) return 0.68;
  return 0.56;
}

function pieces(label: string): Piece[] {
  return label.split("$").flatMap((part, index) => (index % 2 === 0 ? upright(part) : symbols(part)));
}

function upright(text: string): Piece[] {
  return text === "" ? [] : [{ text, level: 0, italic: false }];
}

const TOKEN = /([_^])(?:\{([^}]*)\}|\\([A-Za-z]+)|(.))|\\([A-Za-z]+) ?|([A-Za-zα-ωΑ-Ω])|([^_^\\])/gu;

function symbols(math: string): Piece[] {
  return [...math.matchAll(TOKEN)].map(([, mark, group, scriptName, single, name, letter, other]) => {
    if (mark !== undefined) {
      const text =
        group?.replace(/\\([A-Za-z]+) ?/g, (_, word: string) => command(word)) ?? single ?? command(scriptName!);
      return { text: text.replaceAll("-", "−"), level: mark === "^" ? 1 : -1, italic: false };
    }
    if (other !== undefined) return { text: other.replace("-", "−"), level: 0, italic: false };
    const text = letter ?? command(name!);
    return { text, level: 0, italic: name === undefined || name in GREEK };
  });
}

/** @throws GlueballError run/unknown-symbol. */
function command(name: string): string {
  if (UPRIGHT.includes(name)) return `${name} `;
  const sign = GREEK[name] ?? SIGNS[name];
  if (sign !== undefined) return sign;
  const known = [...Object.keys(GREEK), ...Object.keys(SIGNS), ...UPRIGHT];
  throw new GlueballError({
    code: "run/unknown-symbol",
    what: "a label names a symbol that is not known",
    found: `\\${name}`,
    hint: `Nearest: ${nearestNames(name, known).join(", ")}`,
  });
}
