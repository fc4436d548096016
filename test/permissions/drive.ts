import type { Authorisation } from '../../sandbox/kernel/authorisations';
import { addVersion, policyNamed } from '../../sandbox/world/policies';
import { messageOf } from '../../shared/identity/looked';
import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import type { SandboxBuilder } from '../builders';
import { Account, type Env } from '../functions/respond/arrange';

/** One question under a function's role, and the step of the drive that led to it. */
export interface Question extends Pick<Authorisation, 'actions' | 'resources' | 'context' | 'allowed' | 'answers'> {
  readonly step: string;
}

type Open = (builder: SandboxBuilder, env?: Env, platform?: boolean) => Promise<Account>;

/** One path through a function, in accounts of its own. */
export interface Step {
  readonly name: string;
  readonly run: (open: Open) => Promise<void>;
}

export interface Drive {
  readonly questions: readonly Question[];
  /** Steps that did not come to their end, and why. What they were refused stands among the questions. */
  readonly broken: readonly string[];
}

/** Everything that the steps asked under one role; `document`: instead of the role's own policy. */
export async function drive(role: FunctionName, steps: readonly Step[], document?: string): Promise<Drive> {
  const questions: Question[] = [];
  const broken: string[] = [];
  for (const { name, run } of steps) {
    const opened: Account[] = [];
    try {
      await run(async (builder, env = {}, platform = false) => {
        const account = await Account.start(builder, { TOURNIQUET_LANGUAGE: 'en', ...env }, platform);
        opened.push(account);
        if (document !== undefined) replaceDocument(account, role, document);
        return account;
      });
    } catch (error) {
      broken.push(`${name}: ${messageOf(error)}`);
    } finally {
      for (const { sandbox } of opened) {
        const asked = sandbox.kernel.authorisations.all();
        for (const { caller, actions, resources, context, allowed, answers } of asked)
          if (caller.roleName === roleName(role))
            questions.push({ step: name, actions, resources, context, allowed, answers });
        await sandbox.stop();
      }
    }
  }
  return { questions, broken };
}

function replaceDocument({ sandbox: { world } }: Account, role: FunctionName, document: string): void {
  const policy = policyNamed(world, 'Custom', roleName(role));
  world.setUp(() => addVersion(world, policy, document, { setAsDefault: true, rotate: false }));
}
