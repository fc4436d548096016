/** An event that nobody could be made to take, as it lies in its queue. */
export interface DeadLetter {
  readonly time: string;
  /** The queue's ARN. */
  readonly queue: string;
  /** The trigger or function that gave up. */
  readonly from: string;
  readonly why: string;
  readonly event: unknown;
}

/** The queues for what was given up. Without a queue an event is dropped, as the cloud drops it. */
export class DeadLetters {
  private readonly letters: DeadLetter[] = [];

  constructor(private readonly now: () => Date) {}

  get all(): readonly DeadLetter[] {
    return this.letters;
  }

  put(queue: string | undefined, letter: Pick<DeadLetter, 'from' | 'why'> & { readonly event: Buffer }): void {
    if (queue === undefined) return;
    this.letters.push({ ...letter, time: this.now().toISOString(), queue, event: readable(letter.event) });
  }
}

function readable(event: Buffer): unknown {
  try {
    return JSON.parse(event.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return event.toString();
    throw error;
  }
}
