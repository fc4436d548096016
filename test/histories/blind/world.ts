import { Dice } from './dice';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
const MAINLAND = ['cn-hangzhou', 'cn-shanghai', 'cn-beijing', 'cn-shenzhen', 'cn-zhangjiakou', 'cn-chengdu'];
const ABROAD = [
  'ap-southeast-1',
  'ap-southeast-5',
  'us-west-1',
  'us-east-1',
  'eu-central-1',
  'ap-northeast-1',
  'ap-south-1',
];
/** First three numbers of addresses: offices and hosts of mainland carriers and clouds, and what thieves rent. */
const OFFICES = ['180.168.12', '116.228.89', '222.71.40', '114.242.33', '183.62.140', '218.17.209'];
const HOSTS = ['47.96.120', '120.26.88', '101.37.42', '47.110.9', '39.104.77', '112.124.18'];
const RENTED = [
  '185.220.101',
  '45.155.205',
  '194.165.16',
  '141.98.11',
  '91.219.236',
  '193.32.162',
  '104.244.76',
  '159.89.44',
];
const RENTED_AT_HOME = ['43.143.70', '119.29.55', '111.230.14', '124.222.31'];
/** User agents as the tools send them (sources of aliyun-cli, of the SDKs and of the attack tools). */
export const AGENTS = {
  cli: ['Aliyun-CLI/3.0.198', 'Aliyun-CLI/3.0.231 vendor/aliyun', 'Aliyun-CLI/3.0.246'],
  sdk: [
    'AlibabaCloud (linux; x64) Node.js/v20.11.1 Core/1.0.1 TeaDSL/2',
    'AlibabaCloud (Linux; amd64) Java/1.8.0_372-b07 Core/4.6.0 HTTPClient/ApacheHttpClient',
    'AlibabaCloud (linux; x86_64) Python/3.9.16 Core/0.3.6 TeaDSL/1',
  ],
  terraform: ['AlibabaCloud (linux; amd64) Golang/1.21.4 Core/0.01 HashiCorp-Terraform/1.6.6 Provider/1.220.0'],
  thief: [
    'ctk',
    'AlibabaCloud (linux; amd64) Golang/1.20.5 Core/0.0.1',
    'python-requests/2.31.0',
    'AlibabaCloud (Windows; amd64) Golang/1.19 Core/0.0.1',
  ],
  console: 'AliyunConsole',
} as const;
const ADMINS = ['alice', 'wangwei', 'li.na', 'zhangmin', 'chen_hao', 'zhaolei'];
const TEAMS = ['shop', 'media', 'fleet', 'ledger', 'ticket', 'clinic', 'atlas'];

/** Who calls: an identity at a place with a tool. */
export interface Actor {
  type: 'ram-user' | 'assumed-role' | 'system';
  userName: string;
  principalId: string;
  accessKeyId?: string;
  ip: string;
  agent: string;
  /** A console session has no key id. */
  console?: boolean;
  mfa?: boolean;
}

export interface World {
  seed: string;
  dice: Dice;
  account: string;
  home: string;
  regions: string[];
  unusedRegions: string[];
  team: string;
  hostIp: string;
  officeIp: string;
  admin: Actor;
  /** The leaked key in the hands of the business. */
  business: Actor;
  backup: Actor;
  roleName: string;
  bucket: string;
  instances: string[];
  databases: string[];
  domain: string;
  start: number;
  leak: number;
  now: number;
}

export const keyId = (dice: Dice) =>
  `LTAI5t${dice.text(18, 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789')}`;
export const stsId = (dice: Dice) =>
  `STS.N${dice.text(24, 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789')}`;
export const instanceId = (dice: Dice) => `i-bp1${dice.text(17)}`;
const address = (dice: Dice, nets: readonly string[]) => `${dice.pick(nets)}.${dice.int(2, 250)}`;
export const office = (dice: Dice) => address(dice, OFFICES);
export const rented = (dice: Dice) => address(dice, RENTED);
export const rentedAtHome = (dice: Dice) => address(dice, RENTED_AT_HOME);

const user = (dice: Dice, userName: string, ip: string, agent: string): Actor => ({
  type: 'ram-user',
  userName,
  principalId: dice.digits(18),
  accessKeyId: keyId(dice),
  ip,
  agent,
});

/** A company of chance, with 30 to 75 days of history; the leak is reported 1 to 30 hours before now. */
export function world(name: string, seed: number): World {
  const dice = new Dice(`${name}#${seed}`);
  const regions = dice.some(MAINLAND, dice.int(1, 2));
  const team = dice.pick(TEAMS);
  const hostIp = address(dice, HOSTS);
  const officeIp = office(dice);
  const leak = Date.UTC(2026, dice.int(2, 8), dice.int(1, 28), dice.int(0, 23), dice.int(0, 59));
  const admin = user(dice, dice.pick(ADMINS), officeIp, AGENTS.console);
  return {
    seed: `${name}#${seed}`,
    dice,
    account: dice.digits(16),
    home: 'cn-hangzhou',
    regions,
    unusedRegions: [...MAINLAND, ...ABROAD].filter((region) => !regions.includes(region)),
    team,
    hostIp,
    officeIp,
    admin: { ...admin, console: true, mfa: true },
    business: user(
      dice,
      `${team}-${dice.pick(['deploy', 'ci', 'backend', 'ops', 'svc'])}`,
      hostIp,
      dice.pick([...AGENTS.cli, ...AGENTS.sdk]),
    ),
    backup: user(dice, `${team}-backup`, address(dice, HOSTS), dice.pick(AGENTS.sdk)),
    roleName: `${team}-${dice.pick(['operator', 'release', 'runtime'])}`,
    bucket: `${team}-${dice.pick(['assets', 'uploads', 'archive'])}-${dice.text(4)}`,
    instances: Array.from({ length: dice.int(4, 12) }, () => instanceId(dice)),
    databases: Array.from({ length: 2 }, () => `rm-bp1${dice.text(14)}`),
    domain: `${team}${dice.text(3)}.com`,
    start: leak - dice.int(30, 75) * DAY_MS,
    leak,
    now: leak + dice.int(8, 30) * HOUR_MS,
  };
}
