import {
  type AttackerStep,
  type Habit,
  type ListedEvent,
  parseScenario,
  type ScenarioBillLine,
  type ScenarioKey,
  type ScenarioLeak,
  type ScenarioLogProject,
  type ScenarioUser,
} from '../sandbox/scenario';
import { type RunningSandbox, type StartOptions, startSandbox } from '../sandbox/start';

type KeyOptions = Omit<ScenarioKey, 'name'>;

/** A RAM user of a test's account. Keys are named like the user unless a test says otherwise. */
export class UserBuilder {
  private constructor(readonly user: ScenarioUser) {}

  static named(name: string): UserBuilder {
    return new UserBuilder({ name, createdDaysAgo: 400 });
  }

  /** 400 days old and active unless `options` say otherwise. */
  withKey(name = this.user.name, options: KeyOptions = {}): UserBuilder {
    return this.with({ keys: [...(this.user.keys ?? []), { name, createdDaysAgo: 400, ...options }] });
  }

  inGroup(...groups: string[]): UserBuilder {
    return this.with({ groups: [...(this.user.groups ?? []), ...groups] });
  }

  /** `System/AdministratorAccess` or `Custom/<name>`. */
  withPolicy(...policies: string[]): UserBuilder {
    return this.with({ policies: [...(this.user.policies ?? []), ...policies] });
  }

  withConsole(login: NonNullable<ScenarioUser['login']> = {}): UserBuilder {
    return this.with({ login });
  }

  withMfa(): UserBuilder {
    return this.with({ mfa: true });
  }

  createdDaysAgo(createdDaysAgo: number): UserBuilder {
    return this.with({ createdDaysAgo });
  }

  private with(more: Partial<ScenarioUser>): UserBuilder {
    return new UserBuilder({ ...this.user, ...more });
  }
}

export const aUser = (name: string): UserBuilder => UserBuilder.named(name);

interface Draft {
  readonly users: readonly ScenarioUser[];
  readonly groups: readonly { name: string; policies: readonly string[] }[];
  readonly roles: readonly { name: string; trust: object; policies: readonly string[] }[];
  readonly policies: readonly { name: string; document: object }[];
  readonly logProjects: readonly ScenarioLogProject[];
  readonly buckets: readonly { name: string; objects: readonly { key: string; text: string }[] }[];
  readonly events: readonly (ListedEvent | Habit)[];
  readonly leaks: readonly ScenarioLeak[];
  readonly bills?: { readonly days: number; readonly lines: readonly ScenarioBillLine[] };
  readonly root?: { readonly keys: readonly ScenarioKey[] };
  readonly leaked?: string;
  readonly attacker?: { readonly steps: readonly AttackerStep[] };
  readonly account?: Readonly<Record<string, unknown>>;
}

/** An account for one test: described in words, started by `start`, stopped by the test. */
export class SandboxBuilder {
  private constructor(private readonly draft: Draft) {}

  static empty(): SandboxBuilder {
    return new SandboxBuilder({
      users: [],
      groups: [],
      roles: [],
      policies: [],
      buckets: [],
      logProjects: [],
      events: [],
      leaks: [],
    });
  }

  withUser(...users: UserBuilder[]): SandboxBuilder {
    return this.with({ users: [...this.draft.users, ...users.map((builder) => builder.user)] });
  }

  withGroup(name: string, ...policies: string[]): SandboxBuilder {
    return this.with({ groups: [...this.draft.groups, { name, policies }] });
  }

  /** Anybody of the account may become it, as far as his own policies let him. */
  withRole(name: string, ...policies: string[]): SandboxBuilder {
    const trust = {
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::{accountId}:root'] } }],
    };
    return this.with({ roles: [...this.draft.roles, { name, trust, policies }] });
  }

  /** A custom policy; users get it as `Custom/<name>`. */
  withPolicy(name: string, ...statements: object[]): SandboxBuilder {
    const document = { Version: '1', Statement: statements };
    return this.with({ policies: [...this.draft.policies, { name, document }] });
  }

  withRootKey(name = 'root', options: KeyOptions = {}): SandboxBuilder {
    const keys = [...(this.draft.root?.keys ?? []), { name, createdDaysAgo: 1000, ...options }];
    return this.with({ root: { keys } });
  }

  withBucket(name: string, objects: Readonly<Record<string, string>> = {}): SandboxBuilder {
    const listed = Object.entries(objects).map(([key, text]) => ({ key, text }));
    return this.with({ buckets: [...this.draft.buckets, { name, objects: listed }] });
  }

  withLogProjects(...projects: ScenarioLogProject[]): SandboxBuilder {
    return this.with({ logProjects: [...this.draft.logProjects, ...projects] });
  }

  withEvents(...events: (ListedEvent | Habit)[]): SandboxBuilder {
    return this.with({ events: [...this.draft.events, ...events] });
  }

  /** A leak that stands in Security Center's list from the start; `key` is the key's name. */
  withLeak(key: string, options: Omit<ScenarioLeak, 'key'> = {}): SandboxBuilder {
    return this.with({ leaks: [...this.draft.leaks, { key, when: 'found', ...options }], leaked: key });
  }

  withBills(days: number, ...lines: ScenarioBillLine[]): SandboxBuilder {
    return this.with({ bills: { days, lines } });
  }

  withAccount(account: Readonly<Record<string, unknown>>): SandboxBuilder {
    return this.with({ account: { ...this.draft.account, ...account } });
  }

  /** Checked against the scenario's schema, like any other scenario. */
  start(options: Omit<StartOptions, 'scenario'> = {}): Promise<RunningSandbox> {
    const scenario = parseScenario({ name: 'test', description: 'made by a test', ...this.draft });
    return startSandbox({ ...options, scenario });
  }

  private with(more: Partial<Draft>): SandboxBuilder {
    return new SandboxBuilder({ ...this.draft, ...more });
  }
}

export const aSandbox = (): SandboxBuilder => SandboxBuilder.empty();
