import type { Cloud } from '../aliyun';
import { ORDINARY } from '../aliyun/call';
import { RateLimiter } from '../aliyun/limiter';
import type { Clock } from '../clock';
import { CloudNotFound } from '../errors';
import type { AccessKeyId, UserName } from '../ids';
import { messageOf } from './looked';

/** Walking the account: calls a second, well below RAM's 100 for lists, and how many at once. */
const WALK_PER_SECOND = 50;
const WALK_AT_ONCE = 8;

/**
 * Which user an AccessKey belongs to, by one walk over all users: begun by the first that asks, shared by all who ask in
 * the same run, so that fifty unknown keys cost one walk. What it says is minutes old: confirm it live before any act.
 */
export class KeyDirectory {
  private readonly owners = new Map<string, UserName>();
  private readonly failed: string[] = [];
  private walk: Promise<void> | undefined;
  private hasEnded = false;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly cloud: Pick<Cloud, 'ram'>,
    private readonly clock: Clock,
    /** `clock.elapsedMs()` from which on nobody is asked any more: what was found out must be told in the rest of the run. */
    private readonly untilMs: number,
  ) {}

  /** Looks that failed: while there is one, "not found" proves nothing. */
  get failures(): readonly string[] {
    return this.failed;
  }

  /** The user, as soon as the walk meets him; undefined when it has ended without. Never throws: see {@link failures}. */
  async find(accessKeyId: AccessKeyId): Promise<UserName | undefined> {
    this.walk ??= this.begin();
    while (!this.owners.has(accessKeyId) && !this.hasEnded)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.owners.get(accessKeyId);
  }

  private async begin(): Promise<void> {
    const limiter = new RateLimiter(WALK_PER_SECOND, this.clock);
    try {
      for await (const page of this.cloud.ram.listUsers()) {
        for (let i = 0; i < page.length; i += WALK_AT_ONCE) {
          if (this.clock.elapsedMs() >= this.untilMs)
            throw new Error('the time for it was over before every user was asked');
          const batch = page.slice(i, i + WALK_AT_ONCE).map(async ({ name }) => {
            await limiter.turn();
            await this.look(name);
          });
          await Promise.all(batch);
          this.tell();
        }
      }
    } catch (error) {
      this.failed.push(messageOf(error));
    }
    this.hasEnded = true;
    this.tell();
  }

  private async look(userName: UserName): Promise<void> {
    try {
      for (const { id } of await this.cloud.ram.listAccessKeys(userName, ORDINARY)) this.owners.set(id, userName);
    } catch (error) {
      if (!(error instanceof CloudNotFound)) this.failed.push(messageOf(error));
    }
  }

  private tell(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}
