import type { Clock } from '../clock';
import type { Config } from '../config/types';
import type { AccountId } from '../ids';
import { type Credentials, connectionOf } from './connection';
import { RamRootService } from './ram-root';
import { RamRotationService } from './ram-rotation';
import { RamSetupService } from './ram-setup';
import { SecretsService } from './secrets';

/** The clients of a rotation: what makes and deletes keys, and puts secrets where they are read. No function has them. */
export interface RotationCloud {
  readonly ram: RamRotationService;
  readonly policies: RamSetupService;
  readonly secrets: SecretsService;
}

/** Root's own keys, with root's own credentials. Throws NotRoot for any others. */
export function connectRoot(
  config: Config,
  clock: Clock,
  credentials: Credentials,
  accountId: AccountId,
): Promise<RamRootService> {
  return RamRootService.open(connectionOf(config, clock, credentials), accountId);
}

export function connectRotation(config: Config, clock: Clock, credentials: Credentials): RotationCloud {
  const connection = connectionOf(config, clock, credentials);
  return {
    ram: new RamRotationService(connection),
    policies: new RamSetupService(connection),
    secrets: new SecretsService(connection),
  };
}
