/** What was odd but readable in one reading of a file: one line a kind, with its first place and how often it came. */
export interface WarningLog {
  /** Grows and changes while the file is read; the same array all the time. */
  readonly texts: readonly string[];
  add(what: string, place: string): void;
  /** Forgets everything: the file is read again from its beginning. */
  restart(): void;
}

export function warningLog(): WarningLog {
  const texts: string[] = [];
  const kinds = new Map<string, { readonly index: number; readonly place: string; count: number }>();
  return {
    texts,
    add(what, place) {
      const known = kinds.get(what);
      if (known === undefined) {
        kinds.set(what, { index: texts.length, place, count: 1 });
        texts.push(`${what} (${place})`);
        return;
      }
      known.count++;
      texts[known.index] = `${what} (${known.count} times, first ${known.place})`;
    },
    restart() {
      texts.length = 0;
      kinds.clear();
    },
  };
}
