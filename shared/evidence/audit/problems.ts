/** So many are told one by one; of more only the number. */
const MOST_TOLD = 20;

/** What of a source could not be read. */
export class Problems {
  private readonly problems: string[] = [];
  private more = 0;

  add(problem: string): void {
    if (this.problems.length < MOST_TOLD) this.problems.push(problem);
    else this.more += 1;
  }

  addAll(problems: readonly string[]): void {
    for (const problem of problems) this.add(problem);
  }

  told(): string[] {
    return this.more > 0 ? [...this.problems, `and ${this.more} more`] : [...this.problems];
  }
}
