import { quarantineDocument } from '../../shared/ram-policy/documents';
import type { PolicyRequest } from '../../shared/ram-policy/request';

const LARGEST = 6_144;
const SERVICES = ['ecs', 'oss', 'rds', 'slb', 'vpc', 'kms', 'log', 'ram', 'cdn', 'fc', 'dm', 'ots'];
const VERBS = ['Describe', 'Get', 'List', 'Put', 'Create', 'Modify', 'Delete', 'Start'];
const NOUNS = ['Instance', 'Bucket', 'Object', 'Policy', 'Disk', 'Key', 'Rule', 'Domain', 'Table', 'Queue'];

/** So many policies as a large account has them, each as long as RAM takes one (6,144 characters), the first our quarantine. */
export function policiesOf(count: number): string[] {
  const quarantine = quarantineDocument({ bucket: 'bench-bucket', accountId: '1234567890123456' }).document;
  return [quarantine, ...Array.from({ length: count - 1 }, (_, at) => policyOf(at))];
}

function policyOf(seed: number): string {
  const Statement: object[] = [];
  const written = () => JSON.stringify({ Version: '1', Statement });
  for (let at = 0; ; at += 1) {
    Statement.push(statementOf(seed * 31 + at));
    if (written().length > LARGEST) {
      Statement.pop();
      return written();
    }
  }
}

function statementOf(n: number): object {
  const service = pick(SERVICES, n);
  const Action = Array.from({ length: 6 }, (_, at) => `${service}:${pick(VERBS, n + at)}${pick(NOUNS, n * 3 + at)}*`);
  const Resource = Array.from(
    { length: 3 },
    (_, at) => `acs:${service}:*:*:${pick(NOUNS, at).toLowerCase()}/app-${n}-*/${at}`,
  );
  return {
    ...{ Effect: n % 9 === 0 ? 'Deny' : 'Allow', Action, Resource },
    ...(n % 4 === 0 ? { Condition: { IpAddress: { 'acs:SourceIp': ['203.0.113.0/24', '198.51.100.7'] } } } : {}),
  };
}

/** What applications ask for: half of it is in some policy, half in none. */
export function requestsOf(count: number): PolicyRequest[] {
  return Array.from({ length: count }, (_, n) => {
    const service = pick(SERVICES, n);
    const isThere = n % 2 === 0;
    return {
      action: `${service}:${pick(VERBS, n)}${pick(NOUNS, isThere ? n * 3 : n)}${isThere ? 'Attribute' : 's'}`,
      resource: `acs:${service}:cn-hangzhou:1234567890123456:${pick(NOUNS, 0).toLowerCase()}/app-${n}-live/0`,
      context: { 'acs:SourceIp': n % 3 === 0 ? '203.0.113.77' : '192.0.2.1' },
    };
  });
}

const pick = (from: readonly string[], at: number): string => from[at % from.length] as string;
