import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { Finding } from '../../../shared/findings/model';
import { toOcsf } from '../../../shared/findings/ocsf';
import { keptJson, keptLines } from '../../../shared/secrecy/kept';

/**
 * What OCSF asks of a Detection Finding (ocsf-schema: base_event, finding, detection_finding and the objects that they
 * name): required attributes, value ranges, and that type_uid is class_uid * 100 + activity_id.
 */
const OCSF = {
  type: 'object',
  required: [
    'activity_id',
    'category_uid',
    'class_uid',
    'type_uid',
    'severity_id',
    'time',
    'metadata',
    'finding_info',
    'cloud',
  ],
  properties: {
    activity_id: { enum: [0, 1, 2, 3, 99] },
    category_uid: { const: 2 },
    class_uid: { const: 2004 },
    severity_id: { enum: [0, 1, 2, 3, 4, 5, 6, 99] },
    status_id: { enum: [0, 1, 2, 3, 4, 5, 6, 99] },
    time: { type: 'integer', minimum: 1_000_000_000_000 },
    start_time: { type: 'integer', minimum: 1_000_000_000_000 },
    end_time: { type: 'integer', minimum: 1_000_000_000_000 },
    metadata: {
      type: 'object',
      required: ['product', 'version'],
      properties: {
        version: { type: 'string', pattern: '^1\\.\\d+\\.\\d+$' },
        product: { type: 'object', required: ['name', 'vendor_name'] },
        profiles: { type: 'array', items: { type: 'string' } },
      },
    },
    cloud: { type: 'object', required: ['provider'] },
    finding_info: {
      type: 'object',
      required: ['uid', 'title'],
      properties: {
        uid: { type: 'string', minLength: 1 },
        types: { type: 'array', items: { type: 'string' } },
        analytic: { type: 'object', required: ['type_id'], properties: { type_id: { enum: [0, 1, 2, 3, 4, 99] } } },
        attacks: {
          type: 'array',
          items: { anyOf: [{ required: ['technique'] }, { required: ['tactic'] }, { required: ['sub_technique'] }] },
        },
        related_events: { type: 'array', items: { type: 'object', required: ['uid'] } },
      },
    },
    resources: { type: 'array', items: { anyOf: [{ required: ['uid'] }, { required: ['name'] }] } },
  },
};
const isOcsf = new Ajv({ allErrors: true, strict: false }).compile(OCSF);

const KEY = 'LTAI5tLeakedKeyOfCiBot01';
const CASE = {
  accountId: '1234567890123456',
  accessKeyId: KEY,
  createdAt: '2026-05-01T03:14:05.930Z',
  round: 1,
  actors: [
    { type: 'access-key', id: KEY, name: KEY, parent: null, how: 'leaked' },
    { type: 'user', id: 'crossfire', name: 'crossfire', parent: KEY, how: 'Ram CreateUser' },
  ] as const,
};
const finding = (over: Partial<Finding> = {}): Finding => ({
  rule: 'persistence-user',
  kind: 'persistence',
  severity: 'high',
  technique: 'T1136.003',
  title: 'A RAM user was made',
  actors: [KEY, 'crossfire'],
  eventIds: ['e-1', 'e-2'],
  ...over,
});
const one = (over: Partial<Finding> & { firstAt?: string; lastAt?: string } = {}, round = 1) => {
  const [event] = toOcsf([{ ...finding(over), ...over }], { ...CASE, round });
  if (event === undefined) throw new Error('no event');
  return event;
};

test.each<[Finding['severity'], number]>([
  ['low', 2],
  ['medium', 3],
  ['high', 4],
  ['critical', 5],
])('%s is severity %s of OCSF', (severity, id) => {
  expect(one({ severity }).severity_id).toBe(id);
});

test('names technique and sub-technique, the identities and the events behind it', () => {
  const event = one({ firstAt: '2026-05-01T03:12:44Z', lastAt: '2026-05-01T03:12:59Z' });
  expect(event.finding_info).toMatchObject({
    attacks: [{ technique: { uid: 'T1136' }, sub_technique: { uid: 'T1136.003' } }],
    related_events: [{ uid: 'e-1' }, { uid: 'e-2' }],
    related_events_count: 2,
    first_seen_time: Date.parse('2026-05-01T03:12:44Z'),
  });
  expect(event.resources.map(({ uid, type }) => `${type} ${uid}`)).toEqual([`access-key ${KEY}`, 'user crossfire']);
  expect(one({ technique: '' }).finding_info).not.toHaveProperty('attacks');
  expect(one({ kind: 'bill', eventIds: [] }).finding_info).not.toHaveProperty('related_events');
});

test('a later round updates the same finding; two findings never share an id', () => {
  expect(one({}, 5)).toMatchObject({ activity_id: 2, type_uid: 200402 });
  expect(one({ eventIds: ['e-9'] }, 5).finding_info.uid).toBe(one().finding_info.uid);
  const events = toOcsf(
    [finding(), finding({ actors: [KEY] }), finding({ actors: [KEY] }), finding({ rule: 'x' })],
    CASE,
  );
  expect(new Set(events.map(({ finding_info }) => finding_info.uid)).size).toBe(4);
});

test('whatever a finding says, it is a Detection Finding on one line', () => {
  const text = fc.string({ unit: 'binary' });
  const severity = fc.constantFrom<Finding['severity']>('low', 'medium', 'high', 'critical');
  const any = fc.record({
    rule: text,
    title: text,
    technique: text,
    severity,
    actors: fc.array(text),
    eventIds: fc.array(text),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (findings, round) => {
      const events = toOcsf(findings.map(finding), { ...CASE, round });
      const lines = keptLines(events.map(keptJson)).toString().split('\n');
      expect(lines).toHaveLength(findings.length + 1);
      for (const line of lines.slice(0, -1)) {
        const event = JSON.parse(line);
        isOcsf(event);
        expect(isOcsf.errors ?? []).toEqual([]);
        expect(event.type_uid).toBe(event.class_uid * 100 + event.activity_id);
      }
    }),
  );
});
