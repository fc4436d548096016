import { randomBytes } from 'node:crypto';
import { type FunctionName, roleName } from '../shared/ram-policy/role-rights';
import { readBusRules, storedRules } from './bus-rules';
import { startDelivery } from './delivery';
import { readDeployment } from './deployment';
import { DeadLetters } from './eventbridge/dead-letters';
import { createFcDoor, type FcDoor, type StoredTrigger } from './fc';
import { deployedFunctions } from './functions';
import { EVIDENCE_BUCKET, furnish, leakInput } from './furnish';
import { credentialsOf, type Identities, type Identity, openFunctionSession, openResponder } from './identities';
import { createDingTalkDoor, createInbox, type Inbox, startSmtp } from './inbox';
import { SandboxClock } from './kernel/clock';
import { createControlDoor } from './kernel/control';
import { newId } from './kernel/ids';
import { SandboxKernel } from './kernel/kernel';
import { DoorServer } from './kernel/server';
import { CloudError } from './kernel/types';
import { createMnsDoor } from './mns/door';
import { createOssDoor, OssStore } from './oss';
import { platformRights } from './platform-rights';
import { createRpcDoor } from './rpc/door';
import { loadScenario, type Scenario, type ScenarioLeak } from './scenario';
import { serviceRooms } from './services';
import { addLeak } from './services/sas';
import { addLogTrail, createSlsDoor, type LogStore, SlsStore, trailRows } from './sls';
import { deliverTrail } from './trail-delivery';
import type { LeakRecord, StoredKey, User } from './world/entities';
import { World } from './world/world';

export { EVIDENCE_BUCKET } from './furnish';

export interface StartOptions {
  /** A document, the name of a shipped scenario, or a file. Default: an account with nothing but its administrator. */
  readonly scenario?: Scenario | string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly latencyMs?: number;
  /** How long a changed policy takes to bite, in milliseconds of the sandbox's clock. */
  readonly propagationMs?: number;
  /** The account is found so many days ago; time goes on from there. */
  readonly daysAgo?: number;
  /** Fire the timer and deliver write events to the built functions. */
  readonly deliver?: boolean;
  /** Leave the account as the scenario has it: no evidence bucket, no policies and no roles of ours. */
  readonly bare?: boolean;
  /** Added to the functions' environment, and to endpointEnv. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningSandbox {
  readonly url: string;
  readonly accountId: string;
  readonly region: string;
  /** The whole environment that points the functions at this sandbox. */
  readonly endpointEnv: Readonly<Record<string, string>>;
  readonly identities: Identities;
  readonly scenario: Scenario | undefined;
  /** The scenario's keys by their names. */
  readonly keys: ReadonlyMap<string, { readonly key: StoredKey; readonly user: User | undefined }>;
  readonly world: World;
  readonly kernel: SandboxKernel;
  readonly clock: SandboxClock;
  readonly oss: OssStore;
  readonly sls: SlsStore;
  readonly fc: FcDoor;
  /** What ListTriggers answers, by function; what fires is s.yaml's, with \`deliver\`. */
  readonly triggers: Map<string, StoredTrigger[]>;
  readonly inbox: Inbox;
  readonly deadLetters: DeadLetters;
  /** Simple Message Queue's, by name. */
  readonly queues: Set<string>;
  /** A fresh session of a function's role, as Function Compute hands it to an invocation. */
  openFunctionSession(name: FunctionName): Required<Identity>;
  /** Puts a scenario's leak into Security Center's list now. */
  publishLeak(leak: ScenarioLeak): LeakRecord;
  /** Puts an event on one of EventBridge's buses; answers how many rules took it. Throws CloudError. */
  publishEvent(bus: string, event: object): number;
  /** Writes every event recorded so far into a bucket, as a trail would have; answers the objects' keys. */
  deliverTrail(bucket: string, prefix?: string): string[];
  /** A trail whose every event, past ones too, stands in the project's logstore `actiontrail_<name>`. */
  addLogTrail(name: string, project: string, region?: string): LogStore;
  /** A logstore that is written by hand. */
  addLogstore(project: string, name: string): LogStore;
  stop(): Promise<void>;
}

const DEFAULT_ACCOUNT = '1234567890123456';

