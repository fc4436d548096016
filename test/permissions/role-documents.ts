import { EVIDENCE_BUCKET } from '../../sandbox/start';
import { type FunctionName, filledIn, type RightsValues, ROLE_RIGHTS } from '../../shared/ram-policy/role-rights';

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

export interface RoleDocument {
  readonly Statement: readonly Statement[];
}

const VALUES: RightsValues = {
  bucket: EVIDENCE_BUCKET,
  prefix: 'ak-tourniquet',
  accountId: '1234567890123456',
  region: 'cn-hangzhou',
  archiveBucket: 'account-archive',
  trailBucket: 'account-trail',
  trailFolder: 'audit/',
  logProject: 'account-audit',
  logstore: 'actiontrail_main',
  accessLogBucket: 'account-logs',
  accessLogProject: 'account-audit',
  accessLogstore: 'actiontrail_main',
  accessLogPrefix: 'oss-access/',
  idleKeys: 'disable',
  mfa: 'enforce',
  excludeUsers: ['break-glass', 'ceo'],
};

/** A policy of a function's role as docs/roles has it. `suffix`: of those that are granted where something is configured. */
export function rightsDocument(of: FunctionName, suffix = ''): RoleDocument {
  const found = ROLE_RIGHTS.find((one) => one.of === of && one.suffix === suffix);
  if (found === undefined) throw new Error(`no rights ${of}${suffix}`);
  return found.rights as RoleDocument;
}

/** The same as set-up fills it in for a test's account. */
export function roleDocument(of: FunctionName, suffix = ''): string {
  return filledIn(rightsDocument(of, suffix), VALUES);
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
