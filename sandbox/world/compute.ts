/** What an account runs in ECS. Times are Dates of the sandbox's clock. */
export interface EcsInstance {
  readonly id: string;
  readonly region: string;
  readonly zone: string;
  /** Name of the instance type, `ecs.c7.large`. */
  readonly type: string;
  readonly name: string;
  readonly imageId: string;
  readonly securityGroupIds: readonly string[];
  readonly vSwitchId: string;
  readonly privateIp: string;
  readonly publicIp?: string;
  readonly keyPairName?: string;
  readonly spotStrategy: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly createDate: Date;
  status: 'Running' | 'Stopped';
}

/** A Cloud Assistant command; the content is text, however it was sent. */
export interface EcsCommand {
  readonly id: string;
  readonly region: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly createDate: Date;
  /** False for what RunCommand made without KeepCommand: it can be looked up, and is not in the list of commands. */
  readonly kept: boolean;
}

/** A command that was sent to instances. Nothing is executed: what it would have printed is not known. */
export interface EcsInvocation {
  readonly id: string;
  readonly command: EcsCommand;
  readonly region: string;
  readonly instanceIds: readonly string[];
  readonly createDate: Date;
}

/** Instances, commands and invocations of all regions, by their ids. */
export class Compute {
  readonly instances = new Map<string, EcsInstance>();
  readonly commands = new Map<string, EcsCommand>();
  readonly invocations: EcsInvocation[] = [];

  instancesIn(region: string): EcsInstance[] {
    return [...this.instances.values()].filter((instance) => instance.region === region);
  }
}
