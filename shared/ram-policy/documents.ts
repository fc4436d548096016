import { PolicyUnbuildable } from '../errors';
import freeze from './freeze.json';
import highRisk from './high-risk.json';
import quarantine from './quarantine.json';
import { bucketProtected, isOfTrail } from './self-protection';

export const QUARANTINE_POLICY = 'AkTourniquetQuarantine';
export const FREEZE_POLICY = 'AkTourniquetFreeze';
/** Carries the quarantine policy for users who have no free place for one of their own. */
export const QUARANTINE_GROUP = 'AkTourniquetQuarantine';

/** RAM's limit for a policy document; the account's own is PolicySizeQuota in GetAccountSummary. */
export const DEFAULT_POLICY_SIZE = 6144;
/** A user has 10 places for custom policies, a group 5. */
export const MOST_DOCUMENTS = 4;

/** A policy as RAM's CreatePolicy takes it: its name and its document, minified. */
export interface PolicyDocument {
  readonly name: string;
  readonly document: string;
}

/** What of the tool's own the contained identity must not touch. */
export interface ProtectedScope {
  /** The evidence bucket. */
  readonly bucket: string;
  readonly accountId: string;
  /** Where functions, log project and bus stand; every region when left out. */
  readonly region?: string;
  readonly archiveBucket?: string;
  /** Where a trail delivers to; `trailFolder`: its prefix with a slash behind it, or ''. */
  readonly trailBucket?: string;
  readonly trailFolder?: string;
  /** Resources of other configurations' buckets, which stay protected. */
  readonly beyond?: readonly string[];
}

interface DenyStatement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

/** The policy that the reference document recommends, statement for statement. */
export function highRiskDocument(): PolicyDocument {
  return { name: 'AkTourniquetHighRisk', document: JSON.stringify(highRisk) };
}

/** The explicit deny of everything. */
export function freezeDocument(): PolicyDocument {
  return { name: FREEZE_POLICY, document: JSON.stringify(freeze) };
}

/** The quarantine in one document, whatever its length. Throws {@link PolicyUnbuildable} for a scope that names nothing. */
export function quarantineDocument(scope: ProtectedScope): PolicyDocument {
  return { name: QUARANTINE_POLICY, document: minified(quarantineStatements(scope)) };
}

/**
 * The quarantine in as many documents as the account's PolicySizeQuota (characters) asks for: one at 6,144, else
 * `AkTourniquetQuarantine`, `AkTourniquetQuarantine2` and so on. The first holds the self-protection and the actions
 * that matter most, because they are attached in that order. Together they deny exactly what the one document denies.
 * Throws {@link PolicyUnbuildable} when more than four were needed.
 */
export function quarantineDocuments(
  scope: ProtectedScope,
  policySizeQuota: number = DEFAULT_POLICY_SIZE,
): readonly PolicyDocument[] {
  const whole = quarantineDocument(scope);
  if (whole.document.length <= policySizeQuota) return [whole];
  const [powers, ...protection] = quarantineStatements(scope);
  const documents: PolicyDocument[] = [];
  let left = powers.Action;
  while (left.length > 0) {
    const rest = documents.length === 0 ? protection : [];
    const count = howManyFit(left, (actions) => minified([{ ...powers, Action: actions }, ...rest]), policySizeQuota);
    if (count === 0 || documents.length === MOST_DOCUMENTS) {
      throw new PolicyUnbuildable(
        QUARANTINE_POLICY,
        `the account takes documents of ${policySizeQuota} characters only`,
      );
    }
    documents.push({
      name: documents.length === 0 ? QUARANTINE_POLICY : `${QUARANTINE_POLICY}${documents.length + 1}`,
      document: minified([{ ...powers, Action: left.slice(0, count) }, ...rest]),
    });
    left = left.slice(count);
  }
  return documents;
}

function howManyFit(actions: readonly string[], render: (actions: readonly string[]) => string, quota: number): number {
  let count = actions.length;
  while (count > 0 && render(actions.slice(0, count)).length > quota) count--;
  return count;
}

function minified(statements: readonly DenyStatement[]): string {
  return JSON.stringify({ Version: '1', Statement: statements });
}

function quarantineStatements(scope: ProtectedScope): readonly [DenyStatement, ...DenyStatement[]] {
  const { trailBucket, trailFolder = '', beyond = [] } = scope;
  const values: Readonly<Record<string, string | undefined>> = {
    bucket: checked('the evidence bucket', scope.bucket, BUCKET),
    archiveBucket: scope.archiveBucket ? checked('the archive bucket', scope.archiveBucket, BUCKET) : undefined,
    trailBucket: trailBucket ? checked("the trail's bucket", trailBucket, BUCKET) : undefined,
    trailFolder: checked("the trail's folder", trailFolder, FOLDER),
    accountId: checked('the account id', scope.accountId, /^[0-9]{1,20}$/),
    region: scope.region === undefined ? '*' : checked('the region', scope.region, /^[a-z]{2}-[a-z0-9-]{1,40}$/),
  };
  const [powers, selfProtection, trail] = quarantine.Statement;
  if (!powers || !selfProtection || !trail) {
    throw new PolicyUnbuildable(QUARANTINE_POLICY, 'quarantine.json has lost a statement');
  }
  for (const resource of beyond)
    checked('the bucket of another configuration', bucketProtected(resource) ?? resource, BUCKET);
  const protecting = ({ Resource, ...statement }: DenyStatement, more: readonly string[]): DenyStatement => ({
    ...statement,
    Resource: [...[Resource].flat().flatMap((pattern) => filledIn(pattern, values)), ...more],
  });
  const own = protecting(
    selfProtection,
    beyond.filter((one) => !isOfTrail(one)),
  );
  const ofTrail = protecting(trail, beyond.filter(isOfTrail));
  return [powers, own, ...(ofTrail.Resource.length > 0 ? [ofTrail] : [])];
}

const BUCKET = /^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$/;
const FOLDER = /^(?:[A-Za-z0-9._-]+\/){0,200}$/;

/** A wildcard or an empty name in here would deny the identity other people's resources, or none. */
function checked(what: string, value: string, shape: RegExp): string {
  if (shape.test(value)) return value;
  throw new PolicyUnbuildable(QUARANTINE_POLICY, `${what} ${JSON.stringify(value.slice(0, 70))} is none`);
}

/** Nothing when the pattern asks for a value that this account does not have (no archive bucket, no trail). */
function filledIn(pattern: string, values: Readonly<Record<string, string | undefined>>): readonly string[] {
  let complete = true;
  const text = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) complete = false;
    return value ?? '';
  });
  return complete ? [text] : [];
}
