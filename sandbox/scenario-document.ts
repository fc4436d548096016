import type { StoredKey } from './world/entities';

/** Stands for so many alike, their names numbered: see `scenario-numbers.ts`. */
type Many<T> = T & { readonly count?: number };

/** A scenario as its document has it; `sandbox/scenario.schema.json` says what each field means. */
export interface WrittenScenario extends Omit<Scenario, 'users' | 'events' | 'leaks'> {
  readonly users?: readonly Many<ScenarioUser>[];
  readonly events?: readonly (ListedEvent | Many<Habit>)[];
  readonly leaks?: readonly Many<ScenarioLeak>[];
}

/** A scenario with nothing left to count. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly account?: {
    readonly id?: string;
    readonly region?: string;
    readonly alias?: string;
    readonly balance?: string;
    readonly eventsVisibleAfterMs?: number;
  };
  readonly root?: { readonly keys?: readonly ScenarioKey[] };
  readonly users?: readonly ScenarioUser[];
  readonly groups?: readonly {
    readonly name: string;
    readonly comments?: string;
    readonly policies?: readonly string[];
  }[];
  readonly roles?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly trust: object;
    readonly policies?: readonly string[];
  }[];
  readonly policies?: readonly { readonly name: string; readonly description?: string; readonly document: object }[];
  readonly buckets?: readonly ScenarioBucket[];
  readonly logProjects?: readonly ScenarioLogProject[];
  readonly instances?: readonly ScenarioInstance[];
  readonly events?: readonly (ListedEvent | Habit)[];
  readonly bills?: { readonly days: number; readonly lines: readonly ScenarioBillLine[] };
  readonly orders?: readonly ScenarioOrder[];
  readonly trails?: readonly ScenarioTrail[];
  readonly excludeUsers?: readonly string[];
  readonly exceptions?: readonly ScenarioException[];
  readonly nights?: readonly ScenarioNight[];
  readonly leaked?: string;
  readonly leaks?: readonly ScenarioLeak[];
  readonly attacker?: Attacker;
}

export interface ScenarioKey {
  readonly name: string;
  readonly accessKeyId?: string;
  readonly status?: StoredKey['status'];
  readonly createdDaysAgo?: number;
  readonly lastUsedDaysAgo?: number;
}

export interface ScenarioUser {
  readonly name: string;
  readonly displayName?: string;
  readonly comments?: string;
  readonly email?: string;
  readonly createdDaysAgo?: number;
  readonly keys?: readonly ScenarioKey[];
  readonly groups?: readonly string[];
  readonly policies?: readonly string[];
  readonly login?: {
    readonly status?: 'Active' | 'Inactive';
    readonly mfaBindRequired?: boolean;
    readonly lastLoginDaysAgo?: number;
  };
  readonly mfa?: boolean;
}

export interface ScenarioBucket {
  readonly name: string;
  readonly acl?: 'private' | 'public-read' | 'public-read-write';
  readonly isVersioned?: boolean;
  readonly logsTo?: string;
  readonly objects?: readonly { readonly key: string; readonly text: string }[];
}

export interface ScenarioLogProject {
  readonly name: string;
  readonly region?: string;
  readonly serviceLog?: readonly string[];
}

export interface ScenarioTrail {
  readonly name: string;
  readonly bucket: string;
  readonly region?: string;
  readonly events?: 'Write' | 'Read' | 'All';
  readonly isOn?: boolean;
}

export interface ScenarioException {
  readonly check: string;
  readonly user?: string;
  readonly bucket?: string;
  readonly logProject?: string;
  readonly untilDays: number;
  readonly reason: string;
}

export interface ScenarioNight {
  readonly daysAgo: number;
  readonly note?: string;
  readonly root?: { readonly mfa?: boolean; readonly keyStatus?: StoredKey['status']; readonly isKeyUsed?: boolean };
  readonly trails?: readonly ScenarioTrail[];
  readonly leaks?: readonly string[];
  readonly responder?: 'runs' | 'fails';
  readonly silentMinutes?: number;
  readonly deadLetters?: number;
  readonly steps?: readonly AttackerStep[];
  readonly refused?: readonly { readonly service: string; readonly action: string }[];
}

export interface ScenarioInstance {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly region?: string;
  readonly status?: 'Running' | 'Stopped';
  readonly createdDaysAgo?: number;
}

export interface ListedEvent {
  readonly key: string;
  readonly daysAgo: number;
  readonly service: string;
  readonly action: string;
  readonly region?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly resources?: Readonly<Record<string, readonly string[]>>;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
}

export interface Habit {
  readonly key: string;
  readonly days: number;
  readonly untilDaysAgo?: number;
  readonly perDay: number;
  readonly hours?: readonly number[];
  readonly calls: readonly HabitCall[];
  readonly sourceIps: readonly string[];
  readonly userAgent?: string;
  readonly seed?: number;
}

export interface HabitCall {
  readonly service: string;
  readonly action: string;
  readonly region?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly weight?: number;
}

export interface ScenarioBillLine {
  readonly productCode: string;
  readonly productName: string;
  readonly subscriptionType?: 'PayAsYouGo' | 'Subscription';
  readonly instanceId: string;
  readonly region?: string;
  readonly item: string;
  readonly usage: string;
  readonly usageUnit: string;
  readonly amount: string;
  readonly variation?: number;
  readonly fromDaysAgo?: number;
}

export interface ScenarioOrder {
  readonly daysAgo: number;
  readonly productCode: string;
  readonly orderType?: 'New' | 'Renew' | 'Upgrade' | 'Refund';
  readonly region?: string;
  readonly amount: string;
}

export interface ScenarioLeak {
  readonly key: string;
  readonly userName?: string;
  readonly userType?: 'ram' | 'master';
  readonly tokenValid?: 0 | 1 | 2;
  readonly status?: string;
  readonly restricted?: boolean;
  readonly when?: 'found' | 'published';
  readonly afterMs?: number;
}

export interface Attacker {
  readonly afterMs?: number;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly steps: readonly AttackerStep[];
}

export interface AttackerStep {
  readonly as: string;
  readonly service: 'ram' | 'ims' | 'sts' | 'actiontrail' | 'sas' | 'bss' | 'oss' | 'fc' | 'ecs';
  readonly action: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly save?: Readonly<Record<string, string>>;
  readonly afterMs?: number;
  readonly everyMs?: number;
  readonly times?: number;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly note?: string;
}
