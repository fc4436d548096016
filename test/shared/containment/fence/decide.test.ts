import fc from 'fast-check';
import {
  decideFence,
  type FenceFacts,
  MOST_ADDRESSES,
  narrowed,
  type SeenAddress,
} from '../../../../shared/containment/fence/decide';
import { fenceDocument, parseKeyPolicy } from '../../../../shared/containment/fence/document';
import { handedPlan, readPlan } from '../../../../shared/containment/fence/handed';
import { canonical, isWithin } from '../../../../shared/containment/fence/networks';

const SETTLED = '2026-05-01T00:00:00.000Z';
const ENDS = '2026-05-15T00:00:00.000Z';
const LONG_AGO = '2026-03-01T08:00:00Z';
const SHORTLY = '2026-05-10T08:00:00Z';
const SINCE = '2026-05-15T06:00:00Z';

const seen = (address: string, more: Partial<SeenAddress> = {}): SeenAddress => ({
  address,
  days: 20,
  daysBeforeAttack: 20,
  ...more,
});
const used = (address: string, firstAt = LONG_AGO, more: Partial<SeenAddress> = {}) =>
  seen(address, { firstAt, ...more });
const facts = (addresses: readonly SeenAddress[], more: Partial<FenceFacts> = {}): FenceFacts => ({
  historyEndsAt: ENDS,
  settledAt: SETTLED,
  seen: addresses,
  ...more,
});

describe('each address, with its reason', () => {
  test.each<readonly [string, SeenAddress, string]>([
    ['used long before', used('203.0.113.7'), 'worked-before'],
    ['known by the usage index alone', seen('203.0.113.7', { days: 0, indexedAt: LONG_AGO }), 'worked-before'],
    ['new shortly before, on few days', used('203.0.113.7', SHORTLY, { days: 2 }), 'shortly-before'],
    ['new shortly before, day after day', used('203.0.113.7', SHORTLY, { days: 3 }), 'worked-before'],
    ['first used since', used('203.0.113.7', SINCE, { days: 0 }), 'since-suspicion'],
    ['indexed since, and nowhere else', seen('203.0.113.7', { days: 0, indexedAt: SINCE }), 'since-suspicion'],
    ['used at an unknown time', seen('203.0.113.7', { days: 0 }), 'since-suspicion'],
    ["the attack's", seen('203.0.113.7', { days: 0, daysBeforeAttack: 0, attackAt: SINCE }), 'attack'],
    [
      "the attack's, that began early",
      used('203.0.113.7', SHORTLY, { daysBeforeAttack: 1, attackAt: SHORTLY }),
      'attack',
    ],
    ['of the business and the attack', used('203.0.113.7', LONG_AGO, { attackAt: SINCE }), 'shared-with-attack'],
    ['a service', used('ecs.aliyuncs.com'), 'no-address'],
    ['IPv6', used('2001:DB8::1'), 'worked-before'],
  ])('%s', (_, one, reason) => {
    const { kept, left } = decideFence(facts([one]));
    expect([...kept, ...left].map((judged) => judged.reason)).toEqual([reason]);
  });
});

describe('the networks', () => {
  const networks = (...addresses: SeenAddress[]) => {
    const plan = decideFence(facts(addresses));
    return plan.verdict === 'fence' ? plan.networks.map(({ scope, block }) => `${scope} ${block}`) : plan.why;
  };
  const many = (count: number, of = '198.51.100') => Array.from({ length: count }, (_, i) => used(`${of}.${i}`));

  test('are the addresses themselves where they fit', () => {
    expect(networks(used('203.0.113.7'), used('2001:db8:0:0::1'))).toEqual([
      'internet 2001:db8::1',
      'internet 203.0.113.7',
    ]);
  });
  test('hold a private network whole, because its addresses change with each instance', () => {
    expect(networks(used('10.3.1.9'), used('fd00::1'))).toEqual(['vpc 10.0.0.0/8', 'vpc fc00::/7']);
  });
  test('... but not where the attack came out of it', () => {
    const thief = seen('10.3.1.10', { days: 0, attackAt: SINCE });
    expect(networks(used('10.3.1.9'), thief)).toEqual(['vpc 10.3.1.9']);
  });
  test('take neighbours together where there are too many, and never around an address that is left out', () => {
    expect(networks(...many(60))).toEqual(['internet 198.51.100.0/24']);
    expect(networks(...many(60), seen('198.51.100.200', { days: 0, attackAt: SINCE }))).toBe(
      'the key worked from 60 addresses, and a policy takes 50',
    );
  });
  test('are none where they do not fit, where nothing is known, and where not all could be read', () => {
    const far = Array.from({ length: 51 }, (_, i) => used(`198.51.${i}.1`));
    expect(networks(...far)).toContain('51 addresses');
    expect(networks()).toContain('no network is known');
    expect(networks(used('203.0.113.7', SINCE))).toContain('no network is known');
    const plan = decideFence(facts([used('203.0.113.7')], { incomplete: 'Throttling' }));
    expect(plan).toMatchObject({ verdict: 'none', why: expect.stringContaining('Throttling') });
  });
});

