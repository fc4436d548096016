import hygiene from '../../docs/roles/hygiene.json';
import investigate from '../../docs/roles/investigate.json';
import investigateAccessLogs from '../../docs/roles/investigate-access-logs.json';
import investigateAccessSls from '../../docs/roles/investigate-access-sls.json';
import investigateSls from '../../docs/roles/investigate-sls.json';
import investigateTrail from '../../docs/roles/investigate-trail.json';
import respond from '../../docs/roles/respond.json';
import { EVIDENCE_BUCKET } from '../../sandbox/start';
import type { FunctionName } from '../../sandbox/world/setup';

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

export const ROLES: Readonly<Record<FunctionName, { readonly Statement: readonly Statement[] }>> = {
  respond,
  investigate,
  hygiene,
};

/** Granted to investigate beside its own policy where a trail is configured. */
export const trailDocument = (): string => fillIn(investigateTrail);

/** Granted to investigate likewise, where a logstore is configured. */
export const logDocument = (): string => fillIn(investigateSls);

/** Granted to investigate likewise, where buckets' access logs are configured. */
export const accessLogDocument = (): string => fillIn(investigateAccessLogs);

/** And where OSS's real-time log is. */
export const accessSlsDocument = (): string => fillIn(investigateAccessSls);

const VALUES: Readonly<Record<string, string>> = {
  bucket: EVIDENCE_BUCKET,
  prefix: 'ak-tourniquet',
  accountId: '1234567890123456',
  region: 'cn-hangzhou',
  trailBucket: 'account-trail',
  trailFolder: 'audit/',
  logProject: 'account-audit',
  logstore: 'actiontrail_main',
  accessLogBucket: 'account-logs',
  accessLogProject: 'account-audit',
  accessLogstore: 'actiontrail_main',
  accessLogPrefix: 'oss-access/',
};

/** A role's policy as set-up fills it in for a test's account. */
export function roleDocument(role: FunctionName): string {
  return fillIn(ROLES[role]);
}

function fillIn(rights: unknown): string {
  return JSON.stringify(rights).replace(/\{(\w+)\}/g, (whole, name: string) => VALUES[name] ?? whole);
}

const statementsOf = (document: string): Statement[] => (JSON.parse(document) as { Statement: Statement[] }).Statement;
const documentOf = (Statement: readonly Statement[]): string => JSON.stringify({ Version: '1', Statement });

/** Two service codes of one API are spellings of one power. */
const apiOf = (action: string): string => action.slice(action.indexOf(':') + 1);

/** Every power that is granted, by its first spelling. */
export function powersOf(document: string): string[] {
  const actions = statementsOf(document).flatMap(({ Action }) => Action);
  return actions.filter((action, at) => actions.findIndex((other) => apiOf(other) === apiOf(action)) === at);
}

/** The document without one power, in all its spellings. */
export function withoutPower(document: string, action: string): string {
  const left = statementsOf(document).map((statement) => ({
    ...statement,
    Action: statement.Action.filter((other) => apiOf(other) !== apiOf(action)),
  }));
  return documentOf(left.filter(({ Action }) => Action.length > 0));
}

/** The document with one more statement behind the others. */
export function withPower(document: string, action: string, resource: string): string {
  return documentOf([...statementsOf(document), { Effect: 'Allow', Action: [action], Resource: [resource] }]);
}
