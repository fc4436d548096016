import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parseAuditEvent } from '../../../shared/evidence/event';
import { accountOfKey, compareAccounts, isElsewhere } from '../../../shared/findings/accounts';
import { EventCollector } from '../../../shared/findings/exported';
import { inHandbook, withHandbook } from '../../handbook';
import { ACCOUNT, anEvent, anOrdinaryPast, KEY } from './account';
import { look } from './look';

const OTHER = '9988776655443322';
const SAMPLES = 'samples/actiontrail';

describe('two ids of accounts', () => {
  test.each<[string, string, ReturnType<typeof compareAccounts>]>([
    [ACCOUNT, ACCOUNT, 'same'],
    [ACCOUNT, OTHER, 'other'],
    ['123456789012****', '123456789012****', 'same'],
    ['123456789012****', ACCOUNT, 'unclear'],
    ['1234xxxxxxxx3456', ACCOUNT, 'unclear'],
    ['123456789012****', '1234****3456', 'unclear'],
    ['123456789012****', OTHER, 'other'],
    ['****3456', OTHER, 'other'],
    ['1****', '12****', 'unclear'],
  ])('%s and %s: %s', (a, b, expected) => {
    expect([compareAccounts(a, b), compareAccounts(b, a)]).toEqual([expected, expected]);
  });

  test('whatever digits are hidden, an id is never told to be another than itself', () => {
    const digits = fc.stringMatching(/^\d{16}$/);
    fc.assert(
      fc.property(digits, fc.nat(16), fc.nat(16), (id, a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const masked = `${id.slice(0, from)}****${id.slice(to)}`;
        expect(compareAccounts(masked, id)).toBe('unclear');
      }),
    );
  });
});

describe("the key's account", () => {
  const told = (...raw: object[]) =>
    accountOfKey(
      raw.map((one) => parseAuditEvent({ userIdentity: { accessKeyId: KEY }, ...one })),
      KEY,
    );

  test.each<[string, object[], string | undefined]>([
    ['by who calls', [{ userIdentity: { accessKeyId: KEY, accountId: ACCOUNT } }], ACCOUNT],
    [
      'by who calls, though the call went into another account',
      [{ recipientAccountId: OTHER, userIdentity: { accessKeyId: KEY, accountId: ACCOUNT } }],
      ACCOUNT,
    ],
    [
      "by the principal of the account's own key",
      [{ userIdentity: { accessKeyId: KEY, type: 'root-account', principalId: ACCOUNT } }],
      ACCOUNT,
    ],
    ['by whose trail it is', [{ recipientAccountId: ACCOUNT }], ACCOUNT],
    [
      'whole before masked',
      [
        { userIdentity: { accessKeyId: KEY, accountId: '1234****' } },
        { userIdentity: { accessKeyId: KEY, accountId: ACCOUNT } },
      ],
      ACCOUNT,
    ],
    ['masked, where it is nowhere whole', [{ userIdentity: { accessKeyId: KEY, accountId: '1234****' } }], '1234****'],
    ["not by others' events", [{ userIdentity: { accessKeyId: 'LTAI5tOther', accountId: OTHER } }], undefined],
    [
      'not by a user’s principal',
      [{ userIdentity: { accessKeyId: KEY, principalId: '274180646548292385' } }],
      undefined,
    ],
  ])('is told %s', (_, raw, expected) => {
    expect(told(...raw)).toBe(expected);
  });
});

const { isHere, describe: describeSamples } = withHandbook(SAMPLES, 'whether the account is read from real events');
describeSamples("ActionTrail's documented events", () => {
  test('tell the account, unless the cloud itself calls', () => {
    for (const name of isHere ? readdirSync(inHandbook(SAMPLES)) : []) {
      const parsed = parseAuditEvent(JSON.parse(readFileSync(path.join(inHandbook(SAMPLES), name), 'utf8')));
      const event = { ...parsed, accessKeyId: KEY };
      const account = accountOfKey([event], KEY);
      expect([name, account === undefined]).toEqual([name, name.includes('.system.')]);
      expect([name, isElsewhere(event, OTHER)]).toEqual([name, account !== undefined]);
      expect([name, isElsewhere(event, account ?? ACCOUNT)]).toEqual([name, false]);
    }
  });
});

