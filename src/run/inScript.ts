/**
 * Text that may stand inside a script element, JavaScript or JSON: nothing in it spells the end of the element or opens
 * a comment of HTML. Both replacements mean the same to either language, inside strings.
 */
export function inScript(text: string): string {
  return text.replaceAll(/<\/(?=script)/gi, String.raw`<\/`).replaceAll("<!--", String.raw`\u003c!--`);
}