describe("the key's own active policy", () => {
  const fenced = (...addresses: string[]) => {
    const plan = decideFence(facts(addresses.map((one) => used(one))));
    if (plan.verdict !== 'fence') throw new Error(plan.why);
    return plan;
  };
  test('is made narrower, and never wider', () => {
    const plan = narrowed(fenced('203.0.113.7', '198.51.100.4', '10.0.0.4'), {
      internet: ['203.0.113.0/24'],
      vpc: false,
    });
    expect(plan).toMatchObject({ networks: [{ scope: 'internet', block: '203.0.113.7' }] });
    expect(plan.left.map(({ address, reason }) => `${address} ${reason}`)).toEqual([
      '198.51.100.4 former-policy',
      '10.0.0.4 former-policy',
    ]);
    expect(narrowed(fenced('203.0.113.7'), { internet: [], vpc: true })).toMatchObject({ verdict: 'none' });
  });
});

const address = fc.oneof(
  fc
    .tuple(fc.constantFrom('198.51.100', '203.0.113', '10.1.2', '192.168.0'), fc.nat(255))
    .map(([net, host]) => `${net}.${host}`),
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom('ecs.aliyuncs.com', '', '::ffff:203.0.113.7', 'Internal'),
);
const time = fc.constantFrom(LONG_AGO, SHORTLY, SINCE, ENDS, '', '2026-05-20T00:00:00Z');
const anySeen: fc.Arbitrary<SeenAddress> = fc
  .record(
    {
      address,
      days: fc.nat(30),
      daysBeforeAttack: fc.nat(30),
      firstAt: time,
      indexedAt: time,
      attackAt: time,
    },
    { requiredKeys: ['address', 'days', 'daysBeforeAttack'] },
  )
  .map((one) => one as SeenAddress);

test('never a network that was seen only since the suspicion, never the attack alone, never an empty list', () => {
  fc.assert(
    fc.property(fc.array(anySeen, { maxLength: 120 }), (addresses) => {
      const plan = decideFence(facts(addresses));
      expect(new Set([...plan.kept, ...plan.left].map((one) => one.address)).size).toBe(
        plan.kept.length + plan.left.length,
      );
      if (plan.verdict === 'none') return;
      expect(plan.networks.length).toBeGreaterThan(0);
      expect(plan.networks.length).toBeLessThanOrEqual(MOST_ADDRESSES);
      for (const { block } of plan.networks) {
        // Each block holds an address that worked before, and none that is left out.
        expect(plan.kept.some((one) => isWithin(one.address, block))).toBe(true);
        for (const one of plan.left) expect(isWithin(one.address, block)).toBe(false);
      }
      for (const { address: kept } of plan.kept) {
        expect(plan.networks.some(({ block }) => isWithin(kept, block))).toBe(true);
        const before = addresses.filter((one) => canonical(one.address) === kept);
        expect(before.some(({ firstAt, indexedAt }) => [firstAt, indexedAt].some((at) => at && at < ENDS))).toBe(true);
      }
      const document = fenceDocument(plan.networks, { active: false, statements: [] });
      expect(parseKeyPolicy(document ?? '{')?.statements.every(({ IPList }) => IPList.length > 0)).toBe(true);
      expect(readPlan(JSON.parse(JSON.stringify(handedPlan(plan))))).toMatchObject({ networks: plan.networks });
    }),
  );
});

test('the order of what was seen changes nothing', () => {
  fc.assert(
    fc.property(fc.array(anySeen, { maxLength: 30 }), (addresses) => {
      const of = (some: readonly SeenAddress[]) => {
        const plan = decideFence(facts(some));
        return plan.verdict === 'fence' ? plan.networks : plan.why;
      };
      expect(of([...addresses].reverse())).toEqual(of(addresses));
    }),
  );
});
