/** What the page shows, kept in its address, so that a link or a reload brings it back. */
import type { EditorTheory } from "../editorTheory.ts";

export interface PageState {
  theory: EditorTheory;
  generations: number;
  dimension: number;
  /** What stands under "What did I forget?". */
  lines: string;
}

/** The state of the address; undefined where there is none or it is not one of ours. */
export function stateOfAddress(): PageState | undefined {
  const text = location.hash.slice(1);
  if (text === "") return undefined;
  try {
    const state = JSON.parse(
      new TextDecoder().decode(Uint8Array.fromBase64(text, { alphabet: "base64url" })),
    ) as PageState;
    return Array.isArray(state.theory.fields) && Array.isArray(state.theory.groups) ? state : undefined;
  } catch {
    return undefined;
  }
}

export function keepInAddress(state: PageState): void {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  history.replaceState(undefined, "", `#${bytes.toBase64({ alphabet: "base64url", omitPadding: true })}`);
}
