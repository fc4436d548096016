import type { Clock } from '../clock';
import type { Config } from '../config/types';
import { type Credentials, connectionOf } from './connection';
import { RamRotationService } from './ram-rotation';
import { RamSetupService } from './ram-setup';
import { SecretsService } from './secrets';

/** The clients of a rotation: what makes and deletes keys, and puts secrets where they are read. No function has them. */
export interface RotationCloud {
  readonly ram: RamRotationService;
  readonly policies: RamSetupService;
  readonly secrets: SecretsService;
}

export function connectRotation(config: Config, clock: Clock, credentials: Credentials): RotationCloud {
  const connection = connectionOf(config, clock, credentials);
  return {
    ram: new RamRotationService(connection),
    policies: new RamSetupService(connection),
    secrets: new SecretsService(connection),
  };
}
