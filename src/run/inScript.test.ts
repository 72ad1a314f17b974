import { expect, test } from "vitest";
import { inScript } from "./inScript.ts";

const HOSTILE = 'a </script><script>x()</SCRIPT > <!-- <script> "quoted"';

test("nothing in it closes the element or opens a comment, and JSON reads back the same", () => {
  const held = inScript(JSON.stringify({ text: HOSTILE }));
  expect(held).not.toMatch(/<\/script|<!--/i);
  expect(JSON.parse(held)).toEqual({ text: HOSTILE });
});

test("a string of JavaScript keeps its value", () => {
  // oxlint-disable-next-line no-implied-eval -- the source is that of this test
  expect(new Function(inScript(`return ${JSON.stringify(HOSTILE)};`))()).toBe(HOSTILE);
});
