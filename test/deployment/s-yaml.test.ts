import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv, { type AnySchema } from 'ajv';
import { readDeployment, renderSYaml } from '../../sandbox/deployment';
import { loadConfig } from '../../shared/config';
import { meaningOf } from '../../shared/signal/cloud-event';
import { inHandbook, withHandbook } from '../handbook';

const ROOT = path.resolve(__dirname, '../..');
const SCHEMA = 'fc/fc3.schema.json';
const VARIABLES_OF_A_DEPLOYMENT = { accountId: '1234567890123456', region: 'cn-hangzhou' };

type Json = Readonly<Record<string, unknown>>;
const rendered = renderSYaml(VARIABLES_OF_A_DEPLOYMENT) as {
  readonly edition: string;
  readonly name: string;
  readonly access: string;
  resources: Record<string, { component: string; props: Json & { triggers?: Trigger[] } }>;
};
interface Trigger {
  readonly triggerName: string;
  readonly triggerType: 'timer' | 'eventbridge';
  readonly triggerConfig: Json;
}
const functions = Object.entries(rendered.resources);
const triggers = functions.flatMap(([name, { props }]) =>
  (props.triggers ?? []).map((trigger) => [`${name}/${trigger.triggerName}`, trigger] as const),
);

const held = withHandbook(SCHEMA, "s.yaml against the component's own schema");
held.describe("the component's own schema", () => {
  const schema = (held.isHere ? JSON.parse(readFileSync(inHandbook(SCHEMA), 'utf8')) : {}) as Json;
  const ajv = new Ajv({ strict: false, allErrors: true });
  /** The schema lets unknown names through everywhere: a misspelt one must not pass for a setting. */
  const closed = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(closed);
    if (typeof part !== 'object' || part === null) return part;
    const open = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closed(value)])) as Json;
    return open['type'] === 'object' && open['properties'] && !('additionalProperties' in open)
      ? { ...open, additionalProperties: false }
      : open;
  };
  ajv.addSchema(closed(schema) as AnySchema, 'fc3');
  const whole = ajv.compile({ $ref: 'fc3' });
  const definition = (name: string) => ajv.compile({ $ref: `fc3#/definitions/${name}` });

  test.each(functions)('%s', (_, { component, props }) => {
    expect(component).toBe('fc3');
    whole(props);
    expect(whole.errors ?? []).toEqual([]);
  });

  const OF_TYPE = { timer: 'ITimerTriggerConfig', eventbridge: 'IEventBridge' } as const;
  test.each(triggers)('%s against the definition of its own type', (_, { triggerType, triggerConfig }) => {
    const valid = definition(OF_TYPE[triggerType]);
    valid(triggerConfig);
    expect(valid.errors ?? []).toEqual([]);
  });

  test('the check bites: a misspelt setting and one of another type of trigger', () => {
    const [, respond] = functions[0] as (typeof functions)[number];
    expect(whole({ ...respond.props, memorysize: 512 })).toBe(false);
    const timer = triggers.find(([, { triggerType }]) => triggerType === 'timer')?.[1].triggerConfig;
    expect(definition('IEventBridge')(timer)).toBe(false);
  });
});

