/** One thing that an examination found. */
export interface Finding {
  /** `note` is worth knowing, `broken` wants something done. */
  readonly level: 'ok' | 'note' | 'broken';
  readonly what: string;
  /** What to do about it. */
  readonly remedy?: string;
}
