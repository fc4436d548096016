import { parseBlock } from './addresses';
import type { Condition } from './conditions';
import type { Policy, Statement } from './policy';

/**
 * The same policies for a call from an address that none of them names: grants that are bound to addresses or to a VPC
 * fall away, and a Deny of everything outside of them counts as met. What is left is what a thief may do from his desk.
 */
export function fromElsewhere({ statements }: Policy): Policy {
  return {
    statements: statements.flatMap((statement) =>
      statement.effect === 'Allow' ? granted(statement) : [denied(statement)],
    ),
  };
}

function granted(statement: Statement): readonly Statement[] {
  return statement.conditions.some(isInside) ? [] : [statement];
}

function denied(statement: Statement): Statement {
  return { ...statement, conditions: statement.conditions.filter((condition) => !isOutside(condition)) };
}

function isInside({ operator, key, values }: Condition): boolean {
  if (isKey(key, 'acs:SourceIp')) return operator === 'IpAddress' && values.every(isNarrow);
  if (isKey(key, 'acs:SourceVpc'))
    return /^String(Equals|EqualsIgnoreCase|Like)$/.test(operator) && values.every((value) => !/^[*?]*$/.test(value));
  return false;
}

function isOutside({ operator, key, values }: Condition): boolean {
  if (isKey(key, 'acs:SourceIp')) return operator === 'NotIpAddress' && values.every(isNarrow);
  if (isKey(key, 'acs:SourceVpc'))
    return (
      /^StringNot(Equals|EqualsIgnoreCase|Like)$/.test(operator) && values.every((value) => !/^[*?]*$/.test(value))
    );
  return false;
}

const isKey = (key: string, name: string): boolean => key.toLowerCase() === name.toLowerCase();

/** A block of a 256th of all addresses or more limits nobody: 0.0.0.0/0 is written in two halves as well. */
const WIDEST = { v4: 9, v6: 17 } as const;
/** Nobody calls from these over the internet, however wide they are (RFC 1918, 4193; 100.64.0.0/10: Alibaba Cloud's own). */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(
  (network) => [parseBlock(network), prefixOf(network)] as const,
);

/** Whether an address or block shuts nearly everybody out. What cannot be read limits nobody. */
export function isNarrow(block: string): boolean {
  if (parseBlock(block) === undefined) return false;
  const prefix = prefixOf(block);
  const [address = ''] = block.split('/');
  if (prefix >= (block.includes(':') ? WIDEST.v6 : WIDEST.v4)) return true;
  return PRIVATE.some(([network, wide]) => prefix >= wide && network?.contains(address) === true);
}

function prefixOf(block: string): number {
  const [address = '', prefix] = block.split('/');
  return prefix === undefined ? (address.includes(':') ? 128 : 32) : Number(prefix);
}
