import type { Scene } from './scene';

export interface Words {
  readonly en: string;
  readonly zh: string;
}

/**
 * What a thief does who knows the tool. `play` makes his calls and asserts each cell of its row: a row that does not hold
 * fails its test, and is not printed.
 */
export interface Attack {
  readonly name: Words;
  readonly did: Words;
  readonly told: Words;
  readonly remains: Words;
  /** Not in the short run: it takes many calls, or functions in processes of their own. */
  readonly isLong?: boolean;
  readonly play: () => Promise<Scene>;
}