describe('what the platform would do with it', () => {
  const deployed = readDeployment(VARIABLES_OF_A_DEPLOYMENT);

  test('each function under a role of its own, from a folder of its own', () => {
    expect(deployed.map(({ name, roleName, bundleDir }) => [name, roleName, path.relative(ROOT, bundleDir)])).toEqual(
      ['respond', 'investigate', 'hygiene'].map((name) => [
        `ak-tourniquet-${name}`,
        `ak-tourniquet-${name}`,
        `dist/${name}`,
      ]),
    );
  });

  const FAILURES = 'acs:mns:cn-hangzhou:1234567890123456:/queues/ak-tourniquet-dead-letters';
  /** What all three have in common; each value as measured and reasoned in s.yaml. */
  const COMMON = {
    region: 'cn-hangzhou',
    description: expect.any(String),
    runtime: 'nodejs20',
    handler: 'index.handler',
    cpu: 0.35,
    memorySize: 512,
    diskSize: 512,
    timeout: 600,
    asyncInvokeConfig: {
      maxAsyncRetryAttempts: 2,
      maxAsyncEventAgeInSeconds: 18_000,
      destinationConfig: { onFailure: { destination: `${FAILURES}/messages` } },
    },
    logConfig: {
      project: 'ak-tourniquet-1234567890123456',
      logstore: 'functions',
      enableRequestMetrics: true,
      enableInstanceMetrics: true,
      logBeginRule: 'DefaultRegex',
    },
  };
  const named = (name: string, reservedConcurrency: number) => ({
    ...COMMON,
    functionName: `ak-tourniquet-${name}`,
    code: `./dist/${name}`,
    role: `acs:ram::1234567890123456:role/ak-tourniquet-${name}`,
    concurrencyConfig: { reservedConcurrency },
  });

  // Whole: the component's schema takes any number and any word, and a setting that nobody expects is one too many.
  test.each([
    [
      'respond',
      {
        ...named('respond', 10),
        cpu: 0.5,
        timeout: 120,
        asyncInvokeConfig: { ...COMMON.asyncInvokeConfig, maxAsyncRetryAttempts: 3 },
      },
    ],
    ['investigate', named('investigate', 4)],
    ['hygiene', named('hygiene', 1)],
  ])('%s runs as it was measured, and has no other setting', (name, expected) => {
    const { environmentVariables, triggers: _, ...props } = (rendered.resources[name]?.props ?? {}) as Json;
    expect(props).toEqual(expected);
    expect(environmentVariables).toEqual(rendered.resources['respond']?.props['environmentVariables']);
  });

  test('the file itself: edition, alias, and RAM’s own region where the shell names none', () => {
    const { edition, name, access } = rendered;
    expect({ edition, name, access }).toEqual({ edition: '3.0.0', name: 'ak-tourniquet', access: 'default' });
    const text = readFileSync(path.join(ROOT, 's.yaml'), 'utf8');
    expect(text).toMatch(/^ {2}region: \$\{env\('ALIBABA_CLOUD_REGION_ID', 'cn-hangzhou'\)\}$/m);
  });

  const EVENT_DRIVEN = {
    triggerEnable: true,
    asyncInvocationType: true,
    eventSourceConfig: { eventSourceType: 'Default', eventSourceParameters: {} },
    eventSinkConfig: { deliveryOption: { mode: 'event-driven', eventSchema: 'CloudEvents' } },
    runOptions: {
      mode: 'event-driven',
      errorsTolerance: 'ALL',
      retryStrategy: {
        PushRetryStrategy: 'EXPONENTIAL_DECAY_RETRY',
        MaximumEventAgeInSeconds: 18_000,
        MaximumRetryAttempts: 176,
      },
      deadLetterQueue: { Arn: FAILURES },
    },
    eventRuleFilterPattern: expect.any(String),
  };
  test.each([
    ['respond/poll', { enable: true, cronExpression: '@every 1m', payload: '' }],
    ['respond/leak-refused', EVENT_DRIVEN],
    ['respond/deny-undone', EVENT_DRIVEN],
    ['respond/config-rule', EVENT_DRIVEN],
    ['hygiene/nightly', { enable: true, cronExpression: 'CRON_TZ=Asia/Shanghai 0 30 2 * * *', payload: '' }],
  ])('the trigger %s says what it must, and nothing else', (name, expected) => {
    const found = triggers.find(([one]) => one === name)?.[1] as Trigger & { qualifier: string };
    expect(found.qualifier).toBe('LATEST');
    expect(found.triggerConfig).toEqual(expected);
  });

  test('there is no other trigger', () => {
    expect(triggers).toHaveLength(5);
  });

  test.each([
    ['a misspelt retry strategy', 'PushRetryStrategy:', 'PushRetryStrategi:', /nobody knows PushRetryStrategi/],
    ['an unknown retry strategy', 'EXPONENTIAL_DECAY_RETRY', 'SOMETIMES', /PushRetryStrategy must be/],
    ['another event source', 'eventSourceType: Default', 'eventSourceType: MNS', /Default bus alone/],
    ['a rule that stops at an error', 'errorsTolerance: ALL', 'errorsTolerance: NONE', /must tolerate errors/],
    ['another entry', 'handler: index.handler', 'handler: main.nope', /must run index.handler/],
    ['another runtime', 'runtime: nodejs20', 'runtime: nodejs18', /on nodejs20/],
  ])('the sandbox refuses to play %s', (_, from, to, why) => {
    const root = mkdtempSync(path.join(tmpdir(), 'deployment-'));
    try {
      const text = readFileSync(path.join(ROOT, 's.yaml'), 'utf8');
      expect(text).toContain(from);
      writeFileSync(path.join(root, 's.yaml'), text.replaceAll(from, to));
      expect(() => readDeployment(VARIABLES_OF_A_DEPLOYMENT, root)).toThrow(why);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  test('cpu and memory are sizes that Function Compute knows', () => {
    for (const [, { props }] of functions) {
      const { cpu, memorySize } = props as { cpu: number; memorySize: number };
      expect(Number.isInteger(Math.round(cpu * 100) / 5)).toBe(true);
      expect(memorySize % 64).toBe(0);
      // vCPU to GB from 1:1 to 1:4 (Function Compute, "Instance specifications").
      expect(memorySize / 1024 / cpu).toBeGreaterThanOrEqual(1);
      expect(memorySize / 1024 / cpu).toBeLessThanOrEqual(4);
    }
  });

  test('whatever fails for good is kept: a destination for each function, dead letters for each rule', () => {
    for (const one of deployed) {
      expect(one.onFailure).toMatch(
        /^acs:mns:cn-hangzhou:1234567890123456:\/queues\/ak-tourniquet-dead-letters\/messages$/,
      );
      for (const trigger of one.triggers)
        if (trigger.kind === 'eventbridge') {
          expect(trigger.deadLetters).toBe('acs:mns:cn-hangzhou:1234567890123456:/queues/ak-tourniquet-dead-letters');
          expect(trigger.isAsync).toBe(true);
        }
    }
  });

  describe('the environment of each function', () => {
    const environments = functions.map(([, { props }]) => props['environmentVariables'] as Record<string, string>);
    const page = readFileSync(path.join(ROOT, 'docs/configuration.md'), 'utf8');
    // The sandbox's own URL never: a function that is deployed speaks to the cloud.
    const settable = [...page.matchAll(/^\| `(TOURNIQUET_\w+)` \|/gm)]
      .map(([, name]) => name ?? '')
      .filter((name) => name !== 'TOURNIQUET_ENDPOINT');

    test('is every variable of docs/configuration.md, and nothing else: an unknown name would stop every function', () => {
      expect(settable.length).toBeGreaterThan(25);
      for (const of of environments) expect(Object.keys(of).sort()).toEqual([...settable].sort());
    });

    test('takes each from the variable of the same name, OSS apart', () => {
      const lines = readFileSync(path.join(ROOT, 's.yaml'), 'utf8').matchAll(/^ +(TOURNIQUET_\w+): (.+)$/gm);
      const others = [...lines].filter(([, name, value]) => !value?.startsWith(`\${env('${name}'`));
      expect(others.map(([, name]) => name)).toEqual(['TOURNIQUET_OSS_ENDPOINT']);
    });

    test("reaches OSS by the region's internal endpoint", () => {
      for (const of of environments) {
        expect(of['TOURNIQUET_OSS_ENDPOINT']).toBe('https://oss-cn-hangzhou-internal.aliyuncs.com');
      }
    });

    test('is a configuration that loads, what was not set being blank', () => {
      const set = { ...environments[0], TOURNIQUET_MODE: 'observe', TOURNIQUET_EVIDENCE_BUCKET: 'acme-evidence' };
      expect(loadConfig(set).ossEndpoint?.host).toBe('oss-cn-hangzhou-internal.aliyuncs.com');
    });
  });
});

describe('defect 12 (AWSKeyLockdown): what a rule lets through is what the handler understands', () => {
  const deployed = readDeployment(VARIABLES_OF_A_DEPLOYMENT);
  const matching = (event: object) =>
    deployed.flatMap(({ triggers: all }) =>
      all.flatMap((trigger) => (trigger.kind === 'eventbridge' && trigger.matches(event) ? [trigger.name] : [])),
    );
  const envelope = { specversion: '1.0', id: 'e-1', source: 'acs.ecs' };
  const refused = {
    ...envelope,
    type: 'ecs:ActionTrail:ApiCall',
    data: {
      errorCode: 'Forbidden',
      errorMessage: 'Forbidden : There is a risk of leakage of this AccessKey.',
      userIdentity: { type: 'ram-user', accountId: '1', userName: 'ci-bot', accessKeyId: 'LTAI5tSomeKey0000000001' },
    },
  };
  const undone = (eventName: string) => ({
    ...envelope,
    type: 'ram:ActionTrail:ApiCall',
    data: { eventName, userIdentity: refused.data.userIdentity },
  });
  const rule = (configRuleName: string) => ({
    ...envelope,
    type: 'ram:Config:NonCompliantNotification',
    data: { evaluationResultIdentifier: { evaluationResultQualifier: { configRuleName } } },
  });

  test.each<[string, object, string[], string]>([
    ['a call that was refused as leaked', refused, ['leak-refused'], 'signal'],
    ['... from the console', { ...refused, type: 'ram:ActionTrail:ConsoleOperation' }, ['leak-refused'], 'signal'],
    ['a deny of ours was taken off', undone('DetachPolicyFromUser'), ['deny-undone'], 'undone'],
    ['a key was switched on', undone('UpdateAccessKey'), ['deny-undone'], 'undone'],
    ['the rule of Cloud Config', rule('security-center-leak-ak-check'), ['config-rule'], 'poll-now'],
    ['... under a name of the user', rule('prod-security-center-leak-ak-check-1'), ['config-rule'], 'poll-now'],
  ])('%s', (_, event, rules, meaning) => {
    expect(matching(event)).toEqual(rules);
    expect(meaningOf(event as never).kind).toBe(meaning);
  });

  test.each<[string, object]>([
    [
      'a call that was refused for another reason',
      { ...refused, data: { ...refused.data, errorMessage: 'NoPermission' } },
    ],
    ['a call that went well', { ...refused, data: { userIdentity: refused.data.userIdentity } }],
    ['an event of a service itself', { ...refused, type: 'ecs:ActionTrail:AliyunServiceEvent' }],
    ['another call on RAM', undone('CreateUser')],
    ['another rule of Cloud Config', rule('ram-user-mfa-check')],
    [
      'a change that Config records',
      { ...rule('security-center-leak-ak-check'), type: 'ram:Config:ConfigurationItemChangeNotification' },
    ],
  ])('%s invokes nothing', (_, event) => {
    expect(matching(event)).toEqual([]);
  });
});
