import { respondCommand } from '../../../cli/respond';
import { type RootOptions, rootCommand } from '../../../cli/rotate/root';
import { aSandbox, aUser } from '../../builders';
import { Rotation } from './arrange';

export const WHY = { reason: 'a build server of 2019, gone since' };
export const BY: RootOptions = {
  by: 'alice',
  yes: true,
  json: false,
  place: undefined,
  format: 'json',
  anyway: false,
  now: false,
  undo: false,
  observeDays: 7,
};

/** An account whose root key has leaked, as the responder has told it. */
export let rotation: Rotation;
export async function begin(...events: object[]): Promise<void> {
  rotation = await Rotation.begin(
    aSandbox()
      .withRootKey('root')
      .withUser(aUser('ci-bot').withKey())
      .withEvents(...(events as never[])),
    false,
  );
  await rotation.command((cli) => respondCommand(cli, leaked(), { by: 'alice', reason: 'on GitHub', yes: true }));
}

/** For afterEach: no key of root's was ever shown or stored. */
export async function end(): Promise<void> {
  delete process.env['ROOT_ACCESS_KEY_ID'];
  delete process.env['ROOT_ACCESS_KEY_SECRET'];
  for (const { accessKeySecret } of rotation.sandbox.world.rootKeys)
    expect(rotation.output + rotation.stored).not.toContain(accessKeySecret);
  await rotation.end();
}

export const leaked = () => rotation.sandbox.keys.get('root')?.key.accessKeyId ?? '';
export const keys = () => rotation.sandbox.world.rootKeys.map(({ accessKeyId, status }) => [accessKeyId, status]);
export const root = (options: Partial<RootOptions> = {}) =>
  rotation.command((cli) => rootCommand(cli, leaked(), { ...BY, ...options }));

/** The person's own credentials write the journal; these are root's, for this one command. */
export function asRoot({ accessKeyId, accessKeySecret }: { accessKeyId: string; accessKeySecret: string }): void {
  process.env['ROOT_ACCESS_KEY_ID'] = accessKeyId;
  process.env['ROOT_ACCESS_KEY_SECRET'] = accessKeySecret;
}