/** Starts an account on loopback. Throws ScenarioInvalid, and the error of a port that is taken. */
export async function startSandbox(options: StartOptions = {}): Promise<RunningSandbox> {
  const scenario = typeof options.scenario === 'string' ? loadScenario(options.scenario) : options.scenario;
  const clock = new SandboxClock();
  clock.advance(-(options.daysAgo ?? 0) * 86_400_000);
  const world = new World({
    accountId: scenario?.account?.id ?? DEFAULT_ACCOUNT,
    region: scenario?.account?.region ?? 'cn-hangzhou',
    now: () => clock.now(),
    newId,
  });
  const kernel = new SandboxKernel(world, options.propagationMs ?? 0);
  const inbox = createInbox();
  const oss = new OssStore();
  const sls = new SlsStore();
  const { admin, keys } = world.setUp(() => furnish(world, oss, sls, scenario, options));

  const robot = { accessToken: randomBytes(32).toString('hex'), secret: `SEC${randomBytes(32).toString('hex')}` };
  const mailbox = { user: 'sandbox', pass: newId('secret') };
  const smtp = await startSmtp(inbox, {
    ...mailbox,
    now: () => clock.now(),
    takeFault: () => kernel.takeFault('smtp', 'send'),
    wait: (ms) => kernel.wait(ms),
  });
  const env: Record<string, string> = {};
  const variables = { accountId: world.accountId, region: world.region };
  const deployed = readDeployment(variables);
  const triggers = new Map(deployed.map(({ name, written }) => [name, [...written]]));
  if (!options.bare)
    for (const [bus, rule] of storedRules(variables)) world.buses.set(bus, [...(world.buses.get(bus) ?? []), rule]);
  const queues = new Set(options.bare ? [] : ['ak-tourniquet-dead-letters']);
  const deadLetters = new DeadLetters(() => world.now());
  const fc = createFcDoor(kernel, {
    functions: deployedFunctions(deployed, env),
    triggers,
    ...platformRights(world, kernel, deadLetters),
    openSession: (role, session, seconds) => openFunctionSession(world, role, session, seconds),
  });
  const control = createControlDoor({
    kernel,
    clock,
    server: () => server,
    inbox: () => inbox,
    addLeak: (input) => addLeak(world, input),
    publishEvent: (bus, event) => publishEvent(bus, event),
    more: () => ({
      buckets: [...oss.buckets.values()].map(({ name, objects }) => ({ name, objects: [...objects.keys()].sort() })),
      invocations: fc.invocations.map(({ functionName, error }) => ({ functionName, error: error ?? null })),
      deadLetters: deadLetters.all,
    }),
  });
  const doors = [
    control,
    createDingTalkDoor(kernel, inbox, robot),
    fc,
    createMnsDoor(kernel, deadLetters, queues),
    createSlsDoor(kernel, sls, (project, logstore) => trailRows(world, project, logstore)),
    createRpcDoor(kernel, serviceRooms(world)),
    // Last: OSS takes whatever names a bucket in its host or path.
    createOssDoor(kernel, oss),
  ];
  const server = new DoorServer(doors, clock);
  server.latencyMs = options.latencyMs ?? 0;
  const port = await server.listen(options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;

  Object.assign(env, {
    TOURNIQUET_ENDPOINT: url,
    TOURNIQUET_MODE: 'enforce',
    TOURNIQUET_EVIDENCE_BUCKET: EVIDENCE_BUCKET,
    TOURNIQUET_STATE_KEY: randomBytes(32).toString('hex'),
    TOURNIQUET_DINGTALK_URL: `${url}/robot/send?access_token=${robot.accessToken}`,
    TOURNIQUET_DINGTALK_SECRET: robot.secret,
    TOURNIQUET_SMTP_URL: `smtp://${mailbox.user}:${mailbox.pass}@127.0.0.1:${smtp.port}`,
    TOURNIQUET_MAIL_FROM: 'ak-tourniquet@sandbox.example',
    TOURNIQUET_MAIL_TO: 'security@sandbox.example',
    ...options.env,
  });

  const publishLeak = (leak: ScenarioLeak): LeakRecord => addLeak(world, leakInput(leak, keys));
  for (const leak of scenario?.leaks ?? []) if (leak.when === 'found') publishLeak(leak);
  const delivery = options.deliver
    ? startDelivery(world, fc, deployed, readBusRules(variables), deadLetters)
    : undefined;
  const publishEvent = (bus: string, event: object): number => {
    if (!delivery) throw new CloudError(400, 'NoDelivery', 'this sandbox delivers no events: start it with --deliver');
    return delivery.publish(bus, event);
  };
  const leaked = scenario?.leaked === undefined ? undefined : keys.get(scenario.leaked)?.key;

  return {
    url,
    accountId: world.accountId,
    region: world.region,
    endpointEnv: env,
    identities: {
      admin,
      ...(options.bare ? {} : { responder: openResponder(world) }),
      ...(leaked ? { leaked: credentialsOf(leaked) } : {}),
    },
    scenario,
    keys,
    world,
    kernel,
    clock,
    oss,
    sls,
    fc,
    triggers,
    inbox,
    deadLetters,
    queues,
    openFunctionSession: (name) => openFunctionSession(world, roleName(name), roleName(name)),
    publishLeak,
    publishEvent,
    deliverTrail: (bucket, prefix) => deliverTrail(world, oss, bucket, prefix),
    addLogstore: (project, name) => sls.addLogstore(project, world.region, name),
    addLogTrail: (name, project, region) => addLogTrail(world, sls, name, project, region),
    async stop() {
      delivery?.stop();
      await fc.stop();
      await server.close();
      await smtp.stop();
    },
  };
}
