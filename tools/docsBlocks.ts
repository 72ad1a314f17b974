/**
 * The code blocks of the documentation. Every `sh` and `ts` block of README.md, CONTRIBUTING.md and docs/ is executed
 * by docsBlocks.test.ts; the words after the language say when:
 *
 *     ```sh                    always
 *     ```sh data               where the shared data are
 *     ```sh long               in the long tier only (./test --long); also `long data`
 *     ```sh no-run: REASON     never, for the reason
 *
 * An `output` block that follows shows what the block prints on stdout. Both must be equal to the last digit shown;
 * `...` in it stands for anything, so `loss 3.21...` compares three digits and `in ... s` leaves the time open.
 */
export interface DocBlock {
  readonly line: number;
  readonly language: "sh" | "ts";
  readonly when: readonly ("data" | "long")[];
  /** Why the block is never run. */
  readonly noRun?: string | undefined;
  readonly text: string;
  readonly output?: string | undefined;
}

/** The blocks of one Markdown text. Throws an Error with the line where the words of a fence are not understood. */
export function docBlocks(markdown: string): DocBlock[] {
  const fence = /^```(\S*) *(.*)\n([^]*?)^```\s*$/gm;
  const blocks: DocBlock[] = [];
  /** Where an output block has to start to belong to the last block. */
  let outputAt = -1;
  for (const match of markdown.matchAll(fence)) {
    const [whole, language = "", words = "", text = ""] = match;
    const line = markdown.slice(0, match.index).split("\n").length;
    if (language === "output") {
      if (match.index !== outputAt) throw new Error(`line ${line}: this output follows no block that is run`);
      blocks.push({ ...blocks.pop()!, output: text });
    } else if (language === "sh" || language === "ts") {
      blocks.push({ line, language, text, ...readWords(words, line) });
      const end = match.index + whole.length;
      outputAt = end + /^\s*/.exec(markdown.slice(end))![0].length;
    }
  }
  return blocks;
}

function readWords(words: string, line: number): Pick<DocBlock, "when" | "noRun"> {
  const noRun = /^no-run: (.+)$/.exec(words)?.[1];
  if (noRun !== undefined) return { when: [], noRun };
  const when = words.split(" ").filter((word) => word !== "");
  const unknown = when.find((word) => word !== "data" && word !== "long");
  if (unknown === undefined) return { when: when as DocBlock["when"] };
  throw new Error(`line ${line}: found "${unknown}" after the language, expected "data", "long" or "no-run: REASON"`);
}

/** Whether a program printed what the documentation shows, `...` standing for anything. */
export function showsOutput(shown: string, printed: string): boolean {
  const tidy = (text: string) => text.replace(/[ \t]+$/gm, "").trim();
  const pattern = tidy(shown).split("...").map(RegExp.escape).join("[^]*");
  return new RegExp(`^${pattern}$`).test(tidy(printed));
}
