/** What can be undone: a present, what was before it, and what was taken back. */

export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last change belongs to: the next one of that name is the same step (a drag, a row of key presses). */
  readonly gesture: string | null;
}

const LONGEST = 200;

/** A history without past. */
export function begun<T>(present: T): History<T> {
  return { past: [], present, future: [], gesture: null };
}

/** The history after a change; changes of one gesture are one step. */
export function changed<T>(history: History<T>, present: T, gesture: string | null = null): History<T> {
  if (present === history.present) return history;
  const same = gesture !== null && gesture === history.gesture;
  const past = same ? history.past : [...history.past, history.present].slice(-LONGEST);
  return { past, present, future: [], gesture };
}

/** The history after the gesture has ended: the next change is a step of its own. */
export function settled<T>(history: History<T>): History<T> {
  return history.gesture === null ? history : { ...history, gesture: null };
}

/** One step back; the same history where there is none. */
export function undone<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future], gesture: null };
}

/** One step forward again. */
export function redone<T>(history: History<T>): History<T> {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future: rest, gesture: null };
}
