import { type JsonObject, text } from '../signal/loose';

/**
 * Which answers of LookupEvents go on in a page that is not there. An answer does not say which page it is: those of one
 * question bear its window, and the last of them has no NextToken.
 */
export class Answers {
  private readonly isWhole = new Map<string, boolean>();

  take(answer: JsonObject): void {
    const [from, to] = [text(answer, 'startTime'), text(answer, 'endTime')];
    const window = from === undefined || to === undefined ? '' : ` (${from} to ${to})`;
    const isLast = text(answer, 'nextToken') === undefined;
    this.isWhole.set(window, isLast || this.isWhole.get(window) === true);
  }

  /** English sentences for a person. */
  get notes(): string[] {
    return [...this.isWhole]
      .filter(([, isWhole]) => !isWhole)
      .map(
        ([window]) =>
          `an answer of LookupEvents${window} goes on (NextToken), and the rest of it is missing: not judged whole`,
      );
  }
}
