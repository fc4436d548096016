import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkoutRoot } from '../../sandbox/checkout';
import { ROLE_RIGHTS } from '../../shared/ram-policy/role-rights';
import { rightsDocument } from './role-documents';

const PAGE = readFileSync(path.join(checkoutRoot(), 'docs/permissions.md'), 'utf8');

interface Row {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly why: string;
  readonly neededBy: string;
}

const inTicks = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

/** Where a policy is granted, as the heading of its table says it. */
const WHERE: Readonly<Record<string, string>> = {
  '': '',
  '-archive': ', where an archive is configured',
  '-trail': ', where a trail is configured',
  '-sls': ', where a logstore is configured',
  '-access-logs': ', where access logs are configured',
  '-access-sls': ", where OSS's real-time log is configured",
  '-mfa': ', where MFA is enforced',
  '-excluded': ', where users are excluded',
  '-idle-keys': ', where unused keys are switched off',
};

/** Every document of docs/roles by the heading of its table. */
const DOCUMENTS = ROLE_RIGHTS.map(
  ({ of, suffix }) => [`${of}${WHERE[suffix] ?? suffix}`, rightsDocument(of, suffix)] as const,
);

/** The rows of a document's table. */
function rowsOf(role: string): Row[] {
  const section = new RegExp(`^## ${role}\\n(.*?)(?=^## )`, 'ms').exec(PAGE)?.[1] ?? '';
  return section
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) => {
      const [actions = '', resources = '', why = '', neededBy = ''] = line.replace(/^\| | \|$/g, '').split(' | ');
      return { actions: inTicks(actions), resources: inTicks(resources), why, neededBy };
    });
}

const pair = (action: string, resource: string): string => `${action} on ${resource}`;

describe.each(DOCUMENTS)('docs/permissions.md, %s', (role, { Statement }) => {
  const written = Statement.flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action) => [...Resource, ...prefixesOf(Condition)].map((resource) => pair(action, resource))),
  );

  test('names every action with its resources, and no other', () => {
    const named = rowsOf(role).flatMap(({ actions, resources }) =>
      actions.flatMap((action) =>
        resources.filter((it) => it !== 'oss:Prefix').map((resource) => pair(action, resource)),
      ),
    );
    expect([...named].sort()).toEqual([...written].sort());
  });

  test('gives a reason for each, and the call that needs it', () => {
    const rows = rowsOf(role);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ why, neededBy }) => why.trim() === '' || neededBy.trim() === '')).toEqual([]);
  });

  test('is all grants or all denies, as its words say, and names no power by a wildcard', () => {
    const effects = new Set(Statement.map(({ Effect }) => Effect));
    const isDeny = rowsOf(role).every(({ why }) => why.startsWith('**Denied.**'));
    expect([...effects]).toEqual([isDeny ? 'Deny' : 'Allow']);
    for (const { Action } of Statement) {
      expect(Action.filter((action) => /[*?]/.test(action))).toEqual([]);
    }
  });
});

function prefixesOf(condition: object | undefined): readonly string[] {
  const { StringLike = {} } = (condition ?? {}) as { StringLike?: Readonly<Record<string, readonly string[]>> };
  return StringLike['oss:Prefix'] ?? [];
}
