import type { Scenario, ScenarioKey, ScenarioUser } from '../scenario';
import { attachPolicy } from './attachments';
import type { Principal, StoredKey, User } from './entities';
import { addToGroup, createGroup, groupNamed } from './groups';
import { createKey, type KeyOwner, rootOwner } from './keys';
import { bindMfa, createLogin, createMfaDevice } from './login';
import { generator, habitEvents, listedEvent } from './past';
import { createPolicy, policyNamed } from './policies';
import { createRole } from './roles';
import { createUser } from './users';
import type { World } from './world';

const DAY_MS = 86_400_000;
const USUAL_AGE_DAYS = 100;

/** Puts a scenario's account in place: everything but its buckets, its leaks and its thief. Resolves key names. */
export function populate(world: World, scenario: Scenario): Map<string, { key: StoredKey; user: User | undefined }> {
  const named = new Map<string, { key: StoredKey; user: User | undefined }>();
  const addKeys = (owner: KeyOwner, keys: readonly ScenarioKey[] = []): void => {
    for (const given of keys) {
      const key = createKey(world, owner, {
        ...(given.accessKeyId === undefined ? {} : { accessKeyId: given.accessKeyId }),
        ...(given.status === undefined ? {} : { status: given.status }),
        createDate: daysAgo(world, given.createdDaysAgo ?? 0),
      });
      if (given.lastUsedDaysAgo !== undefined)
        key.lastUsed = { at: daysAgo(world, given.lastUsedDaysAgo), serviceName: 'Oss' };
      named.set(given.name, { key, user: owner.user });
    }
  };

  const { alias, balance, eventsVisibleAfterMs } = scenario.account ?? {};
  if (alias !== undefined) world.settings.alias = alias;
  if (balance !== undefined) world.balance = { ...world.balance, available: balance };
  if (eventsVisibleAfterMs !== undefined) world.events.visibleAfterMs = eventsVisibleAfterMs;
  // Only what is done in a scenario is new.
  const before = daysAgo(world, USUAL_AGE_DAYS);
  for (const policy of scenario.policies ?? [])
    createPolicy(world, policy.name, withAccount(world, policy.document), policy.description, before);
  for (const group of scenario.groups ?? [])
    attachAll(world, createGroup(world, group.name, group.comments), group.policies, before);
  for (const given of scenario.roles ?? []) {
    const { name, trust, description = '' } = given;
    const role = createRole(world, { name, trustDocument: withAccount(world, trust), description, createDate: before });
    attachAll(world, role, given.policies, before);
  }
  // An account with so many users has had its quota raised.
  world.settings.usersQuota = Math.max(world.settings.usersQuota, (scenario.users?.length ?? 0) + 100);
  addKeys(rootOwner(world), scenario.root?.keys);
  for (const given of scenario.users ?? []) {
    const user = addUser(world, given, before);
    addKeys({ keys: user.keys, user }, given.keys);
  }
  addInstances(world, scenario);
  addPast(world, scenario, named);
  addBills(world, scenario);
  return named;
}

function addUser(world: World, given: ScenarioUser, before: Date): User {
  const user = createUser(world, {
    name: given.name,
    displayName: given.displayName ?? given.name,
    email: given.email ?? '',
    comments: given.comments ?? '',
    createDate: daysAgo(world, given.createdDaysAgo ?? 0),
  });
  for (const group of given.groups ?? []) addToGroup(world, user, groupNamed(world, group), before);
  attachAll(world, user, given.policies, before);
  if (given.login) {
    const { status, mfaBindRequired } = given.login;
    const wanted = {
      password: world.newId('secret'),
      ...(status === undefined ? {} : { status }),
      ...(mfaBindRequired === undefined ? {} : { mfaBindRequired }),
    };
    const login = createLogin(world, user, wanted, before);
    if (given.login.lastLoginDaysAgo !== undefined) {
      login.lastLoginDate = daysAgo(world, given.login.lastLoginDaysAgo);
      user.lastLoginDate = login.lastLoginDate;
    }
  }
  if (given.mfa) {
    const device = createMfaDevice(world, user.name.replace(/_/g, '-'));
    bindMfa(world, user, device.serialNumber, [], before);
  }
  return user;
}

function attachAll(world: World, principal: Principal, names: readonly string[] = [], attachDate = world.now()): void {
  for (const name of names) {
    const [type = '', policy = ''] = name.split('/');
    attachPolicy(world, principal, policyNamed(world, type, policy), attachDate);
  }
}

function addInstances(world: World, scenario: Scenario): void {
  for (const [n, given] of (scenario.instances ?? []).entries()) {
    const region = given.region ?? world.region;
    world.compute.instances.set(given.id, {
      id: given.id,
      region,
      zone: `${region}-h`,
      type: given.type,
      name: given.name,
      imageId: 'aliyun_3_x64_20G_alibase_20260122.vhd',
      securityGroupIds: ['sg-business'],
      vSwitchId: 'vsw-business',
      privateIp: `192.168.0.${n + 10}`,
      spotStrategy: 'NoSpot',
      tags: [],
      createDate: daysAgo(world, given.createdDaysAgo ?? USUAL_AGE_DAYS),
      status: given.status ?? 'Running',
    });
  }
}

function addPast(
  world: World,
  scenario: Scenario,
  named: ReadonlyMap<string, { key: StoredKey; user: User | undefined }>,
): void {
  const events = (scenario.events ?? []).flatMap((given) => {
    const actor = named.get(given.key);
    if (!actor) return [];
    return 'calls' in given ? habitEvents(world, actor, given) : [listedEvent(world, actor, given)];
  });
  world.events.appendPast(events);
  for (const event of events) {
    const key = world.keyOf(event.userIdentity.accessKeyId ?? '')?.key;
    const at = new Date(event.eventTime);
    if (key && (!key.lastUsed || key.lastUsed.at < at)) key.lastUsed = { at, serviceName: event.serviceName };
  }
}

function addBills(world: World, scenario: Scenario): void {
  const { bills, orders = [] } = scenario;
  const random = generator(17);
  for (let day = bills?.days ?? 0; day >= 1; day -= 1) {
    for (const line of bills?.lines ?? []) {
      const factor = 1 + (random() * 2 - 1) * (line.variation ?? 0.1);
      if (line.fromDaysAgo !== undefined && day > line.fromDaysAgo) continue;
      world.bills.push({
        date: beijingDay(daysAgo(world, day)),
        productCode: line.productCode,
        productName: line.productName,
        subscriptionType: line.subscriptionType ?? 'PayAsYouGo',
        instanceId: line.instanceId,
        region: line.region ?? world.region,
        item: line.item,
        usage: line.usage,
        usageUnit: line.usageUnit,
        pretaxAmount: (Number(line.amount) * factor).toFixed(2),
      });
    }
  }
  for (const order of orders)
    world.orders.push({
      orderId: world.newId('numeric'),
      createTime: daysAgo(world, order.daysAgo),
      productCode: order.productCode,
      orderType: order.orderType ?? 'New',
      paymentStatus: 'Paid',
      region: order.region ?? world.region,
      amount: order.amount,
    });
}

/** Bills are made by days of UTC+8. */
function beijingDay(date: Date): string {
  return new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

function daysAgo(world: World, days: number): Date {
  return new Date(world.now().getTime() - days * DAY_MS);
}

function withAccount(world: World, document: object): string {
  return JSON.stringify(document).replaceAll('{accountId}', world.accountId);
}
