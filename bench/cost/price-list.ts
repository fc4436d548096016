import { renderSYaml } from '../../sandbox/deployment';
import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';

/**
 * Function Compute, pay-as-you-go, 2024-11-19 (docs/costs.md names the page): up to 100 million units a month. The list is
 * the international site's.
 */
const USD_A_UNIT = 0.00002;
const UNITS = { invocation: 75 / 10_000, vcpuSecond: 1, memoryGbSecond: 0.15, diskGbSecond: 0.05 };

/** Taken, not looked up: the China site's own price was not seen. */
export const YUAN_A_DOLLAR = 7.2;

interface Size {
  readonly cpu: number;
  readonly memorySize: number;
  readonly diskSize: number;
}

/** What a function is given by s.yaml. */
function sizeOf(name: FunctionName): Size {
  const { resources } = renderSYaml({ accountId: '1234567890123456', region: 'cn-hangzhou' }) as {
    resources: Readonly<Record<string, { readonly props: Size & { readonly functionName: string } }>>;
  };
  const found = Object.values(resources).find(({ props }) => props.functionName === roleName(name));
  if (!found) throw new Error(`s.yaml has no ${roleName(name)}.`);
  return found.props;
}

/** Compute units of so many invocations that take so many seconds together. */
export function unitsOf(name: FunctionName, invocations: number, seconds: number): number {
  const { cpu, memorySize, diskSize } = sizeOf(name);
  const aSecond =
    cpu * UNITS.vcpuSecond + (memorySize / 1024) * UNITS.memoryGbSecond + (diskSize / 1024) * UNITS.diskGbSecond;
  return invocations * UNITS.invocation + seconds * aSecond;
}

export const gbSecondsOf = (name: FunctionName, seconds: number): number => (sizeOf(name).memorySize / 1024) * seconds;

export const yuanOf = (units: number): number => units * USD_A_UNIT * YUAN_A_DOLLAR;