/** As most exports are: no word of whose trail it is. */
const withoutRecipient = ({ recipientAccountId: _, ...event }: Record<string, unknown>) => event;
const nameless = (event: Record<string, unknown>) => ({
  ...withoutRecipient(event),
  userIdentity: { ...(event['userIdentity'] as object), accountId: undefined },
});
const trust = (account: string) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { RAM: [`acs:ram::${account}:root`] } }] });
const role = (account: string) =>
  anEvent({
    minute: 30,
    service: 'Ram',
    name: 'CreateRole',
    request: { RoleName: 'shadow', AssumeRolePolicyDocument: trust(account) },
  });
const policy = (account: string) =>
  anEvent({
    minute: 30,
    service: 'Oss',
    name: 'PutBucketPolicy',
    request: {
      bucketName: 'app-data',
      policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: [account], Action: ['oss:GetObject'] }] }),
    },
  });

describe('a door for another account', () => {
  test.each([
    ['persistence-role', 'high', role],
    ['data-to-another-account', 'critical', policy],
  ] as const)('%s is %s where only the callers tell the account', (rule, severity, door) => {
    const seen = look([...anOrdinaryPast(), door(OTHER)].map(withoutRecipient), { accountId: undefined });
    expect(seen.findings).toContainEqual(expect.objectContaining({ rule, severity }));
    expect([seen.notes, seen.complete]).toEqual([[], true]);
  });

  test.each([
    ['role-trust-unchecked-ordinary', role],
    ['data-policy-unchecked-ordinary', policy],
  ] as const)('%s: where nothing tells the account it is not low, and the answer is not whole', (rule, door) => {
    const seen = look([...anOrdinaryPast(), door(OTHER)].map(nameless), { accountId: undefined });
    expect(seen.findings).toContainEqual(expect.objectContaining({ rule, severity: 'medium' }));
    expect(seen.notes).toEqual([
      expect.stringMatching(/could not check whether another account was let in by \w+ \S+: /),
    ]);
    expect(seen.complete).toBe(false);
  });

  test.each([
    ['the own account', role(ACCOUNT), ACCOUNT],
    [
      'a service',
      anEvent({
        minute: 30,
        service: 'Ram',
        name: 'CreateRole',
        request: {
          RoleName: 'r',
          AssumeRolePolicyDocument: JSON.stringify({
            Statement: [{ Effect: 'Allow', Principal: { Service: ['fc.aliyuncs.com'] } }],
          }),
        },
      }),
      undefined,
    ],
  ])('for %s is none', (_, event, accountId) => {
    const seen = look([...anOrdinaryPast(), event].map(accountId === undefined ? nameless : withoutRecipient), {
      accountId,
    });
    expect([seen.notes, seen.complete]).toEqual([[], true]);
  });

  test('masked ids that may be one are not called two', () => {
    const seen = look([...anOrdinaryPast(), role('12345678****3456')]);
    expect(seen.notes).toEqual([expect.stringMatching(/masked/)]);
  });
});

describe('events of another account', () => {
  const collect = (accountId: string, ...records: unknown[]) => {
    const collector = new EventCollector(accountId);
    for (const value of records) collector.add({ value });
    return { events: collector.events.length, skipped: collector.skipped };
  };
  const event = withoutRecipient(role(OTHER));
  const outsider = {
    ...withoutRecipient(
      anEvent({ minute: 1, service: 'Sts', name: 'AssumeRole', request: { RoleArn: `acs:ram::${OTHER}:role/r` } }),
    ),
  };

  test.each<[string, unknown, string, boolean]>([
    ['by who called', event, '1111222233334444', true],
    ["by a CloudEvent's envelope", { aliyunaccountid: ACCOUNT, data: nameless(event) }, OTHER, true],
    ['not where it is the given one', event, ACCOUNT, false],
    ['not where a stranger came into the given one', outsider, OTHER, false],
    [
      'not where nothing tells it',
      nameless(anEvent({ minute: 1, service: 'Ecs', name: 'RunInstances' })),
      OTHER,
      false,
    ],
    ['not where the masked id may be it', { ...event, recipientAccountId: '1234****' }, ACCOUNT, false],
  ])('are told %s', (_, record, account, isElse) => {
    expect(collect(account, record)).toEqual(
      isElse ? { events: 0, skipped: { 'other-account': 1 } } : { events: 1, skipped: {} },
    );
  });
});
