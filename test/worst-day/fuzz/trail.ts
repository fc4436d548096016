import fc from 'fast-check';
import { analyseAudit } from '../../../shared/evidence/analyse';
import { parseAuditEvent } from '../../../shared/evidence/event';
import { analyse } from '../../../shared/findings/analyse';
import { EventCollector } from '../../../shared/findings/exported';
import { itemsOf } from '../../../shared/findings/items';
import { ACCOUNT, ALICE, anEvent, anOrdinaryPast, KEY, LEAK_AT, THIEF } from '../../shared/findings/account';
import { backdoor, bySecondKey } from '../../shared/findings/look';
import { samples } from '../../shared/signal/samples';
import { junk, mutated, mutatedText } from './mutate';
import { must, type Target } from './target';

const PAST = anOrdinaryPast().slice(-90);
const PAST_TEXT = Buffer.from(PAST.map((event) => `${JSON.stringify(event)}\n`).join(''));
const thief = (minute: number, service: string, name: string, request: object, response?: object) =>
  anEvent({
    minute,
    service,
    name,
    ip: THIEF,
    request: { ...request },
    ...(response ? { response: { ...response } } : {}),
  });

/** What a thief does, in the forms of many services. */
const ATTACK: readonly unknown[] = [
  ...backdoor(THIEF),
  anEvent({
    minute: 20,
    service: 'Ecs',
    name: 'RunInstances',
    region: 'us-east-1',
    ...bySecondKey,
    request: { Amount: '50', InstanceType: 'gn7' },
  }),
  thief(
    9,
    'Sts',
    'AssumeRole',
    { RoleArn: `acs:ram::${ACCOUNT}:role/adm`, DurationSeconds: '3600' },
    { Credentials: { AccessKeyId: 'STS.theThief' } },
  ),
  thief(10, 'Ram', 'CreateRole', {
    RoleName: 'back',
    AssumeRolePolicyDocument:
      '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::9988776655443322:root"]}}]}',
  }),
  thief(11, 'Ram', 'CreatePolicyVersion', {
    PolicyName: 'p',
    PolicyDocument: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    SetAsDefault: true,
  }),
  thief(12, 'Actiontrail', 'StopLogging', { Name: 't' }),
  thief(13, 'Oss', 'PutBucketAcl', { bucketName: 'b', 'x-oss-acl': 'public-read' }),
  thief(14, 'Fc', 'CreateFunction', { body: JSON.stringify({ functionName: 'f', role: 'acs:ram::1:role/x' }) }),
  thief(15, 'Alidns', 'UpdateDomainRecord', { RR: 'www', Value: '1.2.3.4' }),
  thief(16, 'Rds', 'ModifySecurityIps', { SecurityIps: '0.0.0.0/0' }),
  ...samples('actiontrail').flatMap(({ bytes }) => JSON.parse(bytes.toString()) as unknown),
];

const one = mutated(fc.constantFrom(...ATTACK), 3);
/** As exports hold them: plain, as text, as a record of Log Service, flat columns, an answer, a CloudEvent. */
const held = fc
  .tuple(one, fc.nat(7), fc.constantFrom('__proto__', 'constructor', 'userIdentity'), junk)
  .map(([event, form, name, strange]) => {
    if (form === 0) return JSON.stringify(event);
    if (form === 1) return { event: JSON.stringify(event) };
    if (form === 2) return { Events: [event, event], NextToken: strange };
    if (form === 3) return { type: 'actiontrail', data: event };
    if (form === 4)
      return {
        'event.eventName': 'CreateUser',
        [`event.${name}.polluted`]: strange,
        'event.userIdentity.accessKeyId': KEY,
      };
    return event;
  });

async function judged(text: string): Promise<boolean> {
  const collector = new EventCollector(ACCOUNT);
  for await (const item of itemsOf([PAST_TEXT, Buffer.from(text)])) collector.add(item);
  const { events } = collector;
  const analysis = analyse(events, {
    accessKeyId: KEY,
    accountId: ACCOUNT,
    leakAt: LEAK_AT,
    denyAt: '2026-05-20T12:10:00Z',
    now: '2026-05-22T00:00:00Z',
  });
  const part = { path: 'p', bytes: 1, sha256: '', events: events.length, oldest: null, newest: null };
  const ofKey = events.filter(({ accessKeyId }) => accessKeyId === KEY);
  const suspicion = { began: LEAK_AT, denyAt: '2026-05-20T12:10:00Z', denies: () => true };
  await analyseAudit(
    [part],
    { from: '2026-02-20T00:00:00Z', to: '2026-05-22T00:00:00Z' },
    suspicion,
    async () => ofKey,
  );
  const { actors, attack, findings } = analysis;
  const told = JSON.stringify([findings, actors]);
  return must({
    'nobody else is an actor': !actors.some(({ id, name }) => id === ALICE.key || name === ALICE.key),
    'no call of another person is the attack': ![...attack].some(({ accessKeyId }) => accessKeyId === ALICE.key),
    'each actor once': new Set(actors.map(({ id }) => id)).size === actors.length,
    'not more than 201 actors': actors.length <= 201,
    'no longer than its input explains': told.length <= 100_000 + 4 * text.length,
    'a high finding has its events': findings.every(
      ({ severity, eventIds }) => !['high', 'critical'].includes(severity) || eventIds.length > 0,
    ),
    'nothing is polluted': !('polluted' in {}),
  });
}

const lines = (events: readonly unknown[]): string => events.map((event) => JSON.stringify(event)).join('\n');
const file = fc.array(held, { minLength: 1, maxLength: 12 }).map(lines);

export const trail: Target = {
  name: { en: 'ActionTrail: events and their whole analysis', zh: 'ActionTrail：事件及其完整分析' },
  holds: {
    en: "no crash, nothing polluted, no key or call of somebody else's among the thief's, every high finding with its events, an answer no longer than its input explains",
    zh: '不崩溃、无原型污染；他人的密钥与调用不算作窃密者的；每条高危发现都有对应事件；结果长度与输入相称',
  },
  runs: [40, 6_000],
  property: () =>
    fc.asyncProperty(
      fc.oneof(
        { weight: 5, arbitrary: file },
        { weight: 1, arbitrary: mutatedText(file) },
        {
          weight: 1,
          arbitrary: mutatedText(fc.array(held, { minLength: 1, maxLength: 3 }).map((all) => JSON.stringify(all))),
        },
      ),
      judged,
    ),
};

export const single: Target = {
  name: { en: 'ActionTrail: one event', zh: 'ActionTrail：单个事件' },
  holds: {
    en: 'texts and a time in our form, whatever it is; no crash',
    zh: '无论内容如何，均得到文本与规范时间；不崩溃',
  },
  runs: [400, 40_000],
  property: () =>
    fc.property(fc.oneof(one, junk), (value) => {
      const { eventId, at, service, name, region, ip, userAgent, raw } = parseAuditEvent(value);
      return (
        [eventId, service, name, region, ip, userAgent].every((text) => typeof text === 'string') &&
        (at === '' || new Date(at).toISOString() === at) &&
        typeof raw === 'object'
      );
    }),
};
