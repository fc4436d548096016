/**
 * Whether a role's trust document lets this user of the account take it, once his own policies let him: he is named, or
 * the account is. Conditions of a statement count as met, a Deny with conditions does not. Undefined: it cannot be read.
 * Source: RAM, "Trust policy of a RAM role". Pure.
 */
export function letsUserIn(trust: string, account: string, user: string): boolean | undefined {
  let document: unknown;
  try {
    document = JSON.parse(trust);
  } catch {
    return undefined;
  }
  const statements = list((document as { Statement?: unknown } | null)?.Statement);
  if (statements.length === 0) return undefined;
  const named = new Set(['*', account, `acs:ram::${account}:root`, `acs:ram::${account}:user/${user}`]);
  const about = statements.flatMap((statement) => {
    const { Effect, Action, Principal, Condition } = statement as Readonly<Record<string, unknown>>;
    const isAssume = list(Action).some((action) => /^(\*|sts:\*|sts:AssumeRole)$/i.test(String(action)));
    const isNamed = list((Principal as { RAM?: unknown } | null | undefined)?.RAM).some((one) =>
      named.has(String(one)),
    );
    return isAssume && isNamed ? [{ isDeny: Effect === 'Deny', isSure: Condition === undefined }] : [];
  });
  return about.some(({ isDeny }) => !isDeny) && !about.some(({ isDeny, isSure }) => isDeny && isSure);
}

function list(value: unknown): unknown[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter((one) => one !== undefined && one !== null);
}
