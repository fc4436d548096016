import { ecsError } from './errors';

export interface InstanceType {
  readonly name: string;
  readonly family: string;
  readonly cpu: number;
  readonly memoryMib: number;
  readonly gpu?: { readonly amount: number; readonly spec: string };
}

/** A few of the types that are on sale: small ones of business, and those with a GPU that miners and thieves like. */
const TYPES: readonly InstanceType[] = [
  { name: 'ecs.t6-c1m2.large', family: 'ecs.t6', cpu: 2, memoryMib: 4096 },
  { name: 'ecs.c7.large', family: 'ecs.c7', cpu: 2, memoryMib: 4096 },
  { name: 'ecs.c7.xlarge', family: 'ecs.c7', cpu: 4, memoryMib: 8192 },
  { name: 'ecs.c7.8xlarge', family: 'ecs.c7', cpu: 32, memoryMib: 65_536 },
  { name: 'ecs.g7.large', family: 'ecs.g7', cpu: 2, memoryMib: 8192 },
  { name: 'ecs.g7.xlarge', family: 'ecs.g7', cpu: 4, memoryMib: 16_384 },
  {
    name: 'ecs.gn6i-c4g1.xlarge',
    family: 'ecs.gn6i',
    cpu: 4,
    memoryMib: 15_360,
    gpu: { amount: 1, spec: 'NVIDIA T4' },
  },
  {
    name: 'ecs.gn7i-c8g1.2xlarge',
    family: 'ecs.gn7i',
    cpu: 8,
    memoryMib: 30_720,
    gpu: { amount: 1, spec: 'NVIDIA A10' },
  },
];

/** vCPUs of running and stopped pay-as-you-go instances that a region lends a young account, by kind of type. */
export const VCPU_QUOTA = { ordinary: 64, gpu: 32 } as const;

/** Throws CloudError 400 InvalidInstanceType.ValueNotSupported. */
export function instanceType(name: string): InstanceType {
  const found = TYPES.find((type) => type.name === name);
  if (!found) throw ecsError('InvalidInstanceType.ValueNotSupported');
  return found;
}

/** How many instances of the type still fit into a region's quota beside those that are there. */
export function roomFor(type: InstanceType, there: readonly InstanceType[]): number {
  const isGpu = type.gpu !== undefined;
  const used = there.filter((one) => (one.gpu !== undefined) === isGpu).reduce((sum, one) => sum + one.cpu, 0);
  return Math.max(0, Math.floor((VCPU_QUOTA[isGpu ? 'gpu' : 'ordinary'] - used) / type.cpu));
}
