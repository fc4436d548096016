import { parsePolicy } from '../../../shared/ram-policy/parse';
import { fromElsewhere, isNarrow } from '../../../shared/ram-policy/source-limits';

/** What is left of a statement for a call from elsewhere: its conditions' keys; undefined: it grants nothing there. */
function left(effect: 'Allow' | 'Deny', condition?: object): readonly string[] | undefined {
  const statement = { Effect: effect, Action: '*', Resource: '*', ...(condition ? { Condition: condition } : {}) };
  const [kept] = fromElsewhere(parsePolicy({ Version: '1', Statement: [statement] })).statements;
  return kept?.conditions.map(({ key }) => key);
}
const OFFICE = '203.0.113.0/24';
const ip = (operator: string, ...values: string[]) => ({ [operator]: { 'acs:SourceIp': values } });
const vpc = (operator: string, ...values: string[]) => ({ [operator]: { 'acs:SourceVpc': values } });

test.each<readonly [string, object | undefined, readonly string[] | undefined]>([
  ['no condition', undefined, []],
  ['an office', ip('IpAddress', OFFICE), undefined],
  ['an office, written otherwise', { IpAddress: { 'ACS:sourceip': OFFICE } }, undefined],
  ['an office and everybody', ip('IpAddress', OFFICE, '0.0.0.0/0'), ['acs:SourceIp']],
  ['everybody but an office', ip('NotIpAddress', OFFICE), ['acs:SourceIp']],
  ['a VPC', vpc('StringEquals', 'vpc-1'), undefined],
  ['a VPC, in any letters', vpc('StringEqualsIgnoreCase', 'vpc-1'), undefined],
  ['VPCs of a pattern', vpc('StringLike', 'vpc-*'), undefined],
  ['any VPC', vpc('StringLike', '*'), ['acs:SourceVpc']],
  ['any VPC, by question marks', vpc('StringLike', 'vpc-1', '?*'), ['acs:SourceVpc']],
  ['no VPC of that name', vpc('StringNotEquals', 'vpc-1'), ['acs:SourceVpc']],
  ['something else', { StringEquals: { 'acs:Service': 'ecs' } }, ['acs:Service']],
  ['something else and an office', { ...ip('IpAddress', OFFICE), Bool: { 'acs:MFAPresent': 'true' } }, undefined],
])('a grant for %s', (_, condition, keys) => {
  expect(left('Allow', condition)).toEqual(keys);
});

test.each<readonly [string, object | undefined, readonly string[]]>([
  ['no condition', undefined, []],
  ['everybody but an office', ip('NotIpAddress', OFFICE), []],
  ['everybody but an office and everybody', ip('NotIpAddress', OFFICE, '0.0.0.0/0'), ['acs:SourceIp']],
  ['an office', ip('IpAddress', OFFICE), ['acs:SourceIp']],
  ['whoever is not of a VPC', vpc('StringNotEquals', 'vpc-1'), []],
  ['whoever is not of it, in any letters', vpc('StringNotEqualsIgnoreCase', 'vpc-1'), []],
  ['whoever is not of VPCs of a pattern', vpc('StringNotLike', 'vpc-*'), []],
  ['whoever is of no VPC', vpc('StringNotLike', '*'), ['acs:SourceVpc']],
  ['a VPC', vpc('StringEquals', 'vpc-1'), ['acs:SourceVpc']],
  ['a VPC by a longer operator', { StringNotEquals: { 'acs:SourceVpcId': 'vpc-1' } }, ['acs:SourceVpcId']],
  [
    'whoever is outside, with a second factor',
    { ...ip('NotIpAddress', OFFICE), Bool: { 'acs:MFAPresent': 'true' } },
    ['acs:MFAPresent'],
  ],
])('a Deny for %s', (_, condition, keys) => {
  expect(left('Deny', condition)).toEqual(keys);
});

test.each<readonly [string, boolean]>([
  ['203.0.113.7', true],
  ['203.0.113.0/24', true],
  ['64.0.0.0/9', true],
  ['64.0.0.0/8', false],
  ['0.0.0.0/0', false],
  ['10.0.0.0/8', true],
  ['10.0.0.0/7', false],
  ['172.16.0.0/12', true],
  ['192.168.0.0/16', true],
  ['100.64.0.0/10', true],
  ['2001:db8::1', true],
  ['2000::/17', true],
  ['2000::/16', false],
  ['fc00::/7', true],
  ['fc00::/6', false],
  ['::/0', false],
  ['nonsense', false],
])('whether %s shuts nearly everybody out: %s', (block, is) => {
  expect(isNarrow(block)).toBe(is);
});
