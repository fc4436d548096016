import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { againstEarlier } from '../../../functions/hygiene/nights';
import { foundOf } from '../../../shared/hygiene/change';
import {
  aContainment,
  aKey,
  anAccount,
  aPasswordPolicy,
  aPreference,
  aRoot,
  aTrail,
  aTrailBucket,
  aUser,
  daysAgo,
  SAMPLE_NOW,
} from '../../../shared/hygiene/checks/samples';
import { parseCsv } from '../../../shared/hygiene/csv';
import type { AccountFacts, KeyFacts, Known } from '../../../shared/hygiene/facts';
import { findingsCsv } from '../../../shared/hygiene/findings-csv';
import { judge } from '../../../shared/hygiene/judge';
import type { HygieneReport } from '../../../shared/hygiene/model';
import { countsOf } from '../../../shared/hygiene/nights';
import { renderHygiene } from '../../../shared/hygiene/page/render';
import { SCRIPT } from '../../../shared/hygiene/page/script';

const known = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Known<T>> =>
  fc.oneof(
    value.map((found) => ({ value: found })),
    fc
      .constantFrom('the time of the run was over', '403', '<img src=x onerror=1>')
      .map((couldNotCheck) => ({ couldNotCheck })),
  );
const name = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('=1+1', '@x', '<b>b</b>', '"><script>', 'a,b\n"c"', '＝cmd'),
);
const day = fc.integer({ min: 0, max: 800 }).map(daysAgo);
const use = fc.oneof(day, fc.constant('never' as const));
const id = fc.option(fc.stringMatching(/^LTAI[A-Za-z0-9]{20}$/), { nil: undefined });
const owner: fc.Arbitrary<KeyFacts['owner']> = fc.oneof(
  fc.constant({ type: 'root' as const }),
  name.map((user) => ({ type: 'ram-user' as const, name: user })),
);
const key: fc.Arbitrary<KeyFacts> = fc.record({
  owner,
  id,
  slot: fc.constantFrom(undefined, 1, 2),
  active: known(fc.boolean()),
  createdAt: known(day),
  lastUse: known(use),
  otherActive: known(fc.nat(2)),
  console: known(fc.boolean()),
  off: known(fc.option(fc.record({ at: day, exact: fc.boolean() }), { nil: undefined })),
  administrator: known(fc.constantFrom(undefined, { how: 'own-user' as const })),
  highRisk: known(fc.constantFrom([], ['ram:CreateUser'])),
  fromAnywhere: known(fc.constantFrom([], ['ram:CreateUser'])),
  network: known(fc.record({ limited: fc.boolean(), at: day })),
  use: fc.constant(undefined),
  pendingLeak: known(fc.option(fc.record({ foundAt: fc.option(day, { nil: undefined }) }), { nil: undefined })),
});
const account: fc.Arbitrary<AccountFacts> = fc.record({
  keys: fc.array(key, { maxLength: 6 }),
  users: fc.array(
    fc.record({
      name,
      console: known(fc.boolean()),
      mfa: known(fc.boolean()),
      createdAt: known(day),
      lastLogon: known(use),
      lastKeyUse: known(use),
    }),
    { maxLength: 4 },
  ),
  exclusions: fc.array(
    fc.record({ user: name, standing: known(fc.constantFrom({ is: 'there' as const }, { is: 'missing' as const })) }),
    { maxLength: 2 },
  ),
  root: fc.record({
    keys: known(fc.array(fc.record({ active: known(fc.boolean()), lastUse: known(use) }), { maxLength: 2 })),
    stale: fc.constantFrom(undefined, 'the credential report is old'),
    mfa: known(fc.boolean()),
  }),
  responder: fc.record({
    heartbeat: known(fc.oneof(day, fc.constantFrom('never' as const, 'forged' as const))),
    failures: known(fc.constantFrom([], ['poll: <b>403</b>'])),
    outbox: known(fc.nat(2)),
    failedHours: known(fc.nat(2)),
    deadLetters: known(fc.nat(17)),
    quarantine: known(fc.constantFrom('intact' as const, 'changed' as const, 'missing' as const)),
    freeze: known(fc.constant('intact' as const)),
  }),
  trail: fc.record({ trails: known(fc.constantFrom([], [aTrail()], [aTrail({ name: '<i>', region: 'x' })])) }),
  buckets: fc.array(
    fc.constantFrom(aTrailBucket(), aTrailBucket({ acl: 'public-read' }), { ...aTrailBucket(), name: '"><script>' }),
    { maxLength: 2 },
  ),
  stores: fc.array(fc.record({ name, keys: fc.nat(3), isLogged: known(fc.boolean()) }), { maxLength: 2 }),
  projects: fc.array(fc.record({ name, keys: fc.nat(3), isLogged: known(fc.boolean()) }), { maxLength: 2 }),
  containments: fc.array(fc.constantFrom(aContainment(), aContainment({ user: undefined, carried: { value: [] } })), {
    maxLength: 2,
  }),
  exceptions: fc.array(
    fc.record(
      {
        check: fc.constantFrom('key-old', 'key-administrator', 'root-key-active', 'password-length', 'bucket-unlogged'),
        user: fc.constantFrom('<root>', '<b>b</b>', 'x'),
        until: fc.constantFrom('2026-05-19', '2026-05-20', '2026-06-01'),
        reason: name,
      },
      { requiredKeys: ['check', 'until', 'reason'] },
    ),
    { maxLength: 3 },
  ),
  complete: fc.boolean(),
  settings: fc.record({
    preference: known(fc.constant(aPreference())),
    passwords: known(fc.constant({ ...aPasswordPolicy(), minimumLength: 8 })),
  }),
});

function reportOf(facts: AccountFacts, language: 'en' | 'zh' = 'en'): HygieneReport {
  const judged = judge(facts, SAMPLE_NOW);
  const tonight = {
    schema: 1 as const,
    date: '2026-05-20',
    createdAt: SAMPLE_NOW.toISOString(),
    accountId: '1234567890123456',
    language,
    reportedAt: null,
    complete: true,
    failedLooks: 0,
    notes: [],
    exempt: { users: [], keys: [] },
    ...judged,
  };
  // As if half of it had been there two nights ago, and the other half were gone.
  const half = { ...tonight, date: '2026-05-18', findings: judged.findings.filter((_, i) => i % 2 === 0) };
  const memory = { nights: [{ ...countsOf(half), told: 'all' as const }], found: foundOf(undefined, half) };
  return { ...tonight, ...againstEarlier(tonight, memory) };
}

test('whatever is known of whatever account, the counts add up to the number of keys', () => {
  fc.assert(
    fc.property(account, (facts) => {
      const { keyCounts, checks, findings, notChecked, excepted: covered, keys } = judge(facts, SAMPLE_NOW);
      expect(keys).toHaveLength(facts.keys.length);
      const all = keyCounts.ok + keyCounts.finding + keyCounts.couldNotCheck + keyCounts.excepted;
      expect(all).toBe(facts.keys.length);
      const subjects = {
        key: facts.keys.length,
        user: facts.users.length,
        root: 1,
        responder: 1,
        settings: 1,
        trail: 1,
        bucket: facts.buckets.length,
        containment: facts.containments.length,
        store: facts.stores.length,
        project: facts.projects.length,
        exclusion: facts.exclusions.length,
        exception: facts.exceptions.length,
      };
      for (const { about, total, ok, finding, couldNotCheck, excepted } of checks) {
        expect(total).toBe(subjects[about]);
        expect(ok + finding + couldNotCheck + excepted).toBe(total);
      }
      const sum = (of: 'finding' | 'couldNotCheck' | 'excepted') => checks.reduce((some, check) => some + check[of], 0);
      expect([findings.length, notChecked.length, covered.length]).toEqual([
        sum('finding'),
        sum('couldNotCheck'),
        sum('excepted'),
      ]);
      const severities = findings.map(({ severity }) => ['critical', 'high', 'medium', 'low'].indexOf(severity));
      expect(severities).toEqual([...severities].sort());
      // No key is "ok" of which something could not be looked at.
      for (const row of keys)
        if (row.result === 'ok') expect(Object.values(row.results).every((result) => result === 'ok')).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('the page holds the markup that it always holds, whatever users are called', () => {
  const allowed = new Set(
    'html head meta title style body main header p h1 h2 h3 div span b section ul li table thead tbody tr th td code footer script figure figcaption svg g rect line i details summary label input select optgroup option button'.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(account, fc.constantFrom('en' as const, 'zh' as const), (facts, language) => {
      const tags = new Set<string>();
      let scripts = '';
      let inScript = false;
      const attributes = new Set<string>();
      const parser = new Parser({
        ontext: (text) => {
          if (inScript) scripts += text;
        },
        onclosetag: () => {
          inScript = false;
        },
        onopentag: (tag, given) => {
          inScript = tag === 'script';
          tags.add(tag);
          for (const attribute of Object.keys(given)) attributes.add(attribute);
        },
      });
      parser.end(renderHygiene(reportOf(facts), language));
      expect([...tags].filter((tag) => !allowed.has(tag))).toEqual([]);
      expect([...attributes].filter((attribute) => /^on|href|src/.test(attribute))).toEqual([]);
      expect(scripts).toBe(SCRIPT);
    }),
    { numRuns: 100 },
  );
});

test('no cell of the CSV is a formula, and every row has every column', () => {
  fc.assert(
    fc.property(account, (facts) => {
      const report = reportOf(facts);
      const rows = parseCsv(findingsCsv(report));
      expect(rows).toHaveLength(1 + report.findings.length + report.excepted.length + report.notChecked.length);
      for (const row of rows) {
        expect(row).toHaveLength(12);
        for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      }
    }),
    { numRuns: 100 },
  );
});

test('what is wrong with root is wrong with each of its keys', () => {
  const { keys } = judge(
    anAccount({
      keys: [aKey({ owner: { type: 'root' }, id: undefined, slot: 1 }), aKey()],
      root: aRoot({ keys: { value: [{ active: { value: true }, lastUse: { value: 'never' } }] } }),
    }),
    SAMPLE_NOW,
  );
  expect(keys.map(({ result }) => result)).toEqual(['finding', 'ok']);
});

test('an account without a fault gets a green page that claims no more than it knows', () => {
  const clean = anAccount();
  expect(renderHygiene(reportOf(clean))).toMatch(/<header class="top good">.*<h1>No findings<\/h1>/s);
  const cut = renderHygiene({ ...reportOf(clean), complete: false });
  expect(cut).toMatch(/<header class="top warn">.*<h1>No findings; not every key was seen<\/h1>/s);
  const open = renderHygiene(
    reportOf({ ...clean, users: [aUser({ mfa: { couldNotCheck: 'the time of the run was over' } })] }),
    'zh',
  );
  expect(open).toMatch(/<header class="top warn">.*1 项无法检查/s);
  expect(open).toContain('本次运行的时间已用完');
});
